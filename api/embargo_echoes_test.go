package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// nameOfFeed is what a feed is called for programs: made of what
// is asked.
var nameOfFeed = regexp.MustCompile(`<id>urn:uuid:[^<]*</id>\n<title|type:composite uri:urn:uuid:\S*|(<transmitid>|<packageitem guid=")urn:uuid:[^<"]*`)

// onlyEchoes asks the same for a word that no story has: but for the word, the
// answer has to be the same.
func (s *site) onlyEchoes(told map[string]*answer, w watcher, c concealed, q question, got *answer) {
	s.t.Helper()
	unsaid := "zqqqqqqqqqqqq"[:len(c.word)]
	none := s.askOnce(told, w, strings.ReplaceAll(q.path, c.word, unsaid))
	said := func(a *answer) string {
		return nameOfFeed.ReplaceAllString(fmt.Sprint(a.status, a.header["Link"], names(a.header))+strings.ToLower(a.plain(s.t)), "")
	}
	if c.state == "retracted" && !w.bound && !strings.Contains(c.unechoed(q, said(got)), c.word) {
		return // a feed that had it tells that it went, and no more
	}
	if strings.ReplaceAll(said(got), c.word, unsaid) != said(none) {
		s.t.Errorf("%s, %s: GET %s is not answered as for a word that no story has:\n%s\n%s", c.state, w.name, q.path, got.body, none.body)
	}
}

// unechoed is what was said besides what was asked.
func (c concealed) unechoed(q question, said string) string {
	_, query, _ := strings.Cut(q.path, "?")
	asked, err := url.ParseQuery(query)
	if err != nil {
		return said
	}
	for _, values := range asked {
		for _, v := range values {
			said = strings.ReplaceAll(said, strings.ToLower(v), "")
		}
	}
	return said
}

// plain is the body without the request's own id.
func (a *answer) plain(t *testing.T) string {
	t.Helper()
	var problem map[string]any
	if json.Unmarshal(a.body, &problem) != nil {
		return string(a.body)
	}
	delete(problem, "instance")
	return fmt.Sprint(problem)
}

func names(h http.Header) []string {
	var list []string
	for name := range h {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}
