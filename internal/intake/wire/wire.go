// Package wire reads what newsrooms send each other and what their systems
// export: ninjs, NewsML-G2, NITF, RSS, Atom, JSON Feed, JSON-LD, the exports of
// WordPress and Ghost, Markdown with its facts in front, and the house's own
// JSON. Bytes in, drafts out, each with the field that each of its parts came
// from.
//
// A format's file says which of its fields is which of an article's. What is the
// same for all stands in story.go: texts are tidied, times read, HTML made into
// blocks by package page, the story's words read for who says what by package
// intake. Files of XML and JSON are read as trees (xml.go, json.go) that take any
// version's spelling and refuse what only an attack has.
//
// It is pure, and must never know of HTTP, SQL or where a file came from. It
// invents nothing. An item that its sender withholds or cancels is refused by
// itself: it is not a draft of ours.
package wire

import (
	"fmt"
	"regexp"

	"storywire/internal/intake"
	"storywire/internal/news"
)

// Readers are the readers of this room by the media types of what they read.
var Readers = map[string]intake.Reader{
	"application/vnd.iptc.ninjs+json":         Ninjs,
	"application/vnd.iptc.g2.newsitem+xml":    NewsML,
	"application/vnd.iptc.g2.newsmessage+xml": NewsML,
	"text/vnd.iptc.nitf":                      NITF,
	"application/nitf+xml":                    NITF,
	"application/rss+xml":                     RSS,
	"application/atom+xml":                    Feed,
	"application/feed+json":                   Feed,
	"text/markdown":                           Markdown,
	"application/json":                        JSON,
	"application/ld+json":                     JSONLD,
	"application/x-ndjson":                    NDJSON,
}

// Guess is the media type of a file, by the element or the members that it begins
// with; "" for one that is of none of this room's.
func Guess(content []byte) string {
	head, _, err := decoded(content[:min(len(content), 4096)], intake.Options{})
	if err != nil {
		return ""
	}
	for _, g := range guesses {
		if g.looks.Match(head) {
			return g.media
		}
	}
	return ""
}

// guesses are tried in this order: the general ones stand last.
var guesses = []struct {
	media string
	looks *regexp.Regexp
}{
	{"application/vnd.iptc.g2.newsmessage+xml", regexp.MustCompile(`<(?:\w+:)?newsMessage[\s>]`)},
	{"application/vnd.iptc.g2.newsitem+xml", regexp.MustCompile(`<(?:\w+:)?newsItem[\s>]`)},
	{"application/nitf+xml", regexp.MustCompile(`<nitf[\s>]`)},
	{"application/rss+xml", regexp.MustCompile(`<(?:rss|rdf:RDF)[\s>]`)},
	{"application/atom+xml", regexp.MustCompile(`<feed[\s>]`)},
	{"application/feed+json", regexp.MustCompile(`^\s*\{[^{}]*"version"\s*:\s*"https://jsonfeed\.org`)},
	{"application/x-ndjson", regexp.MustCompile(`^\s*\{"export":`)},
	{"application/vnd.iptc.ninjs+json", regexp.MustCompile(`(?is)^\s*(?:\[\s*)?\{.*"(?:standard"\s*:\s*\{\s*"name"\s*:\s*"ninjs|pub_?status"|body_xhtml")`)},
	{"application/ld+json", regexp.MustCompile(`^\s*(?:\[\s*)?\{[^{}]*"@(?:context|type|graph)"\s*:`)},
	{"text/markdown", regexp.MustCompile(`^---[ \t\r]*\n\w+:`)},
	{"application/json", regexp.MustCompile(`^\s*\{\s*"`)},
}

// refuse is a fault of the whole input.
func refuse(format string, args ...any) error {
	var f news.Faults
	f.Add("", format, args...)
	return f.Err()
}

// unread is a fault of input that breaks the rules of its own format.
func unread(format string, args ...any) error {
	return &news.Malformed{Invalid: &news.Invalid{Faults: []news.Fault{{Detail: fmt.Sprintf(format, args...)}}}}
}

// ErrEmpty is a list that can be read and has no story in it, as a feed's may be.
var ErrEmpty = refuse("there is no story in it")

// list is what a list of stories holds, each read by itself.
func list[T any](items []T, o intake.Options, read func(T) *story) (intake.Found, error) {
	if len(items) == 0 {
		return intake.Found{}, ErrEmpty
	}
	if o.Most > 0 && len(items) > o.Most {
		return intake.Found{}, refuse("there are %d stories in it; %d are the most", len(items), o.Most)
	}
	found := intake.Found{List: true, Items: make([]intake.Result, len(items))}
	for i, item := range items {
		found.Items[i] = read(item).result()
	}
	return found, nil
}

// single is one story that is not in a list.
func single(s *story) (intake.Found, error) {
	r := s.result()
	if r.Refused != nil {
		return intake.Found{}, r.Refused
	}
	return intake.Found{Items: []intake.Result{r}}, nil
}
