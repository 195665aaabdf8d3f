package auth

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"storywire/internal/news"
)

// Partner is who holds keys by contract, and what the contract says of them. A
// partner's key sees of the stories what the contract allows, and nothing else:
// what everybody may read is no exception.
type Partner struct {
	news.Record
	Slug string `json:"slug"`
	Name string `json:"name"`
	// ContractFrom and ContractTo are when the contract holds; zero is open. The
	// partner's keys hold then, and at no other time.
	ContractFrom time.Time `json:"contract_from,omitzero"`
	ContractTo   time.Time `json:"contract_to,omitzero"`

	Sections Terms[string]    `json:"sections"` // slugs; in what is written, ids too
	Tags     Terms[string]    `json:"tags"`
	Sources  Terms[string]    `json:"sources"`
	Kinds    Terms[news.Kind] `json:"kinds"`
	Advance  bool             `json:"advance"` // stories under embargo, for those of its keys that have it too
	Photos   bool             `json:"photos"`
	// HistoryDays is how old a story may be, in days since it was published; 0 for
	// as old as there are any.
	HistoryDays int `json:"history_days,omitempty"`
	// RequestsPerMinute is how many requests are answered with each of its keys
	// that has no limit of its own; 0 for as many as the server's setting says.
	RequestsPerMinute int `json:"requests_per_minute,omitempty"`

	// Keys are those that are not revoked and have not expired.
	Keys []Actor `json:"keys"`
}

// Terms are what a contract says of one thing that a story has: it has one of
// those allowed, where there are any, and none of those denied.
type Terms[T comparable] struct {
	Allowed []T `json:"allowed"`
	Denied  []T `json:"denied"`
}

// Bounds on a contract.
const (
	maxTerms   = 200
	maxHistory = 36_500 // days
)

// Settle brings a partner into the form that is stored, and returns what is
// wrong with it. Whether there are the sections, tags and sources that it names
// is not known here.
func (p *Partner) Settle(t news.Typesetter) news.Faults {
	var f news.Faults
	p.Name = checkName(&f, p.Name, "must not be empty")
	if p.Slug == "" {
		p.Slug = t.Slug(p.Name)
	}
	if p.Name != "" || p.Slug != "" {
		news.CheckSlug(&f, "/slug", p.Slug)
	}
	p.ContractFrom, p.ContractTo = p.ContractFrom.UTC().Truncate(time.Microsecond), p.ContractTo.UTC().Truncate(time.Microsecond)
	if !p.ContractTo.IsZero() && !p.ContractTo.After(p.ContractFrom) {
		f.Add("/contract_to", "is not after contract_from")
	}
	p.Sections.settle(&f, "/sections")
	p.Tags.settle(&f, "/tags")
	p.Sources.settle(&f, "/sources")
	p.Kinds.settle(&f, "/kinds")
	p.Kinds.each("/kinds", func(at string, k news.Kind) {
		if !slices.Contains(news.Kinds, k) {
			f.Add(at, "%q is not a kind of article", k)
		}
	})
	if p.HistoryDays < 0 || p.HistoryDays > maxHistory {
		f.Add("/history_days", "is a number of days from 1 to %d, or 0 for stories of any age", maxHistory)
	}
	checkRate(&f, p.RequestsPerMinute)
	return f
}

// settle notes what is wrong with the terms, whatever they are of.
func (t *Terms[T]) settle(f *news.Faults, at string) {
	bounded := func(name string, list *[]T) {
		if *list == nil {
			*list = []T{}
		}
		if len(*list) > maxTerms {
			f.Add(at+name, "has %d entries; %d are the most", len(*list), maxTerms)
		}
	}
	bounded("/allowed", &t.Allowed)
	bounded("/denied", &t.Denied)
	t.each(at, func(at string, v T) {
		if i := strings.LastIndex(at, "/allowed/"); i >= 0 && slices.Contains(t.Denied, v) {
			f.Add(at, "is denied as well")
		}
	})
}

// each visits all that the terms name, with the place of each.
func (t *Terms[T]) each(at string, visit func(at string, v T)) {
	for i, v := range t.Allowed {
		visit(at+"/allowed/"+strconv.Itoa(i), v)
	}
	for i, v := range t.Denied {
		visit(at+"/denied/"+strconv.Itoa(i), v)
	}
}
