package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/go-cmp/cmp"
)

// pushed is a webhook that is told all of the log, as if it had been there from
// the first entry on, and its receiver.
type pushed struct {
	hook
	*receiver
}

// push has these callers' webhooks be told all that the log has for them.
func (h hooked) push(callers ...call) []pushed {
	h.t.Helper()
	list := make([]pushed, len(callers))
	for i, c := range callers {
		r := receive(h.t)
		list[i] = pushed{h.hook(c, r.URL, `, "include_article": true`), r}
	}
	h.alter(`update trails set sequence = 0 where name like 'webhook/%'`)
	h.turn()
	return list
}

// bodies are what the receiver was sent, one after the other.
func (p pushed) bodies() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := make([]string, len(p.got))
	for i, m := range p.got {
		all[i] = string(m.body)
	}
	return all
}

// pushNothingHidden is the part of the matrix that asks nothing: each partner is
// told by webhook of all that the log has for it, and reads what it was sent and
// what the operations about webhooks answer.
func (s *site) pushNothingHidden(watchers []watcher, stories []concealed) {
	s.t.Helper()
	var partners []watcher
	var calls []call
	for _, w := range watchers {
		if w.as == auth.Feed || w.headers != nil {
			partners, calls = append(partners, w), append(calls, w.call)
		}
	}
	for i, p := range s.hooked().push(calls...) {
		w := partners[i]
		bodies := p.bodies()
		for _, path := range []string{"/v1/webhooks", p.Links["self"], p.Links["deliveries"] + "?limit=100"} {
			w.method, w.path = "GET", path
			bodies = append(bodies, string(s.do(w.call).is(http.StatusOK).body))
		}
		told := strings.ToLower(strings.Join(bodies, "\n"))
		for _, c := range stories {
			where := fmt.Sprintf("%s, %s: a webhook", c.state, w.name)
			switch has := strings.Contains(told, c.word); {
			case has != w.seesAll(c):
				s.t.Errorf("%s tells of the story: %t", where, has)
			case has && !w.pictures:
				for _, of := range []string{c.word + " caption", "img.example/" + c.word, c.refs["photos"][0]} {
					if strings.Contains(told, of) {
						s.t.Errorf("%s tells of the photo (%s)", where, of)
					}
				}
			case w.bound && slices.ContainsFunc(c.refs["articles"], func(ref string) bool { return strings.Contains(told, ref) }):
				s.t.Errorf("%s names the story", where)
			}
		}
	}
}

// TestAWebhookTellsWhatTheLogTells has partners with contracts of each kind be told
// by webhook, and holds that to what they read of the log with the same key: entry
// by entry, but for those of which the story is not there any more.
func TestAWebhookTellsWhatTheLogTells(t *testing.T) {
	t.Parallel()
	s := serve(t)
	stories := s.conceal()
	old := s.published("Long ago").article()
	s.owner(`update articles set published_at = published_at - interval '40 days' where id = $1`, old.ID)
	s.correct("/v1/articles/"+old.Slug, `{"kind": "correction", "note": "It was longer ago.", "patch": {"headline": "Longer ago"}}`).is(201)
	moves := s.published("It moves")
	s.patch("/v1/articles/"+moves.article().Slug, `{"section": {"slug": "zqpublic-section"}}`).is(200)
	killed := s.published("Not so").article()
	s.remove(auth.Admin, "/v1/articles/"+killed.Slug, "kill").is(200)
	var calls []call
	var names []string
	for name, terms := range map[string]string{
		"all":            `"photos": true`,
		"text alone":     `"photos": false`,
		"ahead":          `"photos": true, "advance": true`,
		"no section":     `"photos": true, "sections": {"denied": ["zqpublic-section", "harbour"]}`,
		"one section":    `"sections": {"allowed": ["zqpublic-section"]}`,
		"left a section": `"photos": true, "sections": {"allowed": ["harbour"]}`,
		"no tag":         `"photos": true, "tags": {"denied": ["` + stories[4].refs["tags"][0] + `", "ferries"]}`,
		"one source":     `"photos": true, "sources": {"allowed": ["` + stories[4].refs["sources"][0] + `"]}`,
		"another kind":   `"photos": true, "kinds": {"allowed": ["opinion"]}`,
		"a month":        `"photos": true, "history_days": 30`,
	} {
		s.contract(`{"name": "` + name + `", ` + terms + `}`)
		calls = append(calls, s.key(auth.Key{Name: name, Scopes: []auth.Scope{auth.Feed}, Partner: strings.ReplaceAll(name, " ", "-"), Advance: name == "ahead"}))
		names = append(names, name)
	}
	total := map[string]int{}
	for i, p := range s.hooked().push(calls...) {
		calls[i].method, calls[i].path = "GET", "/v1/changes?include=article&limit=100"
		var log struct{ Data []map[string]json.RawMessage }
		s.do(calls[i]).is(http.StatusOK).read(&log)
		var want, got []string
		for _, entry := range log.Data {
			if entry["article"] != nil || slices.Contains([]string{`"withheld"`, `"retracted"`, `"killed"`, `"deleted"`}, string(entry["type"])) {
				want = append(want, told(strings.Trim(string(entry["type"]), `"`), entry))
			}
		}
		for _, m := range p.got {
			var whole struct{ Data map[string]json.RawMessage }
			if err := json.Unmarshal(m.body, &whole); err != nil {
				t.Fatal(err)
			}
			got = append(got, told(strings.TrimPrefix(m.Type, news.EventType("")), whole.Data))
		}
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-the log +the webhook):\n%s", names[i], diff)
		}
		total[names[i]] = len(got)
	}
	for narrow, wide := range map[string]string{"no section": "all", "one section": "all", "no tag": "all", "one source": "all", "another kind": "all", "a month": "all", "all": "ahead"} {
		if total[narrow] >= total[wide] {
			t.Errorf("%s is told %d times, %s %d times", narrow, total[narrow], wide, total[wide])
		}
	}
}

// told is what an entry tells, by whichever way.
func told(what string, members map[string]json.RawMessage) string {
	parts := []string{what}
	for _, name := range []string{"cursor", "slug", "version", "note", "minor", "article"} {
		if value := string(members[name]); value != `""` && value != "false" && value != "null" {
			parts = append(parts, value)
		}
	}
	return strings.Join(parts, " ")
}
