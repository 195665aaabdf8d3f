package wire

import (
	"cmp"
	"slices"
	"strings"

	"storywire/internal/intake/page"
	"storywire/internal/news"
)

// newsmlPictures reads the pictures that stand beside the words, but for those that are
// items of the message.
func (s *story) newsmlPictures(e, set *element, m *message) {
	role := assumedLead // the first is the one above the story
	for _, r := range set.all("remoteContent") {
		if !strings.HasPrefix(r.attr("contenttype"), "image/") || m.has(r.attr("residref")) {
			continue
		}
		p := news.PhotoFacts{URL: r.attr("href"), Width: pixels(r.attr("width")), Height: pixels(r.attr("height"))}
		part := partOf(e, r.attr("id"))
		for _, m := range e.all("partMeta") {
			if part == "" || m.attr("partid") != part {
				continue
			}
			if day := strings.TrimSpace(m.at("contentCreated").words()); len(day) >= 10 && news.IsDate(day[:10]) {
				p.TakenOn = news.Date(day[:10])
			}
			if by := m.at("creator"); by != nil {
				p.Photographer = page.Line(conceptName(by))
			}
			p.Credit = page.Line(m.at("creditline").words())
			photoDays(&p, page.Line(m.at("edNote").words()))
			for _, d := range m.all("description") {
				if strings.HasSuffix(d.attr("role"), "caption") || d.attr("role") == "" && p.AltText != "" {
					p.Caption = page.Line(d.words())
				} else {
					p.AltText = page.Line(d.words())
				}
			}
			p.Terms = newsmlTerms(&element{children: withRefs(e.all("rightsInfo"))}, part)
		}
		s.photo(p, role, "contentSet/remoteContent")
		role = news.Inline
	}
}

// withRefs are the terms that are of some part and not of everything.
func withRefs(all []*element) (some []*element) {
	for _, r := range all {
		if r.attr("idrefs") != "" {
			some = append(some, r)
		}
	}
	return some
}

// message is what a newsMessage has beside its stories. Agencies send a picture as an
// item of its own, to which the story's refers, or a package that has both. A nil one is
// that of a story which stands alone.
type message struct {
	items    []*element            // what is told of: the stories, and pictures of none
	pictures map[string]*element   // by their guids
	of       map[string][]*element // the pictures of a story, by the story's guid
}

func messageOf(root *element) *message {
	m := &message{pictures: map[string]*element{}, of: map[string][]*element{}}
	stories := map[string]bool{}
	var all, packages []*element
	for _, set := range root.all("itemSet") {
		all = append(all, set.all("newsItem")...)
		packages = append(packages, set.all("packageItem")...)
	}
	for _, e := range all {
		if guid := e.attr("guid"); isPicture(e) {
			m.pictures[guid] = e
		} else {
			stories[guid] = true
		}
	}
	for _, e := range all {
		itself, picture := e.attr("guid"), isPicture(e)
		for _, guid := range refersTo(e) {
			if picture && stories[guid] {
				m.join(guid, itself)
			} else if !picture {
				m.join(itself, guid)
			}
		}
	}
	for _, p := range packages {
		for _, set := range p.all("groupSet") {
			for _, group := range set.all("group") {
				m.pack(refersTo(group), stories)
			}
			m.pack(refersTo(set), stories)
		}
	}
	joined := map[string]bool{}
	for _, pictures := range m.of {
		for _, p := range pictures {
			joined[p.attr("guid")] = true
		}
	}
	m.items = slices.DeleteFunc(all, func(e *element) bool { return isPicture(e) && joined[e.attr("guid")] })
	return m
}

// join gives a picture of the message, if it is one, to a story.
func (m *message) join(story, picture string) {
	p, known := m.pictures[picture]
	if known && story != "" && !slices.Contains(m.of[story], p) && len(m.of[story]) < mostRelated {
		m.of[story] = append(m.of[story], p)
	}
}

// pack gives what a group or a package holds to the one story in it. Whose the pictures
// are where there are several, it does not tell.
func (m *message) pack(held []string, stories map[string]bool) {
	var story string
	for _, guid := range held {
		if stories[guid] && story != "" && story != guid {
			return
		}
		if stories[guid] {
			story = guid
		}
	}
	for _, guid := range held {
		m.join(story, guid)
	}
}

func (m *message) has(guid string) bool { return m != nil && m.pictures[guid] != nil }

func (m *message) picturesOf(e *element) []*element {
	if m == nil {
		return nil
	}
	return m.of[e.attr("guid")]
}

// isPicture tells an item that is a picture or a drawing.
func isPicture(e *element) bool {
	class := e.at("itemMeta", "itemClass").attr("qcode")
	switch class[strings.LastIndexByte(class, ':')+1:] {
	case "picture", "graphic":
		return true
	}
	return false
}

// refersTo are the guids of the items that an element and what is in it refer to.
func refersTo(e *element) (guids []string) {
	e.each(func(c *element) bool {
		if guid := c.attr("residref"); guid != "" {
			guids = append(guids, guid)
		}
		if c.name == "link" && c.attr("href") != "" {
			guids = append(guids, c.attr("href"))
		}
		return true
	})
	return guids
}

// pictureItem reads an item that is a picture of the story. What its sender holds back
// the story does not show, and what is to wait makes the story wait.
func (s *story) pictureItem(e *element) {
	item, content := e.at("itemMeta"), e.at("contentMeta")
	status := item.at("pubStatus").attr("qcode")
	if status = status[strings.LastIndexByte(status, ':')+1:]; status != "" && status != "usable" {
		s.warn("picture_left_out", "the picture %s is %s; it is not in the story", cut(page.Line(e.attr("guid")), 200), cut(status, 40))
		return
	}
	if waits, ok := page.ReadMoment(item.at("embargoed").words(), s.house); ok && waits.At.After(s.article.EmbargoedUntil) {
		s.article.EmbargoedUntil = waits.At
		s.note("/embargoed_until", "itemMeta/embargoed of a picture", stated)
	}
	said := pictureFacts(content)
	said.Terms = newsmlTerms(e, "")
	var sizes []news.PhotoFacts
	for _, set := range e.all("contentSet") {
		for _, r := range set.all("remoteContent") {
			if of := r.attr("contenttype"); isAddress(shown(r.attr("href"))) && (of == "" || strings.HasPrefix(of, "image/")) {
				p := said
				p.URL, p.Width, p.Height = r.attr("href"), pixels(r.attr("width")), pixels(r.attr("height"))
				sizes = append(sizes, p)
			}
		}
	}
	if len(sizes) == 0 {
		sizes = append(sizes, said)
	}
	s.photo(sizes[0], assumedLead, "newsItem "+cut(page.Line(e.attr("guid")), 200), sizes[1:]...)
}

// pictureFacts is what an item says of the picture that it is.
func pictureFacts(content *element) (said news.PhotoFacts) {
	said.Credit = page.Line(content.at("creditline").words())
	for _, by := range []string{conceptName(content.at("creator")), content.at("by").words()} {
		said.Photographer = cmp.Or(said.Photographer, page.Line(by))
	}
	if day := strings.TrimSpace(content.at("contentCreated").words()); len(day) >= 10 && news.IsDate(day[:10]) {
		said.TakenOn = news.Date(day[:10])
	}
	for _, d := range content.all("description") {
		if role := d.attr("role"); strings.HasSuffix(strings.ToLower(role), "alttext") {
			said.AltText = page.Line(d.words())
		} else if said.Caption == "" || strings.HasSuffix(role, "caption") {
			said.Caption = page.Line(d.words())
		}
	}
	if said.Caption == "" {
		said.Caption = page.Line(content.at("headline").words())
	}
	return said
}
