package speech

import (
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"storywire/internal/growth"
)

// pieces are what quoted text is made of, and what breaks those who read it.
var pieces = []string{
	"\n\n", " ", "Mara Quill", "Quill", "Tom Hale", "Ms Quill", "the mayor", "a spokesman", "he", "She", "they", "said", "told", "called", "says", "went on to say", "according to", "who", "and", ",", ".", "?", ":", ";", "—", "― ", "...",
	`"`, "“", "”", "‘", "’", "'", "''", "''", "«", "»", "„", "‚", "(", ")", "‹", "We lost the boat and all that was in it", "it was dark", "reckless", "the film", "QUILL: ", "Q. ", "A. ", "Moscow", "Harbour Authority",
	"sagte", "Jana Feld", "Bürgermeisterin", "hat", "laut", "a déclaré", "dit-il", "explique-t-elle", "Hélène Roux", "selon", "la maire de Valcourt,", "Saint-Loup", "zufolge", "nach Angaben", "der Bürgermeister von Ostheim,", "San Telmo", "Guardia Civil", "l'élu", "dijo", "Lucía Prado", "según", "dass", "महापौर", "।", "é", "张伟", "\u202e", "\u200b", "𝔘", "\u0301",
}

func anyText(t *rapid.T) Text {
	joint := rapid.SampledFrom([]string{"", " "}).Draw(t, "joint")
	return textOf(strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 60).Draw(t, "pieces"), joint), rapid.SampledFrom([]string{"", "en", "de-AT", "fr", "es", "hi", "it"}).Draw(t, "language"))
}

func textOf(s, language string) Text {
	t := Text{Language: language}
	for p := range strings.SplitSeq(s, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			t.Paragraphs = append(t.Paragraphs, Paragraph{Text: p, Role: Role(len(p) % 7 / 5)})
		}
	}
	return t
}

func TestWhateverIsReadHolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { hold(t, anyText(t)) })
}

type failer interface {
	Fatalf(format string, args ...any)
	Helper()
}

// hold holds one reading to everything that must be true of any.
func hold(t failer, text Text) {
	t.Helper()
	r := Read(text)
	within := func(p Place) {
		if p.Paragraph < 0 || p.Paragraph >= len(text.Paragraphs) || p.Start < 0 || p.End <= p.Start || p.End > utf8.RuneCountInString(text.Paragraphs[p.Paragraph].Text) {
			t.Fatalf("%+v is no place of %+v", p, text)
		}
	}
	for i, q := range r.Quotes {
		within(q.Place)
		if words := shown(text, q); strings.TrimSpace(words) != words {
			t.Fatalf("%q has spaces at its ends", words)
		}
		if i > 0 && q.Paragraph == r.Quotes[i-1].Paragraph && q.Start < r.Quotes[i-1].End {
			t.Fatalf("%+v begins within %+v", q, r.Quotes[i-1])
		}
		if q.Speaker != nil && (q.Confidence < LeastSure || q.Confidence > 1 || q.Method == "" || q.Kind == None) {
			t.Fatalf("%+v is named, with %q and %v", q.Speaker, q.Method, q.Confidence)
		}
		if q.Speaker != nil || q.Unnamed != "" {
			within(q.Mention)
		}
	}
	for _, e := range r.Entities {
		if e.Uses > 0 {
			within(e.First)
		}
	}
	if d := cmp.Diff(tale(text, r), tale(text, Read(text))); d != "" {
		t.Fatalf("reading again reads something else: %s", d)
	}
	if endsInSignature(text, r) {
		return // a name under the whole text is no speaker's, and is one's where more follows
	}
	longer := text
	longer.Paragraphs = append(longer.Paragraphs[:len(longer.Paragraphs):len(longer.Paragraphs)], Paragraph{Text: "rain fell on the hills all night."})
	if d := cmp.Diff(tale(text, r), tale(longer, Read(longer))); d != "" {
		t.Fatalf("a paragraph that has nothing to do with %+v changes it: %s", text, d)
	}
}

// endsInSignature tells a text whose last paragraph is a dash, a name and nothing
// else.
func endsInSignature(text Text, r *Reading) bool {
	n := len(text.Paragraphs) - 1
	if n < 0 || len(r.Namings[n]) != 1 {
		return false
	}
	words, name := []rune(text.Paragraphs[n].Text), r.Namings[n][0]
	return isDash(strings.TrimSpace(string(words[:name.Start]))) && name.End == len(words)
}

// tale is what a reading says, without its entities' identity.
func tale(text Text, r *Reading) []string {
	out := []string{}
	for _, q := range r.Quotes {
		out = append(out, shown(text, q)+" "+q.Method)
	}
	return out
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "“A,” she said.", "\"Go,\" said Mara Quill, the mayor.\n\n\"And", "„Nein“, sagte Jana Feld.\n\n« Non », dit-il.", strings.Join(pieces, " "), strings.Join(pieces, "\n\n")} {
		for _, language := range []string{"en", "de", "fr", "es", "hi"} {
			f.Add(s, language)
		}
	}
	f.Fuzz(func(t *testing.T, s, language string) {
		if utf8.ValidString(s) {
			hold(t, textOf(s, language))
		}
	})
}

// TestWorkGrowsWithTheText counts what is allocated for a text and for one four
// times as long, up to a megabyte of marks: every stage allocates for what it
// looks at, so that the count shows the work, and no clock is asked.
func TestWorkGrowsWithTheText(t *testing.T) {
	const most = 1 << 20
	for name, unit := range map[string]string{
		"straight": `"`, "opening": "“", "closing": "”", "mixed": `“"`, "single": "'", "low": "„", "inward": "»«", "spaced": `" `, "words": `"a" `, "unclosed": "“a \n\n",
		"speech": "“We lost it,” Mara Quill said. ", "speech lines": "“We lost it,” Mara Quill said.\n\n", "he said": `he said "`, "turns": "QUILL: we lost it\n\n", "chain": "“We lost it\n\n",
		"German": "de|„Wir gehen“, sagte der Bürgermeister von Ostheim, Jan Feld. ", "German lines": "de|„Wir gehen“, sagte Jan Feld, Bürgermeister von Ostheim.\n\n", "laut": "de|laut Jan Feld, ", "both": `both "a" `, "hearsay": "de|wie es „a“ aus dem hieß es „a“, ", "things": "de|Müller & Feld AG FC Berlin Chinas Spione ", "asides": "fr|« a », a dit, après le vote, (PS) et que ", "French": "fr|la maire de Valcourt, Jeanne Morel, a dit « non », ", "Spanish": "es|San Telmo y Ana Ruiz, pastora, dijo «a». ",
	} {
		language := "en"
		if lang, rest, ok := strings.Cut(unit, "|"); ok {
			language, unit = lang, rest
		}
		size := most
		if strings.Contains(unit, "a") {
			size = most / 8 // words cost more than marks
		}
		small, large := allocations(language, unit, size/4), allocations(language, unit, size)
		if large > 6*small+1000 {
			t.Errorf("%s: %d for a quarter, %d for the whole", name, small, large)
		}
	}
}

// TestWorkGrowsWithAWord has texts that are one word, and ones of four times as
// many letters. Whoever looks a word's ends up allocates nothing, so that it is the
// processor's time that is asked: where it is as the square, it is 16 times as much.
func TestWorkGrowsWithAWord(t *testing.T) {
	for _, language := range []string{"en", "de", "fr", "es"} {
		t.Run(language, func(t *testing.T) {
			growth.Check(t, 50_000, func(size int) func() {
				text := Text{Language: language, Paragraphs: []Paragraph{{Text: "“Wir gehen”, sagte " + strings.Repeat("Meer", size/4) + "."}}}
				return func() { Read(text) }
			})
		})
	}
}

// allocations is how many of them one reading takes.
func allocations(language, unit string, size int) uint64 {
	text := textOf(strings.Repeat(unit, size/len(unit)), language)
	for i := range text.Paragraphs {
		text.Paragraphs[i].Role = Body
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	Read(text)
	runtime.ReadMemStats(&after)
	return after.Mallocs - before.Mallocs
}
