package api

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"storywire/internal/news"

	"github.com/cespare/xxhash/v2"
)

// reply is an answer, whole before its first byte is written.
type reply struct {
	status   int // 200 unless it says
	media    string
	body     []byte
	etag     string    // strong, with its quotes
	modified time.Time // Last-Modified
	undated  bool      // If-Modified-Since says nothing of it
	life     lifetime
	keys     []string // Surrogate-Key
	location string
	next     string // Link: rel="next"
}

// send writes the reply, or 304 where the caller of a read has it already.
func (a *api) send(w http.ResponseWriter, r *http.Request, p reply) error {
	h := w.Header()
	if p.status == 0 {
		p.status = http.StatusOK
	}
	setLifetime(w, r, p.life)
	set(h, "ETag", p.etag)
	if !p.modified.IsZero() {
		h.Set("Last-Modified", p.modified.UTC().Format(http.TimeFormat))
	}
	if len(p.keys) > 0 {
		h.Set("Surrogate-Key", surrogate(p.keys))
	}
	set(h, "Location", p.location)
	if p.next != "" {
		h.Set("Link", "<"+a.LinkBase+p.next+`>; rel="next"`)
	}
	dated := p.modified
	if p.undated {
		dated = time.Time{}
	}
	if x := exchangeOf(r.Context()); x != nil && x.making != nil {
		x.making.modified = dated
	}
	if r.Method == http.MethodGet && p.status == http.StatusOK && p.etag != "" {
		if tag, same := notModified(r, p.etag, dated); same {
			h.Set("ETag", tag)
			for _, name := range notIn304 {
				h.Del(name)
			}
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	if p.status == http.StatusNoContent || p.body == nil {
		w.WriteHeader(p.status)
		return nil
	}
	media := p.media
	if media == "" {
		media = typeJSON
	}
	h.Set("Content-Type", media)
	h.Set("Content-Length", strconv.Itoa(len(p.body)))
	w.WriteHeader(p.status)
	a.Whole(r.Context())
	_, _ = w.Write(p.body) // who hung up is told nothing
	return nil
}

// notIn304 are the headers that a 304 does without: what is said of the bytes
// goes for those that the caller has (RFC 9110, 15.4.5).
var notIn304 = []string{"Last-Modified", "Surrogate-Key", "Link", "X-Content-Type-Options", "Content-Security-Policy",
	"Referrer-Policy", "Cross-Origin-Resource-Policy"}

// sendJSON answers with v as JSON.
func (a *api) sendJSON(w http.ResponseWriter, r *http.Request, p reply, v any) error {
	body, err := encode(v)
	if err != nil {
		return err
	}
	p.body = body
	return a.send(w, r, p)
}

func set(h http.Header, key, value string) {
	if value != "" {
		h.Set(key, value)
	}
}

// ofLists is the surrogate key of what is not a single article's.
var ofLists = []string{news.KeyOfLists}

// ofList are the surrogate keys of a list, besides those of what is in it: any
// article may come to be there, and where it was found by words, these may be
// read anew.
func ofList(words string) []string {
	if words == "" {
		return []string{news.KeyOfLists}
	}
	return []string{news.KeyOfLists, news.KeyOfSearches}
}

// surrogate joins surrogate keys, each once and as many as the header has room
// for, behind the one of every answer. What an answer must not be without stands
// first, and what is the same story's side by side.
func surrogate(keys []string) string {
	var b strings.Builder
	b.WriteString(news.KeyOfAll)
	last := ""
	for _, k := range keys {
		if k == last {
			continue
		}
		if b.Len()+len(k) >= maxKeys {
			break
		}
		b.WriteByte(' ')
		b.WriteString(k)
		last = k
	}
	return b.String()
}

// hashTag is the strong tag of what has no version of its own. Nobody gains by
// two answers that share one, so the hash is a fast one.
func hashTag(body []byte) string {
	return `"` + strconv.FormatInt(int64(len(body)), 36) + "-" + strconv.FormatUint(xxhash.Sum64(body), 36) + `"`
}
