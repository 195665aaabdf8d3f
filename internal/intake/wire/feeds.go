package wire

import (
	"bytes"
	"cmp"
	"strings"

	"github.com/mmcdole/gofeed"

	"storywire/internal/intake"
	"storywire/internal/intake/page"
)

// Feed reads RSS, Atom or JSON Feed: each of its items is a story.
func Feed(input []byte, o intake.Options) (intake.Found, error) {
	return inUTF8(input, o, feedOf)
}

func feedOf(input []byte, o intake.Options) (intake.Found, error) {
	ofJSON := bytes.IndexAny(bytes.TrimSpace(input), "{[") == 0
	if ofJSON {
		if _, err := readJSON(input); err != nil { // held to our bounds first
			return intake.Found{}, err
		}
	} else if err := checkXML(input); err != nil {
		return intake.Found{}, err
	}
	var items []*gofeed.Item
	feed, err := gofeed.NewParser().Parse(bytes.NewReader(input))
	if err == nil {
		items = feed.Items
	} else {
		feed, items = oneByOne(input, o.Most)
	}
	if len(items) == 0 && !ofJSON {
		if _, err := readXML(input); err != nil { // which tells where it is broken
			return intake.Found{}, err
		}
	}
	if feed == nil {
		return intake.Found{}, refuse("is no feed that can be read")
	}
	return list(items, o, func(item *gofeed.Item) *story {
		s := newStory(o)
		if item == nil {
			s.faults.Add("", "is no item of a JSON Feed: something in it is of another type than the standard has it")
			return s
		}
		s.feedItem(feed, item)
		return s
	})
}

func (s *story) feedItem(feed *gofeed.Feed, item *gofeed.Item) {
	a, plain := &s.article, page.Line
	if feed.FeedType == "rss" { // whose titles are HTML as often as not
		plain = page.LineOfHTML
	}
	s.called(item.GUID, item.Link, item.Title)
	s.identified(cmp.Or(feed.FeedLink, feed.Link, page.Line(feed.Title)), item.GUID)
	s.base = item.Link
	if s.base == "" {
		s.base = feed.Link
	}
	s.line(&a.Headline, "/headline", plain(item.Title), "title")
	s.address(&a.CanonicalURL, "/canonical_url", item.Link, "link")
	s.time(&a.PublishedAt, "/published_at", item.Published, "published")
	if a.PublishedAt.IsZero() {
		s.time(&a.PublishedAt, "/published_at", item.Updated, "updated")
	} else {
		s.time(&a.UpdatedAt, "/updated_at", item.Updated, "updated")
	}
	s.language(feed.Language, "language of the feed")
	for _, who := range item.Authors {
		if who != nil {
			s.byline(who.Name, "author")
		}
	}
	for _, c := range item.Categories {
		s.tag(c, "category")
	}
	s.line(&a.Rights, "/rights", feedRights(feed, item), "rights")
	content, evidence := item.Content, "content"
	if strings.TrimSpace(content) == "" {
		content, evidence = item.Description, "description"
		s.warn("summary_only", "the feed has no whole text of this story; what it says of it is the body")
	} else if summary := page.LineOfHTML(item.Description); len(summary) < 5000 {
		s.line(&a.Summary, "/summary", summary, "description")
	}
	s.body(content, evidence)
	s.feedPhotos(feed, item)
}

func feedRights(feed *gofeed.Feed, item *gofeed.Item) string {
	if item.DublinCoreExt != nil {
		for _, r := range item.DublinCoreExt.Rights {
			if r != "" {
				return page.LineOfHTML(r)
			}
		}
	}
	return page.LineOfHTML(feed.Copyright)
}
