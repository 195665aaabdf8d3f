package render

import (
	"fmt"
	"iter"
	"net/url"
	"slices"
	"strings"
	"time"

	"storywire/internal/news"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
)

// Feed is what a feed says of itself, whatever its format. All of its addresses
// are absolute.
type Feed struct {
	Room  news.Newsroom
	ID    string // a URN, the same at whatever address and on whatever page
	Title string
	Self  string // where this was fetched
	Base  string // what the API's own addresses begin with, without a slash at the end
	Hub   string // a WebSub hub for this feed, "" for none
	Next  string // the next page, "" for none
	// Current is the feed itself, of an archive document (RFC 5005, 4), and "" of
	// the feed; PrevArchive is the archive document before it, "" for none.
	Current, PrevArchive string
	Updated              time.Time
	Full                 bool   // whole texts, else summaries
	Version              string // of the format, where it has several; "" for the newest
	// Gone are the stories that were taken from readers, of those that somebody
	// may have from this feed; the last to go first.
	Gone []news.Tombstone
}

// Home is where readers find the newsroom: what its stories' addresses begin
// with or, where it has none, the API.
func (f *Feed) Home() string {
	if u, err := url.Parse(f.Room.ArticleURL); err == nil && u.Host != "" {
		return u.Scheme + "://" + u.Host + "/"
	}
	return f.Base + "/"
}

// Items are the stories of stored documents, each read when its turn has come.
func (f *Feed) Items(documents iter.Seq[[]byte]) Items {
	return func(yield func(*Item, error) bool) {
		for document := range documents {
			item, err := f.Item(document)
			if !yield(item, err) || err != nil {
				return
			}
		}
	}
}

// ours says that what is read was written here: it need not be held to what JSON
// of anybody's is.
var ours = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))

// bytesOfBlock is how much of a document a block takes, about.
const bytesOfBlock = 512

// Item is the story of one stored document.
func (f *Feed) Item(document []byte) (*Item, error) {
	a := news.Article{Body: make([]news.Block, 0, len(document)/bytesOfBlock)}
	if err := json.Unmarshal(once(document), &a, ours); err != nil {
		return nil, fmt.Errorf("render: a stored document: %w", err)
	}
	return &Item{told: tell(&a, f.Room), feed: f, size: len(document)}, nil
}

// Item is one story as feeds tell it.
type Item struct {
	*told
	feed *Feed
	size int // of its document, in bytes
}

// Alone is the article as an item by itself, in no feed. base is what the API's
// own addresses begin with, without a slash at the end; version is that of the
// format, "" for the newest.
func Alone(a *news.Article, room news.Newsroom, base, version string) *Item {
	return &Item{told: tell(a, room), feed: &Feed{Room: room, Base: base, Full: true, Version: version}}
}

// URN names a story in every format, and its tombstone (RFC 9562, 4).
func URN(id uuid.UUID) string { return "urn:uuid:" + id.String() }

// URN names the story.
func (i *Item) URN() string { return URN(i.ID) }

// Address is where people read the story: on the web, or else as a page of the
// API's own.
func (i *Item) Address() string {
	if web := uriOf(i.Web()); web != "" {
		return web
	}
	return i.feed.Base + "/v1/articles/" + i.ID.String() + "?format=html"
}

// Title is the headline, plain text as it was typed.
func (i *Item) Title() string { return lawful(i.Headline) }

// summaryLength bounds a summary that is made of the first paragraph, in code
// points.
const summaryLength = 300

// Short is the summary or, where nobody wrote one, the subhead or the beginning
// of the text: plain text.
func (i *Item) Short() string {
	for _, s := range []string{i.Summary, i.Subhead} {
		if s = lawful(s); s != "" {
			return s
		}
	}
	for _, b := range i.Body {
		if b.Type != news.Paragraph && b.Type != news.BlockQuote {
			continue
		}
		text := []rune(strings.Join(strings.Fields(lawful(inlineText(b.HTML))), " "))
		if len(text) <= summaryLength {
			return string(text)
		}
		cut := string(text[:summaryLength])
		if at := strings.LastIndexByte(cut, ' '); at > 0 {
			cut = cut[:at]
		}
		return cut + "…"
	}
	return ""
}

// Bylines are the names of those who wrote it; the newsroom's where nobody is
// named.
func (i *Item) Bylines() []string { return i.named(news.RoleAuthor, i.Room.Name) }

func (i *Item) named(role news.Role, otherwise string) (names []string) {
	for _, u := range i.Authors {
		if name := lawful(u.Name); u.Role == role && name != "" {
			names = append(names, name)
		}
	}
	if len(names) == 0 && otherwise != "" {
		names = []string{lawful(otherwise)}
	}
	return names
}

// Latest is when readers were last told something new.
func (i *Item) Latest() time.Time {
	at := i.PublishedAt
	for _, t := range []time.Time{i.UpdatedAt, i.CorrectedAt} {
		if t.After(at) {
			at = t
		}
	}
	return at
}

// Pictures are the photos that have an address, the lead first.
func (i *Item) Pictures() []*news.ArticlePhoto {
	return slices.DeleteFunc(i.leadFirst(), func(p *news.ArticlePhoto) bool { return p.URL == "" })
}

// leadFirst are all photos: of one that has no address there is still something
// to tell, for formats that have a place for it.
func (i *Item) leadFirst() (list []*news.ArticlePhoto) {
	lead := i.Lead()
	if lead != nil {
		list = append(list, lead)
	}
	for n := range i.Photos {
		if p := &i.Photos[n]; p != lead {
			list = append(list, p)
		}
	}
	return list
}

// subject is something that a story is filed under.
type subject struct{ slug, name, scheme string }

// subjects are the section and the tags.
func (i *Item) subjects() (list []subject) {
	if i.Section != nil {
		list = append(list, subject{i.Section.Slug, lawful(i.Section.Name), i.feed.Base + "/v1/sections"})
	}
	for _, t := range i.Tags {
		list = append(list, subject{t.Slug, lawful(t.Name), i.feed.Base + "/v1/tags"})
	}
	return list
}

// webAddress tells whether s is an absolute address of the web.
func webAddress(s string) bool {
	rest, is := strings.CutPrefix(s, "https://")
	if !is {
		rest, is = strings.CutPrefix(s, "http://")
	}
	return is && rest != "" && !strings.ContainsAny(s, " \t\n\"<>")
}

// mediaOf is the media type of a picture by the end of its address; the type of
// most pictures where that does not tell: formats that must have one take no
// other word for "a picture".
func mediaOf(address string) string {
	path, _, _ := strings.Cut(address, "?")
	switch strings.ToLower(path[strings.LastIndexByte(path, '.')+1:]) {
	case "png":
		return "image/png"
	case "webp":
		return "image/webp"
	case "gif":
		return "image/gif"
	case "avif":
		return "image/avif"
	case "svg":
		return "image/svg+xml"
	}
	return "image/jpeg"
}
