// Package drill is a newsroom that does not exist, for partners to try their
// programs on: in every round it publishes, corrects, retracts, withholds, kills
// and restores the same invented stories at the same steps.
//
// What it says is a function of the time and nothing else: nothing of it is
// stored, so that none of it can appear among real stories, and every server
// says the same. It must not know how that is asked for or written.
package drill

import (
	"crypto/sha256"
	"encoding/binary"
	"html"
	"slices"
	"strconv"
	"strings"
	"time"

	"storywire/internal/news"

	"github.com/google/uuid"
)

// Round is a round of the drill as it stands at a moment. Each is a newsroom of
// its own, with a change log of its own epoch: with the next one the log is begun
// anew.
type Round struct {
	start   time.Time
	step    time.Duration
	stories []*Story
	log     []news.Change // up to the moment
	next    time.Time
}

// Story is a story of a round.
type Story struct {
	Article *news.Article
	former  []string        // slugs that it had
	gone    *news.Tombstone // why it is not shown; nil where it is, or never was
	shown   bool
}

// At is the round of the moment. A step takes that long.
func At(now time.Time, step time.Duration) *Round {
	length := Steps * step
	// The moments of rounds are counted from the year 1: Truncate's.
	r := &Round{start: now.UTC().Truncate(length), step: step}
	for i, t := range stories {
		r.stories = append(r.stories, r.begin(i, t))
	}
	r.next = r.start.Add(length)
	for i, e := range timetable {
		at := r.start.Add(time.Duration(e.at) * step)
		if at.After(now) {
			r.next = at
			break
		}
		r.happen(e, int64(sequenceStep*(i+1)), at)
	}
	return r
}

// sequenceStep is how far apart the numbers of the log are: who counts on each
// following the one before learns of it.
const sequenceStep = 3

// End is the log's last number when all of a round has happened.
var End = int64(sequenceStep * len(timetable))

// Epoch is the epoch of the round's change log.
func (r *Round) Epoch() string { return strconv.FormatInt(r.start.UnixMilli(), 36) }

// Began tells when the round did.
func (r *Round) Began() time.Time { return r.start }

// Next is when something happens next.
func (r *Round) Next() time.Time { return r.next }

// Last is the log's last number so far.
func (r *Round) Last() int64 { return r.log[len(r.log)-1].Sequence }

// Log is the entries after a place, oldest first, that many at most. They end
// with a reset, as a page of a newsroom's log does. The articles beside them are
// Shown.
func (r *Round) Log(after int64, limit int) []news.Change {
	i := slices.IndexFunc(r.log, func(c news.Change) bool { return c.Sequence > after })
	if i < 0 {
		return nil
	}
	list := slices.Clone(r.log[i:min(len(r.log), i+limit)])
	if i := slices.IndexFunc(list, func(c news.Change) bool { return c.Type == news.ChangeReset }); i >= 0 {
		list = list[:i+1]
	}
	for i, c := range list {
		s := r.byID(c.Article)
		if s != nil && s.gone != nil && s.gone.Status != news.Retracted && c.Type != news.ChangeWithheld && c.Type != news.ChangeKilled {
			list[i].Note = "" // of a story that was withheld since nothing else is told
		}
	}
	return list
}

// Shown are the articles that are there to be read, in the order of their ids.
func (r *Round) Shown() (list []*news.Article) {
	for _, s := range r.stories {
		if s.shown {
			list = append(list, s.Article)
		}
	}
	return list
}

// Article is the article that ref, an id or a slug, names. Errors are a
// newsroom's: *news.Moved, *news.Gone, news.ErrNotFound.
func (r *Round) Article(ref string) (*news.Article, error) {
	for _, s := range r.stories {
		former := slices.Contains(s.former, ref)
		switch {
		case ref != s.Article.ID.String() && ref != s.Article.Slug && !former:
		case s.gone != nil:
			return nil, &news.Gone{Tombstone: *s.gone}
		case !s.shown:
			return nil, news.ErrNotFound
		case former:
			return nil, &news.Moved{Slug: s.Article.Slug}
		default:
			return s.Article, nil
		}
	}
	return nil, news.ErrNotFound
}

// Gone are the tombstones of what was taken from readers, the last to go first.
func (r *Round) Gone() (list []news.Tombstone) {
	for _, s := range r.stories {
		if s.gone != nil {
			list = append(list, *s.gone)
		}
	}
	slices.SortFunc(list, func(a, b news.Tombstone) int { return b.At.Compare(a.At) })
	return list
}

// Room is the newsroom's settings.
func (r *Round) Room() news.Newsroom {
	n := news.Newsroom{Name: "The Port Sorrel Drill", Language: "en", TimeZone: "Etc/UTC"}
	n.ID, n.ModifiedAt = fixedID("newsroom"), r.start
	return n
}

func (r *Round) byID(id uuid.UUID) *Story {
	for _, s := range r.stories {
		if s.Article.ID == id {
			return s
		}
	}
	return nil
}

// byName is the story that had the slug at first.
func (r *Round) byName(slug string) *Story {
	return r.stories[slices.IndexFunc(stories, func(t told) bool { return t.slug == slug })]
}

// begin is a story before it is published.
func (r *Round) begin(n int, t told) *Story {
	id := r.storyID(n)
	return &Story{Article: &news.Article{
		ID: id, Slug: t.slug, Aliases: []string{}, Status: news.Published, Kind: news.Kinds[0], Language: t.language,
		Headline: t.headline, Summary: t.summary, Highlights: []string{},
		Section: &news.Ref{Slug: "drill", Name: "Drill"}, Tags: []news.Ref{},
		Authors: []news.ArticleAuthor{{ID: fixedID("author"), Slug: "the-drill-desk", Name: "The Drill Desk", Role: news.RoleAuthor, Kind: news.KindDesk}},
		Photos:  []news.ArticlePhoto{}, Quotes: []news.Quote{}, Sources: []news.ArticleSource{}, Mentions: []news.Mention{},
		Body:      []news.Block{{ID: fixedID("block " + id.String()), Type: news.Paragraph, HTML: html.EscapeString(t.text), Text: t.text}},
		WordCount: len(strings.Fields(t.text)), TimeZone: "Etc/UTC", Corrections: []news.Correction{},
		CreatedAt: r.start, CanonicalURL: "https://drill.example/" + t.slug,
		Links: news.Links{"self": "/v1/feeds/drill/articles/" + id.String()},
	}}
}

// happen has an event happen.
func (r *Round) happen(e event, sequence int64, at time.Time) {
	c := news.Change{Sequence: sequence, Type: e.does, At: at, Note: e.note, Minor: e.minor}
	if e.story != "" {
		s := r.byName(e.story)
		s.happen(e, at)
		c.Article, c.Slug, c.Version = s.Article.ID, s.Article.Slug, s.Article.Version
	}
	if !e.silent {
		r.log = append(r.log, c)
	}
}

func (s *Story) happen(e event, at time.Time) {
	a := s.Article
	if e.silent {
		s.shown = e.does == news.ChangePublished
	}
	if !e.silent || s.shown {
		a.Version++
		a.ModifiedAt = at
	}
	if e.slug != "" {
		s.former, a.Aliases = append(s.former, a.Slug), append(a.Aliases, a.Slug)
		a.Slug = e.slug
	}
	touched := s.rewrite(e.was, e.now)
	switch e.does {
	case news.ChangePublished:
		a.PublishedAt, a.FirstPublicAt, s.shown = at, at, true
	case news.ChangeRestored:
		s.gone, s.shown = nil, true
	case news.ChangeUpdated:
		if !e.minor {
			a.UpdatedAt = at
		}
	case news.ChangeCorrected:
		a.UpdatedAt, a.CorrectedAt = at, at
		a.Corrections = append(a.Corrections, news.Correction{
			ID: fixedID("correction " + a.ID.String() + strconv.Itoa(a.Version)), Kind: news.KindCorrection, Severity: news.SeveritySubstantive,
			Note: e.note, Version: a.Version, At: at, Changes: touched,
		})
	case news.ChangeRetracted, news.ChangeWithheld, news.ChangeKilled:
		s.shown = false
		if !e.silent {
			s.gone = &news.Tombstone{ID: a.ID, Slug: a.Slug, Headline: a.Headline, Status: news.Status(e.does), Note: e.note, At: at, Version: a.Version}
		}
	}
}

// rewrite puts words in the place of others wherever they stand, and tells where
// that was.
func (s *Story) rewrite(was, now string) (touched []news.Touched) {
	if was == "" {
		return nil
	}
	a := s.Article
	note := func(pointer string, block uuid.UUID, text *string) {
		if old := *text; strings.Contains(old, was) {
			*text = strings.ReplaceAll(old, was, now)
			touched = append(touched, news.Touched{Pointer: pointer, BlockID: block, Was: old, Now: *text})
		}
	}
	note("/headline", uuid.Nil, &a.Headline)
	note("/summary", uuid.Nil, &a.Summary)
	for i := range a.Body {
		b := &a.Body[i]
		note("/body/"+strconv.Itoa(i)+"/text", b.ID, &b.Text)
		b.HTML = html.EscapeString(b.Text)
	}
	a.WordCount = len(strings.Fields(a.Body[0].Text))
	return touched
}

// storyID is the id of a story: a UUIDv7 of the round's beginning, so that no
// two rounds have the same, and within one in the order of the stories.
func (r *Round) storyID(n int) (id uuid.UUID) {
	epoch := r.Epoch()
	id = fixedID("story " + epoch + " " + strconv.Itoa(n))
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(r.start.UnixMilli()))
	copy(id[:6], ms[2:])
	id[6], id[7] = 0x70, byte(n)
	return id
}

// fixedID is the same for the same name.
func fixedID(name string) (id uuid.UUID) {
	sum := sha256.Sum256([]byte("storywire drill " + name))
	copy(id[:], sum[:])
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id
}
