package news

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// inWords is an article whose paragraphs are these words; one that begins with a
// hash is a picture. Each has an id that is made of its place.
func inWords(start byte, headline string, paragraphs ...string) *Article {
	a := &Article{Headline: headline}
	for i, text := range paragraphs {
		b := Block{ID: uuid.UUID{start, byte(i)}, Type: Paragraph, Text: text, HTML: text}
		if strings.HasPrefix(text, "#") {
			b = Block{ID: b.ID, Type: PhotoBlock, PhotoID: uuid.UUID{9, byte(i)}}
		}
		a.Body = append(a.Body, b)
	}
	return a
}

func said(a *Article) (list []string) {
	for _, b := range a.Body {
		text := b.Text
		if b.Type == PhotoBlock {
			text = "#"
		}
		list = append(list, text)
	}
	return list
}

func diffs(a, b []string) bool { return cmp.Diff(a, b) != "" }

func TestReread(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		is, was, page []string
		want          []string
		conflicts     int
	}{
		"nothing":              {[]string{"a", "b"}, []string{"a", "b"}, []string{"a", "b"}, []string{"a", "b"}, 0},
		"one changed":          {[]string{"a", "#", "b", "c"}, []string{"a", "b", "c"}, []string{"a", "B", "c"}, []string{"a", "#", "B", "c"}, 0},
		"one more":             {[]string{"#", "a", "b"}, []string{"a", "b"}, []string{"a", "b", "c"}, []string{"#", "a", "b", "c"}, 0},
		"one gone":             {[]string{"a", "b", "c"}, []string{"a", "b", "c"}, []string{"a", "c"}, []string{"a", "c"}, 0},
		"ours stays":           {[]string{"a", "ours", "c"}, []string{"a", "b", "c"}, []string{"a", "b", "C"}, []string{"a", "ours", "C"}, 0},
		"ours stays elsewhere": {[]string{"ours", "b", "c", "d"}, []string{"a", "b", "c", "d"}, []string{"a", "b", "c", "D"}, []string{"ours", "b", "c", "D"}, 0},
		"both changed":         {[]string{"a", "ours", "c"}, []string{"a", "b", "c"}, []string{"a", "theirs", "c"}, []string{"a", "theirs", "c"}, 1},
		"both the same":        {[]string{"a", "B", "c"}, []string{"a", "b", "c"}, []string{"a", "B", "c"}, []string{"a", "B", "c"}, 0},
		"no body":              {[]string{"a"}, []string{"a"}, nil, []string{"a"}, 0},
		"not read before":      {[]string{"a", "ours"}, nil, []string{"a", "theirs"}, []string{"a", "theirs"}, 0},
	} {
		var was *Article
		if c.was != nil {
			was = inWords(2, "H", c.was...)
		}
		is := inWords(1, "H", c.is...)
		after, conflicts := Reread(is, was, inWords(3, "H", c.page...))
		if diff := cmp.Diff(c.want, said(after)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if after.Quotes == nil && diffs(c.want, c.is) {
			t.Errorf("%s: no list of quotes", name)
		}
		if len(conflicts) != c.conflicts {
			t.Errorf("%s: conflicts at %v", name, conflicts)
		}
		for _, b := range after.Body {
			if b.ID[0] == 3 {
				t.Errorf("%s: a block has the page's own id", name)
			}
		}
		if cmp.Diff(inWords(1, "H", c.is...), is) != "" {
			t.Errorf("%s: the article itself was changed", name)
		}
	}
}

func TestRereadKeepsWhatThePageDoesNotChange(t *testing.T) {
	t.Parallel()
	is, was, page := inWords(1, "Ours"), inWords(2, "Theirs"), inWords(3, "Theirs")
	is.Summary, was.Summary, page.Summary = "Old.", "Old.", "New."
	is.Subhead, was.Subhead, page.Subhead = "Kept", "Kept", ""
	is.Authors = []ArticleAuthor{{ID: uuid.UUID{5}, Slug: "ida-quill", Name: "Ida Quill"}}
	was.Authors, page.Authors = []ArticleAuthor{{Name: "Ida Quill"}}, []ArticleAuthor{{Name: "IDA QUILL"}, {Name: "Tom Weir"}}
	after, conflicts := Reread(is, was, page)
	if after.Headline != "Ours" || after.Summary != "New." || after.Subhead != "Kept" || len(conflicts) != 0 {
		t.Errorf("%q %q %q %v", after.Headline, after.Summary, after.Subhead, conflicts)
	}
	if want := []ArticleAuthor{is.Authors[0], {Name: "Tom Weir"}}; cmp.Diff(want, after.Authors) != "" {
		t.Errorf("%+v", after.Authors)
	}
	page.Headline = "Theirs anew"
	if after, conflicts = Reread(is, was, page); after.Headline != "Theirs anew" || len(conflicts) != 1 || conflicts[0] != "/headline" {
		t.Errorf("%q %v", after.Headline, conflicts)
	}
}

func TestRereadTakesQuotesWithTheirWords(t *testing.T) {
	t.Parallel()
	is := inWords(1, "H", "“We wait,” she said.", "“Go,” he said.")
	is.Quotes = []Quote{{ID: uuid.UUID{7}, Text: "We wait,", Pointer: "/body/0/text"}, {ID: uuid.UUID{8}, Text: "Go,", Pointer: "/body/1/text"}}
	page := inWords(3, "H", "New first.", "“We wait,” she said.", "“Stay,” he said.")
	page.Quotes = []Quote{{ID: uuid.UUID{1}, Text: "We wait,", Pointer: "/body/1/text", Start: 1, End: 9},
		{ID: uuid.UUID{2}, Text: "Stay,", Pointer: "/body/2/text", Start: 1, End: 6, Speaker: &QuoteSpeaker{ID: uuid.UUID{3}, Name: "Tom Weir"}}}
	after, _ := Reread(is, nil, page)
	want := []Quote{is.Quotes[0], {Text: "Stay,", Pointer: "/body/2/text", Start: 1, End: 6, Speaker: &QuoteSpeaker{Name: "Tom Weir"}}}
	if diff := cmp.Diff(want, after.Quotes); diff != "" {
		t.Error(diff)
	}
	if after.Body[1].ID != is.Body[0].ID || after.Body[2].ID != is.Body[1].ID {
		t.Errorf("%+v", after.Body)
	}
}
