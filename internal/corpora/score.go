package corpora

import (
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Score is how near what was read of pages comes to what people found in them.
type Score struct {
	Pages              int
	titles, times      int
	told               int // pages of which more than the body is known
	right, given, want int // authors
	bodies             []overlap
}

// overlap is how much of a body was found: shares of all shingles of both.
type overlap struct{ both, extra, missing float64 }

// Add counts a page.
func (s *Score) Add(want, got Facts) {
	s.Pages++
	s.bodies = append(s.bodies, compare(want.Body, got.Body))
	if want.Title == "" {
		return
	}
	s.told++
	if SameTitle(want, got) {
		s.titles++
	}
	if SameTime(want, got) {
		s.times++
	}
	right := RightAuthors(want, got)
	s.right, s.given, s.want = s.right+right, s.given+len(got.Authors), s.want+len(want.Authors)
}

// Titles is the share of titles that are the marked one, but for spaces and what
// shows as nothing.
func (s *Score) Titles() float64 { return share(s.titles, s.told) }

// Times is the share of times that are the marked instant, to the second.
func (s *Score) Times() float64 { return share(s.times, s.told) }

// Authors is F1 over all authors of all pages: the same name, however its
// letters are cased.
func (s *Score) Authors() float64 { return share(2*s.right, s.given+s.want) }

// Body is F1 of the mean precision and the mean recall, as
// article-extraction-benchmark computes it.
func (s *Score) Body() float64 {
	var precision, recall mean
	for _, o := range s.bodies {
		if o.both+o.extra > 0 {
			precision.add(o.both / (o.both + o.extra))
		}
		if o.both+o.missing > 0 {
			recall.add(o.both / (o.both + o.missing))
		}
	}
	p, r := precision.value(), recall.value()
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

type mean struct {
	sum float64
	n   int
}

func (m *mean) add(x float64) { m.sum, m.n = m.sum+x, m.n+1 }

func (m *mean) value() float64 {
	if m.n == 0 {
		return 0
	}
	return m.sum / float64(m.n)
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// SameTitle tells whether a title is the marked one, but for spaces and for soft
// hyphens and others that show as nothing, which some marks were copied with.
func SameTitle(want, got Facts) bool { return plain(want.Title) == plain(got.Title) }

func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// SameTime tells whether a time is the marked one to the second. Where nobody
// marked a zone, it is right when the marked clock shows it somewhere on earth.
func SameTime(want, got Facts) bool {
	if want.Clock {
		away := want.Published.Sub(got.Published.UTC().Truncate(time.Second)).Abs()
		return away <= 14*time.Hour && away%(15*time.Minute) == 0
	}
	return want.Published.Truncate(time.Second).Equal(got.Published.Truncate(time.Second))
}

// RightAuthors is how many of the authors are marked ones.
func RightAuthors(want, got Facts) int {
	left := map[string]int{}
	for _, a := range want.Authors {
		left[strings.ToLower(plain(a))]++
	}
	right := 0
	for _, a := range got.Authors {
		if key := strings.ToLower(plain(a)); left[key] > 0 {
			left[key]--
			right++
		}
	}
	return right
}

// compare compares two bodies by their runs of four words.
func compare(want, got string) overlap {
	a, b := shingles(want), shingles(got)
	var o overlap
	for s, n := range a {
		o.both += float64(min(n, b[s]))
		o.missing += float64(max(0, n-b[s]))
	}
	for s, n := range b {
		o.extra += float64(max(0, n-a[s]))
	}
	if sum := o.both + o.extra + o.missing; sum > 0 {
		o.both, o.extra, o.missing = o.both/sum, o.extra/sum, o.missing/sum
	}
	return o
}

// Overlap is how near one body comes to another, as one figure, with what of it
// is missing and what is too much.
func Overlap(want, got string) (f1, missing, extra float64) {
	o := compare(want, got)
	if o.both == 0 {
		return 0, o.missing, o.extra
	}
	return 2 * o.both / (2*o.both + o.extra + o.missing), o.missing, o.extra
}

func shingles(s string) map[string]int {
	s = norm.NFC.String(s) // a letter is the same however it is written
	words := strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '_'
	})
	all := map[string]int{}
	if len(words) == 0 {
		return all
	}
	for i := 0; i < max(1, len(words)-3); i++ {
		all[strings.Join(words[i:min(len(words), i+4)], " ")]++
	}
	return all
}
