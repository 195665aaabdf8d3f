package postgres

import (
	"context"
	"fmt"
	"strings"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// sharing is a filter by what articles share: tags, authors, sources, speakers,
// somebody or something that they mention. Its SQL speaks of entries j of the
// table that joins them to articles, which has each article's place in lists
// beside it.
type sharing struct {
	table  string
	column string // of ids
	ids    []uuid.UUID
	slugs  []string // in place of ids, with types: of mentions
	types  []string
	except bool // no such entry is to be there
}

// probe is the condition that entry j is of one of the values.
func (f *sharing) probe(arg func(any) string) string {
	if f.column != "" {
		return `j.` + f.column + ` = any(` + arg(f.ids) + `)`
	}
	return `(j.slug, j.type) in (select * from unnest(` + arg(f.slugs) + `::text[], ` + arg(f.types) + `::text[]))`
}

// values are a row v for each of the values, and the condition that entry j is
// of that one.
func (f *sharing) values(arg func(any) string) (rows, match string) {
	if f.column != "" {
		return `unnest(` + arg(f.ids) + `::uuid[]) v(id)`, `j.` + f.column + ` = v.id`
	}
	return `unnest(` + arg(f.slugs) + `::text[], ` + arg(f.types) + `::text[]) v(slug, type)`, `j.slug = v.slug and j.type = v.type`
}

// condition is the filter as a condition on articles a.
func (f *sharing) condition(arg func(any) string) string {
	not := ""
	if f.except {
		not = "not "
	}
	return not + `exists (select from ` + f.table + ` j where j.article_id = a.id and ` + f.probe(arg) + `)`
}

// joins is where articles are joined to what they share, and by what column.
var joins = []struct{ entities, table, column string }{
	{"tags", "article_tags", "tag_id"}, {"authors", "article_authors", "author_id"},
	{"sources", "article_sources", "source_id"}, {"speakers", "quotes", "speaker_id"},
}

// shared are the query's filters by what articles share. Where one of them
// names only what there is not, the query means no article.
func (s *Store) shared(ctx context.Context, q *articleQuery) ([]sharing, error) {
	choices := []news.Choice{q.Tags, q.Authors, q.Sources, q.Speakers} // as in joins
	named, err := s.idsOf(ctx, q.by, choices)
	if err != nil {
		return nil, err
	}
	var list []sharing
	for i, c := range choices {
		for n, refs := range [][]string{c.Any, c.None} {
			ids, except := named[2*i+n], n == 1
			switch {
			case len(ids) > 0:
				list = append(list, sharing{table: joins[i].table, column: joins[i].column, ids: ids, except: except})
			case len(refs) > 0 && !except:
				q.none = true
			}
		}
	}
	for n, names := range [][]string{q.Mentions.Any, q.Mentions.None} {
		if len(names) > 0 {
			list = append(list, mentioned(names, n == 1))
		}
	}
	return list, nil
}

// idsOf are the ids of what the choices name: of each those in favour, then
// those against.
func (s *Store) idsOf(ctx context.Context, by auth.Principal, choices []news.Choice) ([][]uuid.UUID, error) {
	found := make([][]uuid.UUID, 2*len(choices))
	var selects []string
	var args []any
	for i, c := range choices {
		for n, list := range [][]string{c.Any, c.None} {
			if len(list) == 0 {
				continue
			}
			ids, slugs := refs(list)
			args = append(args, ids, slugs)
			id, there := `e.id`, `e.deleted_at is null`
			if joins[i].entities == "speakers" {
				id, there = `coalesce(e.merged_into, e.id)`, speakerIs(by, "e")
			}
			selects = append(selects, fmt.Sprintf(`select %d, %s from %s e where %s and (e.id = any($%d) or e.slug = any($%d))`,
				2*i+n, id, joins[i].entities, there, len(args)-1, len(args)))
		}
	}
	if len(selects) == 0 {
		return found, nil
	}
	rows, err := s.pool.Query(ctx, strings.Join(selects, " union all "), args...)
	if err != nil {
		return nil, err
	}
	var n int
	var id uuid.UUID
	_, err = pgx.ForEachRow(rows, []any{&n, &id}, func() error {
		found[n] = append(found[n], id)
		return nil
	})
	return found, err
}

// mentioned is the filter by mentions: one that does not say of what type is
// one of each.
func mentioned(names []string, except bool) sharing {
	f := sharing{table: "mentions", except: except}
	for _, name := range names {
		t, slug, _ := news.ParseMention(name)
		for _, each := range news.MentionTypes {
			if t == "" || t == each {
				f.types, f.slugs = append(f.types, string(each)), append(f.slugs, slug)
			}
		}
	}
	return f
}
