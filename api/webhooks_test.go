package api_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"storywire/internal/auth"
	"storywire/internal/deliver"
	"storywire/internal/news"
	"storywire/internal/outbound"

	"github.com/jackc/pgx/v5"
)

// message is what a receiver was sent.
type message struct {
	id, signature string
	at            int64
	body          []byte
	Type          string
	Timestamp     time.Time
	Data          struct {
		Cursor, Slug, Note string
		Article            string          `json:"article_id"`
		Version            int             `json:"version"`
		Current            json.RawMessage `json:"article"`
	}
}

func (m message) String() string { return m.Type + " " + m.Data.Slug }

// receiver is a partner's, who says what it answers.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    []message // that were answered with a success
	calls  int
	answer func(w http.ResponseWriter, m message)
}

func receive(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{answer: func(http.ResponseWriter, message) {}}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		m := message{id: req.Header.Get("Webhook-Id"), signature: req.Header.Get("Webhook-Signature"), body: body}
		m.at, _ = strconv.ParseInt(req.Header.Get("Webhook-Timestamp"), 10, 64)
		if err != nil || json.Unmarshal(body, &m) != nil || req.Method != http.MethodPost || req.Header.Get("Content-Type") != "application/json" {
			t.Errorf("it was sent %s %v: %s", req.Method, req.Header, body)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.calls++
		status := &statusWriter{w, http.StatusOK}
		r.answer(status, m)
		if status.status < 300 {
			r.got = append(r.got, m)
		}
	}))
	t.Cleanup(r.Close)
	return r
}

// statusWriter knows what was answered.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// answers has the receiver answer with a status from now on.
func (r *receiver) answers(status int, headers ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = func(w http.ResponseWriter, _ message) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
	}
}

// told is what it has taken since the last time, and how often it was called.
func (r *receiver) told() (list []string, calls int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range r.got {
		list = append(list, m.String())
	}
	calls, r.got, r.calls = r.calls, nil, 0
	return list, calls
}

// signedBy tells whether a message has a signature by a secret as receivers get
// it, found as the specification says.
func signedBy(t *testing.T, m message, secret string) bool {
	t.Helper()
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(m.id + "." + strconv.FormatInt(m.at, 10) + "."))
	mac.Write(m.body)
	return slices.Contains(strings.Split(m.signature, " "), "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}

// hooked is a site that delivers when it is told to.
type hooked struct {
	*site
	hooks *deliver.Webhooks
}

func (s *site) hooked() hooked {
	return hooked{s, deliver.NewWebhooks(s.store, outbound.NewClient(outbound.Options{Loopback: true, Timeout: 10 * time.Second}), slog.New(slog.DiscardHandler))}
}

// turn delivers what is due now.
func (h hooked) turn() {
	h.t.Helper()
	for range 2 { // what the first one's calls made due, and what they had no room for
		if _, err := h.hooks.Turn(h.t.Context()); err != nil {
			h.t.Error(err)
		}
		h.hooks.Wait()
	}
}

// later lets so much time go by, for all that webhooks wait for.
func (h hooked) later(d time.Duration) {
	h.t.Helper()
	h.alter(`update deliveries set due_at = due_at - $1::interval, claimed_until = claimed_until - $1::interval, created_at = created_at - $1::interval`, d)
	h.alter(`update webhooks set resting_until = resting_until - $1::interval`, d)
	h.alter(`update webhook_secrets set ends_at = ends_at - $1::interval`, d)
}

func (s *site) alter(sql string, args ...any) {
	s.t.Helper()
	conn, err := pgx.Connect(s.t.Context(), s.db.OwnerURL)
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close(s.t.Context())
	if _, err := conn.Exec(s.t.Context(), sql, args...); err != nil {
		s.t.Fatal(err)
	}
}

// hook is a webhook as the API answers with it.
type hook struct {
	news.Webhook
	Secret string
	as     call
	tag    string
}

// hook makes a webhook with the key of as, of body's members beside the address.
func (s *site) hook(as call, url, body string) (h hook) {
	s.t.Helper()
	as.method, as.path, as.body = "POST", "/v1/webhooks", `{"url": "`+url+`"`+body+`}`
	made := s.do(as).is(http.StatusCreated)
	made.read(&h)
	h.as, h.tag = as, made.etag()
	return h
}

func (s *site) rehook(h hook, merge string) *answer {
	s.t.Helper()
	c := call{as: auth.Admin, method: "PATCH", path: h.Links["self"], media: mergeOf, body: merge, headers: ifMatch("*")}
	return s.do(c)
}

// deliveries are a webhook's, newest first, as "type state attempts".
func (s *site) deliveries(h hook) (list []news.Delivery) {
	s.t.Helper()
	var page struct{ Data []news.Delivery }
	s.do(call{as: auth.Admin, method: "GET", path: h.Links["deliveries"] + "?limit=100"}).is(http.StatusOK).read(&page)
	return page.Data
}

func (s *site) everyAnswerOfWebhooks() {
	s.t.Helper()
	const path, body = "/v1/webhooks", `{"url": "https://partner.example/hook", "events": ["article.corrected"], "filters": {"kinds": ["news"]}}`
	made := s.do(call{as: auth.Feed, method: "POST", path: path, body: body}).is(201)
	one := made.header.Get("Location")
	forbidden := func(method, path string) {
		s.do(call{as: auth.Write, method: method, path: path, body: "{}", headers: ifMatch("*")}).isProblem(403, "forbidden")
	}
	s.refuse(auth.Feed, "POST", path, `{"url": "ftp://x", "events": ["gossip"]}`, 400, 401, 413, 415, 422)
	forbidden("POST", path)
	s.read(auth.Feed, path, 304, 400, 401)
	forbidden("GET", path)
	s.read(auth.Feed, one, 304, 400, 401)
	forbidden("GET", one)
	s.do(call{as: auth.Feed, method: "GET", path: path + "/" + idOfNone}).is(404)
	s.do(call{as: auth.Feed, method: "PATCH", path: one, media: mergeOf, body: `{"description": "Night wire"}`, headers: ifMatch(made.etag())}).is(200)
	s.do(call{as: auth.Feed, method: "PATCH", path: one, media: patchOf, body: `[{"op": "add", "path": "/events/-", "value": "article.killed"}]`, headers: ifMatch("*")}).is(200)
	s.refuse(auth.Feed, "PATCH", one, `{"events": ["gossip"]}`, 400, 401, 404, 412, 413, 415, 422, 428)
	forbidden("PATCH", one)
	s.do(call{as: auth.Feed, method: "POST", path: one + "/rotate", body: `{"overlap": 60}`}).is(200)
	s.refuse(auth.Feed, "POST", one+"/rotate", `{"overlap": -1}`, 400, 401, 404, 413, 415, 422)
	forbidden("POST", one+"/rotate")
	s.do(call{as: auth.Feed, method: "POST", path: one + "/ping"}).is(202)
	s.do(call{as: auth.Feed, method: "POST", path: one + "/ping?no=such"}).is(400)
	s.do(call{method: "POST", path: one + "/ping"}).is(401)
	s.do(call{as: auth.Feed, method: "POST", path: path + "/" + idOfNone + "/ping"}).is(404)
	forbidden("POST", one+"/ping")
	s.read(auth.Feed, one+"/deliveries", 304, 400, 401)
	s.do(call{as: auth.Feed, method: "GET", path: path + "/" + idOfNone + "/deliveries"}).is(404)
	s.do(call{as: auth.Feed, method: "GET", path: one + "/deliveries?state=lost"}).is(400)
	forbidden("GET", one+"/deliveries")
	s.do(call{as: auth.Feed, method: "POST", path: one + "/redeliver", body: `{"since": "2026-01-01T00:00:00Z"}`}).is(202)
	s.refuse(auth.Feed, "POST", one+"/redeliver", `{}`, 400, 401, 404, 413, 415, 422)
	s.do(call{as: auth.Feed, method: "POST", path: one + "/redeliver", body: `{"event_id": "msg_` + idOfNone + `"}`}).is(404)
	forbidden("POST", one+"/redeliver")
	s.do(call{as: auth.Feed, method: "PATCH", path: one, media: mergeOf, body: `{"enabled": false}`, headers: ifMatch("*")}).is(200)
	s.do(call{as: auth.Feed, method: "POST", path: one + "/ping"}).isProblem(409, "conflict")
	s.do(call{as: auth.Feed, method: "POST", path: one + "/redeliver", body: `{"since": "2026-01-01T00:00:00Z"}`}).isProblem(409, "conflict")
	s.refuse(auth.Feed, "DELETE", one, "", 400, 401, 404, 412, 428)
	forbidden("DELETE", one)
	s.do(call{as: auth.Feed, method: "DELETE", path: one, headers: ifMatch("*")}).is(204)
	s.do(call{as: auth.Feed, method: "GET", path: one}).is(404)
}
