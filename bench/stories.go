package main

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"storywire/internal/news"

	"github.com/google/uuid"
)

// How the archive is made up: about what a regional newsroom has written in
// ten years, told by no newsroom.
const (
	sections    = 12
	tags        = 2000
	authors     = 300
	speakers    = 5000
	years       = 10
	paragraphs  = 10
	wordsInEach = 90

	// texts is how many there are: in a larger archive older stories repeat those
	// of newer ones, each with an address and a time of its own. To read the words
	// of a text takes most of the time that it takes to load one.
	texts = 100_000
)

// archive makes stories that are always the same ones: story n of an archive
// of so many depends on nothing but these numbers.
type archive struct {
	size  int
	words *vocabulary

	sections, tags []news.Ref
	authors        []news.ArticleAuthor
	speakers       []news.QuoteSpeaker
}

// newest is when the newest story was published; the others lie before it.
var newest = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

func newArchive(size int) *archive {
	r := rand.New(rand.NewPCG(20260601, 1))
	a := &archive{size: size, words: newVocabulary(r, 60_000)}
	for n := range sections {
		a.sections = append(a.sections, news.Ref{ID: idAt(newest, r), Slug: fmt.Sprintf("section-%d", n), Name: fmt.Sprintf("Section %d", n)})
	}
	for n := range tags {
		name := a.words.phrase(r, 2)
		a.tags = append(a.tags, news.Ref{ID: idAt(newest, r), Slug: fmt.Sprintf("tag-%d", n), Name: name})
	}
	for n := range authors {
		a.authors = append(a.authors, news.ArticleAuthor{ID: idAt(newest, r), Slug: fmt.Sprintf("author-%d", n), Name: name(a.words, r), Role: news.RoleAuthor})
	}
	for n := range speakers {
		a.speakers = append(a.speakers, news.QuoteSpeaker{ID: idAt(newest, r), Slug: fmt.Sprintf("speaker-%d", n), Name: name(a.words, r), Title: a.words.phrase(r, 2)})
	}
	return a
}

func name(words *vocabulary, r *rand.Rand) string {
	return capital(words.word(r)) + " " + capital(words.word(r))
}

// some is one of n things, of which the first come up more often.
func some(r *rand.Rand, n int) int {
	f := r.Float64()
	return int(f * f * float64(n))
}

// begin is what comes first of story n: when it was published, its section, its
// id, and what all else of it is made from.
func (a *archive) begin(n int) (r *rand.Rand, at time.Time, section int, id uuid.UUID) {
	text := n
	if a.size > texts {
		text = n % texts
	}
	r = rand.New(rand.NewPCG(20260601, uint64(text)+2))
	at = newest.Add(-time.Duration(float64(years*365*24*time.Hour) * float64(a.size-1-n) / float64(a.size))).Truncate(time.Second)
	section = some(r, sections)
	return r, at, section, idAt(at, r)
}

func (a *archive) idOf(n int) uuid.UUID {
	_, _, _, id := a.begin(n)
	return id
}

func (a *archive) ids(first, end int) []uuid.UUID {
	ids := make([]uuid.UUID, 0, end-first)
	for n := first; n < end; n++ {
		ids = append(ids, a.idOf(n))
	}
	return ids
}

// story is story n, the oldest first, as an editor would have written it.
func (a *archive) story(n int) *news.Article {
	r, at, desk, id := a.begin(n)
	section := a.sections[desk]
	s := &news.Article{
		ID: id, Slug: fmt.Sprintf("story-%d", n), Status: news.Published, Version: 1, Kind: "news", Language: "en",
		Headline: a.words.phrase(r, 8), Summary: a.words.sentence(r, 25), Section: &section, Dateline: capital(a.words.word(r)),
		PublishedAt: at, UpdatedAt: at, CreatedAt: at, ModifiedAt: at, FirstPublicAt: at, TimeZone: "UTC",
	}
	for range 3 {
		s.Highlights = append(s.Highlights, a.words.sentence(r, 14))
	}
	for _, i := range several(r, 1+r.IntN(4), tags) {
		s.Tags = append(s.Tags, a.tags[i])
	}
	for _, i := range several(r, 1+r.IntN(2), authors) {
		s.Authors = append(s.Authors, a.authors[i])
	}
	for i := range 1 + r.IntN(2) {
		s.Photos = append(s.Photos, a.photo(r, n, i, at))
	}
	for range paragraphs {
		s.Body = append(s.Body, news.Block{ID: idAt(at, r), Type: news.Paragraph, Text: a.paragraph(r)})
	}
	for range r.IntN(4) {
		a.quote(r, s)
	}
	return s
}

func (a *archive) photo(r *rand.Rand, n, i int, at time.Time) news.ArticlePhoto {
	p := news.ArticlePhoto{ID: idAt(at, r), Role: news.Inline, PhotoFacts: news.PhotoFacts{
		Caption: a.words.sentence(r, 18), AltText: a.words.phrase(r, 6), Credit: name(a.words, r),
		URL: fmt.Sprintf("https://img.example/%d-%d.jpg", n, i), Width: 1600, Height: 1067, TakenOn: news.Date(at.Format(time.DateOnly)),
	}}
	if i == 0 {
		p.Role = news.Lead
	}
	return p
}

func (a *archive) paragraph(r *rand.Rand) string {
	var b strings.Builder
	for left := wordsInEach; left > 0; {
		n := min(left, 10+r.IntN(15))
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(a.words.sentence(r, n))
		left -= n
	}
	return b.String()
}

// corrected is the paragraph that corrections change. It quotes nobody.
const corrected = paragraphs - 1

// quote puts a quotation at the end of one of the story's paragraphs.
func (a *archive) quote(r *rand.Rand, s *news.Article) {
	i := r.IntN(corrected)
	if strings.Contains(s.Body[i].Text, "“") {
		return
	}
	speaker := a.speakers[some(r, speakers)]
	words := a.words.sentence(r, 12)
	s.Body[i].Text += " “" + words + "” said " + speaker.Name + "."
	s.Quotes = append(s.Quotes, news.Quote{ID: idAt(s.PublishedAt, r), Text: words, Kind: news.Direct, Speaker: &speaker, Cue: "said",
		Pointer: fmt.Sprintf("/body/%d/text", i)})
}

// several are so many different numbers below most.
func several(r *rand.Rand, count, most int) []int {
	var list []int
	seen := map[int]bool{}
	for len(list) < count {
		if i := some(r, most); !seen[i] {
			seen[i] = true
			list = append(list, i)
		}
	}
	return list
}

// idAt is a UUIDv7 of the time, with bits from r: always the same one.
func idAt(at time.Time, r *rand.Rand) (id uuid.UUID) {
	binary.BigEndian.PutUint64(id[8:], r.Uint64())
	binary.BigEndian.PutUint64(id[:8], uint64(at.UnixMilli())<<16|uint64(r.Uint32()&0xfff))
	id[6] = 0x70 | id[6]&0x0f
	id[8] = 0x80 | id[8]&0x3f
	return id
}
