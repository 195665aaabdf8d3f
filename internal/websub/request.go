package websub

import (
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"storywire/internal/news"
	"storywire/internal/outbound"
)

// Request reads what somebody asks the hub of the house at public (5.1), and adds
// to f what is wrong with it. What it does not know it leaves alone, as the
// Recommendation wants.
func Request(form url.Values, public string, f *news.Faults) news.Intent {
	for _, name := range []string{"hub.mode", "hub.topic", "hub.callback", "hub.secret", "hub.lease_seconds"} {
		if len(form[name]) > 1 {
			f.Add("/"+name, "is there more than once")
		}
		if name != "hub.secret" && !utf8.ValidString(form.Get(name)) {
			f.Add("/"+name, "is not UTF-8")
		}
	}
	in := news.Intent{
		Mode: form.Get("hub.mode"), Callback: form.Get("hub.callback"), Named: form.Get("hub.topic"),
		Secret: []byte(form.Get("hub.secret")), Lease: leaseOf(form.Get("hub.lease_seconds"), f),
	}
	if in.Mode != news.Subscribe && in.Mode != news.Unsubscribe {
		f.Add("/hub.mode", "is subscribe or unsubscribe")
	}
	if err := outbound.CheckAddress(in.Callback); err != nil {
		f.Add("/hub.callback", "%s", err)
	}
	if len(in.Secret) > news.MostSecret {
		f.Add("/hub.secret", "is %d bytes long; %d are the most", len(in.Secret), news.MostSecret)
	}
	var ours bool
	if in.Topic, ours = Topic(in.Named, public); !ours {
		f.Add("/hub.topic", "is not the address of a feed of ours, which begins with %s%s", public, feeds)
	}
	return in
}

// leaseOf is for how long a subscription is asked for, as far as the house gives
// it.
func leaseOf(seconds string, f *news.Faults) time.Duration {
	if seconds == "" {
		return news.DefaultLease
	}
	n, err := strconv.ParseUint(seconds, 10, 31)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		f.Add("/hub.lease_seconds", "is a whole number of seconds")
	}
	return min(max(time.Duration(n)*time.Second, news.LeastLease), news.MostLease)
}

// feeds is where the path of every feed begins.
const feeds = "/v1/feeds/"

// Topic is the path and query of a feed, in the one form that its own address
// has, of an address that begins with public.
func Topic(address, public string) (topic string, ok bool) {
	rest, ours := strings.CutPrefix(address, public)
	if !ours || len(address) > outbound.MaxAddress {
		return "", false
	}
	u, err := url.Parse(rest)
	if err != nil || u.Host != "" || u.Fragment != "" {
		return "", false
	}
	name, feed := strings.CutPrefix(u.Path, feeds)
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil || !feed || name == "" || name == "drill" || u.EscapedPath() != u.Path || strings.Contains(name, "/") {
		return "", false
	}
	if len(query) == 0 {
		return u.Path, true
	}
	return u.Path + "?" + query.Encode(), true
}
