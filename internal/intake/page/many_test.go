package page

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"storywire/internal/intake"
)

// TestMoreParagraphsThanAnArticleHas sees that a page of more blocks than an
// article has is a draft with all of its words, whatever it says of itself.
func TestMoreParagraphsThanAnArticleHas(t *testing.T) {
	t.Parallel()
	const most = 30_000
	var sentences strings.Builder
	for i := range most {
		fmt.Fprintf(&sentences, "<p>Line %d of the log.</p>\n", i)
	}
	const top = `<h1>The log of the lightship</h1>`
	for name, page := range map[string]string{
		"an article element": `<!doctype html><html lang="en"><head><title>The log of the lightship</title></head><body><article>` + top + sentences.String() + `</article></body></html>`,
		"a bare page":        `<!doctype html><title>The log of the lightship</title>` + top + sentences.String(),
		"a record":           `<!doctype html><script type="application/ld+json">{"@type":"NewsArticle","headline":"The log of the lightship"}</script><body><main><div>` + top + sentences.String() + `</div></main>`,
	} {
		r, err := Read([]byte(page), intake.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		check(t, r)
		last := r.Article.Body[len(r.Article.Body)-1].Text
		if n := len(r.Article.Body); n != intake.MostBlocks || !strings.HasPrefix(r.Article.Body[0].Text, "Line 0 ") || !strings.HasSuffix(last, fmt.Sprintf("Line %d of the log.", most-1)) {
			t.Errorf("%s: %d blocks, the last ends with %q", name, n, last[max(0, len(last)-60):])
		}
		if !slices.ContainsFunc(r.Warnings, func(w intake.Warning) bool { return w.Code == "too_many_blocks" }) {
			t.Errorf("%s: nothing warns of that", name)
		}
	}
}

// TestMoreItemsThanAListHas sees that none of them is lost.
func TestMoreItemsThanAListHas(t *testing.T) {
	t.Parallel()
	var items strings.Builder
	for i := range 1200 {
		fmt.Fprintf(&items, "<li>Boat number %d of the yard at Port Ellery</li>", i)
	}
	a := mustRead(t, story("", "<p>All of the boats that the yard has built stand here, the oldest of them first:</p><ol>"+items.String()+"</ol>"), intake.Options{})
	var sizes []int
	for _, b := range a.Body {
		if len(b.Items) > 0 {
			sizes = append(sizes, len(b.Items))
		}
	}
	if !slices.Equal(sizes, []int{500, 500, 200}) {
		t.Errorf("lists of %v items", sizes)
	}
}
