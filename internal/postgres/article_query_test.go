package postgres_test

import (
	"bytes"
	stdcmp "cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"
	"storywire/internal/postgres"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"
)

// TestListsAnswerAsANaiveFilter makes up a newsroom of stories in every state and
// asks it random combinations of filters, orders and limits, page after page:
// what the store answers is what a loop over all of them in Go leaves.
func TestListsAnswerAsANaiveFilter(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	owner, err := pgx.Connect(t.Context(), db.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = owner.Close(context.WithoutCancel(t.Context())) }()
	var all []told
	rapid.Check(t, func(rt *rapid.T) {
		for range rapid.IntRange(1, 8).Draw(rt, "new stories") {
			all = append(all, tellStory(t, rt, s, owner))
		}
		for range 25 {
			by := rapid.SampledFrom([]auth.Principal{nobody, partner, entitled, writer}).Draw(rt, "who")
			q := drawQuery(rt, all, by)
			want := naive(all, by, q)
			if got := walked(t, s, by, q); !slices.Equal(got, idsIn(want)) {
				rt.Fatalf("%s: %+v\ngot  %s\nwant %s", by.Name, q, strings.Join(got, " "), strings.Join(idsIn(want), " "))
			}
			got, err := s.Tally(t.Context(), by, q, news.CountExact, news.Facets)
			if err != nil {
				rt.Fatal(err)
			}
			if diff := cmp.Diff(tallied(want), got); diff != "" {
				rt.Fatalf("%s: %+v: counted (-want +got):\n%s", by.Name, q, diff)
			}
		}
	})
}

// told is a story and what has become of it.
type told struct {
	*news.Article
	state     string // draft, published, embargoed, scheduled or expired
	corrected bool
}

// Few of each, so that stories share them and filters meet.
var (
	sectionNames = []string{"", "harbour", "council", "sport"}
	tagNames     = []string{"ferries", "tides", "budget", "regatta"}
	authorNames  = []string{"Mira Okafor", "Tom Quill", "Lena Marsh"}
	sourceNames  = []string{"Harbour Trust", "Tide Office"}
	speakers     = []string{"Ines Vale", "Otto Brine"}
	mentionable  = []news.Mention{{Type: news.Place, Name: "Ostholm", Slug: "ostholm"}, {Type: news.Person, Name: "Ines Vale", Slug: "ines-vale"},
		{Type: news.Organisation, Name: "Ostholm", Slug: "ostholm"}}
	days = []time.Time{time.Date(2024, 1, 5, 9, 0, 0, 0, time.UTC), time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC), time.Date(2025, 2, 3, 4, 5, 6, 7000, time.UTC)}
)

// some are any of the list, each once.
func some[T comparable](rt *rapid.T, list []T, most int, what string) []T {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(list), 0, most, rapid.ID[T]).Draw(rt, what)
}

func tellStory(t *testing.T, rt *rapid.T, s *postgres.Store, owner *pgx.Conn) told {
	t.Helper()
	a := &news.Article{
		Headline: "A story", Language: rapid.SampledFrom([]string{"en", "fr", "en-GB", "EN-scotland", "enm"}).Draw(rt, "language"),
		Kind: rapid.SampledFrom(news.Kinds[:3]).Draw(rt, "kind"), Mentions: some(rt, mentionable, 2, "mentions"),
		Body: []news.Block{{Type: news.Paragraph, Text: "It was said: “We waited.” And: “No more.”"}},
	}
	if name := rapid.SampledFrom(sectionNames).Draw(rt, "section"); name != "" {
		a.Section = &news.Ref{Name: name, Slug: name}
	}
	for _, name := range some(rt, tagNames, 3, "tags") {
		a.Tags = append(a.Tags, news.Ref{Name: name, Slug: name})
	}
	for _, name := range some(rt, authorNames, 2, "authors") {
		a.Authors = append(a.Authors, news.ArticleAuthor{Name: name}, news.ArticleAuthor{Name: name, Role: news.RoleEditor})
	}
	for _, name := range some(rt, sourceNames, 2, "sources") {
		a.Sources = append(a.Sources, news.ArticleSource{Name: name})
	}
	for i, name := range some(rt, speakers, 2, "speakers") {
		a.Quotes = append(a.Quotes, news.Quote{Text: []string{"We waited.", "No more."}[i], Speaker: &news.QuoteSpeaker{Name: name}})
	}
	if rapid.Bool().Draw(rt, "photo") {
		a.Photos = []news.ArticlePhoto{{Role: news.Lead, PhotoFacts: news.PhotoFacts{Caption: "The pier"}}}
	}
	a.PublishedAt = rapid.SampledFrom(days).Draw(rt, "published")
	if n := rapid.IntRange(0, 2).Draw(rt, "updated"); n > 0 {
		a.UpdatedAt = a.PublishedAt.AddDate(0, 0, 3*n)
	}
	state := rapid.SampledFrom([]string{"draft", "published", "published", "published", "embargoed", "scheduled", "expired"}).Draw(rt, "state")
	return becomes(t, s, owner, a, state, rapid.IntRange(0, 3).Draw(rt, "corrected") == 0)
}

// becomes stores the story and brings it into its state.
func becomes(t *testing.T, s *postgres.Store, owner *pgx.Conn, a *news.Article, state string, correct bool) told {
	t.Helper()
	if state == "scheduled" {
		a.PublishedAt, a.UpdatedAt = time.Time{}, time.Time{} // the schedule says when
	}
	doc, err := s.CreateArticle(t.Context(), publisher, a)
	if err != nil {
		t.Fatal(err)
	}
	ref, in := doc.ID.String(), time.Now().Add(time.Hour)
	times := map[string]news.Schedule{"published": {}, "embargoed": {EmbargoedUntil: in}, "scheduled": {PublishAt: in}, "expired": {ExpiresAt: in}}
	if schedule, public := times[state]; public {
		doc, err = s.PublishArticle(t.Context(), publisher, ref, anyEdit, schedule)
	}
	if err == nil && correct && state == "published" {
		_, doc, err = s.CorrectArticle(t.Context(), publisher, ref, news.Edit{Match: anyVersion},
			news.Correction{Kind: news.KindEditorsNote, Note: "A note."}, "", nil)
	}
	if err == nil && state == "expired" {
		_, err = owner.Exec(t.Context(), `update articles set expires_at = clock_timestamp() - interval '1 minute' where id = $1`, doc.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	return told{read(t, doc), state, correct && state == "published"}
}

// seenBy is the status that the caller is told of the story, "" for one that is
// not there for them.
func (a told) seenBy(by auth.Principal) news.Status {
	status := map[string]news.Status{"draft": news.Draft, "published": news.Published, "embargoed": news.Published,
		"scheduled": news.Scheduled, "expired": news.Withheld}[a.state]
	switch {
	case by.SeesDrafts(), a.state == "published", a.state == "embargoed" && by.Advance:
		return status
	}
	return ""
}

func drawQuery(rt *rapid.T, all []told, by auth.Principal) (q news.ArticleQuery) {
	choose := func(name string, values ...string) (c news.Choice) {
		if rapid.IntRange(0, 3).Draw(rt, "by "+name) == 0 {
			c.Any = some(rt, append(values, "nothing"), 2, "any "+name)
			c.None = some(rt, append(values, "nothing"), 1, "no "+name)
		}
		return c
	}
	slugged := func(names []string) (slugs []string) {
		for _, name := range names {
			slugs = append(slugs, strings.ReplaceAll(strings.ToLower(name), " ", "-"))
		}
		return slugs
	}
	one := rapid.SampledFrom(all).Draw(rt, "one")
	q.Sections = choose("section", sectionNames[1:]...)
	q.Tags = choose("tag", tagNames...)
	q.Authors = choose("author", append(slugged(authorNames), idsOf(one.Authors)...)...)
	q.Sources = choose("source", slugged(sourceNames)...)
	q.Speakers = choose("speaker", slugged(speakers)...)
	q.Mentions = choose("mention", "ostholm", "place:ostholm", "ines-vale", "organisation:ines-vale")
	q.Kinds = choose("kind", "news", "analysis", "opinion")
	q.Languages = choose("language", "EN", "fr", "fr-CA", "en-gb")
	if q.Has = choose("feature", "photo", "quote", "correction"); true {
		known := func(s string) bool { return s == "nothing" }
		q.Has = news.Choice{Any: slices.DeleteFunc(q.Has.Any, known), None: slices.DeleteFunc(q.Has.None, known)}
	}
	q.Slugs = choose("slug", one.Slug)
	if rapid.IntRange(0, 8).Draw(rt, "by id") == 0 {
		for _, a := range some(rt, all, 5, "ids") {
			q.IDs = append(q.IDs, a.ID)
		}
	}
	if rapid.IntRange(0, 8).Draw(rt, "but for one") == 0 {
		q.Without = []uuid.UUID{one.ID}
	}
	q.Published, q.Updated = drawSpan(rt, "published"), drawSpan(rt, "updated")
	if by.SeesDrafts() && rapid.Bool().Draw(rt, "by status") {
		q.Statuses = some(rt, []news.Status{news.Draft, news.Scheduled, news.Published, news.Withheld}, 2, "statuses")
	}
	q.Sort = rapid.SampledFrom(append(news.ArticleSorts, "")).Draw(rt, "sort")
	q.Limit = rapid.IntRange(1, 7).Draw(rt, "limit")
	return q
}

func drawSpan(rt *rapid.T, what string) (s news.Span) {
	if rapid.IntRange(0, 5).Draw(rt, what+" after") == 0 {
		s.After = rapid.SampledFrom(days).Draw(rt, what+" from")
	}
	if rapid.IntRange(0, 5).Draw(rt, what+" before") == 0 {
		s.Before = rapid.SampledFrom(days).Draw(rt, what+" to").AddDate(0, 0, 4)
	}
	return s
}

func idsOf(authors []news.ArticleAuthor) (ids []string) {
	for _, u := range authors {
		ids = append(ids, u.ID.String())
	}
	return slices.Compact(ids)
}

// walked is what the store answers, all pages of it.
func walked(t *testing.T, s *postgres.Store, by auth.Principal, q news.ArticleQuery) (ids []string) {
	t.Helper()
	for {
		page, err := s.Articles(t.Context(), by, q)
		if err != nil {
			t.Fatal(err)
		}
		for i, entry := range page[:min(len(page), max(q.Limit, len(q.IDs)))] {
			ids = append(ids, entry.Value.ID.String())
			q.After = &page[i].Key
		}
		if len(q.IDs) > 0 || len(page) <= q.Limit {
			return ids
		}
	}
}

// naive is what a loop over all the stories leaves, in the order that is asked
// for.
func naive(all []told, by auth.Principal, q news.ArticleQuery) (left []told) {
	for _, a := range all {
		if meets(a, by, q) {
			left = append(left, a)
		}
	}
	published := func(a told) time.Time { return stdcmp.Or(a.PublishedAt, a.CreatedAt) }
	updated := func(a told) time.Time { return stdcmp.Or(a.UpdatedAt, published(a)) }
	at, way := published, -1
	switch q.Sort {
	case news.OldestFirst:
		way = 1
	case news.UpdatedFirst:
		at = updated
	case news.UpdatedLast:
		at, way = updated, 1
	}
	slices.SortFunc(left, func(x, y told) int {
		if len(q.IDs) > 0 {
			return stdcmp.Compare(slices.Index(q.IDs, x.ID), slices.Index(q.IDs, y.ID))
		}
		return way * stdcmp.Or(at(x).Compare(at(y)), bytes.Compare(x.ID[:], y.ID[:]))
	})
	return left
}

func idsIn(list []told) (ids []string) {
	for _, a := range list {
		ids = append(ids, a.ID.String())
	}
	return ids
}

// tallied is what there is to count of the stories.
func tallied(list []told) news.Tally {
	counts := map[news.Facet]map[news.FacetCount]int64{}
	for _, f := range news.Facets {
		counts[f] = map[news.FacetCount]int64{}
	}
	for _, a := range list {
		if a.Section != nil {
			counts[news.FacetSection][news.FacetCount{Slug: a.Section.Slug, Name: a.Section.Name}]++
		}
		for _, tag := range a.Tags {
			counts[news.FacetTag][news.FacetCount{Slug: tag.Slug, Name: tag.Name}]++
		}
		for _, u := range a.Authors {
			if u.Role == news.RoleAuthor {
				counts[news.FacetAuthor][news.FacetCount{Slug: u.Slug, Name: u.Name}]++
			}
		}
		if !a.PublishedAt.IsZero() {
			counts[news.FacetYear][news.FacetCount{Year: a.PublishedAt.Year()}]++
		}
	}
	t := news.Tally{Count: &news.Count{Value: int64(len(list)), Exact: true}, Facets: map[news.Facet][]news.FacetCount{}}
	for f, values := range counts {
		t.Facets[f] = []news.FacetCount{}
		for c, n := range values {
			c.Count = n
			t.Facets[f] = append(t.Facets[f], c)
		}
		slices.SortFunc(t.Facets[f], func(x, y news.FacetCount) int {
			if f == news.FacetYear {
				return stdcmp.Compare(y.Year, x.Year)
			}
			return stdcmp.Or(stdcmp.Compare(y.Count, x.Count), stdcmp.Compare(x.Slug, y.Slug))
		})
	}
	return t
}

func meets(a told, by auth.Principal, q news.ArticleQuery) bool {
	status := a.seenBy(by)
	if len(q.Statuses) == 0 && !(a.state == "published" || a.state == "embargoed" && by.Advance) || len(q.Statuses) > 0 && !slices.Contains(q.Statuses, status) {
		return false
	}
	has := map[string][]string{"kind": {string(a.Kind)}, "language": {a.Language}, "slug": {a.Slug}}
	add := func(what string, values ...string) { has[what] = append(has[what], values...) }
	if a.Section != nil {
		add("section", a.Section.Slug)
	}
	for _, tag := range a.Tags {
		add("tag", tag.Slug)
	}
	for _, u := range a.Authors {
		add("author", u.Slug, u.ID.String())
	}
	for _, o := range a.Sources {
		add("source", o.Slug)
	}
	for _, m := range a.Mentions {
		add("mention", m.Slug, fmt.Sprint(m.Type, ":", m.Slug))
	}
	for _, quote := range a.Quotes {
		add("speaker", quote.Speaker.Slug)
		add("has", "quote")
	}
	for range a.Photos {
		add("has", "photo")
	}
	if a.corrected {
		add("has", "correction")
	}
	for what, c := range map[string]news.Choice{"section": q.Sections, "tag": q.Tags, "author": q.Authors, "source": q.Sources, "speaker": q.Speakers,
		"mention": q.Mentions, "kind": q.Kinds, "language": q.Languages, "has": q.Has, "slug": q.Slugs} {
		among := func(v string) bool { return slices.Contains(has[what], v) }
		if what == "language" {
			among = func(v string) bool { return strings.HasPrefix(strings.ToLower(a.Language)+"-", strings.ToLower(v)+"-") }
		}
		if len(c.Any) > 0 && !slices.ContainsFunc(c.Any, among) || slices.ContainsFunc(c.None, among) {
			return false
		}
	}
	if len(q.IDs) > 0 && !slices.Contains(q.IDs, a.ID) || slices.Contains(q.Without, a.ID) {
		return false
	}
	return within(q.Published, a.PublishedAt) && within(q.Updated, stdcmp.Or(a.UpdatedAt, a.PublishedAt))
}

func within(s news.Span, at time.Time) bool {
	return !s.Set() || !at.IsZero() && !at.Before(s.After) && (s.Before.IsZero() || at.Before(s.Before))
}
