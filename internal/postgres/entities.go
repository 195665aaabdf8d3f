package postgres

import (
	"context"

	"storywire/internal/news"

	"github.com/jackc/pgx/v5"
)

func (s *Store) authors() *Shelf[news.Author] {
	return &Shelf[news.Author]{
		store: s, table: "authors", columns: `slug, name, kind, title, bio, links`,
		users:  `select article_id from article_authors where author_id = any($1)`,
		uses:   `select article_id from article_authors where author_id = e.id`,
		shown:  `select s.author_id from article_authors s join articles a on a.id = s.article_id`,
		shows:  `select from (select distinct j.article_id from article_authors j where j.author_id = e.id) j join articles a on a.id = j.article_id where true`,
		more:   s.moreOfAuthor,
		record: func(a *news.Author) *news.Record { return &a.Record },
		slug:   func(a *news.Author) string { return a.Slug },
		settle: (*news.Author).Settle,
		scan: func(a *news.Author) []any {
			return []any{&a.Slug, &a.Name, &a.Kind, &a.Title, &a.Bio, &a.Links}
		},
		args:   func(a *news.Author) []any { return []any{a.Slug, a.Name, a.Kind, a.Title, a.Bio, a.Links} },
		insert: `insert into authors (id, slug, name, kind, title, bio, links) values ($1, $2, $3, $4, $5, $6, $7)`,
		update: `update authors set slug = $2, name = $3, kind = $4, title = $5, bio = $6, links = $7,
		             version = version + 1, modified_at = clock_timestamp() where id = $1`,
	}
}

func (s *Store) sections() *Shelf[news.Section] {
	return &Shelf[news.Section]{
		store: s, table: "sections", termed: true, columns: `slug, name, description`,
		users:  `select id from articles where section_id = any($1)`,
		uses:   `select id from articles where section_id = e.id`,
		shown:  `select a.section_id from articles a`,
		shows:  `select from articles a where a.section_id = e.id`,
		record: func(v *news.Section) *news.Record { return &v.Record },
		slug:   func(v *news.Section) string { return v.Slug },
		settle: (*news.Section).Settle,
		scan:   func(v *news.Section) []any { return []any{&v.Slug, &v.Name, &v.Description} },
		args:   func(v *news.Section) []any { return []any{v.Slug, v.Name, v.Description} },
		insert: `insert into sections (id, slug, name, description) values ($1, $2, $3, $4)`,
		update: `update sections set slug = $2, name = $3, description = $4,
		             version = version + 1, modified_at = clock_timestamp() where id = $1`,
	}
}

func (s *Store) tags() *Shelf[news.Tag] {
	return &Shelf[news.Tag]{
		store: s, table: "tags", termed: true, columns: `slug, name, description`,
		users:  `select article_id from article_tags where tag_id = any($1)`,
		uses:   `select article_id from article_tags where tag_id = e.id`,
		shown:  `select s.tag_id from article_tags s join articles a on a.id = s.article_id`,
		shows:  `select from article_tags j join articles a on a.id = j.article_id where j.tag_id = e.id`,
		record: func(v *news.Tag) *news.Record { return &v.Record },
		slug:   func(v *news.Tag) string { return v.Slug },
		settle: (*news.Tag).Settle,
		scan:   func(v *news.Tag) []any { return []any{&v.Slug, &v.Name, &v.Description} },
		args:   func(v *news.Tag) []any { return []any{v.Slug, v.Name, v.Description} },
		insert: `insert into tags (id, slug, name, description) values ($1, $2, $3, $4)`,
		update: `update tags set slug = $2, name = $3, description = $4,
		             version = version + 1, modified_at = clock_timestamp() where id = $1`,
	}
}

func (s *Store) speakers() *Shelf[news.Speaker] {
	return &Shelf[news.Speaker]{
		store: s, table: "speakers", merges: true, columns: `slug, name, title`,
		users: `select article_id from quotes where speaker_id = any($1)`,
		uses:  `select article_id from quotes where speaker_id = coalesce(e.merged_into, e.id)`,
		shown: `select s.speaker_id from quotes s join articles a on a.id = s.article_id`,
		shows: `select from (select distinct q.article_id from quotes q where q.speaker_id = e.id) q join articles a on a.id = q.article_id where true`,
		more:  s.moreOfSpeaker,
		before: func(ctx context.Context, tx pgx.Tx, v *news.Speaker) error {
			return holdNames(ctx, tx, []string{v.Name}, []string{v.Slug})
		},
		record: func(v *news.Speaker) *news.Record { return &v.Record },
		slug:   func(v *news.Speaker) string { return v.Slug },
		settle: (*news.Speaker).Settle,
		scan:   func(v *news.Speaker) []any { return []any{&v.Slug, &v.Name, &v.Title} },
		args:   func(v *news.Speaker) []any { return []any{v.Slug, v.Name, v.Title} },
		insert: `insert into speakers (id, slug, name, title) values ($1, $2, $3, $4)`,
		update: `update speakers set slug = $2, name = $3, title = $4,
		             version = version + 1, modified_at = clock_timestamp() where id = $1`,
	}
}

func (s *Store) sources() *Shelf[news.Source] {
	return &Shelf[news.Source]{
		store: s, table: "sources", termed: true, columns: `slug, name, alias`,
		users:  `select article_id from article_sources where source_id = any($1)`,
		uses:   `select article_id from article_sources where source_id = e.id`,
		shown:  `select s.source_id from article_sources s join articles a on a.id = s.article_id`,
		record: func(v *news.Source) *news.Record { return &v.Record },
		slug:   func(v *news.Source) string { return v.Slug },
		settle: (*news.Source).Settle,
		scan:   func(v *news.Source) []any { return []any{&v.Slug, &v.Name, &v.Alias} },
		args:   func(v *news.Source) []any { return []any{v.Slug, v.Name, v.Alias} },
		insert: `insert into sources (id, slug, name, alias) values ($1, $2, $3, $4)`,
		update: `update sources set slug = $2, name = $3, alias = $4,
		             version = version + 1, modified_at = clock_timestamp() where id = $1`,
	}
}
