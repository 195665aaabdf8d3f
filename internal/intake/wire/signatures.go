package wire

import (
	"regexp"
	"strings"

	"storywire/internal/intake/page"
	"storywire/internal/news"
)

// signature is the line under a block quote that says whose words they are.
type signature struct {
	block int
	line  string
}

// signatureMark is the dash that a signature stands behind.
var signatureMark = regexp.MustCompile(`^(?:—|–|--) *`)

// cutSignatures takes those lines off the block quotes: whose words they are is
// the quote's to tell.
func (s *story) cutSignatures() (all []signature) {
	for i := range s.article.Body {
		b := &s.article.Body[i]
		at := strings.LastIndexByte(b.Text, '\n')
		if b.Type != news.BlockQuote || at < 0 {
			continue
		}
		mark := signatureMark.FindString(b.Text[at+1:])
		line := b.Text[at+1+len(mark):]
		if mark == "" || line == "" || len(line) > 300 {
			continue
		}
		if b.HTML != "" {
			cut := strings.LastIndex(b.HTML, "<br>")
			if cut < 0 || page.LineOfHTML(b.HTML[cut+4:]) != b.Text[at+1:] {
				continue
			}
			b.HTML = b.HTML[:cut]
		}
		if b.Text = b.Text[:at]; b.HTML == escaped(b.Text) {
			b.HTML = ""
		}
		all = append(all, signature{i, line})
	}
	return all
}
