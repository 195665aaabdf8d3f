package postgres

import (
	"context"
	"errors"
	"slices"
	"strings"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// found is a document or card as the store has it.
type found struct {
	news.Document
	now     news.Status // the article's status by the clock
	expired bool        // it may show a photo whose licence has ended since it was written
}

// documentColumns are what a document is read as, of articles a. No more of them
// than are told: each column costs as much as a condition. The article's terms are
// one, and so are the newsroom's, null where it says none: nothing is put together
// for the most of them.
var documentColumns = `a.id, a.version, a.document, a.etag, a.modified_at, a.surrogate_keys, ` + anyExpired + `,
	case when ` + saysTerms("a") + ` then ` + allTerms("a") + ` end, (select ` + allTerms("n") + ` from newsroom n where ` + saysTerms("n") + `)`

// saysTerms tells whether a row says any terms, allTerms has them.
func saysTerms(row string) string {
	return strings.ReplaceAll(`(?.rights <> '' or ?.license_url <> '' or ?.tdm_reservation is not null or ?.tdm_policy <> '')`, "?", row)
}

func allTerms(row string) string {
	return strings.ReplaceAll(`array[?.rights, ?.license_url, coalesce(?.tdm_reservation::text, ''), ?.tdm_policy]`, "?", row)
}

// statedTerms are terms as documentColumns has them.
func statedTerms(columns []string) news.Terms {
	if len(columns) == 0 {
		return news.Terms{}
	}
	return news.Terms{Rights: columns[0], LicenseURL: columns[1], TDMReservation: news.Reservation(columns[2]), TDMPolicy: columns[3]}
}

// standingColumns are what an article's status is read as. Of what readers are
// shown all is published, and it is not asked.
const standingColumns = `, ` + statusNow + `, a.status`

// scanDocument reads documentColumns, and standingColumns behind them where the
// row has those.
func scanDocument(row pgx.Row, standing bool) (found, error) {
	var d found
	if standing {
		err := d.scan(row, &d.now, &d.Status)
		return d, err
	}
	d.now, d.Status = news.Published, news.Published
	err := d.scan(row)
	return d, err
}

// scan reads documentColumns, and more behind them.
func (d *found) scan(row pgx.Row, more ...any) error {
	var keys string
	var own, house []string
	to := []any{&d.ID, &d.Version, &d.Body, &d.ETag, &d.ModifiedAt, &keys, &d.expired, &own, &house}
	err := row.Scan(append(to, more...)...)
	d.Terms, d.House = statedTerms(own), statedTerms(house)
	d.Keys = strings.Fields(keys)
	return err
}

// cardColumns are what targets takes, of articles a, before the time that they
// are listed by: no more than a list shows, for it is asked of every row.
const cardColumns = `a.slug` + standingColumns + `, ` + publicCardColumns

// publicCardColumns are what a card is read as where all that is shown is
// published.
const publicCardColumns = `a.id, a.version, a.card, a.modified_at, ` + anyExpired

// targets are where cardColumns go, and behind them the time that the card is
// listed by.
func targets(c *news.Listed[found]) []any {
	d := &c.Value
	return append([]any{&d.Slug, &d.now, &d.Status}, publicTargets(c)...)
}

// publicTargets are where publicCardColumns go, and that time.
func publicTargets(c *news.Listed[found]) []any {
	d := &c.Value
	return []any{&d.ID, &d.Version, &d.Body, &d.ModifiedAt, &d.expired, &c.Key.At}
}

// told is a document as the caller gets it: with the status of now, and without
// the photos that are not for them.
func (s *Store) told(ctx context.Context, by auth.Principal, f found) (d news.Document, err error) {
	switch {
	case !by.SeesPhotos():
		err = s.dropPhotos(&f.Document)
	case f.expired:
		err = s.dropExpired(ctx, &f.Document)
	}
	return f.As(f.now), err
}

// toldCard is told of a card.
func (s *Store) toldCard(ctx context.Context, by auth.Principal, f found) (d news.Document, err error) {
	switch {
	case !by.SeesPhotos():
		err = s.dropPhotosOfCard(&f.Document)
	case f.expired:
		err = s.dropExpiredOfCard(ctx, &f.Document)
	}
	return f.As(f.now), err
}

// Article is the rendered article that ref, an id or a slug, names, as bytes.
// An old slug is a *news.Moved, what was taken from readers a *news.Gone.
func (s *Store) Article(ctx context.Context, by auth.Principal, ref string) (news.Document, error) {
	d, err := s.article(ctx, by, ref)
	if errors.Is(err, pgx.ErrNoRows) {
		_, err = s.findArticle(ctx, s.pool, by, ref) // by an old slug, perhaps, or gone
	}
	if err != nil {
		return news.Document{}, interpret(err)
	}
	doc, err := s.told(ctx, by, d)
	return doc, interpret(err)
}

// article is the article that ref names, as the store has it.
func (s *Store) article(ctx context.Context, by auth.Principal, ref string) (found, error) {
	standing := by.SeesDrafts()
	entitled := by.Advance || standing || by.Contract != nil
	id, isID := news.ParseID(ref)
	switch {
	case entitled && isID:
		return scanDocument(s.pool.QueryRow(ctx, articleSQL(by, standing)+`a.id = $1`, id), standing)
	case entitled:
		return scanDocument(s.pool.QueryRow(ctx, articleSQL(by, standing)+`a.slug = $1`, ref), standing)
	case isID:
		return s.byID.find(ctx, s.pool, id)
	}
	return s.bySlug.find(ctx, s.pool, ref)
}

// articleSQL selects the documents that the caller may see, but for which one.
func articleSQL(by auth.Principal, standing bool) string {
	more := ""
	if standing {
		more = standingColumns
	}
	return `select ` + documentColumns + more + ` from articles a where ` + visible(by) + ` and `
}

// Articles is a page of cards, or of documents where the query is for those, with
// one more than the limit where there are more. A moment that has not come is news.ErrFuture.
func (s *Store) Articles(ctx context.Context, by auth.Principal, q news.ArticleQuery) ([]news.Listed[news.Document], error) {
	ctx, cancel := context.WithTimeout(ctx, listTimeout)
	defer cancel()
	if !q.AsOf.IsZero() {
		return s.articlesAt(ctx, by, q)
	}
	question, err := s.question(ctx, by, q)
	if err != nil || question.none {
		return nil, interpret(err)
	}
	var cards []news.Listed[found]
	if q.Words != "" {
		cards, err = s.search(ctx, question)
	} else {
		cards, err = s.page(ctx, question)
	}
	if err != nil {
		return nil, interpret(err)
	}
	list, told := make([]news.Listed[news.Document], len(cards)), s.toldCard
	if q.Whole {
		told = s.told
	}
	for i, c := range cards {
		list[i].Key = c.Key
		if list[i].Value, err = told(ctx, by, c.Value); err != nil {
			return nil, interpret(err)
		}
	}
	if q.Highlight {
		if err := s.highlight(ctx, question, list); err != nil {
			return nil, interpret(err)
		}
	}
	if slices.Contains(q.Include, news.IncludeRelated) {
		err = s.relate(ctx, by, list)
	}
	return list, interpret(err)
}

// page is a page of a list that is no search.
func (s *Store) page(ctx context.Context, q *articleQuery) ([]news.Listed[found], error) {
	var card news.Listed[found]
	columns, to := q.reads(&card)
	sql, args := q.page(columns)
	rows, err := q.ask(ctx, s.pool, sql, args)
	if err != nil {
		return nil, err
	}
	list, blank := make([]news.Listed[found], 0, q.Limit+1), card
	_, err = pgx.ForEachRow(rows, to, func() error {
		card.Key.ID = card.Value.ID
		list, card = append(list, card), blank
		return nil
	})
	return list, err
}

// reads is what a card of the page is read as, and where that goes, with the
// time behind it that it is listed by.
func (q *articleQuery) reads(card *news.Listed[found]) (columns string, to []any) {
	if columns, to = cardColumns, targets(card); q.published {
		columns, to = publicCardColumns, publicTargets(card)
		card.Value.now, card.Value.Status = news.Published, news.Published
	}
	switch {
	case q.Whole:
		columns = strings.Replace(columns, "a.card", "a.document", 1)
	case q.IncludesOfDocument():
		columns += `, a.document`
		to = slices.Insert(to, len(to)-1, any(&card.Value.Whole))
	}
	return columns, to
}

// storedStatuses are the statuses that articles of those asked for are stored
// with: an index finds them by these.
func storedStatuses(asked []news.Status) []news.Status {
	stored := slices.Clone(asked)
	for _, s := range asked {
		if s == news.Scheduled || s == news.Withheld {
			stored = append(stored, news.Published)
		}
	}
	return stored
}

// byAuthors is the condition that any of the authors is one of article a.
func byAuthors(authors []string, arg func(any) string) string {
	ids, slugs := refs(authors)
	return `exists (select from article_authors j join authors u on u.id = j.author_id
		where j.article_id = a.id and u.deleted_at is null and (u.id = any(` + arg(ids) + `) or u.slug = any(` + arg(slugs) + `)))`
}

// refs tells ids from slugs.
func refs(list []string) (ids []uuid.UUID, slugs []string) {
	ids, slugs = []uuid.UUID{}, []string{}
	for _, ref := range list {
		if id, ok := news.ParseID(ref); ok {
			ids = append(ids, id)
		} else {
			slugs = append(slugs, ref)
		}
	}
	return ids, slugs
}
