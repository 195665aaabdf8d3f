package page

import (
	"strings"

	"golang.org/x/net/html"

	trafilatura "github.com/markusmobius/go-trafilatura"
)

// mostExtracted is how many bytes of words the library is given: far more than
// any story, and less than takes it long. Its time grows with their square.
const mostExtracted = 400_000

// extract is the words that the library takes for the story, "" for none. A page
// that is too long is not shown to it.
func extract(doc *html.Node) (found string, long bool) {
	defer func() {
		if recover() != nil { // a page that breaks it has no body by it
			found = ""
		}
	}()
	var all strings.Builder
	if gather(doc, &all); all.Len() > mostExtracted {
		return "", true
	}
	r, err := trafilatura.ExtractDocument(doc, trafilatura.Options{ExcludeComments: true, HtmlDateMode: trafilatura.Disabled})
	if err != nil {
		return "", false
	}
	var b strings.Builder
	gather(r.ContentNode, &b)
	return b.String(), false
}
