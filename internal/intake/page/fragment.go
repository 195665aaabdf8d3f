package page

import (
	"net/url"
	"regexp"
	"strconv"
	"time"

	"github.com/google/uuid"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"storywire/internal/intake"
	"storywire/internal/news"
)

// Body is a story's blocks and pictures, as HTML that is a part of a file of
// another format tells them. The pictures are brought: their ids say only which
// block shows which.
type Body struct {
	Blocks []news.Block
	Photos []news.ArticlePhoto
}

// Fragment reads the body of a story from HTML that holds nothing else: all of
// it is the story's, so nothing is weighed. address is what its links are
// relative to, "" where that is not known.
func Fragment(content, address string) (Body, error) {
	doc, err := parse(content)
	if err != nil {
		return Body{}, err
	}
	s := &survey{doc: doc, metas: map[string][]string{}}
	if u, err := url.Parse(address); err == nil && u.IsAbs() && u.Host != "" {
		s.base = u
	}
	bareLinkedPictures(doc)
	f := &fragment{bodyReader: &bodyReader{reader: &reader{survey: s}}}
	w := &blockWalk{reader: f.reader, skip: notOfText, picture: f.picture}
	w.walk(doc)
	w.flush(doc)
	out := Body{Photos: f.article.Photos}
	for _, p := range w.out {
		out.Blocks = append(out.Blocks, asEmbed(p.Block))
	}
	return out, nil
}

var linkAlone = regexp.MustCompile(`^<a href="([^"<>]+)">([^<>]*)</a>$`)

// asEmbed makes an embed of a paragraph that is a link to a player or a post and
// nothing else: that is how files tell of one that cannot hold it.
func asEmbed(b news.Block) news.Block {
	m := linkAlone.FindStringSubmatch(b.HTML)
	if b.Type != news.Paragraph || m == nil {
		return b
	}
	address := html.UnescapeString(m[1])
	if !players.MatchString(address) {
		return b
	}
	title := html.UnescapeString(m[2])
	if title == address {
		title = ""
	}
	return news.Block{Type: news.Embed, URL: address, Title: cut(title, 400)}
}

// fragment gathers the pictures of a fragment.
type fragment struct{ *bodyReader }

// picture is the block of a figure or an image; false for one that neither shows a
// picture nor tells of one.
func (f *fragment) picture(n *html.Node) (news.Block, bool) {
	license := takeLicence(n)
	var p news.PhotoFacts
	ok := true
	if n.DataAtom == atom.Figure {
		if p, ok = f.figure(n); !ok {
			p, ok = f.captioned(n)
		}
		creditAlone(n, &p)
	} else if p = f.image(n); p.URL == "" {
		ok = false
	}
	if !ok || len(f.article.Photos) >= mostPhotos {
		return news.Block{}, false
	}
	p.LicenseURL = f.absolute(license)
	for _, o := range f.article.Photos {
		if o.URL == p.URL && p.URL != "" {
			return news.Block{Type: news.PhotoBlock, PhotoID: o.ID}, true
		}
	}
	id := Brought(len(f.article.Photos))
	f.article.Photos = append(f.article.Photos, news.ArticlePhoto{ID: id, Brought: true, Role: news.Inline, PhotoFacts: p})
	return news.Block{Type: news.PhotoBlock, PhotoID: id}, true
}

// captioned reads the figure of a picture that has no address: there is nothing
// in it but what is said of the picture.
func (f *fragment) captioned(n *html.Node) (p news.PhotoFacts, ok bool) {
	caption := n.FirstChild
	for caption != nil && caption.DataAtom != atom.Figcaption {
		caption = caption.NextSibling
	}
	// Of figures in figures each is told apart before the words of all are gathered.
	if caption == nil || find(n, func(c *html.Node) bool { return c.DataAtom == atom.Figure }) != nil || words(caption) != words(n) {
		return p, false
	}
	each(n, func(c *html.Node) bool {
		switch c.DataAtom {
		case atom.Img:
			p = f.image(c)
		case atom.Iframe, atom.Video, atom.Audio, atom.Object, atom.Embed, atom.Svg, atom.Canvas:
			caption = nil
		}
		return true
	})
	if caption == nil || p.URL != "" {
		return news.PhotoFacts{}, false
	}
	f.caption(caption, &p)
	return p, p.Caption+p.Credit+p.AltText != ""
}

// creditAlone takes what a figure says in small print alone for the credit that it
// is.
func creditAlone(figure *html.Node, p *news.PhotoFacts) {
	caption := find(figure, func(c *html.Node) bool { return c.DataAtom == atom.Figcaption })
	if caption == nil || p.Credit != "" {
		return
	}
	if small := find(caption, func(c *html.Node) bool { return c.DataAtom == atom.Small }); small != nil && words(small) == words(caption) {
		p.Caption, p.Credit = "", p.Caption
		p.Photographer = intake.Photographer(p.Credit)
	}
}

// takeLicence takes the link to the licence out of a figure, and tells where it
// leads.
func takeLicence(figure *html.Node) string {
	link := find(figure, func(n *html.Node) bool {
		return n.DataAtom == atom.A && isShort(n) && licenceWords.MatchString(words(n))
	})
	if link == nil {
		return ""
	}
	link.Parent.RemoveChild(link)
	return attr(link, "href")
}

// isShort tells an element of a word or two, without gathering those of a long one,
// which in figures within figures would be gathered for each.
func isShort(n *html.Node) bool {
	left := 60 // bytes
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			left -= len(c.Data)
		}
		if left < 0 {
			return false
		}
	}
	return true
}

var licenceWords = regexp.MustCompile(`^(?i:licen[cs]e|lizenz|licencia)$`)

// Brought is the id by which the nth picture that an article brings is named
// within it.
func Brought(n int) uuid.UUID { return uuid.NewSHA1(uuid.Nil, []byte(strconv.Itoa(n))) }

// notOfText are the elements of a text that are none of its words.
func notOfText(n *html.Node) bool {
	switch n.Data {
	case "nav", "button", "form", "template", "dialog", "source", "track":
		return true
	}
	return false
}

// bareLinkedPictures takes pictures out of links that hold nothing else: such a
// link leads to the picture.
func bareLinkedPictures(doc *html.Node) {
	var links []*html.Node
	each(doc, func(n *html.Node) bool {
		if n.DataAtom == atom.A && words(n) == "" && find(n, func(c *html.Node) bool { return c.DataAtom == atom.Img }) != nil {
			links = append(links, n)
			return false
		}
		return true
	})
	for _, n := range links {
		for c := n.FirstChild; c != nil; c = n.FirstChild {
			n.RemoveChild(c)
			n.Parent.InsertBefore(c, n)
		}
		n.Parent.RemoveChild(n)
	}
}

// Line is plain text as a field of one line has it: its spaces as one, and
// without the characters that show as nothing.
func Line(s string) string { return tidy(s) }

// LineOfHTML is the words of a field that holds HTML.
func LineOfHTML(s string) string { return unescaped(s) }

// Moment is a time as files state one.
type Moment struct {
	At    time.Time
	Clock bool // it has a time of day
	Zoned bool // it says which instant it is
}

// ReadMoment reads a time that is meant for machines, in any of the forms that
// they write; one without a zone is read in house.
func ReadMoment(s string, house *time.Location) (Moment, bool) {
	r := &reader{survey: &survey{}, house: house}
	t, ok := r.readTime(s)
	return Moment{t.at.UTC(), t.clock, t.zoned}, ok
}

// ReadCaption cuts a caption from the credit behind it, and tells who took the
// picture.
func ReadCaption(s string) (caption, credit, photographer string) {
	if caption, credit, photographer = readCaption(s); photographer == "" {
		photographer = intake.Photographer(credit)
	}
	return caption, credit, photographer
}
