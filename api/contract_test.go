package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"storywire/api"
	"storywire/internal/auth"
	"storywire/internal/contract"

	"github.com/go-chi/chi/v5"
	"github.com/google/go-cmp/cmp"
)

func TestRoutesAreThoseOfTheContract(t *testing.T) {
	t.Parallel()
	declared, err := spec()
	if err != nil {
		t.Fatal(err)
	}
	var routes []contract.Route
	err = chi.Walk(api.New(api.Deps{}), func(method, path string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if path != "/docs/*" { // what the documentation's page loads
			routes = append(routes, contract.Route{Method: method, Path: path})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(routes, func(a, b contract.Route) int { return strings.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method) })
	if diff := cmp.Diff(declared.Routes(), routes); diff != "" {
		t.Errorf("the contract's routes (-) are not the API's (+):\n%s", diff)
	}
}

// collection is what TestEveryDeclaredAnswer needs to know of a collection.
type collection struct {
	name  string
	body  string // one to make
	wrong string // one that is a 422
}

var collections = []collection{
	{"authors", `{"name": "Ada Finch", "links": [{"label": "Site", "url": "https://mira.example"}]}`, `{"name": "x", "kind": "robot"}`},
	{"photos", `{"caption": "The pier", "url": "https://img.example/p.jpg", "taken_on": "2026-03-01"}`, `{"taken_on": "yesterday"}`},
	{"sections", `{"name": "Weather"}`, `{"name": ""}`},
	{"tags", `{"name": "Ferries", "slug": "ferry-news"}`, `{"name": "x", "slug": "Not A Slug"}`},
	{"speakers", `{"name": "Otto Brine", "title": "Pilot"}`, `{"name": 5}`},
	{"sources", `{"name": "Tide Office", "alias": "TO"}`, `{}`},
}

// TestEveryDeclaredAnswer has the API give every status that the contract
// declares for each operation, and holds each answer to it.
func TestEveryDeclaredAnswer(t *testing.T) {
	t.Parallel()
	yaml, err := openapi()
	if err != nil {
		t.Fatal(err)
	}
	own, err := contract.Load(yaml)
	if err != nil {
		t.Fatal(err)
	}
	s := serveUnder(t, own, func(d *api.Deps) {
		d.Patience = 20 * time.Millisecond
		d.Following.MostOfOne = 1
		d.DrillStep = stepFor(12)
		mayFetch(d)
	})
	for _, c := range collections {
		s.everyAnswerOfCollection(c)
	}
	s.everyAnswerOfArticles()
	s.everyAnswerOfCorrections()
	s.everyAnswerOfScheduled()
	s.everyAnswerOfBatch()
	s.read("", "/v1/changes", 304, 400, 401)
	s.get("/v1/changes?after=0:7").isProblem(410, "log-restarted")
	s.do(call{method: "GET", path: "/v1/changes", headers: map[string]string{"Accept": "text/html"}}).is(406)
	open := s.stream(call{})
	s.get("/v1/changes?wait=1").is(429)
	open.close()
	s.everyAnswerOfFollowers()
	s.everyAnswerOfExport()
	s.everyAnswerOfDrill()
	s.everyAnswerOfHistory()
	s.everyAnswerOfQuotes()
	s.everyAnswerOfMerges()
	s.everyNeedOfANote()
	s.everyAnswerOfImport()
	s.everyAnswerOfProposals()
	s.everyAnswerOfSubscriptions()
	s.everyAnswerOfFeeds()
	s.everyAnswerOfPartners()
	s.everyAnswerOfUsage()
	s.everyAnswerOfSitemaps()
	s.everyAnswerOfNewsroom()
	s.everyAnswerOfKeys()
	s.everyAnswerOfWebhooks()
	s.read(auth.Admin, "/v1/audit", 304, 400, 401, 403)
	s.everyPostOnce(own)
	s.everyAnswerOfHub(own)
	s.everyAnswerOfService()
	everyRefusalOfTooMuch(t, own)
	if missed := own.Unexercised(); len(missed) > 0 {
		t.Errorf("declared, but never answered:\n%s", strings.Join(missed, "\n"))
	}
}

const (
	badKey   = "Bearer sw_nobody"
	noJSON   = `{"`
	mergeOf  = "application/merge-patch+json"
	patchOf  = "application/json-patch+json"
	idOfNone = "01992f4e-7a10-7c31-9d0e-5b1f6f0c2a11"
)

var big = strings.Repeat(" ", 1<<20) + "{}"

func (s *site) read(as auth.Scope, path string, statuses ...int) {
	s.t.Helper()
	ok := s.do(call{as: as, method: http.MethodGet, path: path}).is(http.StatusOK)
	for _, status := range statuses {
		c := call{as: as, method: http.MethodGet, path: path, headers: map[string]string{}}
		switch status {
		case http.StatusNotModified:
			c.headers["If-None-Match"] = ok.etag()
		case http.StatusBadRequest:
			c.path += "?no=such"
		case http.StatusUnauthorized:
			c.as, c.headers["Authorization"] = "", badKey
		case http.StatusForbidden:
			c.as = auth.Feed
		}
		s.do(c).is(status)
	}
}

// refuse has every refusal of a write with a JSON body, of a PATCH, or of
// a DELETE.
func (s *site) refuse(as auth.Scope, method, path, wrong string, statuses ...int) {
	s.t.Helper()
	for _, status := range statuses {
		c := call{as: as, method: method, path: path, body: wrong, headers: ifMatch("*")}
		if method == http.MethodPatch {
			c.media = mergeOf
		}
		switch status {
		case http.StatusBadRequest:
			c.body = noJSON
			if method == http.MethodDelete {
				c.body, c.path = "", path+"?no=such"
			}
		case http.StatusUnauthorized:
			c.as = ""
		case http.StatusForbidden:
			c.as = auth.Feed
		case http.StatusNotFound:
			parts := strings.Split(path, "/") // "", v1, the collection, the id and perhaps what is done
			parts[3] = idOfNone
			c.path = strings.Join(parts, "/")
		case http.StatusPreconditionFailed:
			c.headers = ifMatch(`"9-x"`)
		case http.StatusRequestEntityTooLarge:
			c.body = big
		case http.StatusUnsupportedMediaType:
			c.media = "text/html"
		case http.StatusPreconditionRequired:
			c.headers = nil
		}
		s.do(c).is(status)
	}
}

func (s *site) everyAnswerOfCollection(c collection) {
	s.t.Helper()
	path := "/v1/" + c.name
	made := s.do(call{as: auth.Write, method: "POST", path: path, body: c.body}).is(http.StatusCreated)
	one := made.header.Get("Location")
	s.refuse(auth.Write, "POST", path, c.wrong, 400, 401, 403, 413, 415, 422)
	s.read(auth.Write, path, 304, 400, 401)
	s.read(auth.Write, one, 304, 400, 401)
	s.get(path + "/" + idOfNone).is(http.StatusNotFound)
	put := s.do(call{as: auth.Write, method: "PUT", path: one, body: string(made.body), headers: ifMatch(made.etag())}).is(http.StatusOK)
	s.do(call{as: auth.Write, method: "PATCH", path: one, media: mergeOf, body: `{}`, headers: ifMatch(put.etag())}).is(http.StatusOK)
	s.do(call{as: auth.Write, method: "PATCH", path: one, media: patchOf, body: `[]`, headers: ifMatch("*")}).is(http.StatusOK)
	for _, method := range []string{"PUT", "PATCH"} {
		wrong := c.wrong
		if c.name == "sources" && method == "PATCH" {
			wrong = `{"name": null}`
		}
		s.refuse(auth.Write, method, one, wrong, 400, 401, 403, 404, 412, 413, 415, 422, 428)
	}
	s.refuse(auth.Write, "DELETE", one, "", 400, 401, 403, 404, 412, 428)
	s.do(call{as: auth.Write, method: "DELETE", path: one, headers: ifMatch("*")}).is(http.StatusNoContent)
	s.do(call{as: auth.Write, method: "GET", path: one}).is(http.StatusNotFound)
	// What a story uses stays.
	s.draft("A story that uses " + c.name)
	var list struct{ Data []struct{ ID string } }
	s.do(call{as: auth.Write, method: "GET", path: path}).read(&list)
	if len(list.Data) == 0 {
		s.t.Fatalf("a story makes none of the %s it names", c.name)
	}
	used := s.do(call{as: auth.Write, method: "DELETE", path: path + "/" + list.Data[0].ID, headers: ifMatch("*")})
	used.isProblem(http.StatusConflict, "conflict")
	if !strings.Contains(string(used.body), `"uses":["/v1/articles/`) {
		s.t.Errorf("what uses one of the %s is not told: %s", c.name, used.body)
	}
}

func (s *site) everyAnswerOfArticles() {
	s.t.Helper()
	made := s.draft("A story of every answer")
	one := made.header.Get("Location")
	s.refuse(auth.Write, "POST", "/v1/articles", `{"kind": "gossip"}`, 400, 401, 403, 413, 415, 422)
	s.do(call{as: auth.Write, method: "POST", path: "/v1/articles", body: `{"published_at": "2020-01-01T00:00:00Z"}`}).isProblem(403, "forbidden")
	s.read(auth.Write, "/v1/articles", 304, 400, 401)
	s.do(call{as: auth.Feed, method: "GET", path: "/v1/articles?status=draft"}).is(403)
	s.read(auth.Write, one, 304, 400, 401)
	for _, f := range []string{"html", "jsonld", "md", "txt"} {
		s.read(auth.Write, one+"?format="+f, 304)
	}
	s.do(call{as: auth.Write, method: "GET", path: one, headers: map[string]string{"Accept": "image/png"}}).is(406)
	s.get(one).is(404)
	s.do(call{as: auth.Write, method: "PUT", path: one, body: harbourStory, headers: ifMatch(made.etag())}).is(200)
	s.do(call{as: auth.Write, method: "PATCH", path: one, media: mergeOf, body: `{"kind": "live"}`, headers: ifMatch("*")}).is(200)
	s.refuse(auth.Write, "PUT", one, `{"kind": "gossip"}`, 400, 401, 403, 404, 412, 413, 415, 422, 428)
	s.refuse(auth.Write, "PATCH", one, `{"kind": "gossip"}`, 400, 401, 403, 404, 412, 413, 415, 422, 428)
	s.refuse(auth.Write, "DELETE", one, "", 400, 401, 403, 404, 412, 428)
	s.refuse(auth.Publish, "POST", one+"/publish", `[]`, 400, 401, 403, 404, 412, 413, 415, 422, 428)
	s.do(call{as: auth.Publish, method: "POST", path: one + "/publish", body: "{}", headers: ifMatch("*")}).is(200)
	s.do(call{as: auth.Publish, method: "POST", path: one + "/publish", body: "{}", headers: ifMatch("*")}).is(409)
	s.do(call{as: auth.Publish, method: "DELETE", path: one, headers: ifMatch("*")}).is(409)
	slug := s.movedSlug("A slug that is to be old")
	gone := "/v1/articles/" + s.published("A story that is to be gone").article().Slug
	s.do(call{as: auth.Publish, method: "POST", path: gone + "/withhold", body: `{"note": "It was not so."}`, headers: ifMatch("*")}).is(200)
	s.get(slug).is(308)
	s.do(call{as: auth.Publish, method: "PUT", path: slug, body: "{}", headers: ifMatch("*")}).is(308)
	s.do(call{as: auth.Publish, method: "PATCH", path: slug, media: mergeOf, body: "{}", headers: ifMatch("*")}).is(308)
	s.do(call{as: auth.Publish, method: "DELETE", path: slug, headers: ifMatch("*")}).is(308)
	s.do(call{as: auth.Publish, method: "POST", path: slug + "/publish", body: "{}", headers: ifMatch("*")}).is(308)
	for _, what := range []string{"/related", "/next", "/previous"} {
		s.read("", one+what, 304, 400, 401)
		s.get(slug + what).is(308)
		s.get("/v1/articles/" + idOfNone + what).is(404)
		s.get(gone + what).is(410)
	}
	draft := s.draft("To be deleted")
	s.do(call{as: auth.Write, method: "DELETE", path: draft.header.Get("Location"), headers: ifMatch(draft.etag())}).is(204)
	s.published("A story by Mira Okafor")
	s.read("", "/v1/authors/mira-okafor/articles", 304, 400, 401)
	s.get("/v1/authors/nobody/articles").is(404)
}

// movedSlug is the address of a public story under a slug that it had once.
func (s *site) movedSlug(headline string) string {
	s.t.Helper()
	old := s.published(headline).article()
	s.patch("/v1/articles/"+old.Slug, `{"slug": "new-`+old.Slug+`"}`).is(200)
	return "/v1/articles/" + old.Slug
}

func (s *site) everyAnswerOfQuotes() {
	s.t.Helper()
	story := s.draft("A story with words in it")
	article := story.article()
	body := `{"article_id": "` + article.Slug + `", "text": "The ferry is back", "speaker": null}`
	s.refuse(auth.Write, "POST", "/v1/quotes", body, 400, 401, 403, 412, 413, 415, 428)
	s.do(call{as: auth.Write, method: "POST", path: "/v1/quotes", body: `{"article_id": "no-such", "text": "x"}`, headers: ifMatch("*")}).is(422)
	made := s.do(call{as: auth.Write, method: "POST", path: "/v1/quotes", body: body, headers: ifMatch(story.etag())}).is(201)
	one := made.header.Get("Location")
	s.read(auth.Write, "/v1/quotes", 304, 400, 401)
	s.read(auth.Write, one, 304, 400, 401)
	s.get(one).is(404)
	s.do(call{as: auth.Write, method: "PUT", path: one, body: string(made.body), headers: ifMatch(made.etag())}).is(200)
	s.do(call{as: auth.Write, method: "PATCH", path: one, media: mergeOf, body: `{"speaker": "ines-vale"}`, headers: ifMatch("*")}).is(200)
	s.refuse(auth.Write, "PUT", one, `{"text": "not there"}`, 400, 401, 403, 404, 412, 413, 415, 422, 428)
	s.refuse(auth.Write, "PATCH", one, `{"text": "not there"}`, 400, 401, 403, 404, 412, 413, 415, 422, 428)
	s.refuse(auth.Write, "DELETE", one, "", 400, 401, 403, 404, 412, 428)
	s.do(call{as: auth.Write, method: "DELETE", path: one, headers: ifMatch("*")}).is(204)
}

func (s *site) everyAnswerOfImport() {
	s.t.Helper()
	page := call{as: auth.Write, method: "POST", path: "/v1/import", media: "text/plain", body: "Boats are back\n\nTwo of them came in today."}
	with := func(change func(*call)) *answer {
		c := page
		change(&c)
		return s.do(c)
	}
	s.do(page).is(201)
	with(func(c *call) { c.path += "?dry_run=true" }).is(200)
	with(func(c *call) { c.as, c.path = auth.Publish, c.path+"?publish=true&headline=Boats" }).is(201)
	with(func(c *call) { c.path += "?dry_run=maybe" }).is(400)
	with(func(c *call) { c.body = "\xff" }).is(400)
	with(func(c *call) { c.as = "" }).is(401)
	with(func(c *call) { c.path += "?publish=true" }).is(403)
	with(func(c *call) { c.body = strings.Repeat("x", 10<<20+1) }).is(413)
	with(func(c *call) { c.media = "application/pdf" }).is(415)
	faults := with(func(c *call) { c.as, c.path, c.body = auth.Publish, c.path+"?publish=true", "\n\nWords only." }).isProblem(422, "invalid")
	if len(faults) != 1 || !strings.HasPrefix(faults[0], "/headline: ") {
		s.t.Errorf("published without a headline: %q", faults)
	}
}

func (s *site) everyAnswerOfNewsroom() {
	s.t.Helper()
	room := s.get("/v1/newsroom").is(200)
	s.read("", "/v1/newsroom", 304, 400, 401)
	s.do(call{as: auth.Admin, method: "PUT", path: "/v1/newsroom", body: string(room.body), headers: ifMatch(room.etag())}).is(200)
	s.do(call{as: auth.Admin, method: "PATCH", path: "/v1/newsroom", media: mergeOf, body: `{"minor_edits": {"max_characters": 12}}`, headers: ifMatch("*")}).is(200)
	for _, method := range []string{"PUT", "PATCH"} {
		s.refuse(auth.Admin, method, "/v1/newsroom", `{"name": "x", "time_zone": "Moon/Sea"}`, 400, 401, 403, 412, 413, 415, 422, 428)
	}
	s.get("/.well-known/tdmrep.json").is(404)
	s.house(`{"tdm_reservation": true}`)
	s.read("", "/.well-known/tdmrep.json", 304, 400)
	s.house(`{"tdm_reservation": null}`)
}

func (s *site) everyAnswerOfKeys() {
	s.t.Helper()
	made := s.do(call{as: auth.Admin, method: "POST", path: "/v1/keys", body: `{"name": "Night desk", "scopes": ["write"], "expires_at": "2099-01-01T00:00:00Z"}`}).is(201)
	one := made.header.Get("Location")
	s.refuse(auth.Admin, "POST", "/v1/keys", `{"name": "", "scopes": ["all"]}`, 400, 401, 403, 413, 415, 422)
	s.read(auth.Admin, "/v1/keys", 304, 400, 401, 403)
	s.read(auth.Admin, one, 304, 400, 401, 403)
	s.do(call{as: auth.Admin, method: "GET", path: "/v1/keys/" + idOfNone}).is(404)
	var key struct{ Key string }
	made.read(&key)
	asNew := call{method: "GET", path: "/v1/articles?status=draft", headers: map[string]string{"Authorization": "Bearer " + key.Key}}
	s.do(asNew).is(200)
	s.refuse(auth.Admin, "POST", one+"/rotate", `{"overlap": -1}`, 400, 401, 403, 404, 413, 415, 422)
	rotated := s.do(call{as: auth.Admin, method: "POST", path: one + "/rotate", body: `{"overlap": 60}`}).is(201)
	rotated.read(&key)
	s.do(asNew).is(200) // the old key, for a minute
	s.do(call{method: "GET", path: "/v1/articles?status=draft", headers: map[string]string{"Authorization": "Bearer " + key.Key}}).is(200)
	s.do(call{as: auth.Admin, method: "POST", path: one + "/rotate", body: `{"overlap": 0}`}).is(201)
	s.do(asNew).isProblem(401, "unauthorized")
	s.do(call{as: auth.Admin, method: "POST", path: one + "/rotate", body: `{}`}).isProblem(409, "conflict")
	asNew.headers["Authorization"] = "Bearer " + key.Key
	one = rotated.header.Get("Location")
	s.everyAnswerOfAKeysChange(one)
	s.refuse(auth.Admin, "DELETE", one, "", 400, 401, 403, 404)
	s.do(call{as: auth.Admin, method: "DELETE", path: one}).is(204)
	s.do(asNew).isProblem(401, "unauthorized")
}

func (s *site) everyAnswerOfAKeysChange(one string) {
	s.t.Helper()
	tag := s.do(call{as: auth.Admin, method: "GET", path: one}).etag()
	s.do(call{as: auth.Admin, method: "PATCH", path: one, media: mergeOf, body: `{"requests_per_minute": 600}`, headers: ifMatch(tag)}).is(200)
	s.do(call{as: auth.Admin, method: "PATCH", path: one, media: patchOf, body: `[{"op": "add", "path": "/scopes/-", "value": "feed"}]`, headers: ifMatch("*")}).is(200)
	s.refuse(auth.Admin, "PATCH", one, `{"scopes": ["all"]}`, 400, 401, 403, 404, 412, 413, 415, 422, 428)
	s.do(call{as: auth.Admin, method: "PATCH", path: s.lastAdmin(), media: mergeOf, body: `{"scopes": ["write"]}`, headers: ifMatch("*")}).isProblem(409, "conflict")
	s.do(call{as: auth.Admin, method: "DELETE", path: s.lastAdmin()}).isProblem(409, "conflict")
}

// lastAdmin is the address of the one key of the tests with the scope admin.
func (s *site) lastAdmin() string {
	s.t.Helper()
	by, err := s.store.Principal(s.t.Context(), auth.Hash(s.keys[auth.Admin]))
	if err != nil {
		s.t.Fatal(err)
	}
	return "/v1/keys/" + by.KeyID.String()
}

func (s *site) everyAnswerOfService() {
	s.t.Helper()
	s.get("/healthz").is(200)
	s.get("/readyz").is(200)
	s.serving.Store(false)
	s.get("/readyz").isProblem(503, "unavailable")
	s.get("/healthz").is(200)
	s.serving.Store(true)
	for _, path := range []string{"/docs", "/openapi.yaml"} {
		got := s.get(path).is(200)
		s.do(call{method: "GET", path: path, headers: map[string]string{"If-None-Match": got.etag()}}).is(304)
	}
}
