package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"storywire/internal/auth"
	"storywire/internal/contract"
	"storywire/internal/news"
	"storywire/internal/render"

	"github.com/jackc/pgx/v5"
)

// concealed is a story that not everybody may see, with a word in everything
// that it says and names.
type concealed struct {
	state, word string
	hidden      string              // the moment by which it is
	refs        map[string][]string // by collection, what names the story there, or what only it shows
}

// The story of each state. What was retracted has a tombstone and a history,
// which readers see: its word stands in what is gone with it.
func (s *site) conceal() []concealed {
	s.t.Helper()
	stories := []concealed{
		s.concealed("draft", "", ""),
		s.concealed("scheduled", `{"publish_at": "2100-01-01T00:00:00Z"}`, ""),
		s.concealed("embargoed", `{"embargoed_until": "2100-01-01T00:00:00Z"}`, `{"kind": "editors_note", "note": "The zqembargoed note."}`),
		s.concealed("retracted", `{}`, `{"kind": "retraction", "note": "It was not so."}`),
		s.concealed("public", `{}`, `{"kind": "editors_note", "note": "The zqpublic note."}`), // but for whose contract does not have it
		s.concealed("expired", `{"expires_at": "2100-01-01T00:00:00Z"}`, `{"kind": "editors_note", "note": "The zqexpired note."}`),
	}
	now := time.Now().UTC().Format(time.RFC3339Nano)
	for i := range stories {
		stories[i].hidden = now
	}
	return stories
}

func (s *site) concealed(state, publish, correct string) concealed {
	s.t.Helper()
	c := concealed{state: state, word: "zq" + state, refs: map[string][]string{}}
	name, slug := c.word, c.word
	switch state {
	case "retracted":
		name, slug = "taken back", "taken-back" // what the tombstone and the corrections page tell
	case "expired":
		slug = "from-the-agency" // which followers of the log know it by
	}
	body := strings.NewReplacer("NAME", name, "WORD", c.word, "SLUG", slug).Replace(`{
		"headline": "NAME story", "slug": "SLUG-story", "subhead": "WORD subhead", "summary": "WORD summary", "highlights": ["WORD highlight"],
		"section": {"name": "NAME section"}, "tags": [{"name": "WORD tag"}], "authors": [{"name": "WORD author"}],
		"photos": [{"role": "lead", "caption": "WORD caption", "url": "https://img.example/WORD.jpg"}],
		"body": [{"type": "paragraph", "text": "“Nobody has the WORD yet,” said the WORD speaker."}],
		"quotes": [{"text": "Nobody has the WORD yet,", "speaker": {"name": "WORD speaker"}}],
		"sources": [{"name": "WORD source"}], "mentions": [{"type": "place", "name": "WORD place"}],
		"dateline": "WORD", "canonical_url": "https://WORD.example/"}`)
	made := s.do(call{as: auth.Write, method: "POST", path: "/v1/articles", body: body}).is(http.StatusCreated)
	path := made.header.Get("Location")
	before := made.article()
	if publish != "" {
		s.do(call{as: auth.Publish, method: "POST", path: path + "/publish", body: publish, headers: ifMatch("*")}).is(http.StatusOK)
	}
	s.do(call{as: auth.Publish, method: "PATCH", path: path + "?minor=true&reason=slug", media: mergeOf, body: `{"slug": "` + before.Slug + `-renamed"}`, headers: ifMatch("*")}).is(http.StatusOK)
	if correct != "" {
		at := s.do(call{as: auth.Publish, method: "POST", path: path + "/corrections", body: correct, headers: ifMatch("*")}).is(http.StatusCreated).header.Get("Location")
		if state != "retracted" { // of which the retraction is public
			c.refs["corrections"] = []string{at[strings.LastIndex(at, "/")+1:]}
		}
	}
	if state == "expired" {
		s.owner(`update articles set expires_at = clock_timestamp() - interval '1 second' where id = $1`, before.ID)
	}
	a := s.do(call{as: auth.Publish, method: "GET", path: path}).is(http.StatusOK).article()
	c.refs["articles"] = []string{a.ID.String(), a.Slug, before.Slug}
	c.refs["sections"] = []string{a.Section.Slug}
	c.refs["tags"] = []string{a.Tags[0].Slug}
	c.refs["authors"] = []string{a.Authors[0].ID.String(), a.Authors[0].Slug}
	c.refs["photos"] = []string{a.Photos[0].ID.String()}
	c.refs["quotes"] = []string{a.Quotes[0].ID.String()}
	c.refs["speakers"] = []string{a.Quotes[0].Speaker.ID.String(), a.Quotes[0].Speaker.Slug}
	c.refs["sources"] = []string{a.Sources[0].Slug}
	return c
}

// owner runs SQL as who owns the database: what no caller can do.
func (s *site) owner(sql string, args ...any) {
	s.t.Helper()
	conn, err := pgx.Connect(s.t.Context(), s.db.OwnerURL)
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close(s.t.Context())
	if _, err := conn.Exec(s.t.Context(), sql, args...); err != nil {
		s.t.Fatal(err)
	}
	s.catchUp()
}

// watcher is somebody who asks, and the states that they see.
type watcher struct {
	name string
	call
	sees []string

	bound    bool // by a contract that has none of the stories
	pictures bool // that they see come with photos
}

func (w watcher) seesAll(c concealed) bool { return slices.Contains(w.sees, c.state) }

// TestNothingHiddenShows asks every GET there is in the contract for stories of
// every state, as everybody: in what whoever may not see a story is answered,
// no word of it is in any body or header, and by name it is answered as one
// that there never was.
func TestNothingHiddenShows(t *testing.T) {
	t.Parallel()
	declared, err := spec()
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t)
	stories := s.conceal()
	s.do(call{as: auth.Admin, method: "POST", path: "/v1/feeds", body: `{"name": "every-story", "title": "Every story", "format": "atom"}`}).is(http.StatusCreated)
	s.keepTime()
	s.keepSearch()
	if err := s.store.ReadWords(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.do(call{as: auth.Write, method: "POST", path: "/v1/sections", body: `{"name": "Elsewhere"}`}).is(http.StatusCreated)
	s.contract(`{"name": "Elsewhere", "sections": {"allowed": ["elsewhere"]}, "advance": true, "photos": true}`)
	s.contract(`{"name": "Text alone", "sections": {"allowed": ["zqembargoed-section", "zqpublic-section", "zqdraft-section"]}, "advance": true}`)
	key := func(partner string, advance bool) call {
		return s.key(auth.Key{Name: "a desk", Scopes: []auth.Scope{auth.Feed}, Partner: partner, Advance: advance})
	}
	all := []string{"draft", "scheduled", "embargoed", "retracted", "expired", "public"}
	watchers := []watcher{
		{name: "anonymous", sees: []string{"public"}, pictures: true},
		{name: "a partner", call: call{as: auth.Feed}, sees: []string{"public"}, pictures: true},
		{name: "an entitled partner", call: key("", true), sees: []string{"embargoed", "public"}, pictures: true},
		{name: "a partner entitled to the text alone", call: key("text-alone", true), sees: []string{"embargoed", "public"}},
		{name: "a partner of another section", call: key("elsewhere", true), bound: true, pictures: true},
		{name: "an editor", call: call{as: auth.Write}, sees: all, pictures: true},
	}
	asked, told := 0, map[string]*answer{}
	for _, route := range declared.Routes() {
		if route.Method != http.MethodGet {
			continue
		}
		for _, c := range stories {
			for _, path := range c.paths(t, route, declared.Query(route)) {
				for _, w := range watchers {
					asked++
					s.watch(told, w, c, path)
				}
			}
		}
	}
	if asked < 1000 {
		t.Errorf("only %d questions were asked", asked)
	}
	s.pushNothingHidden(watchers, stories)
	for _, w := range []watcher{watchers[2], watchers[3], watchers[5]} {
		for _, path := range []string{"/v1/articles", "/v1/quotes", "/v1/photos", "/v1/authors", "/v1/corrections", "/v1/changes?include=article", "/v1/export", "/v1/feeds/ninjs", "/v1/feeds/newsml-g2"} {
			w.method, w.path = "GET", path
			if path == "/v1/export" && w.name == "an editor" || path == "/v1/photos" && !w.pictures {
				continue // which is for partners, or not for this one
			}
			if got := string(s.do(w.call).is(200).body); !strings.Contains(got, "zqembargoed") && w.name != "an editor" {
				t.Errorf("%s: %s tells nothing of the story under embargo", w.name, path)
			}
		}
	}
}

// question is a request of the matrix, and the same for what there is not.
type question struct {
	path, missing string // missing is "" for a list
	article       bool   // it names an article
	history       bool   // of which the history is asked
	echo          bool   // the answer says what it was asked
	everybody     bool   // the answer is the same for whoever asks
}

// paths are the requests that ask an operation for the story: by each way of
// naming it, and with each parameter that could.
func (c concealed) paths(t *testing.T, route contract.Route, params []string) []question {
	t.Helper()
	parts := strings.Split(route.Path, "/")
	if len(parts) < 3 || parts[1] != "v1" {
		return []question{{path: strings.Replace(route.Path, "{year}", time.Now().UTC().Format("2006"), 1), everybody: true}}
	}
	if strings.HasPrefix(route.Path, "/v1/feeds/drill") {
		return []question{{path: strings.Replace(route.Path, "{id}", c.refs["articles"][0], 1), echo: true}} // which knows no story of the newsroom
	}
	collection := parts[2]
	var list []question
	history := strings.Contains(route.Path, "/revisions") || strings.Contains(route.Path, "/diff")
	if strings.Contains(route.Path, "{feed}") {
		for _, name := range append(render.FormatNames(), "every-story") {
			list = append(list, question{path: strings.Replace(route.Path, "{feed}", name, 1), echo: true})
		}
		return c.withParams(t, route, list, params)
	}
	fill := strings.NewReplacer("{version}", "1", "{revision}", idOfNone)
	if !strings.Contains(route.Path, "{id}") {
		list = append(list, question{path: route.Path, history: history})
	}
	for _, ref := range c.refs[collection] {
		missing := "zqnone"
		if _, id := news.ParseID(ref); id {
			missing = idOfNone
		}
		if strings.Contains(route.Path, "{id}") {
			list = append(list, question{path: strings.Replace(fill.Replace(route.Path), "{id}", ref, 1),
				missing: strings.Replace(fill.Replace(route.Path), "{id}", missing, 1), article: collection == "articles", history: history})
		}
	}
	if collection == "keys" || collection == "partners" {
		return nil // of which none is about a story, and which admins alone may ask for
	}
	if collection == "proposals" || collection == "subscriptions" {
		return nil // which are for editors alone, of stories that they see: TestNothingIsProposedForATakenStory, TestSubscriptionKeepsItsWord
	}
	if collection == "webhooks" {
		return nil // which are their holders' own: pushNothingHidden reads them, and what they are told
	}
	if len(list) == 0 && c.refs[collection] == nil && collection != "corrections" {
		t.Errorf("%s: the matrix does not know what is meant by its id", route)
	}
	return c.withParams(t, route, list, params)
}

// withParams is each question by itself and with each parameter.
func (c concealed) withParams(t *testing.T, route contract.Route, plain []question, params []string) []question {
	t.Helper()
	values := map[string][]string{
		"section": c.refs["sections"], "tag": c.refs["tags"], "author": c.refs["authors"], "speaker": c.refs["speakers"],
		"article": c.refs["articles"], "as_of": {c.hidden}, "include": {"article", "body,quotes,related"}, "fields": {"headline,authors.name,body.text", "photo.caption"},
		"source": c.refs["sources"], "mentions": {c.word + "-place", "place:" + c.word + "-place"}, "slug": c.refs["articles"][1:], "id": c.refs["articles"][:1],
		"count": {"exact", "estimated"}, "facets": {"section,tag,author,year"},
		"person": {c.word + "-person"}, "photographer": {c.word}, "credit": {c.word},
		"format": {"html", "jsonld", "md", "txt", "ninjs", "newsml-g2"}, "version": {"2.2"},
		"has": {"photo", "quote,correction"}, "sort": {"-updated", "published"},
		"content": {"summary"}, "archive": {time.Now().UTC().AddDate(0, 0, -1).Format(time.DateOnly), time.Now().UTC().Add(-10 * time.Minute).Format("2006-01-02T15:04")},
		"highlight": {"true"},
		"q":         {c.word + "t", c.word, c.word + " or nobody", `"` + c.word + ` headline"`},
	}
	// what names no story
	plainly := []string{"limit", "cursor", "status", "kind", "language", "published_after", "published_before", "updated_after", "updated_before", "corrected_after", "corrected_before", "after", "done_after", "done_before", "key", "from", "to", "wait",
		"taken_after", "taken_before", "released_after", "released_before", "said_after", "said_before"}
	var list []question
	for _, q := range plain {
		always := ""
		if slices.Contains(params, "from") {
			always = "from=1&to=2"
		}
		list = append(list, q.with(always))
		for _, name := range params {
			if values[name] == nil && !slices.Contains(plainly, name) {
				t.Errorf("%s: the matrix does not know what to ask of %s", route, name)
			}
			for _, v := range values[name] {
				query := name + "=" + url.QueryEscape(v)
				if name == "highlight" {
					query += "&q=" + c.word // what passages are of
				}
				asks := q.with(query)
				asks.history = asks.history || name == "as_of"
				list = append(list, asks)
			}
		}
	}
	return list
}

func (q question) with(query string) question {
	if query != "" {
		q.path += "?" + query
		if q.missing != "" {
			q.missing += "?" + query
		}
	}
	return q
}

// askOnce is what the watcher is answered. The same is asked once: nothing changes
// meanwhile.
func (s *site) askOnce(told map[string]*answer, w watcher, path string) *answer {
	s.t.Helper()
	w.method, w.path = "GET", path
	at := w.name + " " + path
	if told[at] == nil {
		told[at] = s.do(w.call)
	}
	return told[at]
}

func (s *site) watch(told map[string]*answer, w watcher, c concealed, q question) {
	s.t.Helper()
	if w.seesAll(c) && w.pictures || q.everybody && c.state == "public" {
		return
	}
	got := s.askOnce(told, w, q.path)
	if w.seesAll(c) {
		s.showsNoPhoto(w, c, q, got)
		return
	}
	if c.state == "retracted" && q.history && !w.bound {
		return // what was taken back was said
	}
	where := fmt.Sprintf("%s, %s: GET %s: %d", c.state, w.name, q.path, got.status)
	said := strings.ToLower(fmt.Sprint(got.header) + string(got.body))
	if q.echo && strings.Contains(strings.ToLower(q.path), c.word) {
		s.onlyEchoes(told, w, c, q, got)
		return
	}
	if strings.Contains(said, c.word) {
		s.t.Errorf("%s tells of the story: %.600s", where, said)
	}
	if q.missing == "" {
		return
	}
	none := s.askOnce(told, w, q.missing)
	if c.state == "retracted" && q.article && !w.bound {
		if got.status != http.StatusGone && got.status != none.status {
			s.t.Errorf("%s", where)
		}
		return
	}
	if got.status != none.status || got.plain(s.t) != none.plain(s.t) || fmt.Sprint(names(got.header)) != fmt.Sprint(names(none.header)) {
		s.t.Errorf("%s is not answered as what there is not:\n%s\n%s", where, got.body, none.body)
	}
}

// showsNoPhoto holds what a partner is told whose contract has no photos: of a story
// that they see, nothing of its photo.
func (s *site) showsNoPhoto(w watcher, c concealed, q question, got *answer) {
	s.t.Helper()
	said := strings.ToLower(fmt.Sprint(got.header) + string(got.body))
	for _, of := range []string{c.word + " caption", "img.example/" + c.word, c.refs["photos"][0]} {
		if strings.Contains(said, of) {
			s.t.Errorf("%s, %s: GET %s: %d tells of the photo (%s): %.600s", c.state, w.name, q.path, got.status, of, got.body)
		}
	}
	if strings.HasPrefix(q.path, "/v1/photos/") && got.status != http.StatusNotFound && got.status != http.StatusBadRequest {
		s.t.Errorf("%s: GET %s: %d", w.name, q.path, got.status)
	}
}
