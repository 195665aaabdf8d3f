package render

import (
	"bytes"
	"io"
	"strconv"
	"strings"

	"storywire/internal/news"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// NinjsVersions are the versions of ninjs (https://iptc.org/standards/ninjs/)
// that are written, the newest first. Those of 2 have the same members under
// names without capitals.
var NinjsVersions = []string{"3.1", "2.2"}

// MediaNinjs is the media type of ninjs, of an item and of a list.
const MediaNinjs = "application/vnd.iptc.ninjs+json"

// Ninjs is the story as a ninjs object by itself.
func Ninjs(i *Item) ([]byte, error) {
	item := ninjsOf(i)
	item.Standard = ninjsStandard(i.feed.Version)
	return inNinjs(i.feed.Version, item)
}

// NinjsFeed writes the feed as one ninjs object of the type composite, in whose
// associations are the stories: ninjs has no other word for a list. What was
// taken from readers comes first, as items without content.
func NinjsFeed(w io.Writer, f *Feed, items Items) error {
	head := ninjs{
		Standard: ninjsStandard(f.Version), URI: f.ID, Type: "composite", VersionCreated: utc(f.Updated),
		PubStatus: usable, Language: f.Room.Language, Title: lawful(f.Title),
	}
	begun, err := inNinjs(f.Version, head)
	if err != nil {
		return err
	}
	begun = append(begun[:len(begun)-1], `,"associations":[`...)
	if _, err = w.Write(begun); err != nil {
		return err
	}
	comma := ""
	add := func(a ninjsPart) error {
		one, err := inNinjs(f.Version, a)
		if err != nil {
			return err
		}
		if _, err = io.WriteString(w, comma); err == nil {
			_, err = w.Write(one)
		}
		comma = ","
		return err
	}
	for _, t := range f.Gone {
		if err := add(ninjsGone(t)); err != nil {
			return err
		}
	}
	for item, err := range items {
		if err != nil {
			return err
		}
		if err := add(ninjsPart{Name: named(item.Title(), item.URN()), ninjs: ninjsOf(item)}); err != nil {
			return err
		}
	}
	_, err = io.WriteString(w, "]}")
	return err
}

// ninjs is a ninjs object, with the names of version 3.1.
type ninjs struct {
	Standard           *ninjsName     `json:"standard,omitzero"`
	URI                string         `json:"uri"`
	Type               string         `json:"type,omitzero"`
	RepresentationType string         `json:"representationType,omitzero"`
	Version            string         `json:"version,omitzero"`
	FirstCreated       string         `json:"firstCreated,omitzero"`
	VersionCreated     string         `json:"versionCreated,omitzero"`
	ContentCreated     string         `json:"contentCreated,omitzero"`
	EmbargoedUntil     string         `json:"embargoedUntil,omitzero"`
	Expires            string         `json:"expires,omitzero"`
	PubStatus          string         `json:"pubStatus,omitzero"`
	EdNote             string         `json:"edNote,omitzero"`
	Language           string         `json:"language,omitzero"`
	Title              string         `json:"title,omitzero"`
	Slugline           string         `json:"slugline,omitzero"`
	Headlines          []ninjsText    `json:"headlines,omitempty"`
	By                 string         `json:"by,omitzero"`
	Located            string         `json:"located,omitzero"`
	Descriptions       []ninjsText    `json:"descriptions,omitempty"`
	Bodies             []ninjsText    `json:"bodies,omitempty"`
	Genres             []ninjsConcept `json:"genres,omitempty"`
	Subjects           []ninjsConcept `json:"subjects,omitempty"`
	People             []ninjsConcept `json:"people,omitempty"`
	Organisations      []ninjsConcept `json:"organisations,omitempty"`
	Places             []ninjsConcept `json:"places,omitempty"`
	InfoSources        []ninjsConcept `json:"infoSources,omitempty"`
	CopyrightNotice    string         `json:"copyrightNotice,omitzero"`
	UsageTerms         string         `json:"usageTerms,omitzero"`
	RightsInfo         *ninjsRights   `json:"rightsInfo,omitzero"`
	AltIDs             []ninjsID      `json:"altIds,omitempty"`
	TrustIndicators    []ninjsTrust   `json:"trustIndicators,omitempty"`
	Renditions         []ninjsFile    `json:"renditions,omitempty"`
	Associations       []ninjsPart    `json:"associations,omitempty"`
}

// ninjsPart is an object within another, which names it.
type ninjsPart struct {
	Name string `json:"name"`
	Rel  string `json:"rel,omitzero"`
	ninjs
}

type ninjsName struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Schema  string `json:"schema"`
}

type ninjsText struct {
	Role        string `json:"role"`
	ContentType string `json:"contentType"`
	WordCount   int    `json:"wordCount,omitzero"`
	Value       string `json:"value"`
}

// ninjsConcept is whatever has a name, with what it has to do with the story.
type ninjsConcept struct {
	Name    string `json:"name"`
	Rel     string `json:"rel,omitzero"`
	Role    string `json:"role,omitzero"`
	URI     string `json:"uri,omitzero"`
	Literal string `json:"literal,omitzero"`
}

// ninjsRights is where one reads what may be done with it.
type ninjsRights struct {
	Link string `json:"linkedRights"`
}

type ninjsID struct {
	Role  string `json:"role"`
	Value string `json:"value"`
}

type ninjsTrust struct {
	Role string `json:"role"`
	Href string `json:"href"`
}

type ninjsFile struct {
	Name        string `json:"name"`
	Href        string `json:"href"`
	ContentType string `json:"contentType"`
	Width       int    `json:"width,omitzero"`
	Height      int    `json:"height,omitzero"`
}

// old tells whether the version is one of the names without capitals.
func old(version string) bool { return strings.HasPrefix(version, "2.") }

func ninjsStandard(version string) *ninjsName {
	if version == "" {
		version = NinjsVersions[0]
	}
	return &ninjsName{"ninjs", version, "http://www.iptc.org/std/ninjs/ninjs-schema_" + version + ".json#"}
}

// inNinjs is the object as JSON with the names of the version.
func inNinjs(version string, object any) ([]byte, error) {
	document, err := json.Marshal(object)
	if err != nil || !old(version) {
		return document, err
	}
	var out bytes.Buffer
	in, to := jsontext.NewDecoder(bytes.NewReader(document)), jsontext.NewEncoder(&out)
	for in.PeekKind() > 0 { // which is 0 at the end
		token, err := in.ReadToken()
		if err != nil {
			return nil, err
		}
		if kind, n := in.StackIndex(in.StackDepth()); kind == '{' && n%2 == 1 { // a name, and not its value
			token = jsontext.String(oldName(token.String()))
		}
		if err := to.WriteToken(token); err != nil {
			return nil, err
		}
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

func oldName(name string) string {
	if name == "embargoedUntil" {
		return "embargoed"
	}
	return strings.ToLower(name)
}

// named is the name, or else what stands in for it.
func named(name, otherwise string) string {
	if name == "" {
		return otherwise
	}
	return name
}

// ninjsGone is a story that was taken from readers: its version is a higher one
// than any that had content.
func ninjsGone(t news.Tombstone) ninjsPart {
	return ninjsPart{Name: named(lawful(t.Headline), URN(t.ID)), ninjs: ninjs{
		URI: URN(t.ID), Type: "text", Version: strconv.Itoa(max(1, t.Version)), VersionCreated: utc(t.At),
		PubStatus: pubStatus(t.Status), EdNote: canceledNote(t),
	}}
}
