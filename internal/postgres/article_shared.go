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
// beside it; of what is in a column of the articles' own, a section or a kind, the
// entries are the published articles a themselves.
type sharing struct {
	table  string // "articles" for a column of their own
	column string // of ids
	ids    []uuid.UUID
	slugs  []string // in place of ids, with types: of mentions
	types  []string
	kinds  []string // in place of ids
	except bool     // no such entry is to be there

	contracted bool // the caller's contract names it, and not a filter
}

func (f *sharing) own() bool { return f.table == "articles" }

// names are a row v for each of the values, the condition that an entry is of that
// one, and the condition that it is of any of them.
func (f *sharing) names(arg func(any) string) (rows, one, each string) {
	switch {
	case f.kinds != nil:
		kinds := arg(f.kinds) + `::text[]`
		return `unnest(` + kinds + `) v(kind)`, inLists + `a.` + f.column + ` = v.kind`, inLists + `a.` + f.column + ` = any(` + kinds + `)`
	case f.own():
		ids := arg(f.ids) + `::uuid[]`
		return `unnest(` + ids + `) v(id)`, inLists + `a.` + f.column + ` = v.id`, inLists + `a.` + f.column + ` = any(` + ids + `)`
	case f.column != "":
		ids := arg(f.ids) + `::uuid[]`
		return `unnest(` + ids + `) v(id)`, `j.` + f.column + ` = v.id`, `j.` + f.column + ` = any(` + ids + `)`
	}
	pairs := `unnest(` + arg(f.slugs) + `::text[], ` + arg(f.types) + `::text[])`
	return pairs + ` v(slug, type)`, `j.slug = v.slug and j.type = v.type`, `(j.slug, j.type) in (select * from ` + pairs + `)`
}

// inLists is what the indexes of the articles' own columns have.
const inLists = `a.status = 'published' and a.deleted_at is null and `

// values are a row v for each of the values, and the condition that an entry is of
// that one.
func (f *sharing) values(arg func(any) string) (rows, match string) {
	rows, match, _ = f.names(arg)
	return rows, match
}

// counted is the SQL of the entries that are of any of the values.
func (f *sharing) counted(arg func(any) string) string {
	_, _, probe := f.names(arg)
	if f.own() {
		return `articles a where ` + probe
	}
	return f.table + ` j where ` + probe
}

// articles is the SQL of the ids of the articles that the entries are of.
func (f *sharing) articles(arg func(any) string) string {
	if f.own() {
		return `array(select a.id from ` + f.counted(arg) + `)`
	}
	return `array(select j.article_id from ` + f.counted(arg) + `)`
}

// source is the entries with their articles a, and their columns of the time that
// these are listed by and of their ids.
func (f *sharing) source(column string) (from, at, id string) {
	if f.own() {
		return `articles a`, `a.` + column, `a.id`
	}
	return f.table + ` j join articles a on a.id = j.article_id`, `j.` + column, `j.article_id`
}

// condition is the filter as a condition on articles a.
func (f *sharing) condition(arg func(any) string) string {
	_, _, probe := f.names(arg)
	switch {
	case f.own():
		return probe
	case f.except:
		return `not exists (select from ` + f.table + ` j where j.article_id = a.id and ` + probe + `)`
	}
	return `exists (select from ` + f.table + ` j where j.article_id = a.id and ` + probe + `)`
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
