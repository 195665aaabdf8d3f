package news

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestSameAddress(t *testing.T) {
	t.Parallel()
	const want = "courier.example/ferry?id=7&page=2"
	for _, address := range []string{
		"https://courier.example/ferry?id=7&page=2", "http://courier.example/ferry?page=2&id=7", "HTTPS://Courier.EXAMPLE.:443/ferry/?id=7&page=2#top",
		"http://courier.example:80//ferry?id=7&utm_source=a&page=2&UTM_Medium=b&fbclid=x&gclid=", " https://courier.example/a/../ferry?id=7&page=2&at_campaign=c\n",
		"https://courier.example/%66erry?id=%37&page=2",
	} {
		if got := SameAddress(address); got != want {
			t.Errorf("%q is %q", address, got)
		}
	}
	for address, want := range map[string]string{
		"https://courier.example:8443/a": "courier.example:8443/a", "https://courier.example/?p=12": "courier.example/?p=12",
		"https://courier.example/fähre": "courier.example/f%C3%A4hre", "http://[2606:4700::1]/a": "2606:4700::1/a",
		"https://courier.example/": "", "https://courier.example?utm_source=rss": "", "": "", "urn:newsml:a:b": "", "/ferry": "", "https:///a": "", "http://a b/": "", "mailto:desk@courier.example": "",
	} {
		if got := SameAddress(address); got != want {
			t.Errorf("%q is %q, not %q", address, got, want)
		}
	}
}

func TestShownAddress(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://desk:secret@courier.example/a?b=c": "https://courier.example/a?b=c", "ftp://desk:secret@courier.example/": "ftp://courier.example/",
		"https://secret@courier.example:8443/": "https://courier.example:8443/", "//desk:secret@courier.example/": "//courier.example/",
		" https://courier.example/@desk/fähre ": "https://courier.example/@desk/fähre",
		"":                                      "", "desk:secret@courier.example": "", "https://desk:se cret@courier.example/": "", "https://desk:se#cret@courier.example/": "", "https://desk:se/cret@courier.example/": "",
	} {
		if got := ShownAddress(address); got != want {
			t.Errorf("%q is %q, not %q", address, got, want)
		}
	}
}

// invented is a text of so many words, of which two share hardly any three in a row.
func invented(seed uint64, words int) []string {
	r := rand.New(rand.NewPCG(seed, 7)) // the same each time
	list := make([]string, words)
	for i := range list {
		list[i] = fmt.Sprintf("w%d", r.IntN(500))
	}
	return list
}

func sharing(a, b []int32) (n int) {
	for i := range min(len(a), len(b)) {
		if a[i] == b[i] {
			n++
		}
	}
	return n
}

// TestNearlyTheSameWordsShareBands changes stories here and there: what stays
// nearly the same has bands in common with what it was, and what is another story
// has none.
func TestNearlyTheSameWordsShareBands(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		was := invented(seed, 400)
		w := Wording{Body: strings.Join(was, " ")}
		near := append([]string{}, was...)
		for i := range 4 {
			near[50+90*i] = "changed"
		}
		n := Wording{Headline: "Another", Body: strings.Join(near, ", ")}
		if alike := w.Alike(n); alike < NearlySame || alike == 1 {
			t.Fatalf("%d: %f alike", seed, alike)
		}
		if sharing(w.Bands(), n.Bands()) == 0 {
			t.Errorf("%d: nothing in common", seed)
		}
		other := Wording{Body: strings.Join(invented(seed+1000, 400), " ")}
		if w.Alike(other) > 0.1 || sharing(w.Bands(), other.Bands()) > 0 {
			t.Errorf("%d: two stories are %f alike", seed, w.Alike(other))
		}
	}
}

func TestWordsAreComparedAsWords(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("The ferry won’t sail on Monday, said “Tom Weir”. ", 1) + strings.Join(invented(1, 60), " ")
	for _, same := range []string{strings.ToUpper(long), strings.ReplaceAll(long, "’", "'"), strings.ReplaceAll(long, " ", "\n\n"), strings.ReplaceAll(long, "ferry", "fer\u00adry")} {
		if a := (Wording{Body: long}).Alike(Wording{Body: same}); a != 1 {
			t.Errorf("%q is %f alike", same, a)
		}
	}
	short := Wording{"Boats", "Two boats sank in the harbour on Monday."}
	for other, want := range map[Wording]float64{
		short: 1, {"BOATS!", "two boats sank in the harbour, on Monday"}: 1,
		{"Ships", short.Body}: 0, {"Boats", "Three boats sank in the harbour on Monday."}: 0, {"Boats", ""}: 0,
	} {
		if got := short.Alike(other); got != want || want == 1 && sharing(short.Bands(), other.Bands()) != 1 {
			t.Errorf("%v is %f alike", other, got)
		}
	}
	if few := (Wording{"Boats", "Two boats sank."}); few.Alike(few) != 0 || few.Bands() != nil {
		t.Error("three words tell which story it is")
	}
	japanese := Wording{Body: strings.Repeat("港に船が戻った。", 3) + "島の人びとは三か月のあいだ待っていたと、港の管理者は月曜日に話した。"}
	if other := (Wording{Body: japanese.Body + "また来る。"}); japanese.Alike(other) < 0.85 || sharing(japanese.Bands(), other.Bands()) == 0 {
		t.Errorf("words without spaces are %f alike", japanese.Alike(other))
	}
}

func FuzzSameAddress(f *testing.F) {
	f.Add("https://courier.example/ferry?id=7&utm_source=a")
	f.Fuzz(func(t *testing.T, address string) {
		if same := SameAddress(address); same != "" && !strings.Contains(same, ":") && SameAddress("https://"+same) != same {
			t.Errorf("%q is %q, and that is %q", address, same, SameAddress("https://"+same))
		}
	})
}
