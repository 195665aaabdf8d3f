package markup

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCleanKeepsTheInlineSubset(t *testing.T) {
	cases := []struct{ name, in, want string }{
		{"plain words", "The tide rose", "The tide rose"},
		{"quotes stay as typed", `She said "no" & 'left'`, `She said "no" &amp; 'left'`},
		{"the subset", `<em>a</em> <strong>b</strong> <s>c</s> H<sub>2</sub>O x<sup>2</sup> <code>d</code>`, `<em>a</em> <strong>b</strong> <s>c</s> H<sub>2</sub>O x<sup>2</sup> <code>d</code>`},
		{"b and i are strong and em", "<b>a</b><i>b</i>", "<strong>a</strong><em>b</em>"},
		{"a link", `<a href="https://harbour.example/?a=1&b=2" onclick="x()">here</a>`, `<a href="https://harbour.example/?a=1&amp;b=2">here</a>`},
		{"a script's link", `<a href="javascript:alert(1)">here</a>`, "here"},
		{"a language", `<span lang="de" style="color:red">Guten Tag</span>`, `<span lang="de">Guten Tag</span>`},
		{"a span without one", `<span onmouseover="x">word</span>`, "word"},
		{"a script", `before<script>alert(1)</script>after`, "beforeafter"},
		{"a picture", `<img src=x onerror=alert(1)>word`, "word"},
		{"a wrapping paragraph", "<p>One.</p>", "One."},
		{"an open tag", "<em>never closed", "<em>never closed</em>"},
		{"bad nesting", "<em><strong>x</em>y</strong>", "<em><strong>x</strong></em><strong>y</strong>"},
		{"a break", "one<br/>two", "one<br>two"},
		{"source line breaks are spaces", "one\r\ntwo", "one two"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := (Setter{}).Clean(c.in); got != c.want {
				t.Errorf("Clean(%q)\n got %q\nwant %q", c.in, got, c.want)
			}
		})
	}
}

func TestCleaningAgainChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOf(rapid.SampledFrom([]string{
			"<em>", "</em>", "<b>", "</b>", "<a href=\"https://x.example/\">", "</a>", "<p>", "</p>", "<br>",
			"<script>", "</script>", "<span lang=fr>", "</span>", "&amp;", "&lt;b&gt;", "<", ">", "&", "\"", "word ", "é", "\u202e", "<!--", "-->", "<table><td>",
		})).Draw(t, "parts")
		in := strings.Join(parts, "")
		once := Setter{}.Clean(in)
		if again := (Setter{}).Clean(once); again != once {
			t.Fatalf("Clean(%q) = %q, and again %q", in, once, again)
		}
	})
}

// FuzzClean cleans whatever others send: twice is once, no element but the subset's
// is left, and a slug is of letters, digits and hyphens.
func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "<em>a</em> & <b>b", `<a href="javascript:x" onclick=y>z</a>`, "<p>One<br>two</p><script>x</script>", "<svg><style><img src=x onerror=y>", "&lt;script&gt;", "\x00\ufffd\u202e", "<table><td><em></table>x"} {
		f.Add(s)
	}
	kept := []string{"a", "em", "strong", "s", "sub", "sup", "code", "br", "span"}
	f.Fuzz(func(t *testing.T, in string) {
		once := Setter{}.Clean(in)
		if again := (Setter{}).Clean(once); again != once {
			t.Errorf("Clean(%q) = %q, and again %q", in, once, again)
		}
		for _, part := range strings.Split(once, "<")[1:] {
			name, _, _ := strings.Cut(strings.TrimPrefix(part, "/"), ">")
			if name, _, _ = strings.Cut(name, " "); !slices.Contains(kept, name) {
				t.Errorf("Clean(%q) = %q", in, once)
			}
		}
		if slug := (Setter{}).Slug(in); len(slug) > 80 || strings.Trim(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || strings.Trim(slug, "-") != slug {
			t.Errorf("Slug(%q) = %q", in, slug)
		}
	})
}

func TestPlainGivesBackTheTextThatHTMLWasMadeFrom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := strings.TrimSpace(rapid.StringMatching(`[a-zA-Z<>&"'é \n;#]{0,40}`).Draw(t, "text"))
		s := Setter{}
		h := s.FromText(in)
		if got := s.Plain(h); got != in {
			t.Fatalf("Plain(FromText(%q)) = %q by %q", in, got, h)
		}
	})
}

func TestDeepNestingKeepsTheWords(t *testing.T) {
	in := strings.Repeat("<em>", 100_000) + "deep"
	if got := (Setter{}).Clean(in); !strings.Contains(got, "deep") {
		t.Errorf("the word is gone: %.60q", got)
	}
}

func TestSlug(t *testing.T) {
	cases := map[string]string{
		"Ferry to Port Ellery returns": "ferry-to-port-ellery-returns",
		"Café Größe":                   "cafe-grosse",
		"  <b>Tide</b> & time  ":       "b-tide-b-and-time",
		"_the tide_table__of_2026_":    "the-tide-table-of-2026",
		"":                             "",
		"…":                            "",
		strings.Repeat("harbour ", 20): "harbour-harbour-harbour-harbour-harbour-harbour-harbour-harbour-harbour-harbour",
		strings.Repeat("x", 200):       strings.Repeat("x", 80),
	}
	for in, want := range cases {
		if got := (Setter{}).Slug(in); got != want {
			t.Errorf("Slug(%q) = %q, want %q", in, got, want)
		}
	}
}
