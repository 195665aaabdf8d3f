package sample

import (
	"fmt"
	"html"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the zones, also where the system has none

	"github.com/google/uuid"

	"storywire/internal/news"
)

func load(t *testing.T) *Room {
	t.Helper()
	r, err := Newsroom()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestNewsroomIsTheSameEachTime(t *testing.T) {
	if one, two := load(t), load(t); !reflect.DeepEqual(one, two) {
		t.Error("two readings differ")
	}
}

var slug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// names is what the stories may refer to, each with whether one does.
type names map[string]bool

func (n names) add(t *testing.T, kind, s string) {
	if !slug.MatchString(s) {
		t.Errorf("%s %q: not the shape of a slug", kind, s)
	}
	if _, twice := n[s]; twice {
		t.Errorf("%s %q is there twice", kind, s)
	}
	n[s] = false
}

func (n names) use(s string) bool {
	_, ok := n[s]
	if ok {
		n[s] = true
	}
	return ok
}

func TestReferencesResolve(t *testing.T) { refer(t, load(t)) }

// refer follows every reference of every story, and gives back what there is
// to refer to by kind.
func refer(t *testing.T, r *Room) map[string]names {
	t.Helper()
	sections, tags, authors, speakers, sources, photos, stories := names{}, names{}, names{}, names{}, names{}, names{}, names{}
	for _, v := range r.Sections {
		sections.add(t, "section", v.Slug)
	}
	for _, v := range r.Tags {
		tags.add(t, "tag", v.Slug)
	}
	for _, v := range r.Authors {
		authors.add(t, "author", v.Slug)
	}
	for _, v := range r.Speakers {
		speakers.add(t, "speaker", v.Slug)
	}
	for _, v := range r.Sources {
		sources.add(t, "source", v.Slug)
	}
	for _, v := range r.Photos {
		photos.add(t, "photo", v.ID.String())
	}
	for _, s := range r.Stories {
		a := s.Article
		stories.add(t, "story", a.Slug)
		missing := func(kind, ref string) { t.Errorf("%s: no %s %q", a.Slug, kind, ref) }
		if a.Section != nil && !sections.use(a.Section.Slug) {
			missing("section", a.Section.Slug)
		}
		for _, v := range a.Tags {
			if !tags.use(v.Slug) {
				missing("tag", v.Slug)
			}
		}
		for _, v := range a.Authors {
			if !authors.use(v.Slug) {
				missing("author", v.Slug)
			}
		}
		for _, v := range a.Sources {
			if !sources.use(v.Slug) {
				missing("source", v.Slug)
			}
		}
		for _, v := range a.Quotes {
			if v.Speaker != nil && !speakers.use(v.Speaker.Slug) {
				missing("speaker", v.Speaker.Slug)
			}
		}
		for _, v := range a.Photos {
			if !photos.use(v.ID.String()) {
				missing("photo", v.ID.String())
			}
		}
	}
	return map[string]names{
		"section": sections, "tag": tags, "author": authors,
		"speaker": speakers, "source": sources, "photo": photos,
	}
}

func TestWordsAreThoseOfTheContract(t *testing.T) {
	r := load(t)
	for _, v := range r.Authors {
		if !slices.Contains(news.AuthorKinds, v.Kind) {
			t.Errorf("author %s: kind %q", v.Slug, v.Kind)
		}
	}
	for _, s := range r.Stories {
		a := s.Article
		wrong := func(what string, v any) { t.Errorf("%s: %s %q", a.Slug, what, v) }
		if !slices.Contains(news.Kinds, a.Kind) {
			wrong("kind", a.Kind)
		}
		for _, v := range a.Authors {
			if !slices.Contains(news.Roles, v.Role) {
				wrong("role", v.Role)
			}
		}
		leads := 0
		for _, v := range a.Photos {
			if !slices.Contains(news.PhotoRoles, v.Role) {
				wrong("photo role", v.Role)
			}
			if v.Role == news.Lead {
				leads++
			}
		}
		if leads > 1 {
			wrong("lead photos", strconv.Itoa(leads))
		}
		for i, b := range a.Body {
			if fault := blockFault(a, b); fault != "" {
				wrong(fmt.Sprintf("/body/%d", i), fault)
			}
		}
		for _, v := range a.Quotes {
			if !slices.Contains(news.QuoteKinds, v.Kind) {
				wrong("quote kind", v.Kind)
			}
		}
		for _, v := range a.Mentions {
			if !slices.Contains(news.MentionTypes, v.Type) || v.Name == "" {
				wrong("mention", v.Name)
			}
		}
	}
}

// blockFault is what is wrong with a block, or "".
func blockFault(a news.Article, b news.Block) string {
	switch b.Type {
	case news.Paragraph, news.BlockQuote:
		if (b.HTML == "") == (b.Text == "") {
			return "wants either html or text"
		}
	case news.Heading:
		if b.Text == "" || b.Level < 2 || b.Level > 6 {
			return "wants text and a level of 2 to 6"
		}
	case news.PhotoBlock:
		if !slices.ContainsFunc(a.Photos, func(p news.ArticlePhoto) bool { return p.ID == b.PhotoID }) {
			return "its photo is not among the story's"
		}
	case news.List:
		if len(b.Items) == 0 || slices.Contains(b.Items, "") {
			return "wants items"
		}
	case news.Embed:
		if !strings.Contains(b.URL, ".example/") {
			return "wants an address of an invented place"
		}
	default:
		return "unknown type"
	}
	return ""
}

var element = regexp.MustCompile(`<[^>]*>`)

// textAt is the plain text that a quote's pointer names.
func textAt(a news.Article, pointer string) (string, bool) {
	part := strings.Split(pointer, "/")
	if len(part) == 3 && part[1] == "highlights" {
		i, err := strconv.Atoi(part[2])
		if err != nil || i >= len(a.Highlights) {
			return "", false
		}
		return a.Highlights[i], true
	}
	if len(part) != 4 || part[1] != "body" || part[3] != "text" {
		return "", false
	}
	i, err := strconv.Atoi(part[2])
	if err != nil || i >= len(a.Body) || !a.Body[i].Type.HasText() {
		return "", false
	}
	if b := a.Body[i]; b.Text != "" {
		return b.Text, true
	}
	return html.UnescapeString(element.ReplaceAllString(a.Body[i].HTML, "")), true
}

func TestQuotesStandOnceWhereTheyPoint(t *testing.T) {
	for _, s := range load(t).Stories {
		for i, q := range s.Article.Quotes {
			text, ok := textAt(s.Article, q.Pointer)
			if !ok {
				t.Errorf("%s: /quotes/%d: %q points at no text", s.Article.Slug, i, q.Pointer)
				continue
			}
			if n := strings.Count(text, q.Text); n != 1 || q.Text == "" {
				t.Errorf("%s: /quotes/%d: %q stands %d times in %s", s.Article.Slug, i, q.Text, n, q.Pointer)
			}
		}
	}
}

func TestWhatIsToBePublishedCanBe(t *testing.T) {
	for _, s := range load(t).Stories {
		a := s.Article
		if !s.Publish {
			if !a.PublishedAt.IsZero() {
				t.Errorf("%s: a draft with a time of publication", a.Slug)
			}
			continue
		}
		if a.Headline == "" || len(a.Body) == 0 || a.Section == nil || a.PublishedAt.IsZero() {
			t.Errorf("%s: wants a headline, a body, a section and a time", a.Slug)
		}
	}
}

func TestTimes(t *testing.T) {
	r := load(t)
	from, to := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	zone := func(what, name string) {
		if _, err := time.LoadLocation(name); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	zone("newsroom", r.Settings.TimeZone)
	before := from
	for _, s := range r.Stories {
		a := s.Article
		zone(a.Slug, a.TimeZone)
		if !s.Publish {
			continue
		}
		if at := a.PublishedAt; at.Before(before) || at.After(to) || at.Location() != time.UTC {
			t.Errorf("%s: published at %v, which is out of order or range or not UTC", a.Slug, at)
		}
		before = a.PublishedAt
		if at := a.UpdatedAt; !at.IsZero() && (at.Before(a.PublishedAt) || at.After(to) || at.Location() != time.UTC) {
			t.Errorf("%s: updated at %v", a.Slug, at)
		}
		for _, q := range a.Quotes {
			day(t, a.Slug, q.SaidOn)
		}
	}
	for _, p := range r.Photos {
		taken, released := day(t, p.URL, p.TakenOn), day(t, p.URL, p.ReleasedOn)
		if !released.IsZero() && released.Before(taken) {
			t.Errorf("%s: released on %s, before it was taken", p.URL, p.ReleasedOn)
		}
		if (p.ReleasedOn == "") != (p.ReleasedBy == "") {
			t.Errorf("%s: released_on and released_by go together", p.URL)
		}
		if p.AltText == "" || p.Credit == "" || p.Width == 0 || p.Height == 0 {
			t.Errorf("%s: wants alt text, a credit and a size", p.URL)
		}
	}
}

func day(t *testing.T, what string, d news.Date) time.Time {
	t.Helper()
	if d == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		t.Errorf("%s: %v", what, err)
	}
	return at
}

func TestAMisspeltMemberIsAnError(t *testing.T) {
	into := struct{ Name string }{}
	if err := read("newsroom.json", &into); err == nil {
		t.Error("unknown members are let through")
	}
}

func TestFixedIDs(t *testing.T) {
	id := fixedID("tag", "football")
	if id != fixedID("tag", "football") || id == fixedID("section", "football") {
		t.Error("an id must follow from kind and key, and from both")
	}
	if id.Version() != 7 || id.Variant() != uuid.RFC4122 {
		t.Errorf("%s has version %d, variant %s", id, id.Version(), id.Variant())
	}
	if sec, nsec := id.Time().UnixTime(); !time.Unix(sec, nsec).Equal(founded) {
		t.Errorf("%s does not carry the time %v", id, founded)
	}
}
