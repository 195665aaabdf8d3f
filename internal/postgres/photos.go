package postgres

import (
	"context"
	"slices"

	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// photoUsers are the articles that show any photo of $1.
const photoUsers = `select article_id from article_photos where photo_id = any($1)`

const photoColumns = `caption, alt_text, credit, photographer, coalesce(taken_on::text, ''),
	coalesce(released_on::text, ''), released_by, rights, license_url,
	coalesce(tdm_reservation::text, ''), tdm_policy, url, width, height, expires_at`

func photoTargets(p *news.PhotoFacts) []any {
	return []any{&p.Caption, &p.AltText, &p.Credit, &p.Photographer, &p.TakenOn, &p.ReleasedOn,
		&p.ReleasedBy, &p.Rights, &p.LicenseURL, &p.TDMReservation, &p.TDMPolicy, &p.URL, &p.Width, &p.Height, (*zeronull.Timestamptz)(&p.ExpiresAt)}
}

func photoArgs(p news.PhotoFacts) []any {
	return []any{p.Caption, p.AltText, p.Credit, p.Photographer, string(p.TakenOn), string(p.ReleasedOn),
		p.ReleasedBy, p.Rights, p.LicenseURL, string(p.TDMReservation), p.TDMPolicy, p.URL, p.Width, p.Height, zeronull.Timestamptz(p.ExpiresAt)}
}

// photos is the shelf of photos.
func (s *Store) photos() *Shelf[news.Photo] {
	return &Shelf[news.Photo]{
		store: s, table: "photos", pictures: true, columns: photoColumns, users: photoUsers,
		uses:   `select article_id from article_photos where photo_id = e.id`,
		shown:  `select s.photo_id from article_photos s join articles a on a.id = s.article_id`,
		filter: photoFilter,
		live:   ` and (e.expires_at is null or e.expires_at > statement_timestamp())`,
		record: func(p *news.Photo) *news.Record { return &p.Record },
		settle: (*news.Photo).Settle,
		scan:   func(p *news.Photo) []any { return photoTargets(&p.PhotoFacts) },
		args:   func(p *news.Photo) []any { return photoArgs(p.PhotoFacts) },
		insert: `insert into photos (id, caption, alt_text, credit, photographer, taken_on, released_on, released_by,
		             rights, license_url, tdm_reservation, tdm_policy, url, width, height, expires_at)
		         values ($1, $2, $3, $4, $5, nullif($6, '')::date, nullif($7, '')::date, $8,
		             $9, $10, nullif($11, '')::boolean, $12, $13, $14, $15, $16)`,
		update: `update photos set caption = $2, alt_text = $3, credit = $4, photographer = $5,
		             taken_on = nullif($6, '')::date, released_on = nullif($7, '')::date, released_by = $8,
		             rights = $9, license_url = $10, tdm_reservation = nullif($11, '')::boolean, tdm_policy = $12,
		             url = $13, width = $14, height = $15,
		             expires_at = $16, withdrawn = withdrawn and expires_at is not distinct from $16,
		             version = version + 1, modified_at = clock_timestamp() where id = $1`,
	}
}

// photoFilter are the conditions of the filters of photos e.
func photoFilter(q news.EntityQuery, arg func(any) string) (where []string) {
	f := q.Photos
	if f.Photographer != "" {
		where = append(where, `lower(e.photographer) = lower(`+arg(f.Photographer)+`)`)
	}
	if f.Credit != "" {
		where = append(where, `lower(e.credit) = lower(`+arg(f.Credit)+`)`)
	}
	if f.Person != "" {
		// First whatever is shown with them, which an index finds, then what names them.
		shown := `from mentions m join article_photos j on j.article_id = m.article_id where m.slug = ` + arg(f.Person) + ` and m.type = 'person'`
		where = append(where, `e.id = any(array(select j.photo_id `+shown+`))`,
			`exists (select `+shown+` and j.photo_id = e.id and strpos(lower(e.caption || ' ' || e.alt_text), lower(m.name)) > 0)`)
	}
	where = append(where, daysSQL("e.taken_on", f.Taken, arg)...)
	return append(where, daysSQL("e.released_on", f.Released, arg)...)
}

// photosByID are the stored photos that an article names; one that is not
// there is a fault. Those that the article showed before, and shows unchanged,
// are loaded with it.
func photosByID(ctx context.Context, tx pgx.Tx, before, a *news.Article, f *news.Faults) (map[uuid.UUID]news.PhotoFacts, error) {
	stored := map[uuid.UUID]news.PhotoFacts{}
	var ids []uuid.UUID
	for _, p := range a.Photos {
		if before != nil && slices.ContainsFunc(before.Photos, func(was news.ArticlePhoto) bool { return was.ID == p.ID && was.PhotoFacts == p.PhotoFacts }) {
			stored[p.ID] = p.PhotoFacts
		} else if p.ID != uuid.Nil && !p.Brought {
			ids = append(ids, p.ID)
		}
	}
	if len(ids) == 0 {
		return stored, nil
	}
	rows, err := tx.Query(ctx, `select id, `+photoColumns+` from photos where id = any($1) and deleted_at is null for key share`, ids)
	if err != nil {
		return nil, err
	}
	var id uuid.UUID
	var p news.PhotoFacts
	_, err = pgx.ForEachRow(rows, append([]any{&id}, photoTargets(&p)...), func() error {
		stored[id] = p
		return nil
	})
	for i := range a.Photos {
		if _, ok := stored[a.Photos[i].ID]; !ok && a.Photos[i].ID != uuid.Nil && !a.Photos[i].Brought {
			f.Add(photoPointer(a, i), "there is no such photo")
		}
	}
	return stored, err
}

// photoPointer is where an article names its photo: in its list, or in the
// block that added it there.
func photoPointer(a *news.Article, i int) string {
	for j, b := range a.Body {
		if b.PhotoID == a.Photos[i].ID && a.Photos[i].PhotoFacts == (news.PhotoFacts{}) {
			return at("/body/", j) + "/photo_id"
		}
	}
	return at("/photos/", i)
}

// savePhotos stores the photos that an article brings with it and fills in
// those that it names. Facts given with a named photo are written to that
// photo: a caption is the same wherever the picture stands. It returns the
// photos that were changed so, whose other articles show them too.
func (s *Store) savePhotos(ctx context.Context, tx pgx.Tx, a *news.Article, stored map[uuid.UUID]news.PhotoFacts) ([]uuid.UUID, error) {
	var edited []uuid.UUID
	for i := range a.Photos {
		p := &a.Photos[i]
		if p.ID == uuid.Nil || p.Brought {
			if !p.Brought { // else its id stands in blocks already
				p.ID = news.NewID()
			}
			if _, err := tx.Exec(ctx, s.Photos.insert, append([]any{p.ID}, photoArgs(p.PhotoFacts)...)...); err != nil {
				return nil, err
			}
			continue
		}
		was := stored[p.ID]
		if p.PhotoFacts = was.Overlay(p.PhotoFacts); p.PhotoFacts != was {
			edited = append(edited, p.ID)
			if _, err := tx.Exec(ctx, s.Photos.update, append([]any{p.ID}, photoArgs(p.PhotoFacts)...)...); err != nil {
				return nil, err
			}
		}
	}
	return edited, nil
}
