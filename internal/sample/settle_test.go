package sample

import (
	"strings"
	"testing"
	"unicode/utf8"

	"storywire/internal/markup"
	"storywire/internal/news"
)

// What is stored is settled first, and the sample must come through that whole:
// without a fault, and with every word that was written.
func TestStoriesSettle(t *testing.T) {
	for _, s := range load(t).Stories {
		a := s.Article.Clone()
		a.Status = news.Draft
		if s.Publish {
			a.Status = news.Published
		}
		for _, fault := range a.Settle(nil, markup.Setter{}) {
			t.Errorf("%s: %s: %s", a.Slug, fault.Pointer, fault.Detail)
		}
		if before, after := len(s.Article.Mentions), len(a.Mentions); before != after {
			t.Errorf("%s: %d of %d mentions name what another names", a.Slug, before-after, before)
		}
		for i, b := range s.Article.Body {
			if kept := a.Body[i].HTML; b.HTML != "" && kept != b.HTML {
				t.Errorf("%s: /body/%d: cleaning makes\n%s\nof\n%s", a.Slug, i, kept, b.HTML)
			}
		}
		anchored(t, a)
	}
}

// anchored checks that each quote stands where settling has put it.
func anchored(t *testing.T, a *news.Article) {
	t.Helper()
	for i, q := range a.Quotes {
		text, ok := textAt(*a, q.Pointer)
		if words, fits := news.Slice(text, q.Start, q.End); !ok || !fits || words != q.Text {
			t.Errorf("%s: /quotes/%d: %d to %d of %s are %q", a.Slug, i, q.Start, q.End, q.Pointer, words)
		}
		last, _ := utf8.DecodeLastRuneInString(q.Text)
		if strings.ContainsRune(",“”\"«»„", last) {
			t.Errorf("%s: /quotes/%d: %q ends in what the sentence around it put there", a.Slug, i, q.Text)
		}
	}
}

func TestTheRestSettles(t *testing.T) {
	r := load(t)
	settles := func(what string, faults news.Faults) {
		for _, fault := range faults {
			t.Errorf("%s: %s: %s", what, fault.Pointer, fault.Detail)
		}
	}
	set := markup.Setter{}
	settles("newsroom", r.Settings.Settle(set))
	for _, v := range r.Sections {
		settles(v.Slug, v.Settle(set))
	}
	for _, v := range r.Tags {
		settles(v.Slug, v.Settle(set))
	}
	for _, v := range r.Authors {
		settles(v.Slug, v.Settle(set))
	}
	for _, v := range r.Speakers {
		settles(v.Slug, v.Settle(set))
	}
	for _, v := range r.Sources {
		settles(v.Slug, v.Settle(set))
	}
	for _, v := range r.Photos {
		settles(v.URL, v.Settle(set))
	}
}
