package news

import (
	"encoding/json"
	"errors"
	"net/url"
	"time"

	"github.com/google/uuid"
)

// Followed is a partner's feed that the newsroom follows: what is new in it
// becomes drafts.
type Followed struct {
	Record
	Name     string       `json:"name"` // the host's, unless it has another
	URL      string       `json:"url"`
	Every    int          `json:"every"` // seconds from one poll to the next, at the least
	Defaults FeedDefaults `json:"defaults"`
	// Credentials are what the feed is asked for with; nil for none.
	Credentials *FeedCredentials `json:"credentials,omitempty"`
	// Enabled is true unless it says otherwise. A feed that is gone, or that has
	// failed for long, is disabled by itself; then Reason says why.
	Enabled    *bool     `json:"enabled"`
	Reason     string    `json:"reason,omitempty"`
	DisabledAt time.Time `json:"disabled_at,omitzero"`
	NextAt     time.Time `json:"next_poll_at,omitzero"`
	Failures   int       `json:"failures"` // polls in a row
	Last       *Poll     `json:"last_poll,omitempty"`
	Links      Links     `json:"links"`
}

// FeedDefaults are what a feed's drafts get where its items do not say.
type FeedDefaults struct {
	Section  string `json:"section,omitempty"` // by its slug or id; so is the source
	Source   string `json:"source,omitempty"`
	Language string `json:"language,omitempty"` // BCP 47
	Credit   string `json:"credit,omitempty"`   // of photos
	Rights   string `json:"rights,omitempty"`
}

// How often a feed is polled, in seconds.
const (
	LeastEvery   = 60
	MostEvery    = 24 * 60 * 60
	DefaultEvery = 15 * 60
)

// Settle brings a written subscription into the form that is stored, and returns
// what is wrong with it. Whether its address can be called, and whether there is
// what its defaults name, is not known here.
func (s *Followed) Settle() Faults {
	var f Faults
	line(&f, "/url", &s.URL, maxSummary)
	needed(&f, "/url", s.URL)
	line(&f, "/name", &s.Name, maxSlug)
	if u, err := url.Parse(s.URL); err == nil && s.Name == "" {
		s.Name = u.Hostname()
	}
	if s.Every == 0 {
		s.Every = DefaultEvery
	}
	if s.Every < LeastEvery || s.Every > MostEvery {
		f.Add("/every", "is a number of seconds from %d to %d", LeastEvery, MostEvery)
	}
	d := &s.Defaults
	line(&f, "/defaults/section", &d.Section, maxSlug)
	line(&f, "/defaults/source", &d.Source, maxSlug)
	line(&f, "/defaults/language", &d.Language, maxLine)
	line(&f, "/defaults/credit", &d.Credit, maxLine)
	line(&f, "/defaults/rights", &d.Rights, maxSummary)
	if d.Language != "" && !IsLanguage(d.Language) {
		f.Add("/defaults/language", "%q is not a BCP 47 language tag such as en or pt-BR", d.Language)
	}
	if s.Credentials != nil {
		s.Credentials.settle(&f)
	}
	if s.Enabled == nil {
		enabled := true
		s.Enabled = &enabled
	}
	return f
}

// Link sets the subscription's addresses.
func (s *Followed) Link() {
	self := "/v1/subscriptions/" + s.ID.String()
	s.Links = Links{"self": self, "polls": self + "/polls", "items": self + "/items"}
}

// FollowedQuery asks for a page of subscriptions, newest first.
type FollowedQuery struct {
	URL   string // only the one to this address; "" for all
	After *Keyset
	Limit int
}

// Apply gives an article what a feed's items do not say.
func (d FeedDefaults) Apply(a *Article) {
	if a.Section == nil && d.Section != "" {
		a.Section = &Ref{Slug: d.Section}
	}
	if len(a.Sources) == 0 && d.Source != "" {
		a.Sources = []ArticleSource{{Slug: d.Source}}
	}
	if a.Language == "" {
		a.Language = d.Language
	}
	if a.Rights == "" {
		a.Rights = d.Rights
	}
	for i := range a.Photos {
		if a.Photos[i].Credit == "" {
			a.Photos[i].Credit = d.Credit
		}
	}
}

// PollState is where a poll stands.
type PollState string

// The states of a poll.
const (
	PollWaiting PollState = "waiting" // somebody asked for it
	PollRunning PollState = "running"
	PollDone    PollState = "done"
	PollFailed  PollState = "failed"
	PollLost    PollState = "lost" // its server ended before it did; the next one goes on
)

// Poll is one look at a feed, and what came of it.
type Poll struct {
	ID        uuid.UUID  `json:"id"`
	State     PollState  `json:"state"`
	CreatedAt time.Time  `json:"created_at"`
	BegunAt   time.Time  `json:"begun_at,omitzero"`
	EndedAt   time.Time  `json:"ended_at,omitzero"`
	Status    int        `json:"status,omitempty"` // of the answer
	Fault     string     `json:"fault,omitempty"`  // why it failed
	MovedTo   string     `json:"moved_to,omitempty"`
	Items     ItemCounts `json:"items"`
}

// ItemCounts are how many items of a feed became what.
type ItemCounts struct {
	Draft     int `json:"draft"`
	Duplicate int `json:"duplicate"`
	Changed   int `json:"changed"`
	Refused   int `json:"refused"`
	Withdrawn int `json:"withdrawn"`
	Seen      int `json:"seen"` // that had come before as they are
}

// ItemOutcome is what became of an item of a feed.
type ItemOutcome string

// The outcomes.
const (
	ItemDraft     ItemOutcome = "draft"     // a draft was made of it
	ItemDuplicate ItemOutcome = "duplicate" // the newsroom had the story
	ItemChanged   ItemOutcome = "changed"   // the feed has it otherwise than before
	ItemRefused   ItemOutcome = "refused"   // it cannot be stored as it is
	ItemWithdrawn ItemOutcome = "withdrawn" // its sender takes it back
)

// ItemOutcomes lists them.
var ItemOutcomes = []ItemOutcome{ItemDraft, ItemDuplicate, ItemChanged, ItemRefused, ItemWithdrawn}

// FollowedItem is an item that came with a feed, and what became of it when it
// came last.
type FollowedItem struct {
	ID          uuid.UUID       `json:"id"`
	Item        string          `json:"item"` // what the feed calls it
	Headline    string          `json:"headline,omitempty"`
	Outcome     ItemOutcome     `json:"outcome"`
	Note        string          `json:"note,omitempty"`
	At          time.Time       `json:"at"`
	FirstAt     time.Time       `json:"first_at"`
	Poll        uuid.UUID       `json:"poll_id"`
	Article     *ItemArticle    `json:"article,omitempty"`
	DuplicateBy KnownBy         `json:"duplicate_by,omitempty"` // how it was told
	Proposal    uuid.UUID       `json:"proposal_id,omitzero"`   // of what it would change of the article
	Errors      json.RawMessage `json:"errors,omitempty"`       // why it is refused
	Provenance  json.RawMessage `json:"provenance"`
	Warnings    json.RawMessage `json:"warnings"`
}

// ItemArticle is the article that an item is.
type ItemArticle struct {
	ID     uuid.UUID `json:"id"`
	Slug   string    `json:"slug"`
	Status Status    `json:"status"`
}

// ItemQuery asks for a page of the items of a subscription, those that came last
// first.
type ItemQuery struct {
	Poll    uuid.UUID   // that they came with; the zero id for any
	Outcome ItemOutcome // "" for any
	After   *Keyset
	Limit   int
}

// FeedItem is an item as a feed has it now.
type FeedItem struct {
	Key        string // what the feed calls it, the same each time
	Mark       []byte // a digest of what it says
	Page       Page
	Provenance json.RawMessage
	Warnings   json.RawMessage
	// Told is the provenance and the warnings with what was decided of its speakers;
	// nil where there is nothing to add.
	Told      func(links map[int]Linking) (provenance, warnings json.RawMessage, err error)
	Refused   error  // an *Invalid, for what is no draft
	Withdrawn string // what its sender says who takes it back; "" for one that stands
}

// FeedPage is what a feed has now.
type FeedPage struct {
	Items []FeedItem
	Pace  time.Duration // how often at the most it asks to be polled; 0 where it does not say
}

// ErrPollLost ends a poll that its server has in hand no more.
var ErrPollLost = errors.New("the poll is in hand no more")

// Polling is a poll that a server has in hand.
type Polling struct {
	Poll, Subscription, Claim uuid.UUID
	Name, URL                 string
	Every                     time.Duration
	Defaults                  FeedDefaults
	Secret                    FeedSecret // what it is asked for with
	ETag, LastModified        string     // of what came last
	Digest                    []byte     // the same
	Pace                      time.Duration
	Failures                  int
	FailingSince              time.Time // zero while it does not fail
	Now                       time.Time // by the database's clock
}

// FeedsState is how the newsroom keeps up with the feeds that it follows.
type FeedsState struct {
	Overdue time.Duration // of the one that has waited the longest to be polled; 0 where none does
	Failing int           // how many could not be read the last time
}

// PollEnd is how a poll ended.
type PollEnd struct {
	State              PollState
	Status             int
	Fault              string
	MovedTo            string // where the feed is from now on; "" where it was
	Elsewhere          bool   // that is of another origin, where its credentials do not go
	ETag, LastModified string
	Digest             []byte
	Pace               time.Duration
	Seen               int
	Wait               time.Duration // until the next one
	Disabled           string        // why there is none; "" where there is
}
