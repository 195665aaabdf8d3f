package page

import (
	"golang.org/x/net/html"

	trafilatura "github.com/markusmobius/go-trafilatura"

	"storywire/internal/intake"
)

// setBody finds the story's own words among everything on the page.
func (r *reader) setBody() {
	found := extract(r.doc)
	if found == nil {
		return
	}
	for i, b := range r.blocksOf(found, func(*html.Node) bool { return false }) {
		r.article.Body = append(r.article.Body, b.Block)
		r.provenance = append(r.provenance, intake.Provenance{Pointer: under("body", i), Evidence: b.node.Data, Method: "extracted", Confidence: 0.85})
	}
}

// extract is the library's opinion of where the story is: a tree of its own,
// nil for none.
func extract(doc *html.Node) (found *html.Node) {
	defer func() {
		if recover() != nil { // a page that breaks it has no body by it
			found = nil
		}
	}()
	r, err := trafilatura.ExtractDocument(doc, trafilatura.Options{ExcludeComments: true, HtmlDateMode: trafilatura.Disabled})
	if err != nil {
		return nil
	}
	return r.ContentNode
}
