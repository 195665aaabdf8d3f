package api

import (
	"context"
	"errors"
	"html"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"storywire/internal/auth"
	"storywire/internal/news"
	"storywire/internal/render"
)

// maxWords is how long what is searched for may be, in characters.
const maxWords = 500

// plainQuotes writes quotes as searches take them: telephones and word
// processors write others, each language its own.
var plainQuotes = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "‟", `"`, "«", `"`, "»", `"`)

// words is what is searched for, "" for no search.
func words(query url.Values) (string, error) {
	given, asked := query["q"]
	if !asked {
		return "", nil
	}
	s := strings.TrimSpace(given[0])
	switch {
	case s == "":
		return "", kindParameters.problem(`q is words to search for, such as harbour "sea wall" -storm.`)
	case !utf8.ValidString(s) || strings.ContainsRune(s, 0):
		return "", kindParameters.problem("q is text in UTF-8, without U+0000.")
	case utf8.RuneCountInString(s) > maxWords:
		return "", kindParameters.problem("q has " + strconv.Itoa(maxWords) + " characters at most.")
	}
	return plainQuotes.Replace(s), nil
}

// search reads what is searched for, and whether passages are asked for.
func search(q *news.ArticleQuery, query url.Values) (err error) {
	if q.Words, err = words(query); err != nil {
		return err
	}
	switch {
	case q.Words == "" && q.Sort == news.Relevance:
		return kindParameters.problem("sort=relevance is the order of a search: give q as well.")
	case q.Words != "" && q.Sort != "" && q.Sort != news.NewestFirst && q.Sort != news.Relevance:
		return kindParameters.problem("q goes with sort=-published, the newest first, and with sort=relevance.")
	}
	if q.Highlight, err = boolean(query, "highlight"); err != nil {
		return err
	}
	if q.Highlight && q.Words == "" {
		return kindParameters.problem("highlight is of what is searched for: give q as well.")
	}
	return nil
}

// match is a passage as readers get it.
type match struct {
	Field string `json:"field"`
	Text  string `json:"text"` // HTML, with no element but mark
}

// mark turns a passage into HTML. Whatever stands in it is escaped, so that what
// looks like an element is text.
func mark(p news.Passage) match {
	marks := strings.NewReplacer(news.MarkStart, "<mark>", news.MarkEnd, "</mark>")
	return match{p.Field, marks.Replace(html.EscapeString(p.Text))}
}

// withMatches is the card with the passages that have the words.
func withMatches(card []byte, passages []news.Passage) ([]byte, error) {
	list := make([]match, len(passages))
	for i, p := range passages {
		list[i] = mark(p)
	}
	value, err := encode(list)
	if err != nil {
		return nil, err
	}
	return render.Widen(card, "matches", value), nil
}

// suggestion is the JSON of what may have been meant by a search that finds
// nothing, as a member that follows others.
func (a *api) suggestion(ctx context.Context, words string) ([]byte, error) {
	meant, err := a.Articles.Suggest(ctx, auth.From(ctx), words)
	if err != nil || meant == "" {
		return nil, err
	}
	value, err := encode(meant)
	return append([]byte(`,"did_you_mean":`), value...), err
}

// slowSearch is err; where a search took too long, it says what helps.
func slowSearch(q news.ArticleQuery, err error) error {
	if q.Words == "" || !errors.Is(err, news.ErrTimeout) {
		return err
	}
	return kindTimeout.problem("The search took too long: ask for rarer words, or for fewer articles by another filter.").
		with("Retry-After", strconv.Itoa(retryAfter))
}
