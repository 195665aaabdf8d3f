package intake

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"storywire/internal/news"
)

// Widths of what Explain draws, in characters.
const (
	marginWidth = 44
	storyWidth  = 74
)

// Explain draws the result for a person: the story, and in its margin for each
// part of it what says so, by which method, how sure that is, and what else the
// input says of it.
func (r Result) Explain() string {
	noted := map[string]Provenance{}
	for _, p := range r.Provenance {
		if _, ok := noted[p.Pointer]; !ok {
			noted[p.Pointer] = p
		}
	}
	var b strings.Builder
	for _, p := range parts(&r.Article) {
		margin := []string{p.label}
		if n, ok := noted[p.pointer]; ok {
			margin = append(margin, n.explained()...)
		}
		beside(&b, margin, p.text)
	}
	for _, w := range r.Warnings {
		beside(&b, []string{"! " + w.Code}, w.Detail)
	}
	return b.String()
}

// explained is a provenance as the lines of a margin.
func (p Provenance) explained() []string {
	where := p.Evidence
	if p.Range != nil {
		where = fmt.Sprintf("characters %d to %d", p.Start, p.End)
	}
	lines := []string{"  " + where, fmt.Sprintf("  by %s, %.2f sure", p.Method, p.Confidence)}
	for _, no := range p.Rejected {
		lines = append(lines, fmt.Sprintf("  not %q: %s, %.2f", no.Value, no.Evidence, no.Confidence))
	}
	return lines
}

// articlePart is one part of an article as Explain shows it.
type articlePart struct{ pointer, label, text string }

// parts lists what an article has, in the order of a page.
func parts(a *news.Article) []articlePart {
	var all []articlePart
	add := func(pointer, label, text string) {
		if text != "" {
			all = append(all, articlePart{pointer, label, text})
		}
	}
	add("/kind", "kind", string(a.Kind))
	add("/headline", "headline", a.Headline)
	add("/subhead", "subhead", a.Subhead)
	add("/summary", "summary", a.Summary)
	for i, c := range a.Authors {
		add(pointer("authors", i), string(c.Role), c.Name)
	}
	add("/published_at", "published_at", clock(a.PublishedAt))
	add("/updated_at", "updated_at", clock(a.UpdatedAt))
	add("/time_zone", "time_zone", a.TimeZone)
	add("/language", "language", a.Language)
	add("/canonical_url", "canonical_url", a.CanonicalURL)
	if a.Section != nil {
		add("/section", "section", a.Section.Name)
	}
	for i, t := range a.Tags {
		add(pointer("tags", i), "tag", t.Name)
	}
	for i, p := range a.Photos {
		text := strings.Join([]string{p.Caption, p.Credit, p.AltText, p.URL}, "\n")
		add(pointer("photos", i), string(p.Role)+" photo", strings.Trim(text, "\n"))
	}
	for i, h := range a.Highlights {
		add(pointer("highlights", i), "highlight", h)
	}
	add("/dateline", "dateline", a.Dateline)
	for i, b := range a.Body {
		add(pointer("body", i), string(b.Type), shown(b))
	}
	for i, q := range a.Quotes {
		add(pointer("quotes", i), "quote, "+string(q.Kind), "“"+q.Text+"”")
		who := "nobody is found"
		if q.Speaker != nil {
			who = strings.TrimRight(q.Speaker.Name+", "+q.Speaker.Title, ", ")
		}
		add(pointer("quotes", i, "speaker"), "speaker", who)
	}
	for i, s := range a.Sources {
		add(pointer("sources", i), "source", strings.TrimRight(s.Name+", "+s.Role, ", "))
	}
	for i, m := range a.Mentions {
		add(pointer("mentions", i), string(m.Type), m.Name)
	}
	return all
}

// shown is a block's words.
func shown(b news.Block) string {
	switch b.Type {
	case news.List:
		return "- " + strings.Join(b.Items, "\n- ")
	case news.Embed:
		return strings.TrimSpace(b.URL + "\n" + b.Title)
	}
	return b.Text
}

func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// beside writes margin and text side by side.
func beside(b *strings.Builder, margin []string, text string) {
	var left []string
	for _, m := range margin {
		left = append(left, wrap(m, marginWidth)...)
	}
	right := wrap(text, storyWidth)
	for i := range max(len(left), len(right)) {
		l, s := "", ""
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			s = right[i]
		}
		b.WriteString(strings.TrimRight(l+strings.Repeat(" ", max(0, marginWidth-utf8.RuneCountInString(l)))+" | "+s, " ") + "\n")
	}
	b.WriteString(strings.Repeat(" ", marginWidth) + " |\n")
}

// visible is text without the controls that would move a terminal's cursor.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, s)
}

// wrap breaks text into lines of a width at the most, at spaces where it can.
// Further lines keep the first one's indent.
func wrap(s string, width int) []string {
	var lines []string
	for line := range strings.SplitSeq(visible(s), "\n") {
		rest := []rune(strings.TrimLeft(line, " "))
		indent := line[:len(line)-len(string(rest))]
		room := max(1, width-len(indent))
		for len(rest) > room {
			cut := room
			for i := room; i > room/2; i-- {
				if rest[i] == ' ' {
					cut = i
					break
				}
			}
			lines = append(lines, indent+string(rest[:cut]))
			for rest = rest[cut:]; len(rest) > 0 && rest[0] == ' '; {
				rest = rest[1:]
			}
		}
		lines = append(lines, indent+string(rest))
	}
	return lines
}
