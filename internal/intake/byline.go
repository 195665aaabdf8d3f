package intake

import (
	"regexp"
	"strings"

	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// A byline's openings, each with the role that it gives.
var bylineOpenings = []struct {
	at     *regexp.Regexp
	role   news.Role
	method string
}{
	{regexp.MustCompile(`(?i)^\(?(?:edited|editing|edit) by:? +`), news.RoleEditor, "edited_by"},
	{regexp.MustCompile(`(?i)^editors?: +`), news.RoleEditor, "edited_by"},
	{regexp.MustCompile(`(?i)^\(?(?:additional|extra|further) (?:reporting|report|research|writing) (?:by|from):? +`), news.RoleContributor, "additional_reporting"},
	{regexp.MustCompile(`(?i)^(?:contributors?: |contributed by |contributions? (?:by|from) |with (?:additional )?(?:reporting|contributions?) (?:by|from) )`), news.RoleContributor, "additional_reporting"},
	{regexp.MustCompile(`(?i)^(?:photographs?|photos?|photography|pictures?|images?) by:? +`), news.RolePhotographer, "photographs_by"},
	{regexp.MustCompile(`(?i)^photographs: +`), news.RolePhotographer, "photographs_by"},
	{regexp.MustCompile(`(?i)^\(?(?:written|words|story|report|reporting|reported|text|interview|analysis|opinion|review) by:? +`), news.RoleAuthor, "byline"},
	{regexp.MustCompile(`(?i)^(?:words|author|authors|writer|reporter|byline): +`), news.RoleAuthor, "byline"},
	{regexp.MustCompile(`^(?:By|BY|by):? +`), news.RoleAuthor, "byline"},
}

var (
	beatWords = regexp.MustCompile(`(?i)\b(?:correspondent|reporter|editor|writer|columnist|critic|staff|bureau|desk|producer|journalist|in [A-Z]|politics|business|chief)\b|^(?:in|at|for|from) `)
	nameCut   = regexp.MustCompile(` *(?:, *(?:and|AND) |, *| and | AND | & | with |/| \+ ) *`)
	placeTail = regexp.MustCompile(` (?:in|at|for|from|reporting) +\p{Lu}.*$`)
)

// readByline reads a piece that credits somebody; nil where it does not, or
// where what follows cannot be names ("By train to the coast").
func readByline(s string) []credited {
	for _, o := range bylineOpenings {
		m := o.at.FindString(s)
		if m == "" {
			continue
		}
		people := readNames(s, len(m))
		for i := range people {
			people[i].role, people[i].method = o.role, o.method
		}
		return people
	}
	return nil
}

// readNames reads the names of a list that starts at byte from of s. A piece
// behind the first name that is somebody's post is passed over.
func readNames(s string, from int) []credited {
	end := len(strings.TrimRight(s, " ).,"))
	if from >= end {
		return nil
	}
	if m := placeTail.FindStringIndex(s[from:end]); m != nil {
		end = from + m[0]
	}
	var people []credited
	take := func(a, b int) bool {
		name := s[a:b]
		switch {
		case name == "", len(people) > 0 && beatWords.MatchString(name):
			return true
		case lexicon.IsPersonalName(name) || lexicon.IsDesk(name):
			people = append(people, credited{span: span{a, b}, name: name})
			return true
		}
		return false
	}
	at := from
	for _, m := range nameCut.FindAllStringIndex(s[from:end], -1) {
		if !take(at, from+m[0]) {
			return nil
		}
		at = from + m[1]
	}
	if !take(at, end) {
		return nil
	}
	return people
}
