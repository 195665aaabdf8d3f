package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"storywire/internal/news"
)

// aroundEntries is room for what a list has besides its entries, in bytes.
const aroundEntries = 128

// largestPage is the largest buffer that is used again, in bytes.
const largestPage = 1 << 20

// pages are buffers of pages that were sent. A page is copied by whoever keeps it.
var pages = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// sendList answers with a page: entries, which the store was asked for with one
// more than the limit, and the cursor of the next page where there is one.
// item is an entry's JSON and when it was last changed; keys are the list's
// surrogate keys.
func sendList[T any](a *api, w http.ResponseWriter, r *http.Request, p page, list []news.Listed[T], keys []string, item func(T) ([]byte, time.Time, error)) error {
	// What a list leaves out does not show in the time of what it has, so that
	// its Last-Modified is told but not gone by.
	out := reply{life: cmp.Or(p.life, lifeList), undated: true}
	more := len(list) > p.limit
	if more {
		list = list[:p.limit]
	}
	entries, size := make([][]byte, len(list)), 0
	for i, entry := range list {
		body, modified, err := item(entry.Value)
		if err != nil {
			return err
		}
		if modified.After(out.modified) {
			out.modified = modified
		}
		entries[i], size = body, size+len(body)+1
	}
	b := pages.Get().(*bytes.Buffer)
	defer func() {
		if b.Cap() <= largestPage {
			b.Reset()
			pages.Put(b)
		}
	}()
	b.Grow(size + len(p.tally) + aroundEntries)
	b.WriteString(`{"data":[`)
	for i, body := range entries {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(body)
	}
	b.WriteString(`],"next":`)
	cursor := []byte("null")
	if more {
		address, next := a.next(p, list[len(list)-1].Key)
		out.next = address
		cursor, _ = json.Marshal(next) // of a string
	}
	b.Write(cursor)
	b.Write(p.tally)
	b.WriteByte('}')
	out.body, out.etag = b.Bytes(), hashTag(b.Bytes())
	out.keys = keys
	return a.send(w, r, out)
}
