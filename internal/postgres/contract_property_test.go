package postgres_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"storywire/internal/news"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// TestAPartnerSeesItsContract has stories come, move, and go, and contracts change,
// and holds whatever each partner reads, and the copy that it keeps by the change
// log alone, to a naive filter over all stories.
func TestAPartnerSeesItsContract(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	h := &house{t: t, s: s}
	for _, name := range sectionsThere[1:] {
		if _, err := s.Sections.Create(t.Context(), chief, news.Section{Slug: name, Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range tagsThere {
		if _, err := s.Tags.Create(t.Context(), chief, news.Tag{Slug: name, Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range sourcesThere {
		if _, err := s.Sources.Create(t.Context(), chief, news.Source{Slug: name, Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	first := &filing{status: news.Published, was: true, section: "harbour", tags: tagsThere, sources: sourcesThere, kind: "news"}
	a := story("The first")
	a.Photos[0].Caption = "A caption"
	first.file(a)
	first.id = publish(t, s, a).ID
	first.note()
	h.stories = append(h.stories, first)
	rapid.Check(t, func(rt *rapid.T) {
		h.partners = nil
		for range 3 {
			h.newPartner(rt)
		}
		h.check(rt)
		for range rapid.IntRange(4, 12).Draw(rt, "writes") {
			rapid.SampledFrom([]func(*rapid.T){h.publish, h.publish, h.move, h.move, h.move, h.correct, h.remove, h.remove, h.amend}).Draw(rt, "write")(rt)
			for _, f := range h.stories {
				f.note()
			}
			if rapid.Bool().Draw(rt, "look") {
				h.check(rt)
			}
		}
		h.check(rt)
	})
}

func (h *house) check(rt *rapid.T) {
	for _, p := range h.partners {
		by, err := h.s.PrincipalOfKey(h.t.Context(), p.key)
		if err != nil {
			rt.Fatal(err)
		}
		p.by = by
		want := map[uuid.UUID]bool{}
		for _, f := range h.stories {
			if p.sees(f) {
				want[f.id] = true
			}
		}
		p.follow(rt, h)
		same(rt, "the copy", p, p.copy, want)
		same(rt, "the list", p, p.list(rt, h, false), want)
		same(rt, "the feed", p, p.list(rt, h, true), want)
		same(rt, "the export", p, p.export(rt, h), want)
		p.checkBeside(rt, h, len(want))
		for _, f := range h.stories {
			p.checkStory(rt, h, f)
		}
	}
}

func same(rt *rapid.T, what string, p *subscriber, got, want map[uuid.UUID]bool) {
	rt.Helper()
	for id := range want {
		if !got[id] {
			rt.Errorf("%s lacks %s, of the contract %+v", what, id, p.Partner)
		}
	}
	for id := range got {
		if !want[id] {
			rt.Errorf("%s has %s, which is not in the contract %+v", what, id, p.Partner)
		}
	}
}

// follow keeps the copy, as a partner's program does that believes the types.
func (p *subscriber) follow(rt *rapid.T, h *house) {
	for {
		_, to, err := h.s.Changes(h.t.Context(), p.by, news.ChangeQuery{Limit: 1})
		if err != nil {
			rt.Fatal(err)
		}
		page, _, err := h.s.Changes(h.t.Context(), p.by, news.ChangeQuery{Epoch: to.Epoch, After: p.after, Limit: 3, Documents: true})
		if err != nil {
			rt.Fatal(err)
		}
		if len(page) == 0 {
			return
		}
		for _, c := range page {
			p.after = c.Sequence
			switch c.Type {
			case news.ChangeReset:
				p.copy = p.list(rt, h, false)
				continue
			case news.ChangeWithheld, news.ChangeRetracted, news.ChangeKilled:
				delete(p.copy, c.Article)
			default:
				if !h.of(c.Article).old || p.HistoryDays == 0 {
					p.copy[c.Article] = true
				}
			}
			if !slices.ContainsFunc(h.of(c.Article).then, p.sees) {
				rt.Errorf("the log tells of %s (%s), which was never in the contract %+v", c.Article, c.Type, p.Partner)
			}
			if c.Document != nil && !p.Photos && bytes.Contains(c.Document, []byte("A caption")) {
				rt.Errorf("a document with a photo: %s", c.Document)
			}
		}
	}
}

func (h *house) of(id uuid.UUID) *filing {
	return h.stories[slices.IndexFunc(h.stories, func(f *filing) bool { return f.id == id })]
}

func (p *subscriber) list(rt *rapid.T, h *house, whole bool) map[uuid.UUID]bool {
	got := map[uuid.UUID]bool{}
	q := news.ArticleQuery{Limit: 7, Whole: whole}
	for {
		page, err := h.s.Articles(h.t.Context(), p.by, q)
		if err != nil {
			rt.Fatal(err)
		}
		for _, l := range page[:min(len(page), q.Limit)] {
			got[l.Value.ID] = true
			if has := bytes.Contains(l.Value.Body, []byte("A caption")); has != p.Photos {
				rt.Errorf("photos %t: %s", p.Photos, l.Value.Body)
			}
		}
		if len(page) <= q.Limit {
			return got
		}
		q.After = &page[q.Limit-1].Key
	}
}

func (p *subscriber) export(rt *rapid.T, h *house) map[uuid.UUID]bool {
	got := map[uuid.UUID]bool{}
	err := h.s.Export(h.t.Context(), p.by, news.ExportPlace{}, func(news.LogPlace) error { return nil }, func(id uuid.UUID, document []byte) error {
		got[id] = true
		if has := bytes.Contains(document, []byte("A caption")); has != p.Photos {
			rt.Errorf("photos %t: %s", p.Photos, document)
		}
		return nil
	})
	if err != nil {
		rt.Error(err)
	}
	return got
}

// checkBeside holds counts, and what is listed beside stories, to how many stories
// there are: each of them has a quote and a photo of its own.
func (p *subscriber) checkBeside(rt *rapid.T, h *house, want int) {
	ctx := h.t.Context()
	tally, err := h.s.Tally(ctx, p.by, news.ArticleQuery{}, news.CountExact, []news.Facet{news.FacetYear, news.FacetAuthor})
	if err != nil || tally.Count.Value != int64(want) {
		rt.Errorf("%d are counted, not %d: %v", tally.Count.Value, want, err)
	}
	years := int64(0)
	for _, c := range tally.Facets[news.FacetYear] {
		years += c.Count
	}
	if years != int64(want) {
		rt.Errorf("of all years there are %d, not %d", years, want)
	}
	quotes, err := h.s.Quotes(ctx, p.by, news.QuoteQuery{Limit: 1000})
	if err != nil || len(quotes) != want {
		rt.Errorf("%d quotes, not %d: %v", len(quotes), want, err)
	}
	pictures := 0
	if p.Photos {
		pictures = want
	}
	photos, err := h.s.Photos.List(ctx, p.by, news.EntityQuery{Limit: 1000})
	if err != nil || len(photos) != pictures {
		rt.Errorf("%d photos, not %d: %v", len(photos), pictures, err)
	}
	shown, err := h.s.Tally(ctx, p.by, news.ArticleQuery{Has: anyOf("photo")}, news.CountExact, nil)
	if err != nil || shown.Count.Value != int64(pictures) {
		rt.Errorf("%d stories with a photo, not %d: %v", shown.Count.Value, pictures, err)
	}
	sections := map[string]bool{}
	gone := map[uuid.UUID]bool{}
	for _, f := range h.stories {
		if p.sees(f) && f.section != "" {
			sections[f.section] = true
		}
		if p.knows(f) {
			gone[f.id] = true
		}
	}
	list, err := h.s.Sections.List(ctx, p.by, news.EntityQuery{Limit: 100})
	if err != nil || len(list) != len(sections) {
		rt.Errorf("%d sections, not %v: %v", len(list), sections, err)
	}
	state, err := h.s.FeedState(ctx, p.by, news.Span{After: past(24 * 1000), Before: time.Now().Add(time.Hour)}, news.ArticleQuery{})
	got := map[uuid.UUID]bool{}
	for _, t := range state.Gone {
		got[t.ID] = true
	}
	if err != nil {
		rt.Error(err)
	}
	same(rt, "what a feed tells as gone", p, got, gone)
}

// checkStory asks for one story: by itself, its history, what is related.
func (p *subscriber) checkStory(rt *rapid.T, h *house, f *filing) {
	ctx, ref := h.t.Context(), f.id.String()
	_, err := h.s.Article(ctx, p.by, ref)
	var gone *news.Gone
	switch {
	case p.sees(f) && err != nil, p.knows(f) && !errors.As(err, &gone), !p.sees(f) && !p.knows(f) && !errors.Is(err, news.ErrNotFound):
		rt.Errorf("%s, %+v: %v, of the contract %+v", ref, f, err, p.Partner)
	}
	for what, ask := range map[string]func() error{
		"related":   func() error { _, err := h.s.RelatedTo(ctx, p.by, ref, 5); return err },
		"next":      func() error { _, err := h.s.Neighbour(ctx, p.by, ref, false); return err },
		"revisions": func() error { _, err := h.s.Revisions(ctx, p.by, ref, news.RevisionQuery{Limit: 5}); return err },
	} {
		if err := ask(); (err == nil) && !p.sees(f) && f.status != news.Retracted {
			rt.Errorf("%s of %s, %+v, are answered, of the contract %+v", what, ref, f, p.Partner)
		}
	}
}
