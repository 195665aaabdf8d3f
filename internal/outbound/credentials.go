package outbound

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
)

// Credentials are a header that the house is known by at one origin.
type Credentials struct{ Origin, Header, Value string }

// Origin is the origin of an address (RFC 6454, 4), as text; "" where it has none.
func Origin(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return originOf(u)
}

func originOf(u *url.URL) string {
	scheme, host, port := strings.ToLower(u.Scheme), strings.ToLower(u.Hostname()), u.Port()
	if host == "" {
		return ""
	}
	if strings.Contains(host, ":") { // of IPv6
		host = "[" + host + "]"
	}
	if port != "" && (scheme != "http" || port != "80") && (scheme != "https" || port != "443") {
		host += ":" + port
	}
	return scheme + "://" + host
}

// With is the client with a header for one origin. It is written at the last moment
// of each call and not into the request, which net/http copies it from to wherever
// a redirect leads.
func (c Credentials) With(client *http.Client) *http.Client {
	known := *client
	known.Transport = signing{c, cmp.Or(client.Transport, http.DefaultTransport)}
	return &known
}

type signing struct {
	Credentials
	next http.RoundTripper
}

// RoundTrip sends the header along where the request goes to its origin.
func (s signing) RoundTrip(r *http.Request) (*http.Response, error) {
	if originOf(r.URL) == s.Origin {
		r = r.Clone(r.Context())
		r.Header.Set(s.Header, s.Value)
	}
	return s.next.RoundTrip(r)
}
