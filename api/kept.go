package api

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"storywire/internal/cache"
	"storywire/internal/news"

	"github.com/google/uuid"
)

// making is what is learned of an answer while it is made to be kept.
type making struct {
	life     *lifetime // as it was set, not bounded by the next moment
	modified time.Time // what If-Modified-Since goes by; zero for nothing
	limit    time.Duration
	bounded  bool // by limit, which was asked for: the cache does not know
}

// about is what an answer that is kept does not say itself.
type about struct {
	route    string
	attrs    []slog.Attr
	life     *lifetime // nil where Cache-Control stands as it is
	control  []string  // Cache-Control, where no moment bounds it
	modified time.Time
	vary     []string
	// hole is where the request's own id stands in the body, -1 where it does
	// not; in its place stands the id of the request that the answer was made
	// for, which was as long as holeLength.
	hole int
}

// holeLength is the length of an id of ours.
const holeLength = 36

// The bounds of what is looked for in memory: a request beyond them is one of
// a kind.
const (
	maxQuery  = 2048
	maxAccept = 256
)

// keyOf is what an answer to the request is kept under; ok is false for one
// that is not kept, whatever it is. The change log is not: who follows it asks
// for each place in it once.
func (a *api) keyOf(r *http.Request) (k cache.Key, ok bool) {
	if !a.Cache.On() || r.Method != http.MethodGet && r.Method != http.MethodHead || r.ContentLength != 0 {
		return k, false
	}
	stories := strings.HasPrefix(r.URL.Path, "/v1/") || strings.HasPrefix(r.URL.Path, "/sitemap")
	if !stories || strings.HasPrefix(r.URL.Path, "/v1/changes") || r.URL.RawPath != "" {
		return k, false
	}
	if _, key := r.Header["Authorization"]; key || len(r.URL.RawQuery) > maxQuery {
		return k, false
	}
	k.Path, k.Query = r.URL.Path, r.URL.RawQuery
	switch accept := r.Header["Accept"]; {
	case len(accept) > 1 || len(accept) == 1 && len(accept[0]) > maxAccept:
		return k, false
	case len(accept) == 1:
		k.Accept = accept[0]
	}
	if !inOneForm(k.Query) {
		query, err := url.ParseQuery(k.Query)
		if err != nil {
			return k, false
		}
		k.Query = query.Encode()
	}
	return k, true
}

// inOneForm tells whether a query is as url.Values.Encode would write it, of
// those for which that is easily told.
func inOneForm(query string) bool {
	name, last, inName := 0, "", true
	for i := 0; i < len(query); i++ {
		switch c := query[i]; {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c == '-' || c == '_' || c == '.' || c == '~':
		case c == '=' && inName && i > name:
			if query[name:i] < last {
				return false
			}
			last, inName = query[name:i], false
		case c == '&' && !inName:
			name, inName = i+1, true
		default:
			return false
		}
	}
	return query == "" || !inName
}

// serveShared answers a read that may be kept: it is made once for all who ask
// for it at the same time, and kept. It is false for what is not answered so.
func (a *api) serveShared(w http.ResponseWriter, r *http.Request, x *exchange) bool {
	key, ok := a.keyOf(r)
	if !ok || wantsNewer(r) || !a.admit(r, x) {
		return false
	}
	kept := (*cache.Answer)(nil)
	if a.Limits.Anonymous > 0 {
		kept = a.Cache.Get(key)
	}
	if kept == nil {
		var err error
		kept, err = a.Cache.Make(r.Context(), key, func(ctx context.Context) *cache.Answer { return a.makeAnswer(ctx, r, key) })
		if err != nil {
			note(r.Context(), slog.String("error", err.Error()))
			return true // the caller hung up: nobody is there to be told
		}
		if kept == nil {
			return false
		}
	}
	about := kept.About.(*about)
	x.route = about.route
	x.attrs = append(x.attrs, about.attrs...)
	a.sendKept(w, r, kept, x.id)
	return true
}

// makeAnswer has the routes answer the read as it is kept: for GET, in no
// coding, without a condition.
func (a *api) makeAnswer(ctx context.Context, r *http.Request, k cache.Key) *cache.Answer {
	x := &exchange{id: uuid.NewString(), limited: true, making: &making{}}
	asked := r.WithContext(context.WithValue(ctx, exchangeKey, x))
	asked.Method, asked.Body = http.MethodGet, http.NoBody
	asked.Header = http.Header{}
	if k.Accept != "" {
		asked.Header.Set("Accept", k.Accept)
	}
	address := *r.URL
	address.RawQuery = k.Query
	asked.URL = &address
	begun := a.Cache.Begin()
	held := heldAnswer{header: http.Header{}}
	a.mux.ServeHTTP(&held, asked)
	if !shared(held.status) {
		return nil
	}
	if x.making.bounded {
		a.Cache.Limit(&begun, x.making.limit)
	}
	answer, keep := held.answer(x)
	if keep {
		a.Cache.Keep(begun, k, answer)
	} else {
		a.Cache.Pass(begun, answer)
	}
	return answer
}

// shared tells whether an answer with the status is one to all who ask the
// same, kept or not.
func shared(status int) bool {
	switch status {
	case http.StatusOK, http.StatusPermanentRedirect, http.StatusBadRequest, http.StatusNotFound, http.StatusNotAcceptable, http.StatusGone:
		return true
	}
	return status >= http.StatusInternalServerError
}

// answer is what was held as an answer to all who ask the same, and whether it
// may be kept.
func (h *heldAnswer) answer(x *exchange) (made *cache.Answer, keep bool) {
	about := &about{route: x.route, attrs: x.attrs, life: x.making.life, modified: x.making.modified, hole: bytes.Index(h.body, []byte(x.id))}
	made = &cache.Answer{Status: h.status, Media: h.header.Get("Content-Type"), Body: h.body, Tag: h.header.Get("ETag"), About: about}
	about.control, about.vary = h.header["Cache-Control"], []string{strings.Join(h.header["Vary"], ", ")}
	for name, values := range h.header {
		switch name {
		case "Etag", "Content-Type", "Content-Length", "Cache-Control", "Vary", "Access-Control-Allow-Origin", "Access-Control-Expose-Headers":
		default:
			made.Fields = append(made.Fields, cache.Field{Name: name, Values: values})
		}
	}
	made.Fields = append(made.Fields, cache.Field{Name: "Vary", Values: about.vary})
	for _, line := range h.header["Vary"] {
		for name := range strings.SplitSeq(line, ",") {
			made.Negotiated = made.Negotiated || strings.EqualFold(strings.TrimSpace(name), "Accept")
		}
	}
	made.Depends = depends(h, x.route)
	switch h.status {
	case http.StatusOK:
		keep = about.life != nil && about.life.never == "" && about.hole < 0
	case http.StatusPermanentRedirect:
		keep = true
	case http.StatusNotFound, http.StatusGone:
		keep = about.hole >= 0
	}
	return made, keep
}

// articleRoute is where an article is answered by itself.
const articleRoute = "/v1/articles/{id}"

// depends is what an answer is dropped for. An article's document, in any form,
// changes with an entry of the change log for that article, and by nothing else
// but the newsroom's settings, with which everything is dropped. Everything
// else depends on the whole log, and on what it does not tell of: any article
// may come to be in a list, be the first of an author's, or take an address. What
// was found by words depends on these besides.
func depends(h *heldAnswer, route string) []string {
	keys := strings.Fields(h.header.Get("Surrogate-Key"))
	if h.status == http.StatusOK && route == articleRoute &&
		slices.ContainsFunc(keys, func(k string) bool { return strings.HasPrefix(k, "article-") }) && !slices.Contains(keys, cache.Articles) {
		return slices.DeleteFunc(keys, func(k string) bool { return !strings.HasPrefix(k, "article-") })
	}
	if slices.Contains(keys, news.KeyOfSearches) {
		return []string{cache.Articles, cache.Records, cache.Searches}
	}
	return []string{cache.Articles, cache.Records}
}

// sendKept sends an answer that is kept, or the 304 in its place. It tells what
// was sent.
func (a *api) sendKept(w http.ResponseWriter, r *http.Request, kept *cache.Answer, id string) (status int, sent int64) {
	h, about := w.Header(), kept.About.(*about)
	h["Cache-Control"] = a.controlOf(kept, about)
	openToAll(h)
	if tag := unchanged(r, kept, about); tag != nil {
		h["Vary"], h["Etag"] = about.vary, tag
		w.WriteHeader(http.StatusNotModified)
		return http.StatusNotModified, 0
	}
	form := a.formOf(r, kept, about, id)
	for _, f := range kept.Fields {
		h[f.Name] = f.Values
	}
	for _, f := range form.Fields {
		h[f.Name] = f.Values
	}
	w.WriteHeader(kept.Status)
	if r.Method == http.MethodHead || len(form.Body) == 0 {
		return kept.Status, 0
	}
	a.Whole(r.Context())
	n, _ := w.Write(form.Body)
	return kept.Status, int64(n)
}

// formOf is the answer in the coding that the caller takes most gladly; one
// with a hole is made whole for each.
func (a *api) formOf(r *http.Request, kept *cache.Answer, about *about, id string) *cache.Form {
	body := kept.Body
	if about.hole >= 0 {
		body = slices.Concat(body[:about.hole], []byte(id), body[about.hole+holeLength:])
	}
	coding := cache.Identity
	if len(body) >= minCompressed {
		coding = codingOf(r)
	}
	if about.hole >= 0 {
		return (&cache.Answer{Media: kept.Media, Body: body}).Coded(coding)
	}
	return a.Cache.Form(kept, coding)
}

// controlOf is Cache-Control as it is now: whatever was rendered when, nobody
// keeps it beyond the next moment.
func (a *api) controlOf(kept *cache.Answer, about *about) []string {
	left, limited := a.Cache.Left(kept)
	if !limited || about.life == nil || left-onTheWay >= about.life.longest() {
		return about.control
	}
	return []string{about.life.within(left).String()}
}

// unchanged is the tag of what the caller has already, nil where that is not
// what it would get.
func unchanged(r *http.Request, kept *cache.Answer, about *about) []string {
	if kept.Status != http.StatusOK || kept.Tag == "" {
		return nil
	}
	tags := r.Header["If-None-Match"]
	if len(tags) == 1 {
		if tag := kept.TagIs(tags[0]); tag != nil {
			return tag
		}
	}
	if len(tags) == 0 && r.Header["If-Modified-Since"] == nil {
		return nil
	}
	if tag, same := notModified(r, kept.Tag, about.modified); same {
		return []string{tag}
	}
	return nil
}

// codingOf is the coding that the caller takes most gladly: zstd before gzip
// where it takes both as gladly.
func codingOf(r *http.Request) cache.Coding {
	accept := r.Header.Get("Accept-Encoding")
	switch accept {
	case "", "identity":
		return cache.Identity
	case "gzip":
		return cache.Gzip
	case "gzip, deflate, br, zstd": // what browsers send
		return cache.Zstd
	}
	asGzip, asZstd := taken(accept, "gzip"), taken(accept, "zstd")
	switch {
	case asZstd > 0 && asZstd >= asGzip:
		return cache.Zstd
	case asGzip > 0:
		return cache.Gzip
	}
	return cache.Identity
}

// taken is how gladly the coding is taken: its weight in Accept-Encoding.
func taken(accept, coding string) float64 {
	for part := range strings.SplitSeq(accept, ",") {
		name, params, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		for param := range strings.SplitSeq(params, ";") {
			if q, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(param)), "q="); ok {
				weight, err := strconv.ParseFloat(q, 64)
				if err != nil {
					return 0
				}
				return max(0, min(1, weight))
			}
		}
		return 1
	}
	return 0
}
