package wire

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"storywire/internal/intake"
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

// tell gives the words of the block to who signed them. A block that has no
// words in quotation marks is a quote as a whole.
func (m signature) tell(r *intake.Result) {
	name, title, _ := strings.Cut(m.line, ", ")
	if !intake.CanBeNamed(name) {
		return
	}
	who := &news.QuoteSpeaker{Name: name, Title: intake.BareTitle(title)}
	pointer := under("body", m.block) + "/text"
	note := func(i int) {
		r.Provenance = slices.DeleteFunc(r.Provenance, func(p intake.Provenance) bool { return p.Pointer == under("quotes", i)+"/speaker" })
		r.Provenance = append(r.Provenance, intake.Provenance{Pointer: under("quotes", i) + "/speaker", Evidence: m.line, Method: "signature", Confidence: 0.95})
	}
	found := false
	for i := range r.Article.Quotes {
		q := &r.Article.Quotes[i]
		if q.Pointer != pointer {
			continue
		}
		if found = true; q.Speaker == nil || q.Speaker.Name == name {
			q.Speaker = who
			note(i)
			r.Warnings = slices.DeleteFunc(r.Warnings, func(w intake.Warning) bool {
				return strings.HasPrefix(w.Code, "speaker_un") && strings.Contains(w.Detail, cut(q.Text, 40))
			})
		}
	}
	text := r.Article.Body[m.block].Text
	if !found && len(r.Article.Quotes) < 1000 {
		r.Article.Quotes = append(r.Article.Quotes, news.Quote{Text: text, Kind: news.Direct, Speaker: who, Pointer: pointer, End: len([]rune(text))})
		i := len(r.Article.Quotes) - 1
		r.Provenance = append(r.Provenance, intake.Provenance{Pointer: "/quotes/" + strconv.Itoa(i), Evidence: "blockquote", Method: "direct", Confidence: 0.95})
		note(i)
	}
}
