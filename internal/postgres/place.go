package postgres

import (
	"context"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// Place stores an entity under the id that it brings, and tells whether it
// did: where its id or slug is there already, deleted or not, nothing happens.
// So what is placed twice is there once.
func (h *Shelf[T]) Place(ctx context.Context, by auth.Principal, v T) (placed bool, err error) {
	if err := h.settle(&v, h.store.types).Err(); err != nil {
		return false, err
	}
	err = h.store.write(ctx, by, func(u *unit) error {
		tag, err := u.Exec(ctx, h.insert+` on conflict do nothing`, append([]any{h.record(&v).ID}, h.args(&v)...)...)
		if placed = tag.RowsAffected() > 0; placed {
			u.did("created", pathOf(h.table, h.record(&v).ID), 1)
		}
		return err
	})
	return placed, err
}

// PlaceArticle stores an article under the id and slug that it brings,
// published or as a draft, and tells whether it did: where either is there
// already nothing happens.
// What is to be done to it then, its corrections, is done in the same write.
func (s *Store) PlaceArticle(ctx context.Context, by auth.Principal, a *news.Article, publish bool, then ...news.Operation) (placed bool, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		var there bool
		err := u.QueryRow(ctx, `
			select exists (select from articles where id = $1) or exists (select from slugs where slug = $2)`,
			a.ID, a.Slug).Scan(&there)
		if err != nil || there {
			placed = false
			return err
		}
		fresh := a.Clone()
		if _, err = s.create(ctx, u, fresh, fresh.ID, publish); err != nil {
			return err
		}
		for _, o := range then {
			if _, err := s.operate(ctx, u, o); err != nil {
				return err
			}
		}
		placed = true
		return nil
	})
	return placed, err
}
