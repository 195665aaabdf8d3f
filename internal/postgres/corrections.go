package postgres

import (
	"context"
	"encoding/json"
	"strings"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

const correctionColumns = `c.id, c.kind, c.severity, c.note, c.corrects, c.version, c.at, c.changes`

func correctionTargets(c *news.Correction) []any {
	return []any{&c.ID, &c.Kind, &c.Severity, &c.Note, (*zeronull.UUID)(&c.Corrects), &c.Version, &c.At, &c.Changes}
}

func queueCorrections(b *pgx.Batch, a *news.Article) {
	b.Queue(`select `+correctionColumns+` from corrections c where c.article_id = $1 and c.note <> '' order by c.position`, a.ID).
		Query(func(rows pgx.Rows) error {
			list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c news.Correction, err error) {
				err = row.Scan(correctionTargets(&c)...)
				return c, err
			})
			a.Corrections = list
			if len(list) > 0 {
				a.CorrectedAt = list[len(list)-1].At
			}
			return err
		})
}

// queueCorrection stores the newest correction of an article.
func queueCorrection(b *pgx.Batch, a *news.Article, by auth.Principal) error {
	c := a.Corrections[len(a.Corrections)-1]
	changes, err := json.Marshal(c.Changes)
	if err != nil {
		return err
	}
	b.Queue(`insert into corrections (id, article_id, position, version, kind, severity, note, corrects, changes, at, key_id, by_name)
	         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		c.ID, a.ID, len(a.Corrections)-1, c.Version, c.Kind, c.Severity, c.Note, zeronull.UUID(c.Corrects), changes, c.At,
		zeronull.UUID(by.KeyID), by.Name)
	return nil
}

// CorrectArticle corrects a published article in public: the note, the change
// that it explains, the version and the entry in the change log are one write.
// change is nil where the note stands alone. What is wrong with the article then
// is told under part, where the change stands in what was written; "" for none.
func (s *Store) CorrectArticle(ctx context.Context, by auth.Principal, ref string, e news.Edit, c news.Correction, part string, change func(*news.Article) error) (made news.Correction, doc news.Document, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		made, doc, err = s.correct(ctx, u, ref, e, c, part, change)
		return err
	})
	return made, doc, err
}

func (s *Store) correct(ctx context.Context, u *unit, ref string, e news.Edit, c news.Correction, part string, change func(*news.Article) error) (news.Correction, news.Document, error) {
	doc, err := s.edit(ctx, u, ref, e, func(w *saving) error {
		if status := w.before.StatusAt(u.now); status != news.Published {
			return &news.Conflict{Detail: "the article is " + string(status) + "; what is published can be corrected"}
		}
		w.write, w.correction, w.part = "corrected", &c, part
		if c.Kind == news.KindRetraction {
			w.write, w.after.Status = "retracted", news.Retracted
			w.removal = &news.Removal{To: news.Retracted}
		}
		if change == nil {
			return nil
		}
		return change(w.after)
	})
	if err != nil {
		return c, doc, err
	}
	made := *u.correction
	u.correction = nil // what else this write does has notes of its own
	return made, doc, nil
}

// completeCorrection gives the correction of a write, whose article is settled
// and whose references are resolved, what it is to be stored with.
func completeCorrection(u *unit, w *saving) error {
	c := *w.correction
	c.Changes = news.TouchedBetween(w.before, w.after)
	if err := c.CheckChanges(); err != nil {
		return err
	}
	c.ID, c.Version, c.At = news.NewID(), w.before.Version+1, u.now
	u.correction = &c
	appendCorrection(w.after, c)
	w.change, w.note = c.Kind.Change(), c.Note
	if w.removal != nil {
		w.removal.Note = c.Note // now that it is cleaned
	}
	return nil
}

// shareCorrection gives an article that shows what a correction of another one
// changed, a photo's caption, the same note: its readers saw the wrong words
// too. before is as the rows are now, so what it was is its last document's to
// tell.
func (s *Store) shareCorrection(ctx context.Context, u *unit, w *saving) error {
	if u.correction == nil {
		return nil
	}
	was, err := storedArticle(ctx, u, w.before.ID)
	if err != nil {
		return err
	}
	c := *u.correction
	c.Changes, c.Corrects = news.TouchedBetween(was, w.after), uuid.Nil
	c.ID, c.Version, c.At = news.NewID(), w.before.Version+1, u.now
	w.correction, w.write = &c, "corrected"
	w.change, w.note = c.Kind.Change(), c.Note
	appendCorrection(w.after, c)
	return nil
}

// storedArticle is an article as its document has it, whatever its rows and
// those that it shows say by now.
func storedArticle(ctx context.Context, u *unit, id uuid.UUID) (*news.Article, error) {
	var document []byte
	if err := u.QueryRow(ctx, `select document from articles where id = $1`, id).Scan(&document); err != nil {
		return nil, err
	}
	var was news.Article
	return &was, json.Unmarshal(document, &was)
}

// appendCorrection adds a correction to an article's own.
func appendCorrection(a *news.Article, c news.Correction) {
	a.Corrections = append(a.Corrections, c)
	a.CorrectedAt = c.At
}

// correctionsSQL selects corrections c with their articles a and sections s.
const correctionsSQL = `
	select ` + correctionColumns + `, a.id, a.slug, a.headline, ` + statusNow + `, s.id, coalesce(s.slug, ''), coalesce(s.name, '')
	from corrections c join articles a on a.id = c.article_id left join sections s on s.id = a.section_id
	where `

// visibleCorrections is what a correction must be for the caller to see it. Of
// an article that was retracted readers see the retraction; of one that is
// withheld or killed, nothing. Of one that was erased there is none for anybody.
func visibleCorrections(by auth.Principal) string {
	if by.SeesDrafts() {
		return visible(by) + ` and c.note <> ''`
	}
	return `(` + readable(by) + ` or a.status = 'retracted' and c.kind = 'retraction' and ` + seenBefore + entitledGone(by) + `)`
}

// Correction is one correction with the article that it is of.
func (s *Store) Correction(ctx context.Context, by auth.Principal, id uuid.UUID) (news.CorrectionInArticle, error) {
	rows, err := s.pool.Query(ctx, correctionsSQL+visibleCorrections(by)+` and c.id = $1`, id)
	if err != nil {
		return news.CorrectionInArticle{}, interpret(err)
	}
	l, err := pgx.CollectExactlyOneRow(rows, correctionFor(by))
	return l.Value, interpret(err)
}

// Corrections is a page of the newsroom's corrections, newest first, with one
// more than the limit where there are more.
func (s *Store) Corrections(ctx context.Context, by auth.Principal, q news.CorrectionQuery) ([]news.Listed[news.CorrectionInArticle], error) {
	where, args := []string{visibleCorrections(by)}, []any{}
	arg := func(v any) string { args = append(args, v); return numberedArg(len(args)) }
	if len(q.Kinds) > 0 {
		where = append(where, `c.kind = any(`+arg(q.Kinds)+`)`)
	}
	if len(q.Sections) > 0 {
		ids, slugs := refs(q.Sections)
		where = append(where, `(s.id = any(`+arg(ids)+`) or s.slug = any(`+arg(slugs)+`))`)
	}
	if len(q.Authors) > 0 {
		where = append(where, byAuthors(q.Authors, arg))
	}
	if !q.Since.IsZero() {
		where = append(where, `c.at >= `+arg(q.Since))
	}
	if !q.Until.IsZero() {
		where = append(where, `c.at < `+arg(q.Until))
	}
	if q.After != nil {
		where = append(where, `(c.at, c.id) < (`+arg(q.After.At)+`, `+arg(q.After.ID)+`)`)
	}
	rows, err := s.pool.Query(ctx, correctionsSQL+strings.Join(where, " and ")+`
		order by c.at desc, c.id desc`+atMost(q.Limit+1), args...)
	if err != nil {
		return nil, interpret(err)
	}
	list, err := pgx.CollectRows(rows, correctionFor(by))
	return list, interpret(err)
}

// correctionFor scans a correction as the caller gets it.
func correctionFor(by auth.Principal) pgx.RowToFunc[news.Listed[news.CorrectionInArticle]] {
	return func(row pgx.CollectableRow) (news.Listed[news.CorrectionInArticle], error) {
		l, err := scanCorrectionInArticle(row)
		if !by.SeesPhotos() {
			l.Value.DropPhotos()
		}
		return l, err
	}
}

func scanCorrectionInArticle(row pgx.CollectableRow) (news.Listed[news.CorrectionInArticle], error) {
	var l news.Listed[news.CorrectionInArticle]
	var section news.Ref
	c, a := &l.Value, &l.Value.Article
	err := row.Scan(append(correctionTargets(&c.Correction), &a.ID, &a.Slug, &a.Headline, &a.Status,
		(*zeronull.UUID)(&section.ID), &section.Slug, &section.Name)...)
	if section.ID != uuid.Nil {
		a.Section = &section
	}
	l.Key = news.Keyset{At: c.At, ID: c.ID}
	return l, err
}
