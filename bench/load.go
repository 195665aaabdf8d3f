package main

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"

	"storywire/internal/markup"
	"storywire/internal/news"
	"storywire/internal/render"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
	"github.com/jackc/pgx/v5/pgxpool"
)

// lot is how many stories one transaction loads.
const lot = 1000

// table is rows for COPY.
type table struct {
	name    string
	columns []string
	rows    [][]any
}

// fill fills the database with the archive, by COPY: the rows that the store
// would have written, one story after the other.
func fill(ctx context.Context, owner *pgxpool.Pool, a *archive) error {
	if err := copyAll(ctx, owner, a.shared()); err != nil {
		return err
	}
	err := inLots(ctx, 0, a.size, func(first, end int) error {
		tables, err := a.tables(first, end)
		if err != nil {
			return err
		}
		return copyAll(ctx, owner, tables)
	})
	if err == nil {
		err = keepWords(ctx, owner, a)
	}
	if err == nil {
		_, err = owner.Exec(ctx, `select setval('change_sequence', greatest(1, (select max(sequence) from changes)))`)
	}
	return err
}

// inLots does the same for each lot of so many stories, some at a time.
func inLots(ctx context.Context, from, to int, do func(first, end int) error) error {
	lots := make(chan int)
	failed := make(chan error, runtime.NumCPU())
	var wg sync.WaitGroup
	for range runtime.NumCPU() {
		wg.Go(func() {
			for first := range lots {
				if err := do(first, min(first+lot, to)); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	err := feed(ctx, from, to, lots, failed)
	wg.Wait()
	if err == nil && len(failed) > 0 {
		err = <-failed
	}
	return err
}

func feed(ctx context.Context, from, to int, lots chan<- int, failed <-chan error) error {
	defer close(lots)
	for first := from; first < to; first += lot {
		select {
		case lots <- first:
		case err := <-failed:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// copyAll loads the rows with no look at what they refer to, and without
// triggers: all that those would add is in the rows.
func copyAll(ctx context.Context, owner *pgxpool.Pool, tables []*table) error {
	return pgx.BeginFunc(ctx, owner, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, asLoaded); err != nil {
			return err
		}
		for _, t := range tables {
			if _, err := tx.CopyFrom(ctx, pgx.Identifier{t.name}, t.columns, pgx.CopyFromRows(t.rows)); err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
		}
		return nil
	})
}

// asLoaded has a transaction load: triggers do not run in it.
const asLoaded = `set local session_replication_role = replica`

// shared is what many stories name.
func (a *archive) shared() []*table {
	s := &table{"sections", []string{"id", "slug", "name"}, nil}
	t := &table{"tags", []string{"id", "slug", "name"}, nil}
	u := &table{"authors", []string{"id", "slug", "name"}, nil}
	k := &table{"speakers", []string{"id", "slug", "name", "title"}, nil}
	for _, v := range a.sections {
		s.rows = append(s.rows, []any{v.ID, v.Slug, v.Name})
	}
	for _, v := range a.tags {
		t.rows = append(t.rows, []any{v.ID, v.Slug, v.Name})
	}
	for _, v := range a.authors {
		u.rows = append(u.rows, []any{v.ID, v.Slug, v.Name})
	}
	for _, v := range a.speakers {
		k.rows = append(k.rows, []any{v.ID, v.Slug, v.Name, v.Title})
	}
	return []*table{s, t, u, k, a.read()}
}

// read is the vocabulary, as it is when the words of all stories have been read
// for it.
func (a *archive) read() *table {
	t := &table{"search_words", []string{"word", "plain", "source", "other", "articles"}, nil}
	for n, word := range a.words.words {
		often := int(a.words.share(n) * paragraphs * wordsInEach * float64(a.size))
		if len(word) >= 4 && often >= 2 {
			t.add(word, word, a.idOf(0), a.idOf(1), min(often, 1000))
		}
	}
	return t
}

// tables are the rows of the stories from first up to end.
func (a *archive) tables(first, end int) ([]*table, error) {
	t := newTables()
	for n := first; n < end; n++ {
		s := a.story(n)
		if err := s.Settle(nil, markup.Setter{}).Err(); err != nil {
			return nil, err
		}
		news.Newsroom{}.Link(s)
		if err := t.add(n, s, n < a.size-texts); err != nil {
			return nil, err
		}
	}
	return t.all(), nil
}

// tables are those that hold a story, in the order of their references.
type tables struct {
	slugs, articles, photos, blocks, quotes, authors, tags, articlePhotos, revisions, changes *table
}

func newTables() *tables {
	return &tables{
		articles: &table{name: "articles", columns: []string{"id", "slug", "status", "version", "kind", "language", "headline", "summary",
			"highlights", "section_id", "dateline", "published_at", "updated_at", "created_at", "modified_at", "time_zone", "word_count",
			"document", "card", "etag", "first_public_at", "surrogate_keys"}},
		slugs:         &table{name: "slugs", columns: []string{"slug", "article_id", "public"}},
		photos:        &table{name: "photos", columns: []string{"id", "caption", "alt_text", "credit", "url", "width", "height"}},
		blocks:        &table{name: "blocks", columns: []string{"article_id", "id", "position", "type", "html", "text"}},
		quotes:        &table{name: "quotes", columns: []string{"id", "article_id", "position", "text", "kind", "speaker_id", "cue", "block_id", "start_at", "end_at", "listed_at"}},
		authors:       &table{name: "article_authors", columns: []string{"article_id", "position", "author_id", "role", "listed_at"}},
		tags:          &table{name: "article_tags", columns: []string{"article_id", "position", "tag_id", "listed_at"}},
		articlePhotos: &table{name: "article_photos", columns: []string{"article_id", "position", "photo_id", "role"}},
		revisions: &table{name: "revisions", columns: []string{"article_id", "version", "document", "write", "by_name", "at", "status",
			"listed_at", "labels", "refs"}},
		changes: &table{name: "changes", columns: []string{"sequence", "type", "article_id", "slug", "version", "at"}},
	}
}

func (t *tables) all() []*table {
	return []*table{t.slugs, t.articles, t.photos, t.blocks, t.quotes, t.authors, t.tags, t.articlePhotos, t.revisions, t.changes}
}

func (t *table) add(row ...any) { t.rows = append(t.rows, row) }

// add adds the rows of a story. One that repeats the text of another is what
// readers and searches ask: no blocks, no quotes, and a revision that is empty.
func (t *tables) add(n int, s *news.Article, repeated bool) error {
	document, err := render.JSON{}.Document(s)
	if err != nil {
		return err
	}
	card, err := render.JSON{}.Card(s)
	if err != nil {
		return err
	}
	t.articles.add(s.ID, s.Slug, s.Status, s.Version, s.Kind, s.Language, s.Headline, s.Summary, s.Highlights, s.Section.ID, s.Dateline,
		s.PublishedAt, s.UpdatedAt, s.CreatedAt, s.ModifiedAt, s.TimeZone, s.WordCount, document, card,
		news.DocumentETag(s.Version, document), s.FirstPublicAt, strings.Join(s.SurrogateKeys(), " "))
	t.slugs.add(s.Slug, s.ID, true)
	if repeated {
		s.Body, s.Quotes, document = nil, nil, []byte{}
	}
	for i, b := range s.Body {
		t.blocks.add(s.ID, b.ID, i, b.Type, b.HTML, b.Text)
	}
	for i, q := range s.Quotes {
		t.quotes.add(q.ID, s.ID, i, q.Text, q.Kind, q.Speaker.ID, q.Cue, zeronull.UUID(q.BlockID), q.Start, q.End, s.PublishedAt)
	}
	labels, refs := []string{"section/" + s.Section.Slug, "section/" + s.Section.ID.String()}, []uuid.UUID{s.Section.ID}
	for i, u := range s.Authors {
		t.authors.add(s.ID, i, u.ID, u.Role, s.PublishedAt)
		labels = append(labels, "author/"+u.Slug, "author/"+u.ID.String())
	}
	for i, g := range s.Tags {
		t.tags.add(s.ID, i, g.ID, s.PublishedAt)
		labels, refs = append(labels, "tag/"+g.Slug, "tag/"+g.ID.String()), append(refs, g.ID)
	}
	for i, p := range s.Photos {
		t.photos.add(p.ID, p.Caption, p.AltText, p.Credit, p.URL, p.Width, p.Height)
		t.articlePhotos.add(s.ID, i, p.ID, p.Role)
		labels = append(labels, "photo/"+p.ID.String())
	}
	t.revisions.add(s.ID, s.Version, document, "published", "the archive", s.ModifiedAt, s.Status, s.PublishedAt, labels, refs)
	t.changes.add(int64(n)+1, news.ChangePublished, s.ID, s.Slug, s.Version, s.ModifiedAt)
	return nil
}
