package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
)

// articleFilters are the filters of the list of articles.
var articleFilters = []param{
	{"section", true}, {"tag", true}, {"author", true}, {"source", true}, {"speaker", true}, {"mentions", true},
	{"kind", true}, {"language", true}, {"has", true}, {"slug", true}, {"id", true},
	{name: "published_after"}, {name: "published_before"}, {name: "updated_after"}, {name: "updated_before"},
	{"status", true}, paramAsOf, {name: "sort"}, {name: "q"}, {name: "highlight"}, {name: "count"}, {"facets", true}, paramFields, {"include", true},
}

func (a *api) listArticles(w http.ResponseWriter, r *http.Request) error {
	p, err := a.parsePage(r, articleFilters...)
	if err != nil {
		return err
	}
	q, err := articleQuery(r.Context(), p)
	if err != nil {
		return err
	}
	if len(q.IDs) > 0 {
		p.limit = len(q.IDs) // all of them are on one page
	}
	if p.tally, err = a.tally(r.Context(), p.query, q); err != nil {
		return err
	}
	if p.fields, err = fields(p.query, cardShape(q.Include)); err != nil {
		return err
	}
	return a.sendCards(w, r, p, q)
}

// articleQuery is what a query asks for of the articles.
func articleQuery(ctx context.Context, p page) (q news.ArticleQuery, err error) {
	q.After, q.Limit = p.after, p.limit
	if q.Include, err = someOf(p.query, "include", news.Inclusions); err != nil {
		return q, err
	}
	for _, f := range []struct {
		name string
		to   *news.Choice
		is   func(string) bool
		what string
	}{
		{"section", &q.Sections, isRef, refForm}, {"tag", &q.Tags, isRef, refForm}, {"author", &q.Authors, isRef, refForm},
		{"source", &q.Sources, isRef, refForm}, {"speaker", &q.Speakers, isRef, refForm},
		{"mentions", &q.Mentions, isMention, mentionForm},
		{"kind", &q.Kinds, isOne(news.Kinds), kindForm},
		{"language", &q.Languages, news.IsLanguage, "BCP 47 language tags such as en or pt-BR"},
		{"has", &q.Has, isOne(news.Features), featureForm},
		{"slug", &q.Slugs, news.IsSlug, "slugs"},
	} {
		if *f.to, err = choice(p.query, f.name, f.is, f.what); err != nil {
			return q, err
		}
	}
	if err = times(&q, p.query); err != nil {
		return q, err
	}
	if q.Statuses, err = statuses(ctx, p.query); err != nil {
		return q, err
	}
	sorts, err := oneOf(p.query, "sort", news.ArticleSorts)
	if err != nil {
		return q, err
	}
	if len(sorts) > 0 {
		q.Sort = sorts[0]
	}
	if err = search(&q, p.query); err != nil {
		return q, err
	}
	if err = byID(&q, p.query); err != nil {
		return q, err
	}
	return q, checkPast(q, p.query)
}

// tally is the JSON of what is counted beside the page, as members that follow
// others.
func (a *api) tally(ctx context.Context, query url.Values, q news.ArticleQuery) ([]byte, error) {
	how, err := oneOf(query, "count", news.Countings)
	if err != nil {
		return nil, err
	}
	facets, err := someOf(query, "facets", news.Facets)
	if err != nil {
		return nil, err
	}
	counting := news.CountNone
	if len(how) > 0 {
		counting = how[0]
	}
	if counting == news.CountNone && len(facets) == 0 {
		return nil, nil
	}
	counted, err := a.Articles.Tally(ctx, auth.From(ctx), q, counting, facets)
	if errors.Is(err, news.ErrTimeout) && ctx.Err() == nil {
		return nil, kindTimeout.problem("Counting so many articles took too long: ask for count=estimated, for fewer facets, or by narrower filters.").with("Retry-After", strconv.Itoa(retryAfter))
	}
	if err != nil {
		return nil, err
	}
	body, err := encode(counted)
	if err != nil {
		return nil, err
	}
	body[0] = ',' // in the place of its "{"
	return body[:len(body)-1], nil
}

// times reads the parameters that are times.
func times(q *news.ArticleQuery, query url.Values) (err error) {
	if q.AsOf, err = asOf(query); err != nil {
		return err
	}
	if q.Published, err = span(query, "published"); err != nil {
		return err
	}
	q.Updated, err = span(query, "updated")
	return err
}

// checkPast refuses what was not kept of the past.
func checkPast(q news.ArticleQuery, query url.Values) error {
	switch {
	case q.AsOf.IsZero():
		return nil
	case len(q.Statuses) > 0:
		return kindParameters.problem("status and as_of do not go together: as_of is what the public could read.")
	}
	var others []string
	for _, name := range sortedKeys(query) {
		if !slices.Contains(ofPast, name) {
			others = append(others, name)
		}
	}
	if len(others) > 0 {
		return kindParameters.problem("as_of goes with section, tag and author, and with fields; not with " + strings.Join(others, ", ") + ".")
	}
	return nil
}

// ofPast are the parameters that go with as_of.
var ofPast = []string{"section", "tag", "author", "as_of", "limit", "cursor", "fields"}

// byID reads the filter by id. The articles that it asks for are answered in
// that order and on one page, so that there is nothing to sort and no next one.
func byID(q *news.ArticleQuery, query url.Values) error {
	ids, err := choice(query, "id", isID, "ids")
	if err != nil {
		return err
	}
	if len(ids.Any)+len(ids.None) > news.MostIDs {
		return kindParameters.problem("id takes " + strconv.Itoa(news.MostIDs) + " ids at most.")
	}
	parse := func(list []string) (parsed []uuid.UUID) {
		for _, s := range list {
			if id, _ := news.ParseID(s); !slices.Contains(parsed, id) {
				parsed = append(parsed, id)
			}
		}
		return parsed
	}
	q.IDs, q.Without = parse(ids.Any), parse(ids.None)
	for _, name := range []string{"limit", "cursor", "sort"} {
		if len(q.IDs) > 0 && query.Get(name) != "" {
			return kindParameters.problem("id and " + name + " do not go together: what is asked for by id is answered on one page, in the order in which it was asked for.")
		}
	}
	return nil
}

// choice is the value of a filter for any of some and, with a "-" before the
// value, for none of others. Values are repeated or written with commas.
func choice(query url.Values, name string, is func(string) bool, what string) (c news.Choice, err error) {
	for _, given := range query[name] {
		for value := range strings.SplitSeq(given, ",") {
			bare, except := strings.CutPrefix(value, "-")
			if !is(bare) {
				return c, kindParameters.problem(name + " takes " + what + `, each with "-" before it for all but those; ` + strconv.QuoteToASCII(value) + " is not one.")
			}
			if except {
				c.None = append(c.None, bare)
			} else {
				c.Any = append(c.Any, bare)
			}
		}
	}
	return c, nil
}

// someOf are the values of a parameter that takes some of all, each once,
// repeated or written with commas.
func someOf[T ~string](query url.Values, name string, all []T) (list []T, err error) {
	for _, given := range query[name] {
		for value := range strings.SplitSeq(given, ",") {
			if !slices.Contains(all, T(value)) {
				return nil, kindParameters.problem(name + " takes any of " + listed(all) + "; " + strconv.QuoteToASCII(value) + " is not one.")
			}
			if !slices.Contains(list, T(value)) {
				list = append(list, T(value))
			}
		}
	}
	return list, nil
}

// span is the value of the filters by a time.
func span(query url.Values, name string) (s news.Span, err error) {
	if s.After, err = instant(query, name+"_after"); err != nil {
		return s, err
	}
	s.Before, err = instant(query, name+"_before")
	return s, err
}

// statuses is the filter by status, which is for those who see drafts.
func statuses(ctx context.Context, query url.Values) ([]news.Status, error) {
	list, err := oneOf(query, "status", news.Statuses)
	if err == nil && len(list) > 0 {
		err = allow(auth.From(ctx), auth.Write, auth.Publish)
	}
	return list, err
}

// What filters take, as a sentence names it.
const refForm = "ids and slugs"

var (
	mentionForm = "slugs, alone or with a type: " + strings.Join(prefixed(news.MentionTypes), ", ")
	kindForm    = "any of " + listed(news.Kinds)
	featureForm = "any of " + listed(news.Features)
)

func isMention(s string) bool {
	_, _, ok := news.ParseMention(s)
	return ok
}

func isID(s string) bool {
	_, ok := news.ParseID(s)
	return ok
}

// isOne tells values of the list from others.
func isOne[T ~string](list []T) func(string) bool {
	return func(s string) bool { return slices.Contains(list, T(s)) }
}

// listed are the values as a sentence names them.
func listed[T ~string](list []T) string {
	names := make([]string, len(list))
	for i, v := range list {
		names[i] = string(v)
	}
	return strings.Join(names, ", ")
}

// prefixed are the types of mention as a filter writes them.
func prefixed(types []news.MentionType) []string {
	list := make([]string, len(types))
	for i, t := range types {
		list[i] = string(t) + ":..."
	}
	return list
}
