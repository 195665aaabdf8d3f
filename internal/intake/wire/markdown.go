package wire

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/renderer/html"
	"go.yaml.in/yaml/v3"

	"storywire/internal/intake"
	"storywire/internal/intake/page"
	"storywire/internal/news"
)

// Markdown reads CommonMark with its facts in front, as YAML between two lines of
// dashes, by the names that site generators give them.
func Markdown(input []byte, o intake.Options) (intake.Found, error) {
	input, err := decoded(input, o)
	if err != nil {
		return intake.Found{}, err
	}
	if len(input) > longestStory {
		return intake.Found{}, errTooLong
	}
	facts, words, err := splitFront(input)
	if err != nil {
		return intake.Found{}, err
	}
	s := newStory(o)
	s.front(facts)
	out, err := convert(words)
	if err != nil {
		return intake.Found{}, err
	}
	s.markdown(out, facts.text("id") != "" && facts.text("version") != "")
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
		return "", refuse("is Markdown that cannot be read")
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

// front is the facts of a file: of each name its one value, or its list.
type front map[string][]string

func (f front) text(names ...string) string {
	for _, n := range names {
		if len(f[n]) > 0 && f[n][0] != "" {
			return f[n][0]
		}
	}
	return ""
}

// splitFront cuts the facts off the words.
func splitFront(input []byte) (front, []byte, error) {
	first, rest, found := bytes.Cut(input, []byte("\n"))
	if !found || string(bytes.TrimRight(first, " \t\r")) != "---" {
		return nil, input, nil
	}
	end := frontEnd.FindIndex(rest)
	if end == nil {
		return nil, input, nil
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(rest[:end[0]], &doc); err != nil {
		return nil, nil, refuse("the facts in front are not YAML")
	}
	facts := front{}
	if len(doc.Content) == 1 && doc.Content[0].Kind == yaml.MappingNode {
		pairs := doc.Content[0].Content
		for i := 0; i+1 < len(pairs); i += 2 {
			key := folded(pairs[i].Value)
			facts[key] = append(facts[key], scalars(pairs[i+1])...)
		}
	}
	return facts, rest[end[1]:], nil
}

var frontEnd = regexp.MustCompile(`(?m)^(?:---|\.\.\.)[ \t\r]*(?:\n|\z)`)

// scalars are the texts of a value: itself, or those of its list; of an entry
// with members, its name. Aliases are not followed: no file of news has them.
func scalars(n *yaml.Node) (all []string) {
	switch n.Kind {
	case yaml.ScalarNode:
		if n.Tag != "!!null" {
			return []string{n.Value}
		}
	case yaml.SequenceNode:
		for _, c := range n.Content {
			all = append(all, scalars(c)...)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if key := n.Content[i].Value; (key == "name" || key == "url" || key == "src") && n.Content[i+1].Kind == yaml.ScalarNode {
				return []string{n.Content[i+1].Value}
			}
		}
	}
	return all
}

// front takes the facts.
func (s *story) front(f front) {
	a := &s.article
	s.called(f.text("id"), f.text("slug"), f.text("title"))
	s.line(&a.Headline, "/headline", f.text("title", "headline"), "title")
	s.line(&a.Subhead, "/subhead", f.text("subtitle", "subhead", "standfirst"), "subtitle")
	s.line(&a.Summary, "/summary", f.text("summary", "description", "excerpt"), "summary")
	s.line(&a.Dateline, "/dateline", f.text("dateline"), "dateline")
	s.line(&a.Rights, "/rights", f.text("rights", "copyright"), "rights")
	s.kind(f.text("kind", "genre"), "kind")
	s.language(f.text("language", "lang"), "language")
	s.time(&a.PublishedAt, "/published_at", f.text("date", "published", "publishdate", "publishedat"), "date")
	s.time(&a.UpdatedAt, "/updated_at", f.text("updated", "lastmod", "modified", "updatedat"), "updated")
	s.time(&a.EmbargoedUntil, "/embargoed_until", f.text("embargoeduntil", "embargo"), "embargoed_until")
	s.address(&a.CanonicalURL, "/canonical_url", f.text("url", "canonicalurl", "canonical"), "url")
	s.address(&a.LicenseURL, "/license_url", f.text("licenseurl", "license"), "license_url")
	s.address(&a.TDMPolicy, "/tdm_policy", f.text("tdmpolicy"), "tdm_policy")
	switch f.text("tdmreservation") {
	case "true":
		a.TDMReservation = news.Reserved
	case "false":
		a.TDMReservation = news.Unreserved
	}
	s.base = a.CanonicalURL
	for _, r := range []struct {
		names []string
		role  news.Role
	}{{[]string{"authors", "author", "byline"}, news.RoleAuthor}, {[]string{"editors", "editor"}, news.RoleEditor},
		{[]string{"photographers", "photographer"}, news.RolePhotographer}, {[]string{"contributors", "contributor"}, news.RoleContributor}} {
		for _, name := range r.names {
			for _, who := range f[name] {
				s.author(who, r.role, name)
			}
		}
	}
	s.section(f.text("section", "category"), "section")
	for _, name := range []string{"tags", "categories", "keywords"} {
		for _, t := range f[name] {
			s.tag(t, name)
		}
	}
	for _, name := range f["sources"] {
		s.source(name, "", "sources")
	}
}

var pictureLine = regexp.MustCompile(`(?s)<p>(<img [^>]*>)(?:<br ?/?>\s*(.*?))?</p>`)

// markdown takes the words, as HTML. ours says that the house wrote the file:
// then what stands above the words says the facts once more, and has the key
// points.
func (s *story) markdown(content string, ours bool) {
	a := &s.article
	if a.Headline == "" {
		if m := firstHeading.FindStringSubmatch(content); m != nil {
			s.line(&a.Headline, "/headline", page.LineOfHTML(m[1]), "# ")
		}
	}
	content = pictureLine.ReplaceAllString(content, "<figure>$1<figcaption>$2</figcaption></figure>")
	s.body(content, "markdown")
	if ours {
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
