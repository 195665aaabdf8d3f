package news

import (
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Page is a story as it was read from somewhere: a draft to be, with what tells
// which story it is. The address is the article's CanonicalURL.
type Page struct {
	Article Article
	Own     uuid.UUID // the article of ours that it says it is; the zero id for none
	// Item is what its sender calls it, each time the same and nothing else so; "" for
	// what has no such name.
	Item string
	// Links are what was decided of who its speakers are, by the place of the quote,
	// of each that there was anything to decide of. They come with the import.
	Links map[int]Linking
}

// Importing is how a page is to be stored.
type Importing struct {
	DryRun  bool // settled and rendered, and not stored
	Publish bool // published at once
}

// KnownBy says how a page was told to be a story that the newsroom has.
type KnownBy string

// The ways, the surest first.
const (
	KnownByID      KnownBy = "id"      // it says itself which article of ours it is
	KnownByAddress KnownBy = "address" // it stands at the same address
	KnownByItem    KnownBy = "item"    // its sender calls it the same, or it says the same to the letter
	KnownByWords   KnownBy = "words"   // its words are the same, or nearly
)

// Known says that a page is a story that the newsroom has already, as whoever
// imports it may know it.
type Known struct {
	ID       uuid.UUID `json:"id"`
	Slug     string    `json:"slug"`
	Headline string    `json:"headline,omitempty"`
	Status   Status    `json:"article_status"`
	Version  int       `json:"version,omitempty"` // left out where the article cannot be seen any more
	By       KnownBy   `json:"by"`
	Likeness float64   `json:"likeness,omitempty"` // of the words, up to 1; where they tell it
	// Of what was taken from readers: what they are told of it, and since when.
	Note string    `json:"note,omitempty"`
	At   time.Time `json:"at,omitzero"`
}

func (e *Known) Error() string {
	return "known: it is the article " + e.Slug + ", which is " + string(e.Status)
}

// Taken tells whether the story was taken from readers: it must not come back
// unnoticed.
func (e *Known) Taken() bool {
	return e.Status == Withheld || e.Status == Retracted || e.Status == Killed
}

// asides are parameters of addresses that say how a reader came to a page, and
// not which one it is.
var asides = map[string]bool{
	"fbclid": true, "gclid": true, "dclid": true, "gbraid": true, "wbraid": true, "msclkid": true, "yclid": true, "twclid": true,
	"igshid": true, "igsh": true, "mc_cid": true, "mc_eid": true, "mkt_tok": true, "_hsenc": true, "_hsmi": true, "_ga": true, "_gl": true,
	"cmpid": true, "cmp": true, "ocid": true, "smid": true, "xtor": true, "ito": true, "ref_src": true, "__twitter_impression": true,
}

// asideBeginnings are what the names of families of such parameters begin with.
var asideBeginnings = []string{"utm_", "at_", "ns_", "pk_", "mtm_", "hsa_"}

// SameAddress is the form that all ways of writing the address of one page have
// in common: without what is left out as a rule (scheme, default port, fragment,
// the slash at the end) and what only says how a reader came to it. It is "" for
// what is the address of no page: of nothing on the web, or of a whole site.
func SameAddress(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return ""
	}
	host, port := strings.TrimRight(strings.ToLower(u.Hostname()), "."), u.Port()
	switch scheme := u.Scheme; { // which is in small letters
	case host == "" || scheme != "http" && scheme != "https":
		return ""
	case port == "" || scheme == "http" && port == "80" || scheme == "https" && port == "443":
	default:
		host += ":" + port
	}
	query := u.Query()
	for name := range query {
		if isAside(strings.ToLower(name)) {
			query.Del(name)
		}
	}
	page := url.URL{Path: path.Clean("/" + u.Path), RawQuery: query.Encode()} // in the order of their names
	if page.Path == "/" && page.RawQuery == "" {
		return ""
	}
	return host + page.String()
}

// ShownAddress is an address as it may be shown to others, without a name and a
// password that stand in it. It is "" for what is no address of a host: nobody knows
// what stands where in it.
func ShownAddress(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" {
		return ""
	}
	if u.User == nil {
		return strings.TrimSpace(address)
	}
	u.User = nil
	return u.String()
}

func isAside(name string) bool {
	for _, beginning := range asideBeginnings {
		if strings.HasPrefix(name, beginning) {
			return true
		}
	}
	return asides[name]
}
