package render

import (
	"net/url"
	"strings"
	"time"

	"storywire/internal/news"

	"github.com/google/uuid"
)

// What the wire formats of the IPTC, ninjs and NewsML-G2, tell alike.

// The publication statuses (http://cv.iptc.org/newscodes/pubstatusg2/).
const (
	usable   = "usable"
	withheld = "withheld"
	canceled = "canceled"
)

// pubStatus is what may be done with a story of the status: what was taken back
// for good is canceled, what is not out, or not now, is withheld.
func pubStatus(s news.Status) string {
	switch s {
	case news.Published:
		return usable
	case news.Retracted, news.Killed:
		return canceled
	}
	return withheld
}

// version is the item's version: integers from 1 on.
func (i *Item) version() int { return max(1, i.Version) }

// genre is what the IPTC calls an article of the kind
// (http://cv.iptc.org/newscodes/genre/), "" where it has no word for it.
func genre(k news.Kind) string {
	switch k {
	case "news":
		return "Current"
	case "analysis":
		return "Analysis"
	case "opinion", "editorial", "letter":
		return "Opinion"
	case "explainer":
		return "Background"
	case "feature":
		return "Feature"
	case "interview":
		return "Interview"
	case "profile":
		return "Profile"
	case "review":
		return "Review"
	case "obituary":
		return "Obituary"
	}
	return ""
}

// edNotes are what the receiving desk must know: an embargo, and all that was said
// to be wrong, the newest last.
func (i *Item) edNotes() (notes []string) {
	if !i.EmbargoedUntil.IsZero() {
		notes = append(notes, "Under embargo: not to be published before "+i.Clock(i.EmbargoedUntil)+".")
	}
	for _, c := range i.Corrections {
		notes = append(notes, i.Corrected(c.Kind)+", "+i.Clock(c.At)+": "+lawful(inlineText(c.Note)))
	}
	return notes
}

// onItsClock is a time as programs read it, with the offset of the story's own clock
// where it has one.
func (i *Item) onItsClock(at time.Time) string {
	if zone := zoneOf(i.TimeZone); zone != nil && !at.IsZero() {
		return at.In(zone).Format(time.RFC3339)
	}
	return utc(at)
}

// publicNote is a correction in words of its own: what sort of note it is stands
// before it where it is no correction.
func (i *Item) publicNote(c news.Correction) string {
	if c.Kind == news.KindCorrection {
		return c.Note
	}
	return i.Corrected(c.Kind) + ": " + c.Note
}

// quoted are those whose words the story has, each once.
func (i *Item) quoted() (list []*news.QuoteSpeaker) {
	seen := map[uuid.UUID]bool{}
	for _, q := range i.Quotes {
		if q.Speaker != nil && !seen[q.Speaker.ID] {
			seen[q.Speaker.ID] = true
			list = append(list, q.Speaker)
		}
	}
	return list
}

// mentioned are those of the type whom the story mentions. Who is quoted as well
// is told twice: once as each.
func (i *Item) mentioned(of news.MentionType) (list []news.Mention) {
	for _, m := range i.Mentions {
		if m.Type == of {
			list = append(list, m)
		}
	}
	return list
}

// in is an address of the API's own.
func (i *Item) in(collection, ref string) string {
	return i.feed.Base + "/v1/" + collection + "/" + ref
}

// canceledNote is a tombstone's note as plain text.
func canceledNote(t news.Tombstone) string { return lawful(inlineText(t.Note)) }

// uriOf is an absolute address of the web as a URI (RFC 3986): what only an IRI
// may have is escaped. It is "" for what is no such address.
func uriOf(s string) string {
	scheme, rest, _ := strings.Cut(s, "://")
	if scheme = strings.ToLower(scheme); scheme != "http" && scheme != "https" {
		return ""
	}
	s = scheme + "://" + rest
	authority := len(s) - len(rest)
	authority += max(0, strings.IndexAny(s[authority:]+"/", "/?#"))
	var b strings.Builder
	fragment := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		whole := c == '%' && (i+2 >= len(s) || !hexDigit(s[i+1]) || !hexDigit(s[i+2])) // a percent sign that means itself
		bracket := (c == '[' || c == ']') && i >= authority
		second := c == '#' && fragment
		fragment = fragment || c == '#'
		if whole || bracket || second || c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}", c) >= 0 {
			const digits = "0123456789ABCDEF"
			b.Write([]byte{'%', digits[c>>4], digits[c&15]})
			continue
		}
		b.WriteByte(c)
	}
	if u, err := url.Parse(b.String()); err != nil || u.Host == "" {
		return ""
	}
	return b.String()
}

func hexDigit(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// utc is a time as the wire formats write it (RFC 3339), "" for none.
func utc(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}
