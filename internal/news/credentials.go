package news

import (
	"encoding/base64"
	"regexp"
	"strings"
	"unicode"
)

// FeedCredentials are what a partner's feed is asked for with: a name and a password
// (HTTP Basic), or a header that the partner knows the newsroom by. They are written
// and never shown again, but for which header it is, and where it goes.
type FeedCredentials struct {
	Username string `json:"username,omitempty"`
	Password string `json:"password,omitempty"`
	Header   string `json:"header,omitempty"`
	Value    string `json:"value,omitempty"`
	Origin   string `json:"origin,omitempty"` // where they go, and nowhere else
	Kept     bool   `json:"-"`                // they are those that are stored
}

// FeedSecret is what a feed is asked for with, as it is sent.
type FeedSecret struct {
	Header string // "" for none
	Value  string // "" where the house cannot read it any more
	Origin string
}

// authorization is the header of HTTP Basic.
const authorization = "Authorization"

// Keep has credentials that were written as they are shown be those that there
// were, so that a subscription can be written back as one got it.
func (c *FeedCredentials) Keep(was *FeedCredentials) {
	switch {
	case c == nil || was == nil || c.Header != was.Header:
	case c.Username != "" || c.Password != "": // a merge patch has the header that was there beside them
		c.Header = ""
	case c.Value == "":
		c.Kept, c.Origin = true, was.Origin
	}
}

// Secret is what is sent. Of credentials that are kept it is not known here.
func (c *FeedCredentials) Secret() FeedSecret {
	if c.Header != "" {
		return FeedSecret{c.Header, c.Value, c.Origin}
	}
	pair := base64.StdEncoding.EncodeToString([]byte(c.Username + ":" + c.Password)) // RFC 7617, 2
	return FeedSecret{authorization, "Basic " + pair, c.Origin}
}

var (
	headerName  = regexp.MustCompile(`^[A-Za-z0-9!#$%&'*+.^_|~-]{1,100}$`) // RFC 9110, 5.6.2, of a length
	headerValue = regexp.MustCompile(`^[!-~]([ -~]*[!-~])?$`)
	// polled are headers that say what is asked for and how it is sent, which is the
	// server's to say.
	polled = regexp.MustCompile(`(?i)^(host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|range|user-agent|a-im|accept.*|content-.*|if-.*|proxy-.*)$`)
)

func (c *FeedCredentials) settle(f *Faults) {
	basic := c.Username != "" || c.Password != ""
	switch {
	case c.Kept:
	case basic == (c.Header != "" || c.Value != ""):
		f.Add("/credentials", "are either a username and a password, or a header and its value")
	case basic:
		c.settleBasic(f)
	case !headerName.MatchString(c.Header):
		f.Add("/credentials/header", "is not the name of a header")
	case polled.MatchString(c.Header):
		f.Add("/credentials/header", "is a header that the server writes itself")
	case len(c.Value) > maxSummary || !headerValue.MatchString(c.Value):
		f.Add("/credentials/value", "is up to 5,000 characters of ASCII without control characters, nor spaces around them; it is never shown, so that it must be given with another header")
	}
}

func (c *FeedCredentials) settleBasic(f *Faults) {
	for pointer, text := range map[string]string{"/credentials/username": c.Username, "/credentials/password": c.Password} {
		if len(text) > maxSummary || strings.ContainsFunc(text, unicode.IsControl) {
			f.Add(pointer, "is too long, or has a control character")
		}
	}
	if strings.Contains(c.Username, ":") {
		f.Add("/credentials/username", "must not have a colon")
	}
}
