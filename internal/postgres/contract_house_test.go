package postgres_test

import (
	"slices"
	"testing"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"
	"storywire/internal/postgres"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// filing is a story as a naive filter over all of them needs to know it.
type filing struct {
	id            uuid.UUID
	section       string
	tags, sources []string
	kind          news.Kind
	status        news.Status
	embargoed     bool
	was           bool      // it was public at a time
	old           bool      // older than any contract's history
	then          []*filing // as it was after each write
}

func (f *filing) note() {
	was := *f
	f.then = append(f.then, &was)
}

// in tells whether the story is in the contract.
func (f *filing) in(p auth.Partner) bool {
	return allowed(p.Sections, f.section) && allowed(p.Tags, f.tags...) && allowed(p.Sources, f.sources...) && allowed(p.Kinds, f.kind)
}

func allowed[T comparable](t auth.Terms[T], has ...T) bool {
	of := func(list []T) bool {
		return slices.ContainsFunc(list, func(v T) bool { return slices.Contains(has, v) })
	}
	return (len(t.Allowed) == 0 || of(t.Allowed)) && !of(t.Denied)
}

// subscriber is a partner with one key, and the copy that its program keeps by the
// change log.
type subscriber struct {
	auth.Partner
	key   uuid.UUID
	by    auth.Principal
	after int64
	copy  map[uuid.UUID]bool
}

// sees is what the contract lets it read now.
func (p *subscriber) sees(f *filing) bool {
	return f.status == news.Published && (!f.embargoed || p.Advance) && f.in(p.Partner) && (!f.old || p.HistoryDays == 0)
}

// knows is what it is told of that was taken from readers.
func (p *subscriber) knows(f *filing) bool {
	gone := f.status == news.Withheld || f.status == news.Retracted || f.status == news.Killed
	return gone && f.was && f.in(p.Partner) && (!f.old || p.HistoryDays == 0)
}

// house is a newsroom and its partners, in which things happen.
type house struct {
	t        *testing.T
	s        *postgres.Store
	stories  []*filing
	partners []*subscriber
}

var (
	sectionsThere = []string{"", "harbour", "world", "sport"}
	tagsThere     = []string{"ferries", "tides", "prices"}
	sourcesThere  = []string{"trust", "agency"}
	kindsThere    = []news.Kind{"news", "opinion", "live"}
)

func few[T any](rt *rapid.T, of []T, what string) []T {
	return slices.Clone(rapid.Permutation(of).Draw(rt, what)[:rapid.IntRange(0, min(2, len(of))).Draw(rt, "so many "+what)])
}

// terms of a contract: often none.
func terms[T comparable](rt *rapid.T, of []T, what string) (t auth.Terms[T]) {
	list := rapid.Permutation(of).Draw(rt, what)
	switch rapid.IntRange(0, 4).Draw(rt, "terms of "+what) {
	case 0:
		t.Allowed = list[:2]
	case 1:
		t.Allowed, t.Denied = list[:1], list[1:2]
	case 2:
		t.Denied = list[:1]
	}
	return t
}

func drawContract(rt *rapid.T, p *auth.Partner) {
	p.Sections, p.Tags = terms(rt, sectionsThere[1:], "sections"), terms(rt, tagsThere, "tags")
	p.Sources, p.Kinds = terms(rt, sourcesThere, "sources"), terms(rt, kindsThere, "kinds")
	p.Advance, p.Photos = rapid.Bool().Draw(rt, "advance"), rapid.Bool().Draw(rt, "photos")
	p.HistoryDays = rapid.SampledFrom([]int{0, 0, 30}).Draw(rt, "history")
}

// file puts the story where the filing says.
func (f *filing) file(a *news.Article) {
	a.Section, a.Kind = nil, f.kind
	if f.section != "" {
		a.Section = &news.Ref{Slug: f.section}
	}
	a.Tags, a.Sources = []news.Ref{}, []news.ArticleSource{}
	for _, tag := range f.tags {
		a.Tags = append(a.Tags, news.Ref{Slug: tag})
	}
	for _, source := range f.sources {
		a.Sources = append(a.Sources, news.ArticleSource{Slug: source})
	}
}

func (f *filing) draw(rt *rapid.T) {
	f.section, f.kind = rapid.SampledFrom(sectionsThere).Draw(rt, "section"), rapid.SampledFrom(kindsThere).Draw(rt, "kind")
	f.tags, f.sources = few(rt, tagsThere, "tags"), few(rt, sourcesThere, "sources")
}

func (h *house) publish(rt *rapid.T) {
	f := &filing{status: news.Published}
	switch rapid.IntRange(0, 7).Draw(rt, "age") {
	case 0, 1:
		f.embargoed = true
	case 2, 3:
		f.old = true
	}
	f.draw(rt)
	a := story("Ferry is back")
	a.Photos[0].Caption = "A caption"
	f.file(a)
	if f.old {
		a.PublishedAt = time.Now().AddDate(0, 0, -60)
	}
	if f.embargoed {
		a.EmbargoedUntil = time.Now().Add(time.Hour)
	}
	f.was = !f.embargoed
	f.id = publish(h.t, h.s, a).ID
	h.stories = append(h.stories, f)
}

// pick is a story that the write can be made of, nil where there is none. The
// first is left alone: it has all tags and sources, so that none of them is erased
// with the last story that has it.
func (h *house) pick(rt *rapid.T, of ...news.Status) *filing {
	var list []*filing
	for _, f := range h.stories[1:] {
		if slices.Contains(of, f.status) {
			list = append(list, f)
		}
	}
	if len(list) == 0 {
		return nil
	}
	return rapid.SampledFrom(list).Draw(rt, "story")
}

// move files a story anew, and perhaps ends its embargo with that.
func (h *house) move(rt *rapid.T) {
	f := h.pick(rt, news.Published)
	if f == nil {
		return
	}
	f.draw(rt)
	lift := f.embargoed && rapid.Bool().Draw(rt, "lift the embargo")
	_, err := h.s.ChangeArticle(h.t.Context(), publisher, f.id.String(), anyEdit, func(a *news.Article) error {
		f.file(a)
		if lift {
			a.EmbargoedUntil = time.Time{}
		}
		return nil
	})
	if err != nil {
		rt.Fatal(err)
	}
	f.embargoed = f.embargoed && !lift
	f.was = f.was || !f.embargoed
}

func (h *house) correct(rt *rapid.T) {
	if f := h.pick(rt, news.Published); f != nil {
		kind := rapid.SampledFrom([]news.CorrectionKind{"editors_note", "retraction"}).Draw(rt, "kind of correction")
		_, _, err := h.s.CorrectArticle(h.t.Context(), publisher, f.id.String(), anyEdit, news.Correction{Kind: kind, Note: "It was not so."}, "", nil)
		if err != nil {
			rt.Fatal(err)
		}
		if kind == "retraction" {
			f.status = news.Retracted
		}
	}
}

func (h *house) remove(rt *rapid.T) {
	to := rapid.SampledFrom([]news.Status{news.Withheld, news.Killed, news.Published}).Draw(rt, "removal")
	from := map[news.Status][]news.Status{news.Withheld: {news.Published}, news.Killed: {news.Published, news.Withheld}, news.Published: {news.Withheld}}[to]
	if f := h.pick(rt, from...); f != nil {
		_, err := h.s.RemoveArticle(h.t.Context(), chief, f.id.String(), anyEdit, news.Removal{To: to, Note: "Because.", Erase: to == news.Killed && rapid.Bool().Draw(rt, "erase")})
		if err != nil {
			rt.Fatal(err)
		}
		f.status = to
	}
}

// amend changes a contract.
func (h *house) amend(rt *rapid.T) {
	p := rapid.SampledFrom(h.partners).Draw(rt, "partner")
	changed, err := h.s.ChangePartner(h.t.Context(), chief, p.ID.String(), anyVersion, func(p *auth.Partner) error {
		drawContract(rt, p)
		return nil
	})
	if err != nil {
		rt.Fatal(err)
	}
	p.Partner = changed
}

func (h *house) newPartner(rt *rapid.T) {
	var p auth.Partner
	drawContract(rt, &p)
	p.Name = "Partner " + news.NewID().String()
	made, err := h.s.CreatePartner(h.t.Context(), chief, p)
	if err != nil {
		rt.Fatal(err)
	}
	k, err := h.s.CreateKey(h.t.Context(), chief, auth.Key{Name: "Partner", Scopes: []auth.Scope{auth.Feed}, Advance: true, Partner: made.Slug}, auth.Hash(auth.NewSecret()))
	if err != nil {
		rt.Fatal(err)
	}
	h.partners = append(h.partners, &subscriber{Partner: made, key: k.ID, copy: map[uuid.UUID]bool{}})
}
