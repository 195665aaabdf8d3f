package wire

import (
	"bytes"
	"regexp"
	"strings"

	"storywire/internal/intake"
	"storywire/internal/intake/page"
	"storywire/internal/news"
)

// RSS reads RSS or, which is RSS with more in it, the export of a WordPress
// site (WXR).
func RSS(input []byte, o intake.Options) (intake.Found, error) {
	return inUTF8(input, o, rss)
}

func rss(input []byte, o intake.Options) (intake.Found, error) {
	if bytes.Contains(input[:min(len(input), 64<<10)], []byte("wxr_version>")) {
		return wordPress(input, o)
	}
	return feedOf(input, o)
}

// site is what an export tells of more than one of its posts.
type site struct {
	address  string
	language string
	authors  map[string]string // names by login
	pictures map[string]*element
}

// wordPress reads the posts of an export. Pages, menus and revisions are no
// stories; attachments are the pictures of those that name them.
func wordPress(input []byte, o intake.Options) (intake.Found, error) {
	root, err := readXML(input)
	if err != nil {
		return intake.Found{}, err
	}
	channel := root.at("channel")
	w := site{address: channel.at("link").words(), language: channel.at("language").words(), authors: map[string]string{}, pictures: map[string]*element{}}
	for _, u := range channel.all("author") {
		w.authors[u.at("author_login").words()] = u.at("author_display_name").words()
	}
	var posts []*element
	for _, item := range channel.all("item") {
		switch item.at("post_type").words() {
		case "post":
			posts = append(posts, item)
		case "attachment":
			w.pictures[item.at("post_id").words()] = item
		}
	}
	return list(posts, o, func(e *element) *story {
		s := newStory(o)
		s.post(w, e)
		return s
	})
}

func (s *story) post(w site, e *element) {
	a := &s.article
	s.called(e.at("guid").words(), e.at("link").words(), e.at("title").words())
	s.identified(w.address, e.at("guid").words(), e.at("post_id").words())
	if e.at("status").words() == "trash" {
		s.faults.Add("/status", "the post is in the trash")
		return
	}
	s.line(&a.Headline, "/headline", page.LineOfHTML(e.at("title").words()), "title")
	s.address(&a.CanonicalURL, "/canonical_url", e.at("link").words(), "link")
	s.base = a.CanonicalURL
	s.time(&a.PublishedAt, "/published_at", inUTC(e.at("post_date_gmt").words()), "post_date_gmt")
	s.time(&a.PublishedAt, "/published_at", unset(e.at("post_date").words()), "post_date")
	s.time(&a.UpdatedAt, "/updated_at", inUTC(e.at("post_modified_gmt").words()), "post_modified_gmt")
	s.language(w.language, "language of the site")
	login := e.at("creator").words()
	if name := w.authors[login]; name != "" {
		s.author(name, news.RoleAuthor, "dc:creator, by author_display_name")
	} else {
		s.author(login, news.RoleAuthor, "dc:creator")
	}
	for _, c := range e.all("category") {
		switch c.attr("domain") {
		case "category":
			s.section(c.words(), "category")
			if a.Section.Name != page.Line(c.words()) {
				s.tag(c.words(), "category")
			}
		case "post_tag":
			s.tag(c.words(), "post_tag")
		}
	}
	for _, c := range e.all("encoded") {
		if strings.Contains(c.space, "excerpt") {
			s.line(&a.Summary, "/summary", page.LineOfHTML(c.words()), "excerpt:encoded")
		} else {
			s.body(postHTML(c.words()), "content:encoded")
		}
	}
	for _, m := range e.all("postmeta") {
		if picture := w.pictures[m.at("meta_value").words()]; picture != nil && m.at("meta_key").words() == "_thumbnail_id" {
			s.attachment(picture)
		}
	}
}

// attachment takes the picture that a post shows above its words.
func (s *story) attachment(e *element) {
	p := news.PhotoFacts{URL: strings.TrimSpace(e.at("attachment_url").words())}
	for _, c := range e.all("encoded") {
		if strings.Contains(c.space, "excerpt") {
			p.Caption, p.Credit, p.Photographer = page.ReadCaption(page.LineOfHTML(c.words()))
		}
	}
	for _, m := range e.all("postmeta") {
		if m.at("meta_key").words() == "_wp_attachment_image_alt" {
			p.AltText = page.Line(m.at("meta_value").words())
		}
	}
	s.photo(p, news.Lead, "_thumbnail_id")
}

// unset is a time as MySQL writes it, "" for the one that stands for none.
func unset(s string) string {
	if strings.HasPrefix(s, "0000") {
		return ""
	}
	return strings.TrimSpace(s)
}

func inUTC(s string) string {
	if s = unset(s); s != "" {
		s += "Z"
	}
	return s
}

var (
	captioned = regexp.MustCompile(`(?s)\[caption[^\]]*\]\s*((?:<a [^>]*>)?\s*<img[^>]*>\s*(?:</a>)?)(.*?)\[/caption\]`)
	shortcode = regexp.MustCompile(`\[/?(?:caption|gallery|embed|audio|video|playlist|wp_caption)\b[^\]]*\]`)
)

// postHTML is a post's words as HTML: older ones have empty lines for paragraphs,
// and captions in square brackets.
func postHTML(s string) string {
	s = captioned.ReplaceAllString(s, "<figure>$1<figcaption>$2</figcaption></figure>")
	s = shortcode.ReplaceAllString(s, "")
	if strings.Contains(s, "<p") || strings.Contains(s, "<!-- wp:") {
		return s
	}
	var b strings.Builder
	for _, p := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n") {
		b.WriteString("<div>" + strings.ReplaceAll(strings.TrimSpace(p), "\n", "<br>") + "</div>\n")
	}
	return b.String()
}
