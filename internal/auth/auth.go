// Package auth says who is calling and what they may do: API keys, their
// scopes, and the principal that a request acts as.
//
// It makes and recognises keys. It must not know how a key is stored or over
// which protocol it arrived.
package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"storywire/internal/news"

	"github.com/google/uuid"
)

// Scope is one thing that a key allows.
type Scope string

// The scopes. Admin holds all the others.
const (
	Feed    Scope = "feed"    // partners' reads
	Write   Scope = "write"   // drafts, and seeing them
	Publish Scope = "publish" // publish, correct, retract, withhold
	Admin   Scope = "admin"   // all of these, kill, keys, settings
)

// Scopes lists every scope.
var Scopes = []Scope{Feed, Write, Publish, Admin}

// Key is an API key as it is kept: never the key itself, only its hash.
type Key struct {
	ID      uuid.UUID `json:"id"`
	Name    string    `json:"name"`
	Scopes  []Scope   `json:"scopes"`
	Advance bool      `json:"advance"`           // entitled to advance copies: stories under embargo
	Partner string    `json:"partner,omitempty"` // whose it is, by slug; "" for who has no contract
	// RequestsPerMinute is how many requests with the key are answered, 0 for as
	// many as the server's setting says.
	RequestsPerMinute int       `json:"requests_per_minute,omitempty"`
	CreatedAt         time.Time `json:"created_at"`
	ModifiedAt        time.Time `json:"modified_at"` // by anything but its use
	ExpiresAt         time.Time `json:"expires_at,omitzero"`
	RevokedAt         time.Time `json:"revoked_at,omitzero"`
	LastUsedAt        time.Time `json:"last_used_at,omitzero"`
}

// Bounds on a key.
const (
	maxName = 200       // code points
	maxRate = 1_000_000 // requests a minute
)

// Settle brings a key that is to be made into the form that is stored, and
// returns what is wrong with it.
func (k *Key) Settle() news.Faults {
	var f news.Faults
	k.Name = checkName(&f, k.Name, "must not be empty: revisions name the key that wrote them")
	if len(k.Scopes) == 0 {
		f.Add("/scopes", "must not be empty")
	}
	for i, s := range k.Scopes {
		if !slices.Contains(Scopes, s) {
			f.Add("/scopes/"+strconv.Itoa(i), "%q is not one of feed, write, publish, admin", s)
		}
	}
	slices.Sort(k.Scopes)
	k.Scopes = slices.Compact(k.Scopes)
	if k.Advance && !k.Principal().Can(Feed) {
		f.Add("/advance", "takes the scope feed: advance copies are for partners")
	}
	if k.Partner != "" && (len(k.Scopes) != 1 || k.Scopes[0] != Feed) {
		f.Add("/partner", "takes the scope feed alone: who writes stories sees them whatever a contract says")
	}
	checkRate(&f, k.RequestsPerMinute)
	return f
}

func checkName(f *news.Faults, name, needed string) string {
	name = strings.TrimSpace(name)
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		f.Add("/name", "%s", needed)
	case n > maxName:
		f.Add("/name", "is %d characters long; %d are the most", n, maxName)
	}
	return name
}

func checkRate(f *news.Faults, perMinute int) {
	if perMinute < 0 || perMinute > maxRate {
		f.Add("/requests_per_minute", "is from 1 to %d, or 0 for the server's own limit", maxRate)
	}
}

// Principal is whom a request acts as that was sent with the key, but for what a
// contract says of it, which only the store knows.
func (k Key) Principal() Principal {
	return Principal{KeyID: k.ID, Name: k.Name, Scopes: k.Scopes, Advance: k.Advance, RequestsPerMinute: k.RequestsPerMinute}
}

// Principal is who a request acts as. The zero value is an anonymous caller.
type Principal struct {
	KeyID  uuid.UUID
	Name   string // the key's name; what a revision says of who wrote it
	Scopes []Scope
	// Advance tells that the key is entitled to advance copies: stories under
	// embargo.
	Advance bool
	// Contract narrows what the principal sees; nil for who is no partner, who sees
	// what everybody does.
	Contract *Contract
	// RequestsPerMinute is the key's own limit or else its partner's, 0 where
	// neither has one.
	RequestsPerMinute int
	// Address is where the call came from, "" where it came over no network.
	Address string
}

// Can tells whether the principal has the scope.
func (p Principal) Can(s Scope) bool {
	return slices.Contains(p.Scopes, s) || slices.Contains(p.Scopes, Admin)
}

// Anonymous tells whether nobody in particular is calling.
func (p Principal) Anonymous() bool { return p.KeyID == uuid.Nil }

// SeesDrafts tells whether the principal sees what is not published.
func (p Principal) SeesDrafts() bool { return p.Can(Write) || p.Can(Publish) }

// SeesLike tells whether the two principals see the same of the stories.
func (p Principal) SeesLike(o Principal) bool {
	return p.Can(Admin) == o.Can(Admin) && p.SeesDrafts() == o.SeesDrafts() && p.Contract.equal(o.Contract) &&
		(p.Advance == o.Advance || p.SeesDrafts()) // who sees drafts sees embargoed stories anyway
}

// NewSecret makes a key: "sw_" and 256 random bits.
func NewSecret() string {
	b := make([]byte, 32)
	rand.Read(b) // never fails: it ends the program instead
	return "sw_" + base64.RawURLEncoding.EncodeToString(b)
}

// Hash is what is stored of a key. A key is 256 random bits, so a plain
// SHA-256 is enough: there is nothing to guess.
func Hash(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

type principalKey struct{}

// With returns a context that carries the principal.
func With(ctx context.Context, p Principal) context.Context {
	return context.WithValue(ctx, principalKey{}, p)
}

// From returns the principal that the context carries, else an anonymous one.
func From(ctx context.Context) Principal {
	p, _ := ctx.Value(principalKey{}).(Principal)
	return p
}
