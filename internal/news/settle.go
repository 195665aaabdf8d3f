package news

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

// Typesetter does what the domain needs done to text and must not itself know
// how: cleaning HTML, deriving plain text, making slugs.
type Typesetter interface {
	Clean(html string) string    // HTML reduced to the inline subset
	FromText(text string) string // the HTML of plain text
	Plain(html string) string    // the plain text of cleaned HTML
	Slug(text string) string     // "" when nothing of it can be a slug
}

// Bounds on what one article holds: far above any real story, so that one
// mistake cannot fill a database.
const (
	maxHeadline   = 500 // code points
	maxSummary    = 5000
	maxLine       = 500
	maxNote       = 10_000
	maxHighlights = 50
	maxBlocks     = 5000
	maxItems      = 500
	maxRelated    = 200 // authors, tags, photos, sources
	maxQuotes     = 1000
	maxMentions   = 1000
	maxSlug       = 200
)

// Settle brings a written article into the form that is stored and shown:
// defaults filled in, text trimmed, HTML cleaned, block and quote ids kept from
// before (nil for a new article), quotes anchored, words counted. It returns
// everything that is wrong; the article is to be stored only where that is
// nothing.
func (a *Article) Settle(before *Article, t Typesetter) Faults {
	if before == nil {
		before = &Article{}
	}
	var f Faults
	a.settleFields(&f)
	a.settleLists(&f)
	a.settleMentions(t, &f)
	a.settleBody(before, t, &f)
	a.settleQuotes(before, &f)
	a.linkQuoteBlocks(before, &f)
	a.WordCount = a.countWords(t)
	if a.Status == Published {
		f = append(f, a.PublishFaults()...)
	}
	return f
}

// PublishFaults is what keeps the article from being published.
func (a *Article) PublishFaults() Faults {
	var f Faults
	if a.Headline == "" {
		f.Add("/headline", "a published article needs a headline")
	}
	if len(a.Body) == 0 {
		f.Add("/body", "a published article needs a body")
	}
	return f
}

func (a *Article) settleFields(f *Faults) {
	line(f, "/headline", &a.Headline, maxHeadline)
	line(f, "/subhead", &a.Subhead, maxHeadline)
	line(f, "/summary", &a.Summary, maxSummary)
	line(f, "/dateline", &a.Dateline, maxLine)
	if a.Kind == "" {
		a.Kind = Kinds[0]
	}
	oneOf(f, "/kind", a.Kind, Kinds)
	if a.Slug != "" {
		CheckSlug(f, "/slug", a.Slug)
	}
	if a.Language != "" && !languageTag.MatchString(a.Language) {
		f.Add("/language", "%q is not a BCP 47 language tag such as en or pt-BR", a.Language)
	}
	checkTimeZone(f, "/time_zone", a.TimeZone)
	checkURL(f, "/canonical_url", a.CanonicalURL)
	a.settleTerms("", f)
	a.PublishedAt = a.PublishedAt.UTC().Truncate(time.Microsecond)
	a.UpdatedAt = a.UpdatedAt.UTC().Truncate(time.Microsecond)
	if !a.UpdatedAt.IsZero() && a.UpdatedAt.Before(a.PublishedAt) {
		f.Add("/updated_at", "is before published_at")
	}
}

func (a *Article) settleLists(f *Faults) {
	a.Aliases, a.Highlights = orEmpty(a.Aliases), orEmpty(a.Highlights)
	atMost(f, "/highlights", len(a.Highlights), maxHighlights)
	for i := range a.Highlights {
		p := "/highlights/" + strconv.Itoa(i)
		line(f, p, &a.Highlights[i], maxSummary)
		needed(f, p, a.Highlights[i])
	}
	a.Tags, a.Authors, a.Photos = orEmpty(a.Tags), orEmpty(a.Authors), orEmpty(a.Photos)
	a.Sources, a.Mentions, a.Corrections = orEmpty(a.Sources), orEmpty(a.Mentions), orEmpty(a.Corrections)
	atMost(f, "/tags", len(a.Tags), maxRelated)
	atMost(f, "/authors", len(a.Authors), maxRelated)
	atMost(f, "/photos", len(a.Photos), maxRelated)
	atMost(f, "/sources", len(a.Sources), maxRelated)
	atMost(f, "/mentions", len(a.Mentions), maxMentions)
	for i := range a.Authors {
		if a.Authors[i].Role == "" {
			a.Authors[i].Role = RoleAuthor
		}
		at := "/authors/" + strconv.Itoa(i)
		oneOf(f, at+"/role", a.Authors[i].Role, Roles)
		if a.Authors[i].Kind == KindPerson {
			a.Authors[i].Kind = "" // which is what is meant where nothing is said
		}
		if a.Authors[i].Kind != "" {
			oneOf(f, at+"/kind", a.Authors[i].Kind, AuthorKinds)
		}
	}
	a.settlePhotos(f)
	for i := range a.Sources {
		line(f, "/sources/"+strconv.Itoa(i)+"/role", &a.Sources[i].Role, maxLine)
	}
}

// settleMentions gives each mention the slug of its name, and drops one that
// names the same thing a second time.
func (a *Article) settleMentions(t Typesetter, f *Faults) {
	type named struct {
		MentionType
		slug string
	}
	seen := map[named]bool{}
	kept := make([]Mention, 0, len(a.Mentions))
	for i, m := range a.Mentions {
		p := "/mentions/" + strconv.Itoa(i)
		oneOf(f, p+"/type", m.Type, MentionTypes)
		line(f, p+"/name", &m.Name, maxLine)
		needed(f, p+"/name", m.Name)
		if m.Slug = t.Slug(m.Name); m.Slug == "" && m.Name != "" {
			f.Add(p+"/name", "no slug can be made of this name")
		}
		if !seen[named{m.Type, m.Slug}] {
			kept = append(kept, m)
		}
		seen[named{m.Type, m.Slug}] = true
	}
	a.Mentions = kept
}

func (a *Article) settlePhotos(f *Faults) {
	leads := 0
	for i := range a.Photos {
		p := "/photos/" + strconv.Itoa(i)
		if a.Photos[i].Role == "" {
			a.Photos[i].Role = Inline
		}
		oneOf(f, p+"/role", a.Photos[i].Role, PhotoRoles)
		a.Photos[i].settle(p, f)
		if a.Photos[i].Role == Lead {
			if leads++; leads > 1 {
				f.Add(p+"/role", "an article has one lead photo")
			}
		}
	}
}

func (a *Article) countWords(t Typesetter) int {
	n := 0
	for _, b := range a.Body {
		n += len(strings.Fields(b.Text))
		for _, item := range b.Items {
			n += len(strings.Fields(t.Plain(item)))
		}
	}
	return n
}

var (
	languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$`)
	slugShape   = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
)

// CheckSlug notes what is wrong with a slug that somebody chose. A slug that
// looks like an id would make addresses ambiguous.
func CheckSlug(f *Faults, pointer, slug string) {
	switch _, id := ParseID(slug); {
	case id:
		f.Add(pointer, "a slug must not look like an id")
	case len(slug) > maxSlug:
		f.Add(pointer, "is longer than %d characters", maxSlug)
	case !slugShape.MatchString(slug):
		f.Add(pointer, "%q is not a slug: lower-case letters a to z and digits, joined by single hyphens", slug)
	}
}

func checkTimeZone(f *Faults, pointer, zone string) {
	if zone == "" {
		return
	}
	if _, err := time.LoadLocation(zone); err != nil || zone == "Local" {
		f.Add(pointer, "%q is not an IANA time zone such as Europe/Dublin", zone)
	}
}

func checkURL(f *Faults, pointer, address string) {
	if address == "" {
		return
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		f.Add(pointer, "is not an absolute http or https address")
	} else if u.User != nil {
		f.Add(pointer, "must not hold a name or a password: others may read it")
	}
}

// IsDate tells whether s is a calendar day such as 2025-09-03.
func IsDate(s string) bool {
	var f Faults
	checkDate(&f, "", Date(s))
	return s != "" && len(f) == 0
}

func checkDate(f *Faults, pointer string, d Date) {
	if d == "" {
		return
	}
	if day, err := time.Parse(time.DateOnly, string(d)); err != nil || day.Year() < 1 { // there is no year 0
		f.Add(pointer, "%q is not a day such as 2025-09-03", d)
	}
}

// line trims a plain-text value and holds it to its bound; everything else of
// it stays as typed.
func line(f *Faults, pointer string, s *string, most int) {
	*s = strings.TrimSpace(*s)
	if n := utf8.RuneCountInString(*s); n > most {
		f.Add(pointer, "is %d characters long; %d are the most", n, most)
	}
}

func needed(f *Faults, pointer, s string) {
	if s == "" {
		f.Add(pointer, "must not be empty")
	}
}

func atMost(f *Faults, pointer string, n, most int) {
	if n > most {
		f.Add(pointer, "has %d entries; %d are the most", n, most)
	}
}

func oneOf[T ~string](f *Faults, pointer string, v T, all []T) {
	if slices.Contains(all, v) {
		return
	}
	names := make([]string, len(all))
	for i, a := range all {
		names[i] = string(a)
	}
	f.Add(pointer, "%q is not one of %s", v, strings.Join(names, ", "))
}

func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// NewID makes an id: a UUIDv7, so that ids sort by when they were made.
func NewID() uuid.UUID { return uuid.Must(uuid.NewV7()) }
