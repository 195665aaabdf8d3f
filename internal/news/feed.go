package news

import "time"

// FeedState is what a feed tells besides its stories.
type FeedState struct {
	Room Newsroom
	// Changed is when readers were last told of anything at all, so that no feed
	// has changed since; zero before the first time, and for who has a contract.
	Changed time.Time
	Gone    []Tombstone // what was taken from readers of what the feed had; the last to go first
}

// NamedFeed is a query under a name, in the form in which somebody gets it.
type NamedFeed struct {
	Record
	Name    string      `json:"name"` // in its address; it never changes
	Title   string      `json:"title"`
	Format  string      `json:"format"`
	Query   string      `json:"query"` // as in an address: "section=world&tag=trade"
	Items   int         `json:"items"`
	Content FeedContent `json:"content"`
	Links   Links       `json:"links"` // "self": these settings; "feed"
}

// FeedContent is how much of each story a feed has.
type FeedContent string

// How much: the whole text, or the summary alone.
const (
	FeedFull    FeedContent = "full"
	FeedSummary FeedContent = "summary"
)

// FeedContents lists them; the first holds unless one is given.
var FeedContents = []FeedContent{FeedFull, FeedSummary}

// How many stories a named feed has unless it says, and at the most.
const (
	defaultItems = 20
	mostItems    = 100
)

// Settle brings a named feed into the form that is stored, and returns what is
// wrong with it. What its format and its query may be is not known here.
func (n *NamedFeed) Settle() Faults {
	var f Faults
	CheckSlug(&f, "/name", n.Name)
	line(&f, "/title", &n.Title, maxLine)
	needed(&f, "/title", n.Title)
	if n.Items == 0 {
		n.Items = defaultItems
	}
	if n.Items < 1 || n.Items > mostItems {
		f.Add("/items", "is a number of stories from 1 to %d", mostItems)
	}
	if n.Content == "" {
		n.Content = FeedContents[0]
	}
	oneOf(&f, "/content", n.Content, FeedContents)
	line(&f, "/query", &n.Query, maxSummary)
	return f
}

// Link sets the feed's addresses.
func (n *NamedFeed) Link() {
	feed := "/v1/feeds/" + n.Name
	n.Links = Links{"feed": feed, "self": feed + "/settings"}
}
