package wire

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/renderer/html"

	"storywire/internal/intake"
	"storywire/internal/intake/page"
	"storywire/internal/news"
)

// Markdown reads CommonMark with its facts in front, as YAML between two lines of
// dashes, by the names that site generators give them.
func Markdown(input []byte, o intake.Options) (intake.Found, error) {
	return inUTF8(input, o, markdown)
}

func markdown(input []byte, o intake.Options) (intake.Found, error) {
	if len(input) > longestStory {
		return intake.Found{}, errTooLong
	}
	facts, lists, words, err := splitFront(input)
	if err != nil {
		return intake.Found{}, err
	}
	s := newStory(o)
	s.front(facts, lists)
	out, err := convert(words)
	if err != nil {
		return intake.Found{}, err
	}
	s.ours = facts.text("id") != "" && facts.text("version") != ""
	s.markdown(out)
	s.photosBeside(lists["photos"])
	return single(s)
}

// signedBelow is a signature in the line below the words of a quote, which
// CommonMark takes for one line more of them.
var signedBelow = regexp.MustCompile(`(?m)^(>.*[^\s\\>])[ \r]*\n(> ?(?:—|–|--) ?\pL)`)

// convert writes Markdown as HTML.
func convert(words []byte) (string, error) {
	if err := checkNesting(words); err != nil {
		return "", err
	}
	var out bytes.Buffer
	words = signedBelow.ReplaceAll(words, []byte("$1\\\n$2"))
	if err := goldmark.New(goldmark.WithRendererOptions(html.WithUnsafe())).Convert(words, &out); err != nil {
		return "", unread("is Markdown that cannot be read")
	}
	return out.String(), nil
}

// markdownHTML is Markdown as HTML; what cannot be read so as its words.
func markdownHTML(words string) string {
	out, err := convert([]byte(words))
	if err != nil {
		return asHTML(words)
	}
	return out
}

// mostBrackets is how many links one paragraph may have.
const mostBrackets = 2000

// checkNesting refuses quotes and lists within each other that no text has.
func checkNesting(words []byte) error {
	for part := range bytes.SplitSeq(words, []byte("\n\n")) {
		if bytes.Count(part, []byte("[")) > mostBrackets { // of which each open one is looked at for each
			return errTooDeep
		}
	}
	for line := range bytes.Lines(words) {
		marks := bytes.TrimLeft(line, "> \t-*+0123456789.)")
		if head := line[:len(line)-len(marks)]; bytes.Count(head, []byte(">"))+bytes.Count(head, []byte("- "))+bytes.Count(head, []byte("* "))+bytes.Count(head, []byte("+ ")) > deepest {
			return errTooDeep
		}
	}
	return nil
}

var pictureLine = regexp.MustCompile(`(?s)<p>(<img [^>]*>)(?:<br ?/?>\s*(.*?))?</p>`)

// markdown takes the words, as HTML. Where the house wrote the file, what stands
// above the words says the facts once more, and has the key points.
func (s *story) markdown(content string) {
	a := &s.article
	if a.Headline == "" {
		if m := firstHeading.FindStringSubmatch(content); m != nil {
			s.line(&a.Headline, "/headline", page.LineOfHTML(m[1]), "# ")
		}
	}
	content = pictureLine.ReplaceAllString(content, "<figure>$1<figcaption>$2</figcaption></figure>")
	s.body(content, "markdown")
	if s.ours {
		s.dropFacts()
	}
}

var firstHeading = regexp.MustCompile(`(?s)^\s*<h1>(.*?)</h1>`)

var inBrackets = regexp.MustCompile(`^(.*?)\s*\(([^()]{2,200})\)$`)

// dropFacts takes the standfirst and the key points off the words.
func (s *story) dropFacts() {
	a := &s.article
	for i := range a.Photos {
		p := &a.Photos[i].PhotoFacts
		if m := inBrackets.FindStringSubmatch(p.Caption); m != nil && p.Credit == "" {
			p.Caption, p.Credit = m[1], m[2]
			readCredit(p)
			p.Photographer = intake.Photographer(p.Credit)
		}
	}
	body := a.Body
	if len(body) > 0 && a.Subhead != "" && page.Line(body[0].Text) == a.Subhead {
		body = body[1:]
	}
	if len(body) > 0 && body[0].Type == news.List && !*body[0].Ordered {
		for _, item := range body[0].Items {
			s.highlight(page.LineOfHTML(item), "markdown")
		}
		body = body[1:]
	}
	for len(body) > 0 && strings.HasPrefix(body[len(body)-1].HTML, "<strong>") && body[len(body)-1].Type == news.BlockQuote {
		s.warn("correction_left_out", "the story has been corrected: %s", cut(body[len(body)-1].Text, 400))
		body = body[:len(body)-1]
	}
	a.Body = body
}
