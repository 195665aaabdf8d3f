package postgres

import (
	"context"
	"errors"
	"strings"
	"time"

	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// chooseSlug gives an article its slug: the one it asks for, else one made
// from its headline that no story has or had in public. A draft that was named
// for want of a headline is named again when it has one.
func (s *Store) chooseSlug(ctx context.Context, tx pgx.Tx, before, a *news.Article, f *news.Faults) error {
	if before != nil && a.Slug == "" && before.Status != news.Draft {
		a.Slug = before.Slug // an address that readers have does not change by being left out
	}
	if before != nil && a.Slug == before.Slug && a.Slug != placeholderSlug(a.ID) {
		return nil
	}
	if a.Slug != "" && a.Slug != placeholderSlug(a.ID) {
		owner, err := slugOwner(ctx, tx, a.Slug)
		if err == nil && owner != uuid.Nil && owner != a.ID {
			f.Add("/slug", "another story has or had this slug")
		}
		return err
	}
	base := s.types.Slug(a.Headline)
	if _, id := news.ParseID(base); base == "" || id {
		a.Slug = placeholderSlug(a.ID)
		return nil
	}
	taken, err := slugsLike(ctx, tx, base)
	if err != nil {
		return err
	}
	for n := 1; ; n++ {
		a.Slug = numbered(base, n)
		if owner, ok := taken[a.Slug]; !ok || owner == a.ID {
			return nil
		}
	}
}

// slugOwner is the article that has or had the slug, the zero id where none.
func slugOwner(ctx context.Context, tx pgx.Tx, slug string) (uuid.UUID, error) {
	var owner uuid.UUID
	err := tx.QueryRow(ctx, `select article_id from slugs where slug = $1`, slug).Scan(&owner)
	if errors.Is(err, pgx.ErrNoRows) {
		return uuid.Nil, nil
	}
	return owner, err
}

// slugsLike are the slugs that a number behind base could meet.
func slugsLike(ctx context.Context, tx pgx.Tx, base string) (map[string]uuid.UUID, error) {
	// "-" is followed by "." in the collation of bytes, so this range is every
	// slug that begins with base and a hyphen.
	// Stories of one headline that arrive at once choose one after the other.
	if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('slug ' || $1, 0))`, base); err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, `
		select slug, article_id from slugs
		where slug = $1 or (slug::text collate "C" >= $2 and slug::text collate "C" < $3)`, base, base+"-", base+".")
	if err != nil {
		return nil, err
	}
	taken := map[string]uuid.UUID{}
	var slug string
	var owner uuid.UUID
	_, err = pgx.ForEachRow(rows, []any{&slug, &owner}, func() error {
		taken[strings.Clone(slug)] = owner
		return nil
	})
	return taken, err
}

// queueSlugs keeps the register of slugs: the article's own is in it, a public
// one stays for good, and one that no reader ever saw is free again.
func queueSlugs(b *pgx.Batch, before, after *news.Article, now time.Time) {
	isPublic := after.WasPublic(now)
	// What came out by its schedule was public before that was recorded.
	if before.Slug == after.Slug && before.WasPublic(now) == isPublic && before.Schedule == after.Schedule {
		return
	}
	b.Queue(`insert into slugs (slug, article_id, public) values ($1, $2, $3)
	         on conflict (slug) do update set public = slugs.public or excluded.public
	         where slugs.article_id = excluded.article_id`, after.Slug, after.ID, isPublic)
	if before.Slug != "" && before.Slug != after.Slug {
		b.Queue(`delete from slugs where slug = $1 and article_id = $2 and not public`, before.Slug, after.ID)
	}
}
