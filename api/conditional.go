package api

import (
	"net/http"
	"strings"
	"time"

	"storywire/internal/news"
)

// encodings are the codings that answers come in. A tag of a coded answer is
// the tag of the thing with the coding's name behind it: "3-5e884898-zstd".
var encodings = []string{"-gzip", "-zstd"}

// plainTag is a strong entity tag without the suffix of an encoding.
func plainTag(tag string) string {
	for _, suffix := range encodings {
		if bare, ok := strings.CutSuffix(tag, suffix+`"`); ok {
			return bare + `"`
		}
	}
	return tag
}

// entityTag is one tag of a list in If-Match or If-None-Match.
type entityTag struct {
	opaque string // with its quotes
	weak   bool
}

// parseTags reads a list of entity tags as RFC 9110, 8.8.3 and 13.1.1, has
// them; every is "*".
func parseTags(lines []string) (tags []entityTag, every, ok bool) {
	s := strings.Trim(strings.Join(lines, ","), " \t")
	if s == "*" {
		return nil, true, true
	}
	for s != "" {
		var tag entityTag
		s, tag.weak = strings.CutPrefix(s, "W/")
		end := strings.IndexByte(s[min(1, len(s)):], '"') + 1
		if end < 1 || s[0] != '"' || strings.ContainsFunc(s[1:end], notInTag) {
			return nil, false, false
		}
		tag.opaque, s = s[:end+1], strings.TrimLeft(s[end+1:], " \t")
		tags = append(tags, tag)
		if s != "" && s[0] != ',' {
			return nil, false, false
		}
		s = strings.TrimLeft(s, ", \t") // a list may have empty elements
	}
	return tags, false, len(tags) > 0
}

// notInTag tells the characters that an opaque tag may not have.
func notInTag(r rune) bool { return r < 0x21 || r == 0x7f }

// precondition is what If-Match asks of a write. Without the header it matches
// nothing, so that the store still tells first what does not exist; the error
// that it then gives is told as 428.
func precondition(r *http.Request) (news.Match, error) {
	lines := r.Header.Values("If-Match")
	if len(lines) == 0 {
		return news.Match{}, nil
	}
	tags, every, ok := parseTags(lines)
	if !ok {
		return news.Match{}, kindHeader.problem("If-Match is neither * nor a list of entity tags.")
	}
	return matching(tags, every), nil
}

// matching is the precondition that the tags of an If-Match make.
func matching(tags []entityTag, every bool) news.Match {
	m := news.Match{Any: every}
	for _, tag := range tags {
		if !tag.weak { // a weak tag matches nothing where the comparison is strong
			m.Tags = append(m.Tags, news.StoredTag(plainTag(tag.opaque)))
		}
	}
	return m
}

// notModified tells whether the caller of a read has what it would get, and
// which of the tags it named is that one's. modified is zero where the time
// says nothing: a list gets older when its newest entry goes.
func notModified(r *http.Request, etag string, modified time.Time) (string, bool) {
	if lines := r.Header.Values("If-None-Match"); len(lines) > 0 {
		tags, every, _ := parseTags(lines) // a malformed one matches nothing
		if every {
			return etag, true
		}
		for _, tag := range tags {
			if plainTag(tag.opaque) == etag {
				return tag.opaque, true
			}
		}
		return "", false // If-Modified-Since does not count beside it
	}
	asked := r.Header.Get("If-Modified-Since")
	if asked == "" || modified.IsZero() {
		return "", false
	}
	since, err := http.ParseTime(asked)
	if err != nil {
		return "", false
	}
	return etag, !modified.Truncate(time.Second).After(since)
}
