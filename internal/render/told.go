package render

import (
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"storywire/internal/news"

	"github.com/google/uuid"
	"golang.org/x/text/language"
)

// told is an article as it is told to people: what every form for readers needs
// of it, in the newsroom's own clock.
type told struct {
	*news.Article
	Room   news.Newsroom
	Holds  Said // the terms that hold: its own, or else the newsroom's
	zone   *time.Location
	photos map[uuid.UUID]*news.ArticlePhoto
	quotes map[uuid.UUID]*news.Quote
}

// tell prepares an article: its pictures' addresses become URIs, which is what
// programs take. A time zone that is not known is UTC.
func tell(a *news.Article, room news.Newsroom) *told {
	t := &told{Article: a, Room: room, Holds: Say(a.Terms.Or(room.Terms)), zone: time.UTC, photos: map[uuid.UUID]*news.ArticlePhoto{}, quotes: map[uuid.UUID]*news.Quote{}}
	for _, name := range []string{a.TimeZone, room.TimeZone} {
		if zone := zoneOf(name); zone != nil {
			t.zone = zone
			break
		}
	}
	for i := range a.Photos {
		p := &a.Photos[i]
		p.URL = uriOf(p.URL)
		t.photos[p.ID] = p
	}
	for i := range a.Quotes {
		t.quotes[a.Quotes[i].ID] = &a.Quotes[i]
	}
	return t
}

// zones are the time zones that were asked for, by name: to find one is to read a
// file, and there are some hundreds.
var zones sync.Map

// zoneOf is the time zone with the name, nil where there is none.
func zoneOf(name string) *time.Location {
	if zone, known := zones.Load(name); known {
		return zone.(*time.Location)
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" {
		return nil
	}
	zones.Store(name, zone)
	return zone
}

// Lang is the article's language, or else the newsroom's.
func (t *told) Lang() string {
	if t.Language != "" {
		return t.Language
	}
	return t.Room.Language
}

// Dir is the direction in which the language is written.
func (t *told) Dir() string {
	script, _ := language.Make(t.Lang()).Script()
	switch script.String() {
	case "Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm":
		return "rtl"
	}
	return "ltr"
}

// Lead is the picture that stands above the text, nil where there is none.
func (t *told) Lead() *news.ArticlePhoto {
	for i := range t.Photos {
		if t.Photos[i].Role == news.Lead {
			return &t.Photos[i]
		}
	}
	return nil
}

// Web is where readers see the story, "" where that is not known.
func (t *told) Web() string {
	if t.Links["web"] != "" {
		return t.Links["web"]
	}
	return t.CanonicalURL
}

// Updated is when readers were last told something new after the publication,
// zero where they never were.
func (t *told) Updated() time.Time {
	if t.UpdatedAt.After(t.PublishedAt) {
		return t.UpdatedAt
	}
	return time.Time{}
}

// ISO is a time as programs read it, with the offset of the newsroom's clock
// (RFC 3339).
func (t *told) ISO(at time.Time) string { return at.In(t.zone).Format(time.RFC3339) }

// Clock is a time as people read it, on the newsroom's clock.
func (t *told) Clock(at time.Time) string { return at.In(t.zone).Format("2 January 2006, 15:04 MST") }

// Day is a calendar day as people read it.
func (t *told) Day(d news.Date) string {
	day, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return day.Format("2 January 2006")
}

// Names are the names of those with the role, as one reads them: "A, B and C".
func (t *told) Names(role news.Role) string {
	var names []string
	for _, u := range t.Authors {
		if u.Role == role {
			names = append(names, u.Name)
		}
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// credits are the roles beside the byline's, and what a byline calls them.
var credits = []struct {
	Role  news.Role
	Label string
}{{news.RoleContributor, "With"}, {news.RoleEditor, "Edited by"}, {news.RolePhotographer, "Photographs by"}}

// Credit is one line under the byline.
type Credit struct {
	Role         news.Role
	Label, Names string
}

// Credits are the lines under the byline.
func (t *told) Credits() (lines []Credit) {
	for _, c := range credits {
		if names := t.Names(c.Role); names != "" {
			lines = append(lines, Credit{c.Role, c.Label, names})
		}
	}
	return lines
}

// Said is what stands under a quote that a block is: its speaker, nil where
// nobody knows.
func (t *told) Said(b news.Block) *news.QuoteSpeaker {
	if q := t.quotes[b.QuoteID]; q != nil {
		return q.Speaker
	}
	return nil
}

// Photo is the picture of a block, nil where the article shows it no more.
func (t *told) Photo(b news.Block) *news.ArticlePhoto { return t.photos[b.PhotoID] }

// Corrected is what a correction is called.
func (t *told) Corrected(k news.CorrectionKind) string {
	return map[news.CorrectionKind]string{
		news.KindCorrection: "Correction", news.KindClarification: "Clarification", news.KindUpdate: "Update",
		news.KindEditorsNote: "Editor’s note", news.KindRetraction: "Retraction",
	}[k]
}

// CreditLine is what stands below a caption: credit, days, rights.
func (t *told) CreditLine(p *news.ArticlePhoto) string {
	var parts []string
	switch {
	case p.Credit != "":
		parts = append(parts, p.Credit)
	case p.Photographer != "":
		parts = append(parts, p.Photographer)
	}
	if p.TakenOn != "" {
		parts = append(parts, "taken "+t.Day(p.TakenOn))
	}
	if p.ReleasedOn != "" {
		released := "released " + t.Day(p.ReleasedOn)
		if p.ReleasedBy != "" {
			released += " by " + p.ReleasedBy
		}
		parts = append(parts, released)
	}
	if p.Rights != "" {
		parts = append(parts, p.Rights)
	}
	return strings.Join(parts, " · ")
}

// Figure is a picture with its credit line and what may be done with it.
type Figure struct {
	*news.ArticlePhoto
	Line  string
	Holds Said
	Above bool // it stands above the story
}

// Figure is the picture as a page shows it, above the story or in it.
func (t *told) Figure(p *news.ArticlePhoto, above bool) Figure {
	return Figure{p, t.CreditLine(p), Say(p.Terms), above}
}

// Numbered tells whether the items of a list are.
func (t *told) Numbered(b news.Block) bool { return b.Ordered != nil && *b.Ordered }

// lawful is a text without what neither XML nor a terminal takes: control
// characters and what is no character at all. Broken UTF-8 is U+FFFD.
func lawful(s string) string {
	if !suspect(s) && utf8.ValidString(s) {
		return s
	}
	return strings.Map(func(c rune) rune {
		if unlawful(c) {
			return -1
		}
		return c
	}, s)
}

// suspect tells whether a text may have something unlawful in it: a look at its
// bytes, which nearly every text passes.
func suspect(s string) bool {
	for i := range len(s) {
		if classes[s[i]] == odd {
			if c, _ := utf8.DecodeRuneInString(s[i:]); unlawful(c) {
				return true
			}
		}
	}
	return false
}

// unlawful tells a character that lawful leaves out.
func unlawful(c rune) bool {
	return c < ' ' && c != '\n' && c != '\t' || c >= 0x7f && c < 0xa0 || c == 0xfffe || c == 0xffff
}
