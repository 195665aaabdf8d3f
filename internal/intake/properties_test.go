package intake

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"storywire/internal/growth"
	"storywire/internal/markup"
	"storywire/internal/news"
)

// phrases are what stories are made of, and what breaks those who read them.
var phrases = []string{
	"\n", "\n\n", "\r\n", "\r", "\u2028", "\u00a0", " ", "  ", "\t", "\ufeff", "\u200b",
	"Mara Quill", "Quill", "the mayor", "he", "She", "said", "told", "added", "according to", "and", ",", ".", "?", "!", ":", ";", "—", "-", "...",
	`"`, "“", "”", "‘", "’", "'", "''", "«", "»", "„", "(", ")", "[", "]", "*", "**", "#", "# ", "## ", "> ", "- ", "1. ", "![x](https://a.example/b.jpg)", "[x](https://a.example/)",
	"By ", "Edited by ", "Published: ", "Updated ", "June 3, 2025", "3 June 2025", "2025-06-03T10:15:00+02:00", "4:05 p.m. ET", "07:32 IST", "03/04/2025", "31.12.2024",
	"PORT ELLERY, June 3 (Reuters) — ", "Story highlights", "Photo: ", "(AP Photo/Jane Roe)", "This picture taken on ", "released by ", "Harbour Authority", "(HA)",
	"We lost the boat", "it was dark", "North Korean leader", "Russian state media", "<b>bold</b>", "&amp;", "é", "张伟", "ꞵ", "\u202e", "𝔘", "Share", "Advertisement", "Q. ", "A. ", "QUILL: ", "Opinion", "Opinion: ", "|", "·", "=====",
}

func anyPage(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(phrases), 0, 60).Draw(t, "phrases"), rapid.SampledFrom([]string{"", " "}).Draw(t, "joint"))
}

func TestWhateverComesInTheDraftHolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		check(t, []byte(anyPage(t)), Options{TimeZone: rapid.SampledFrom([]string{"", "UTC", "Europe/Dublin", "America/New_York", "Nowhere/Else"}).Draw(t, "zone")})
	})
}

type failer interface {
	Fatalf(format string, args ...any)
	Helper()
}

// check holds one import to everything that must be true of any.
func check(t failer, input []byte, o Options) {
	t.Helper()
	r, err := Text(input, o)
	if err != nil {
		var invalid *news.Invalid
		if !errors.As(err, &invalid) {
			t.Fatalf("the error is no *news.Invalid: %v", err)
		}
		return
	}
	again, _ := Text(input, o)
	if d := cmp.Diff(r, again); d != "" {
		t.Fatalf("the same input gives another draft: %s", d)
	}
	checkProvenance(t, r, bytes.Runes(input))
	checkQuotes(t, r)
	settled := r.Article.Clone()
	if faults := settled.Settle(nil, markup.Setter{}); len(faults) > 0 {
		t.Fatalf("the draft of %q does not settle: %v", input, faults)
	}
	if len(settled.Quotes) != len(r.Article.Quotes) || len(settled.Mentions) != len(r.Article.Mentions) || len(settled.Body) != len(r.Article.Body) {
		t.Fatalf("settling the draft of %q loses something", input)
	}
	for i, q := range settled.Quotes {
		if was := r.Article.Quotes[i]; q.Pointer != was.Pointer || q.Start != was.Start || q.End != was.End || q.Text != was.Text {
			t.Fatalf("settling moves quote %d of %q", i, input)
		}
	}
}

func checkProvenance(t failer, r Result, input []rune) {
	t.Helper()
	noted := map[string]bool{}
	for _, p := range r.Provenance {
		if p.Start < 0 || p.End <= p.Start || p.End > len(input) {
			t.Fatalf("%s comes from %d to %d of %d characters", p.Pointer, p.Start, p.End, len(input))
		}
		if p.Method == "" || p.Confidence <= 0 || p.Confidence > 1 {
			t.Fatalf("%s has method %q and confidence %v", p.Pointer, p.Method, p.Confidence)
		}
		if noted[p.Pointer] {
			t.Fatalf("%s is noted twice", p.Pointer)
		}
		noted[p.Pointer] = true
	}
	need := func(have bool, pointer string) {
		if have && !noted[pointer] {
			t.Fatalf("nothing says where %s came from", pointer)
		}
	}
	a := r.Article
	need(a.Headline != "", "/headline")
	need(a.Subhead != "", "/subhead")
	need(a.Dateline != "", "/dateline")
	need(a.Kind != "", "/kind")
	need(!a.PublishedAt.IsZero(), "/published_at")
	need(!a.UpdatedAt.IsZero(), "/updated_at")
	need(a.TimeZone != "", "/time_zone")
	for name, n := range map[string]int{"authors": len(a.Authors), "highlights": len(a.Highlights), "photos": len(a.Photos), "body": len(a.Body), "quotes": len(a.Quotes), "sources": len(a.Sources), "mentions": len(a.Mentions)} {
		for i := range n {
			pointer := "/" + name + "/" + strconv.Itoa(i)
			if !noted[pointer] && !noted[pointer+"/text"] {
				t.Fatalf("nothing says where %s came from", pointer)
			}
		}
	}
}

// checkQuotes holds each quote to the words that stand where it points.
func checkQuotes(t failer, r Result) {
	t.Helper()
	for i, q := range r.Article.Quotes {
		var text string
		if n, ok := strings.CutPrefix(q.Pointer, "/highlights/"); ok {
			at, _ := strconv.Atoi(n)
			text = r.Article.Highlights[at]
		} else {
			at, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(q.Pointer, "/body/"), "/text"))
			text = r.Article.Body[at].Text
		}
		if words, ok := news.Slice(text, q.Start, q.End); !ok || words != q.Text {
			t.Fatalf("quote %d is %q, and at %s, %d to %d, stands %q", i, q.Text, q.Pointer, q.Start, q.End, words)
		}
	}
}

func TestWhatIsNotTextIsRefused(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]string{"nothing": "", "spaces": " \n\t\r\n\ufeff", "no UTF-8": "a\xffb", "NUL": "a\x00b"} {
		var invalid *news.Invalid
		if _, err := Text([]byte(in), Options{}); !errors.As(err, &invalid) || len(invalid.Faults) == 0 {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"a", "By X and Y\n\n“A,” she said.", "PORT ELLERY, June 3 (AP) — \"Go,\" said Mara Quill, the mayor.\n\n\"And", "Published 4:05 p.m. ET\n\n> quoted\n> more", "**a** [b](https://c.example/d) __e__", strings.Join(phrases, " "), strings.Join(phrases, "\n\n")} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) { check(t, in, Options{TimeZone: "Europe/Dublin", Language: "en"}) })
}

// TestWorstPagesTakeTimeInStepWithTheirLength reads long pages of the worst sorts,
// and ones of four times the length.
func TestWorstPagesTakeTimeInStepWithTheirLength(t *testing.T) {
	const most = 5 << 20
	sorts := map[string]string{
		"double marks": `"`, "curly marks": "“", "closing marks": "”", "single marks": "'", "spaced marks": `" `, "marks and words": `"a" `, "open single": "‘a ",
		"line ends": "a\n", "empty lines": "a\n\n", "one line": "word ", "bylines": "By ", "byline lines": "By Mara Quill\n", "capitals": "Mara Quill ", "capital letters": "A", "one word": "a",
		"speech": `"We lost it," Mara Quill said. `, "speech lines": "\"We lost it,\" Mara Quill said.\n\n", "she said": `"a", she said, `, "according": "according to ", "commas": "a, ", "said": "said ", "he said": `he said "`, "stops": ". ", "stars": "**", "links": "[a](https://a.example/) ", "brackets": "[", "days": "June 3, 2025 ", "colons": "A: b\n",
		"names": "Mara Quill, the mayor of Port Ellery, ", "strokes": "/", "hashes": "# a\n", "bullets": "- a\n", "quoted": "> a\n", "credits": "Photo: Mara Quill\n", "captions": "This picture taken on June 3, 2025 (AP)\n",
	}
	var people, speech, turns strings.Builder
	for i := 0; speech.Len() < most/4; i++ {
		name := string(rune('A'+i%26)) + strings.Repeat(string(rune('a'+i/26%26)), 2) + string(rune('a'+i/676%26)) + string(rune('a'+i/17576%26))
		people.WriteString("Mayor " + name + " Quill met him. ")
		speech.WriteString(name + " Quill, the mayor, said. The mayor said \"we\" and he said \"it was dark.\" ")
		turns.WriteString(strings.ToUpper(name) + ": he said " + name + " Orr\n\n")
	}
	sorts["many people"], sorts["many speakers"], sorts["many turns"] = people.String(), speech.String(), turns.String()
	for name, unit := range sorts {
		t.Run(name, func(t *testing.T) {
			size := 32 << 10
			if name == "speech lines" || name == "she said" || len(unit) > size {
				size = most / 16
			}
			growth.Check(t, size, func(size int) func() {
				in := []byte(unit[:min(size, len(unit))])
				in = bytes.Repeat(in, size/len(in))
				return func() {
					if _, err := Text(in, Options{}); err != nil {
						t.Fatal(err)
					}
				}
			})
		})
	}
}
