package postgres

import (
	"context"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

const newsroomSQL = `
	select id, version, created_at, modified_at, name, logo_url, language, time_zone, article_url,
	       corrections_policy, minor_allowed, minor_max_characters,
	       rights, license_url, coalesce(tdm_reservation::text, ''), tdm_policy
	from newsroom`

func scanNewsroom(row pgx.Row) (n news.Newsroom, err error) {
	err = row.Scan(&n.ID, &n.Version, &n.CreatedAt, &n.ModifiedAt, &n.Name, &n.LogoURL,
		&n.Language, &n.TimeZone, &n.ArticleURL, &n.CorrectionsPolicy, &n.MinorEdits.Allowed, &n.MinorEdits.MaxCharacters,
		&n.Rights, &n.LicenseURL, &n.TDMReservation, &n.TDMPolicy)
	return n, err
}

func loadNewsroom(ctx context.Context, q querier, lock string) (n news.Newsroom, err error) {
	return scanNewsroom(q.QueryRow(ctx, newsroomSQL+lock))
}

// Newsroom is the newsroom's settings. They are public.
func (s *Store) Newsroom(ctx context.Context) (news.Newsroom, error) {
	n, err := loadNewsroom(ctx, s.pool, "")
	return n, interpret(err)
}

// everyArticle is the articles that show a setting: all of them. It takes the
// settings' id as the other queries of its kind take theirs.
const everyArticle = `select id from articles where $1::uuid[] is not null`

// ChangeNewsroom applies change to the settings, where their version is one
// that m names. Another template for the addresses of stories on the web gives
// every story another address, so every story is rendered anew.
func (s *Store) ChangeNewsroom(ctx context.Context, by auth.Principal, m news.Match, change func(*news.Newsroom) error) (n news.Newsroom, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		if n, err = loadNewsroom(ctx, u, ` for no key update`); err != nil {
			return err
		}
		if err := m.Check(n.Version, n.ETag()); err != nil {
			return err
		}
		before := n
		if err := change(&n); err != nil {
			return err
		}
		if err := n.Settle(s.types).Err(); err != nil {
			return err
		}
		_, err := u.Exec(ctx, `
			update newsroom set name = $1, logo_url = $2, language = $3, time_zone = $4, article_url = $5,
			    corrections_policy = $6, minor_allowed = $7, minor_max_characters = $8,
			    rights = $9, license_url = $10, tdm_reservation = nullif($11, '')::boolean, tdm_policy = $12,
			    version = version + 1, modified_at = clock_timestamp()`,
			n.Name, n.LogoURL, n.Language, n.TimeZone, n.ArticleURL, n.CorrectionsPolicy,
			n.MinorEdits.Allowed, n.MinorEdits.MaxCharacters, n.Rights, n.LicenseURL, string(n.TDMReservation), n.TDMPolicy)
		if err != nil {
			return err
		}
		u.did("edited", "/v1/newsroom", before.Version+1)
		if n, err = loadNewsroom(ctx, u, ""); err != nil || n.ArticleURL == before.ArticleURL {
			return err
		}
		u.room = n
		return s.rerender(ctx, u, "newsroom", []uuid.UUID{n.ID}, uuid.Nil)
	})
	return n, err
}
