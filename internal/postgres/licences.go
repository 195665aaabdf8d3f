package postgres

import (
	"context"
	"encoding/json"

	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// A document is stored with its photos in it. From the moment a licence ends
// until the job has taken the photo out of the articles that show it, a reader
// gets the document without it all the same; and a revision for ever after.

// anyExpired tells whether there are any photos whose licence has ended and
// that articles still show. There hardly ever are, so that a read asks no more
// than that.
const anyExpired = `(select exists (select from moments where kind = 'photo' and at <= statement_timestamp()))`

// expiredInRevision are the photos of revision r whose licence has ended.
const expiredInRevision = `case when (select exists (select from photos where expires_at <= statement_timestamp()))
	then array(select p.id from photos p where p.expires_at <= statement_timestamp()
	           and p.id in (select substr(l, 7)::uuid from unnest(r.labels) l where l like 'photo/%')) else '{}' end`

// expiredPhotos are the photos of an article whose licence has ended and that it
// still shows.
func (s *Store) expiredPhotos(ctx context.Context, article uuid.UUID) ([]uuid.UUID, error) {
	rows, err := s.pool.Query(ctx, `
		select p.id from article_photos j join photos p on p.id = j.photo_id
		where j.article_id = $1 and p.expires_at <= statement_timestamp()`, article)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
}

// dropExpired takes the photos whose licence has ended out of a document.
func (s *Store) dropExpired(ctx context.Context, d *news.Document) error {
	ids, err := s.expiredPhotos(ctx, d.ID)
	if err == nil && len(ids) > 0 {
		*d, err = s.withoutPhotos(*d, ids)
	}
	return err
}

// withoutPhotos is a document without some of its photos.
func (s *Store) withoutPhotos(d news.Document, ids []uuid.UUID) (news.Document, error) {
	a, err := articleWithout(d.Body, ids)
	if err != nil {
		return d, err
	}
	if d.Body, err = s.render.Document(a); err != nil {
		return d, err
	}
	d.ETag = news.DocumentETag(d.Version, d.Body)
	return d, nil
}

// dropExpiredOfCard makes a card anew where its article has photos whose
// licence has ended: without them.
func (s *Store) dropExpiredOfCard(ctx context.Context, d *news.Document) error {
	ids, err := s.expiredPhotos(ctx, d.ID)
	if err != nil || len(ids) == 0 {
		return err
	}
	var document []byte
	if err := s.pool.QueryRow(ctx, `select document from articles where id = $1`, d.ID).Scan(&document); err != nil {
		return err
	}
	a, err := articleWithout(document, ids)
	if err != nil {
		return err
	}
	if d.Whole != nil {
		if d.Whole, err = s.render.Document(a); err != nil {
			return err
		}
	}
	d.Body, err = s.render.Card(a)
	return err
}

func articleWithout(document []byte, ids []uuid.UUID) (*news.Article, error) {
	var a news.Article
	if err := json.Unmarshal(document, &a); err != nil {
		return nil, err
	}
	a.BlocksOfQuotes()
	a.DropPhotos(ids)
	return &a, nil
}

// textAlone takes every photo out of an article, and what corrections changed of
// photos, for whom the contract has none.
func textAlone(a *news.Article) {
	ids := make([]uuid.UUID, len(a.Photos))
	for i, p := range a.Photos {
		ids[i] = p.ID
	}
	a.DropPhotos(ids)
	for i := range a.Corrections {
		a.Corrections[i].DropPhotos()
	}
}

// dropPhotos is textAlone of a document.
func (s *Store) dropPhotos(d *news.Document) error {
	a, err := articleWithout(d.Body, nil)
	if err != nil {
		return err
	}
	textAlone(a)
	if d.Body, err = s.render.Document(a); err != nil {
		return err
	}
	d.ETag = news.DocumentETag(d.Version, d.Body)
	return nil
}

// dropPhotosOfCard takes the photo out of a card, and all of them out of the
// document that stands behind it. A card has nothing in it that an article has not,
// but for the photo under a name of its own.
func (s *Store) dropPhotosOfCard(d *news.Document) error {
	if d.Whole != nil {
		whole := news.Document{Body: d.Whole}
		if err := s.dropPhotos(&whole); err != nil {
			return err
		}
		d.Whole = whole.Body
	}
	var a news.Article
	if err := json.Unmarshal(d.Body, &a); err != nil {
		return err
	}
	textAlone(&a)
	var err error
	d.Body, err = s.render.Card(&a)
	return err
}
