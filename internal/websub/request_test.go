package websub

import (
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"storywire/internal/news"

	"github.com/google/go-cmp/cmp"
)

const public = "https://courier.example"

// asked is a request that is right, with other values for some parameters.
func asked(others ...string) url.Values {
	form := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {public + "/v1/feeds/atom"}, "hub.callback": {"https://reader.example/told?id=7"}}
	for i := 0; i < len(others); i += 2 {
		form.Set(others[i], others[i+1])
	}
	return form
}

func TestRequests(t *testing.T) {
	t.Parallel()
	plain := news.Intent{
		Mode: "subscribe", Callback: "https://reader.example/told?id=7", Topic: "/v1/feeds/atom", Named: public + "/v1/feeds/atom",
		Secret: []byte{}, Lease: news.DefaultLease,
	}
	with := func(change func(*news.Intent)) news.Intent { in := plain; change(&in); return in }
	for name, c := range map[string]struct {
		form url.Values
		want news.Intent
	}{
		"the least":          {asked(), plain},
		"of others' meaning": {asked("hub.verify", "async", "foreign", "left alone"), plain},
		"who leaves":         {asked("hub.mode", "unsubscribe"), with(func(in *news.Intent) { in.Mode = "unsubscribe" })},
		"a secret":           {asked("hub.secret", "hush"), with(func(in *news.Intent) { in.Secret = []byte("hush") })},
		"a secret of bytes":  {asked("hub.secret", "\xff\x00"), with(func(in *news.Intent) { in.Secret = []byte{0xff, 0} })},
		"the longest secret": {asked("hub.secret", strings.Repeat("s", 199)), with(func(in *news.Intent) { in.Secret = []byte(strings.Repeat("s", 199)) })},
		"a lease":            {asked("hub.lease_seconds", "86400"), with(func(in *news.Intent) { in.Lease = 24 * time.Hour })},
		"a short lease":      {asked("hub.lease_seconds", "0"), with(func(in *news.Intent) { in.Lease = news.LeastLease })},
		"a lease for ever":   {asked("hub.lease_seconds", "99999999999999999999"), with(func(in *news.Intent) { in.Lease = news.MostLease })},
		"filters in any order": {asked("hub.topic", public+"/v1/feeds/atom?section=quay&content=summary"), with(func(in *news.Intent) {
			in.Topic, in.Named = "/v1/feeds/atom?content=summary&section=quay", public+"/v1/feeds/atom?section=quay&content=summary"
		})},
	} {
		var f news.Faults
		if diff := cmp.Diff(c.want, Request(c.form, public, &f)); diff != "" || f != nil {
			t.Errorf("%s: %v (-want +got):\n%s", name, f, diff)
		}
	}
}

func TestFaultsOfRequests(t *testing.T) {
	t.Parallel()
	twice := asked()
	twice.Add("hub.topic", "https://other.example/")
	for name, c := range map[string]struct {
		form url.Values
		want string // the pointers
	}{
		"nothing":               {url.Values{}, "/hub.mode /hub.callback /hub.topic"},
		"all of it":             {asked("hub.mode", "publish", "hub.topic", "https://other.example/v1/feeds/rss", "hub.callback", "ftp://reader.example/", "hub.secret", strings.Repeat("s", 200), "hub.lease_seconds", "-1"), "/hub.lease_seconds /hub.mode /hub.callback /hub.secret /hub.topic"},
		"two topics":            {twice, "/hub.topic"},
		"denied":                {asked("hub.mode", "denied"), "/hub.mode"},
		"a lease of words":      {asked("hub.lease_seconds", "1e9"), "/hub.lease_seconds"},
		"a password":            {asked("hub.callback", "https://me:hush@reader.example/"), "/hub.callback"},
		"bytes":                 {asked("hub.callback", "https://reader.example/\xff"), "/hub.callback"},
		"bytes in a filter":     {asked("hub.topic", public+"/v1/feeds/rss?q=\xff"), "/hub.topic"},
		"a host that begins so": {asked("hub.topic", public+".other.example/v1/feeds/rss"), "/hub.topic"},
		"a name before":         {asked("hub.topic", public+"@other.example/v1/feeds/rss"), "/hub.topic"},
		"a path of others":      {asked("hub.topic", public+"//other.example/v1/feeds/rss"), "/hub.topic"},
		"no feed":               {asked("hub.topic", public+"/v1/articles"), "/hub.topic"},
		"no name":               {asked("hub.topic", public+"/v1/feeds/"), "/hub.topic"},
		"a path below a feed":   {asked("hub.topic", public+"/v1/feeds/rss/archive"), "/hub.topic"},
		"a way up":              {asked("hub.topic", public+"/v1/feeds/../articles"), "/hub.topic"},
		"a question in a name":  {asked("hub.topic", public+"/v1/feeds/rss%3Fsection=quay"), "/hub.topic"},
		"the drill":             {asked("hub.topic", public+"/v1/feeds/drill?speed=9"), "/hub.topic"},
		"a place in a feed":     {asked("hub.topic", public+"/v1/feeds/rss#top"), "/hub.topic"},
		"a bent filter":         {asked("hub.topic", public+"/v1/feeds/rss?q=%zz"), "/hub.topic"},
		"a long topic":          {asked("hub.topic", public+"/v1/feeds/rss?q="+strings.Repeat("a", 2048)), "/hub.topic"},
	} {
		var f news.Faults
		Request(c.form, public, &f)
		var got []string
		for _, fault := range f {
			got = append(got, fault.Pointer)
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// FuzzRequest has anybody ask anything: what is taken can be kept, and its topic
// is a feed's address in the form that it has when it is asked for by that.
func FuzzRequest(f *testing.F) {
	for _, seed := range []url.Values{
		asked(), asked("hub.mode", "unsubscribe", "hub.secret", "hush", "hub.lease_seconds", "600"),
		asked("hub.topic", public+"/v1/feeds/json?tag=ferries&section=harbour"), asked("hub.topic", public+"/v1/feeds/a%3Fb"),
		asked("hub.callback", "http://[::1]:80/?a=b&a=c"), asked("hub.lease_seconds", "99999999999999999999"),
	} {
		f.Add(seed.Encode())
	}
	f.Fuzz(func(t *testing.T, body string) {
		form, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		var faults news.Faults
		in := Request(form, public, &faults)
		if in.Lease < news.LeastLease || in.Lease > news.MostLease {
			t.Errorf("it is lent for %s", in.Lease)
		}
		if faults != nil {
			return
		}
		again, ours := Topic(public+in.Topic, public)
		if !ours || again != in.Topic || !strings.HasPrefix(in.Topic, feeds) || strings.HasPrefix(in.Topic, feeds+"drill?") {
			t.Errorf("%q is taken for %q, and that for %q", in.Named, in.Topic, again)
		}
		for _, kept := range []string{in.Callback, in.Named, in.Topic} {
			if !utf8.ValidString(kept) || strings.ContainsRune(kept, 0) {
				t.Errorf("%q cannot be kept", kept)
			}
		}
	})
}
