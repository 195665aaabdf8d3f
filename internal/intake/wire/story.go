package wire

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"storywire/internal/intake"
	"storywire/internal/intake/page"
	"storywire/internal/news"
)

// stated is how sure one is of what a field says by its name.
const stated = 0.98

// story is an item that is being read.
type story struct {
	options    intake.Options
	house      *time.Location
	article    news.Article
	base       string                          // what the addresses in its HTML are relative to
	bodyFrom   string                          // the field that the body is from
	photosFrom map[uuid.UUID]string            // the fields that tell of the photos
	inWords    map[uuid.UUID]bool              // the photos that the words show
	otherSizes map[uuid.UUID][]intake.Rejected // in which the item has a photo too
	pictures   map[string]string               // which picture is at an address, in whatever size
	name       string
	item       string    // what its sender calls it and nothing else
	own        uuid.UUID // the article of ours that it says it is
	provenance []intake.Provenance
	warnings   []intake.Warning
	faults     news.Faults
	broken     error // it cannot be read
	whole      bool  // it has everything there is to know: its words are not read
	ours       bool  // the house wrote it: what it lists is all that it has of that
	withdrawn  bool  // its sender takes it back
}

func newStory(o intake.Options) *story {
	s := &story{options: o, house: time.UTC, photosFrom: map[uuid.UUID]string{}, inWords: map[uuid.UUID]bool{}, otherSizes: map[uuid.UUID][]intake.Rejected{}, pictures: map[string]string{}}
	if l, err := time.LoadLocation(o.TimeZone); err == nil {
		s.house = l
	}
	return s
}

func (s *story) note(pointer, evidence string, confidence float64) {
	s.provenance = append(s.provenance, intake.Provenance{Pointer: pointer, Evidence: evidence, Method: "field", Confidence: confidence})
}

func (s *story) warn(code, format string, args ...any) {
	s.warnings = append(s.warnings, intake.Warning{Code: code, Detail: fmt.Sprintf(format, args...)})
}

// line sets a field of plain text, unless it is set already.
func (s *story) line(to *string, pointer, value, evidence string) {
	if value = page.Line(value); value != "" && *to == "" {
		*to = value
		s.note(pointer, evidence, stated)
	}
}

// address sets a field that is an address of the web. Whose name and password
// stand in it is left out.
func (s *story) address(to *string, pointer, value, evidence string) {
	value = shown(value)
	if *to != "" || !isAddress(value) {
		return
	}
	*to = value
	s.note(pointer, evidence, stated)
}

var webAddress = regexp.MustCompile(`^https?://[^\s"<>/?#@]+([/?#][^\s"<>]*)?$`)

func isAddress(s string) bool { return len(s) <= 2000 && webAddress.MatchString(s) }

// shown is a value that may be an address, in which then no password stands.
func shown(value string) string { return cmp.Or(news.ShownAddress(value), strings.TrimSpace(value)) }

// called sets what the item is called where it is told what became of it.
func (s *story) called(names ...string) {
	for _, n := range names {
		if n = page.Line(n); n != "" && s.name == "" {
			s.name = cut(shown(n), 200)
		}
	}
}

// identified sets what the sender calls the item, and nothing else: one of the names
// that are nobody else's, as URIs, UUIDs and the ids of databases are; or one that is
// the scope's own.
func (s *story) identified(scope string, names ...string) {
	for _, n := range names {
		switch n = strings.TrimSpace(n); {
		case s.item != "" || n == "" || len(n) > 2000:
		case ofNobodyElse.MatchString(n):
			s.item = n
		case scope != "":
			s.item = scope + " " + n
		}
	}
}

var ofNobodyElse = regexp.MustCompile(`^(?:[A-Za-z][A-Za-z0-9+.-]*:\S{8,}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-f]{24})$`)

func cut(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most])
	}
	return text
}

// time sets a field that is a time, and warns of what is odd about it.
func (s *story) time(to *time.Time, pointer, value, evidence string) {
	if value = strings.TrimSpace(value); value == "" || !to.IsZero() {
		return
	}
	if basic := basicTime.FindStringSubmatch(value); basic != nil {
		value = basic[1] + "-" + basic[2] + "-" + basic[3] + "T" + basic[4] + ":" + basic[5] + ":" + basic[6] + basic[7]
	}
	m, ok := page.ReadMoment(value, s.house)
	if !ok {
		s.warn("unread_time", "%s is %q, which is no time", evidence, cut(value, 60))
		return
	}
	*to = m.At
	s.note(pointer, evidence, stated)
	switch {
	case !m.Clock:
		s.warn("no_time_of_day", "%s gives no time of day; %s is the start of that day", evidence, pointer[1:])
	case !m.Zoned:
		s.warn("assumed_time_zone", "%s gives no time zone; it was read in %s", evidence, s.house)
	}
}

// basicTime is the basic form of ISO 8601, which NITF has.
var basicTime = regexp.MustCompile(`^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z|[+-]\d\d:?\d\d)?$`)

// zone sets by which clock the story's times are told.
func (s *story) zone(value, evidence string) {
	if value = strings.TrimSpace(value); value == "" || value == "Local" || len(value) > longestZone || s.article.TimeZone != "" {
		return
	}
	if _, err := time.LoadLocation(value); err == nil {
		s.article.TimeZone = value
		s.note("/time_zone", evidence, stated)
	}
}

const longestZone = 60 // which no zone's name comes near

// language sets the language, where the value is a tag of one.
func (s *story) language(value, evidence string) {
	value = strings.ReplaceAll(strings.TrimSpace(value), "_", "-")
	if s.article.Language == "" && languageTag.MatchString(value) {
		s.article.Language = value
		s.note("/language", evidence, stated)
	}
}

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$`)

// kind sets the form of the story, by our word for it or somebody else's.
func (s *story) kind(value, evidence string) {
	value = strings.ToLower(page.Line(value))
	k := news.Kind(value)
	if !slices.Contains(news.Kinds, k) {
		k = genres[value]
	}
	if k != "" && s.article.Kind == "" {
		s.article.Kind = k
		s.note("/kind", evidence, stated)
	}
}

// genres are the IPTC's names of forms (http://cv.iptc.org/newscodes/genre/).
var genres = map[string]news.Kind{
	"current": "news", "analysis": "analysis", "opinion": "opinion", "background": "explainer", "feature": "feature",
	"interview": "interview", "profile": "profile", "review": "review", "obituary": "obituary", "factcheck": "factcheck", "fact check": "factcheck",
}

// highlight adds a key point.
func (s *story) highlight(value, evidence string) {
	if value = page.Line(value); value != "" && len(s.article.Highlights) < intake.MostHighlights {
		s.note(under("highlights", len(s.article.Highlights)), evidence, stated)
		s.article.Highlights = append(s.article.Highlights, value)
	}
}

// author credits somebody, once in a role.
func (s *story) author(name string, role news.Role, evidence string) {
	if name = page.Line(name); name == "" || utf8.RuneCountInString(name) > 200 || len(s.article.Authors) >= mostRelated {
		return
	}
	if slices.ContainsFunc(s.article.Authors, func(a news.ArticleAuthor) bool { return a.Role == role && strings.EqualFold(a.Name, name) }) {
		return
	}
	s.note(under("authors", len(s.article.Authors)), evidence, stated)
	s.article.Authors = append(s.article.Authors, news.ArticleAuthor{Name: name, Role: role})
}

const (
	mostRelated = 100 // of one sort that a story has
	longestLine = 500 // in code points
)

// byline credits those whom a line of words names.
func (s *story) byline(value, evidence string) {
	value = page.Line(value)
	if value == "" || len(value) > 500 {
		return
	}
	credits, _ := intake.ReadLine(value)
	if len(credits) == 0 {
		credits, _ = intake.ReadLine("By " + value)
	}
	for _, c := range credits {
		s.author(c.Name, c.Role, evidence)
	}
	if len(credits) == 0 {
		s.author(value, news.RoleAuthor, evidence)
	}
}

// section files the story under its section, the first that is named.
func (s *story) section(name, evidence string) {
	if name = page.Line(name); name != "" && s.article.Section == nil && intake.CanBeNamed(name) {
		s.article.Section = &news.Ref{Name: name}
		s.note("/section", evidence, stated)
	}
}

func (s *story) tag(name, evidence string) {
	name = page.Line(name)
	if name == "" || len(s.article.Tags) >= mostRelated || !intake.CanBeNamed(name) ||
		slices.ContainsFunc(s.article.Tags, func(t news.Ref) bool { return strings.EqualFold(t.Name, name) }) {
		return
	}
	s.note(under("tags", len(s.article.Tags)), evidence, stated)
	s.article.Tags = append(s.article.Tags, news.Ref{Name: name})
}

func (s *story) source(name, role, evidence string) {
	if name = page.Line(name); name == "" || len(s.article.Sources) >= mostRelated || !intake.CanBeNamed(name) {
		return
	}
	s.note(under("sources", len(s.article.Sources)), evidence, stated)
	s.article.Sources = append(s.article.Sources, news.ArticleSource{Name: name, Role: cut(page.Line(role), longestLine)})
}

// alias is another name of the source that was named last.
func (s *story) alias(name string) {
	if n := len(s.article.Sources); n > 0 {
		s.article.Sources[n-1].Alias = cut(page.Line(name), longestLine)
	}
}

func (s *story) mention(of news.MentionType, name, evidence string) {
	if name = page.Line(name); name == "" || len(s.article.Mentions) >= mostRelated || !intake.CanBeNamed(name) {
		return
	}
	s.note(under("mentions", len(s.article.Mentions)), evidence, stated)
	s.article.Mentions = append(s.article.Mentions, news.Mention{Type: of, Name: name})
}

func under(list string, n int) string { return "/" + list + "/" + strconv.Itoa(n) }
