package wire

import (
	"strings"

	"github.com/mmcdole/gofeed"
	ext "github.com/mmcdole/gofeed/extensions"

	"storywire/internal/intake"
	"storywire/internal/intake/page"
	"storywire/internal/news"
)

// feedPhotos takes the pictures that stand beside the words.
func (s *story) feedPhotos(feed *gofeed.Feed, item *gofeed.Item) {
	media := item.Extensions["media"]
	for _, group := range media["group"] {
		s.mediaGroup(group)
	}
	for _, c := range media["content"] {
		if p, ok := mediaPhoto(c); ok {
			s.photo(p, assumedLead, mediaContent, thumbnails(c.Children)...)
		}
	}
	for _, e := range item.Enclosures {
		if e != nil && strings.HasPrefix(e.Type, "image/") {
			s.photo(news.PhotoFacts{URL: e.URL}, assumedLead, "enclosure")
		}
	}
	if item.Image != nil {
		role := assumedLead // which the parser takes for one
		if feed.FeedType == "json" {
			role = news.Lead // which the feed says it is
		}
		s.photo(news.PhotoFacts{URL: item.Image.URL, AltText: page.Line(item.Image.Title)}, role, "image")
	}
	s.feedThumbnails(thumbnails(media))
}

const (
	mediaContent   = "media:content"
	mediaThumbnail = "media:thumbnail"
)

// mediaGroup reads what is one thing in several forms (Media RSS, media:group). Some
// put all pictures of a story into one: each then has words of its own.
func (s *story) mediaGroup(group ext.Extension) {
	var sizes []news.PhotoFacts
	captions := map[string]bool{}
	for _, c := range group.Children["content"] {
		if p, ok := mediaPhoto(c); ok {
			if sizes = append(sizes, p); p.Caption != "" {
				captions[p.Caption] = true
			}
		}
	}
	switch {
	case len(sizes) == 0: // it is shown by a player
	case len(captions) < 2:
		s.photo(sizes[0], assumedLead, mediaContent, append(sizes[1:], thumbnails(group.Children)...)...)
	default:
		for _, p := range sizes {
			s.photo(p, assumedLead, mediaContent)
		}
	}
}

// feedThumbnails reads the pictures that stand for a whole item. One is another size of
// a picture beside the words, whatever its name, and the item's picture where there is
// no other.
func (s *story) feedThumbnails(all []news.PhotoFacts) {
	if len(all) == 0 {
		return
	}
	if len(s.article.Photos) == 0 {
		s.photo(all[0], assumedLead, mediaThumbnail, all[1:]...)
		return
	}
	for _, p := range all {
		at := s.shownAlready(p)
		for i := range s.article.Photos {
			if id := s.article.Photos[i].ID; at < 0 && !s.inWords[id] {
				at = i
			}
		}
		if at >= 0 && isAddress(p.URL) {
			s.sameAgain(at, p, mediaThumbnail)
		}
	}
}

func thumbnails(of map[string][]ext.Extension) (all []news.PhotoFacts) {
	for _, t := range of["thumbnail"] {
		if address := shown(t.Attrs["url"]); isAddress(address) {
			all = append(all, news.PhotoFacts{URL: address, Width: pixels(t.Attrs["width"]), Height: pixels(t.Attrs["height"])})
		}
	}
	return all
}

// mediaPhoto reads a picture of Media RSS; false for what is none.
func mediaPhoto(c ext.Extension) (p news.PhotoFacts, ok bool) {
	if medium := c.Attrs["medium"]; medium != "image" && !strings.HasPrefix(c.Attrs["type"], "image/") || !isAddress(c.Attrs["url"]) {
		return p, false
	}
	said := func(names ...string) string {
		for _, n := range names {
			for _, child := range c.Children[n] {
				if v := page.LineOfHTML(child.Value); v != "" {
					return v
				}
			}
		}
		return ""
	}
	p = news.PhotoFacts{URL: c.Attrs["url"], Caption: said("description", "title"), Credit: said("credit"), Width: pixels(c.Attrs["width"]), Height: pixels(c.Attrs["height"])}
	p.Photographer = intake.Photographer(p.Credit)
	return p, true
}
