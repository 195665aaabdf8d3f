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

// foreignOpening is what stands for "By" in German, French, Spanish and Hindi. As the
// first of these start sentences too, a name behind them has more than one word.
var foreignOpening = regexp.MustCompile(`^(?:Von|VON|Par|PAR|Por|POR):? +|(?i)^(?:autor(?:in|es|a)?|auteure?s?|autrice|texte?|texto|redacción|लेखक|लेखिका|रिपोर्टर?|संवाददाता|प्रस्तुति) ?: +`)

// bylineEnd is what Hindi has behind a name where English has "by" in front of it.
var bylineEnd = regexp.MustCompile(` +(?:द्वारा|की रिपोर्ट|की कलम से)[ ।.]*$`)

var (
	beatWords = regexp.MustCompile(`(?i)\b(?:redakteur(?:in)?|korrespondent(?:in)?|journaliste?|correspondante?|rédact(?:eur|rice)|periodista|corresponsal|redactora?|correspondent|reporter|editor|writer|columnist|critic|staff|bureau|desk|producer|journalist|in [A-Z]|politics|business|chief)\b|^(?:in|at|for|from) `)
	nameCut   = regexp.MustCompile(` *(?:, *(?:and|AND) |, *| and | AND | und | UND | et | ET | y | Y | और | & | with |/| \+ ) *`)
	placeTail = regexp.MustCompile(` (?:in|at|for|from|reporting) +\p{Lu}.*$`)
)

// readByline reads a piece that credits somebody; nil where it does not, or
// where what follows cannot be names ("By train to the coast").
func readByline(s string) []credited {
	if people := readForeignByline(s); people != nil {
		return people
	}
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

// readForeignByline reads a piece that credits somebody as German, French, Spanish and
// Hindi do: "Von Ada Quill", "मीरा कौशिक द्वारा".
func readForeignByline(s string) []credited {
	from, to := len(foreignOpening.FindString(s)), len(s)
	if m := bylineEnd.FindStringIndex(s); m != nil {
		to = m[0]
	}
	if from == 0 && to == len(s) || from >= to {
		return nil
	}
	people := readNames(s[:to], from)
	for i := range people {
		if !strings.Contains(people[i].name, " ") && !lexicon.IsDesk(people[i].name) {
			return nil
		}
		people[i].role, people[i].method = news.RoleAuthor, "byline"
	}
	return people
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
