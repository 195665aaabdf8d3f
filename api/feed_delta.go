package api

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/http"
	"strings"

	"storywire/internal/news"

	"github.com/cespare/xxhash/v2"
)

// A reader that has a feed may ask for what is newer alone (RFC 3229, with the
// manipulation "feed", which takes a feed for the list of its stories). What it
// has its tag says: behind the hash of the bytes stands a print of each story.
// So nothing has to be kept of what was answered before, and whichever server is
// asked knows.

// deltaHeader asks for a manipulation, as net/http writes its name.
const deltaHeader = "A-Im"

// printSize is the size of one story's print, in bytes: of a hundred stories
// that changed, one in forty million is taken for one that did not.
const printSize = 4

// printOf is the print of a story as it stands: another for each version, in
// whatever backup.
func printOf(d news.Document) uint32 {
	return uint32(xxhash.Sum64(fmt.Appendf(d.ID[:], "%d %d", d.Version, d.ModifiedAt.UnixMicro())))
}

// feedTag is the strong tag of a feed with these bytes and stories.
func feedTag(body []byte, list []news.Listed[news.Document]) string {
	prints := make([]byte, 0, printSize*len(list))
	for _, entry := range list {
		prints = binary.BigEndian.AppendUint32(prints, printOf(entry.Value))
	}
	return strings.TrimSuffix(hashTag(body), `"`) + "." + base64.RawURLEncoding.EncodeToString(prints) + `"`
}

// printsIn are the prints in a tag; ok is false for one that is no feed's.
func printsIn(tag string) (prints map[uint32]bool, ok bool) {
	_, encoded, is := strings.Cut(strings.Trim(tag, `"`), ".")
	b, err := base64.RawURLEncoding.DecodeString(encoded)
	if !is || err != nil || len(b)%printSize != 0 {
		return nil, false
	}
	prints = make(map[uint32]bool, len(b)/printSize)
	for ; len(b) > 0; b = b[printSize:] {
		prints[binary.BigEndian.Uint32(b)] = true
	}
	return prints, true
}

// base is what the caller has of the feed: the tag, and the prints in it. ok is
// false for one that did not ask for what is newer than that.
func base(r *http.Request) (tag string, prints map[uint32]bool, ok bool) {
	if !asksForDelta(r) {
		return "", nil, false
	}
	tags, _, _ := parseTags(r.Header.Values("If-None-Match")) // a malformed one names nothing
	for _, t := range tags {
		if prints, ok = printsIn(plainTag(t.opaque)); ok {
			return t.opaque, prints, true
		}
	}
	return "", nil, false
}

// asksForDelta tells whether the caller takes a part of a feed for the whole.
func asksForDelta(r *http.Request) bool {
	for im := range strings.SplitSeq(strings.Join(r.Header.Values(deltaHeader), ","), ",") {
		name, params, _ := strings.Cut(im, ";")
		_, q, _ := strings.Cut(params, "q=")
		if strings.EqualFold(strings.TrimSpace(name), "feed") && weight(strings.TrimSpace(q)) > 0 {
			return true
		}
	}
	return false
}

// wantsNewer tells whether what the caller has says what the answer is, unless
// that is still the same: some readers ask so whether they have anything or not.
func wantsNewer(r *http.Request) bool {
	return r.Header[deltaHeader] != nil && r.Header["If-None-Match"] != nil
}

// newer are the stories of the list that the caller does not have as they stand.
func newer(list []news.Listed[news.Document], has map[uint32]bool) (fresh []news.Listed[news.Document]) {
	for _, entry := range list {
		if !has[printOf(entry.Value)] {
			fresh = append(fresh, entry)
		}
	}
	return fresh
}
