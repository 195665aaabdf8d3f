package news

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// Partner is whoever holds a key with the scope feed.
type Partner struct {
	ID   uuid.UUID `json:"id"` // the key's
	Name string    `json:"name"`
}

// LogPlace is a place in the change log.
type LogPlace struct {
	Epoch    string
	Sequence int64
}

// Reached is whom a correction has reached: who was sent its entry of the
// change log, and who said that it was taken in.
type Reached struct {
	Correction uuid.UUID
	Article    uuid.UUID
	Place      LogPlace
	Partners   []PartnerReached // those that it has reached least first, MaxReach at most; ended keys last
	// Of all partners, also those that are not in the list.
	Sent, Acknowledged, Waiting int
}

// PartnerReached is how far a correction has come with one partner. The times
// are the zero time where there is none.
type PartnerReached struct {
	Key            Partner   `json:"key"`
	Sent           bool      `json:"sent"`
	SentAt         time.Time `json:"sent_at,omitzero"` // at the latest: later entries move it on
	Acknowledged   bool      `json:"acknowledged"`
	AcknowledgedAt time.Time `json:"acknowledged_at,omitzero"` // at the latest, as well
	EndedAt        time.Time `json:"ended_at,omitzero"`        // when the key was revoked or expired, or its contract ended
}

// MaxReach is how many entries a list of what a correction reaches has at most.
const MaxReach = 100

// Reach is what a correction would reach. Each list has MaxReach entries at
// most; Totals counts all.
type Reach struct {
	Addresses []string    `json:"addresses"` // of the story and of its parts that change
	Feeds     []string    `json:"feeds"`     // the lists that show it
	Partners  []Partner   `json:"partners"`
	Related   []Related   `json:"related"` // stories that get the same correction
	Totals    ReachTotals `json:"totals"`
}

// ReachTotals is how many there are of each.
type ReachTotals struct {
	Addresses int `json:"addresses"`
	Feeds     int `json:"feeds"`
	Partners  int `json:"partners"`
	Related   int `json:"related"`
}

// Related is an article that shows what a correction of another one changes.
type Related struct {
	ID       uuid.UUID `json:"id"`
	Slug     string    `json:"slug"`
	Headline string    `json:"headline"`
}

// ReachOf is what follows from the article itself, before and after a
// correction: its addresses, and the lists that it is in or was in. Partners
// and related articles are the store's to tell.
func ReachOf(before, after *Article, c *Correction) Reach {
	quotes, photos := touchedParts(before, c)
	r := Reach{Partners: []Partner{}, Related: []Related{}, Addresses: addressesOf(before, after)}
	for _, id := range quotes {
		r.Addresses = append(r.Addresses, "/v1/quotes/"+id.String())
	}
	for _, id := range photos {
		r.Addresses = append(r.Addresses, "/v1/photos/"+id.String())
	}
	r.Feeds = []string{"/v1/articles"}
	for _, a := range []*Article{before, after} {
		r.Feeds = append(r.Feeds, listsOf(a)...)
	}
	r.Feeds = append(r.Feeds, "/v1/corrections", "/v1/changes")
	if len(quotes) > 0 {
		r.Feeds = append(r.Feeds, "/v1/quotes")
	}
	if len(photos) > 0 {
		r.Feeds = append(r.Feeds, "/v1/photos")
	}
	r.Addresses, r.Totals.Addresses = bounded(r.Addresses)
	r.Feeds, r.Totals.Feeds = bounded(r.Feeds)
	return r
}

// addressesOf are where the article itself is found.
func addressesOf(before, after *Article) []string {
	list := []string{"/v1/articles/" + after.ID.String(), "/v1/articles/" + after.Slug}
	for _, alias := range after.Aliases {
		list = append(list, "/v1/articles/"+alias)
	}
	for _, a := range []*Article{before, after} {
		if web, ok := a.Links["web"]; ok {
			list = append(list, web)
		}
	}
	return list
}

// listsOf are the lists that a filter makes of the articles and that have this
// one.
func listsOf(a *Article) []string {
	var list []string
	if a.Section != nil {
		list = append(list, "/v1/articles?section="+a.Section.Slug)
	}
	for _, t := range a.Tags {
		list = append(list, "/v1/articles?tag="+t.Slug)
	}
	for _, u := range a.Authors {
		list = append(list, "/v1/articles?author="+u.Slug, "/v1/authors/"+u.Slug+"/articles")
	}
	return list
}

// touchedParts are the quotes and photos that a correction changes; a retraction
// takes all of them from readers.
func touchedParts(before *Article, c *Correction) (quotes, photos []uuid.UUID) {
	if c.Kind == KindRetraction {
		for _, q := range before.Quotes {
			quotes = append(quotes, q.ID)
		}
		for _, p := range before.Photos {
			photos = append(photos, p.ID)
		}
	}
	for _, t := range c.Changes {
		if t.QuoteID != uuid.Nil {
			quotes = append(quotes, t.QuoteID)
		}
		if t.PhotoID != uuid.Nil {
			photos = append(photos, t.PhotoID)
		}
	}
	return quotes, photos
}

// bounded is a list without what it has twice, MaxReach entries at most, and
// how many there were.
func bounded(list []string) (kept []string, total int) {
	for _, v := range list {
		if !slices.Contains(kept, v) {
			kept = append(kept, v)
		}
	}
	return kept[:min(len(kept), MaxReach)], len(kept)
}
