package render

import (
	"io"
	"slices"
	"strings"
	"testing"

	"storywire/internal/news"

	"github.com/google/uuid"
)

// BenchmarkFeed writes a feed of 50 stories of 900 words, from their stored
// documents.
func BenchmarkFeed(b *testing.B) {
	a := corrected()
	paragraph := strings.TrimSpace(strings.Repeat("The ferry sails <em>again</em> &amp; the pier is open to all. ", 5))
	a.Body = nil
	for n := range 15 {
		a.Body = append(a.Body, news.Block{ID: uuid.UUID{15: byte(n)}, Type: news.Paragraph, HTML: paragraph, Text: inlineText(paragraph)})
	}
	document, err := JSON{}.Document(a)
	if err != nil {
		b.Fatal(err)
	}
	documents := slices.Repeat([][]byte{document}, 50)
	for _, format := range Formats {
		b.Run(format.Name, func(b *testing.B) {
			b.SetBytes(int64(len(documents) * len(document)))
			for b.Loop() {
				f := feedOf(true)
				if err := format.Write(io.Discard, f, f.Items(slices.Values(documents))); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
