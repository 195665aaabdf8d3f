package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"storywire/internal/auth"

	"github.com/jackc/pgx/v5"
)

// mostSorted is how many articles are sorted for one page. It is also as far as
// it is counted how many a filter leaves.
const mostSorted = 10_000

// walk is a way to a query's articles, of which there are several where there
// are several filters.
type walk struct {
	along  *sharing // nil for the articles' own indexes
	count  string   // SQL: how many entries it has
	sorted bool     // the entries are not in the order of the list
}

// chooseWalk decides how the query's articles are found: along the entries of
// the filter that has the fewest, or in the order of the articles' own indexes.
// Left alone the database guesses, from what is true on average: it would walk
// through ten years for a tag that was last used nine years ago.
func (s *Store) chooseWalk(ctx context.Context, q *articleQuery, shared []sharing) error {
	var args []any
	walks := q.walks(shared, func(v any) string { args = append(args, v); return numberedArg(len(args)) })
	if q.none || len(walks) == 0 {
		return nil
	}
	best := walks[0]
	narrow := q.Words != "" && q.by.Contract != nil // what it leaves is looked at, where it is few
	if len(walks) > 1 || best.sorted || narrow {
		fewest, size, err := s.fewest(ctx, walks, args)
		if err != nil {
			return err
		}
		best = walks[fewest]
		q.leaves = narrow && !best.sorted && size < mostSorted && s.fewSearched > 0
		q.few = best.sorted && size < mostSorted
	}
	switch {
	case q.few:
		q.among = best.along
	case !best.sorted:
		q.along = best.along
	}
	return nil
}

// fewest is which of the walks has the fewest entries, and how many, as far as they
// are counted.
func (s *Store) fewest(ctx context.Context, walks []walk, args []any) (which, size int, err error) {
	counts := make([]string, len(walks))
	for i, w := range walks {
		counts[i] = fmt.Sprintf(`(select count(*) from (select from %s limit %d) c)`, w.count, mostSorted)
	}
	var sizes []int
	err = s.pool.QueryRow(ctx, `select array[`+strings.Join(counts, ", ")+`]`, append([]any{pgx.QueryExecModeCacheDescribe}, args...)...).Scan(&sizes)
	if err != nil {
		return 0, 0, err
	}
	which = slices.Index(sizes, slices.Min(sizes))
	return which, sizes[which], nil
}

// narrowest is the way to the articles of the caller's contract that has the fewest
// entries, and how many, as far as they are counted. It is nil where the contract
// names nothing that is allowed alone.
func (s *Store) narrowest(ctx context.Context, by auth.Principal) (way *sharing, size int, err error) {
	ways := walkedByContract(by)
	if len(ways) == 0 {
		return nil, 0, nil
	}
	var args []any
	walks := make([]walk, len(ways))
	for i := range ways {
		walks[i] = walk{&ways[i], ways[i].counted(func(v any) string { args = append(args, v); return numberedArg(len(args)) }), true}
	}
	which, size, err := s.fewest(ctx, walks, args)
	return walks[which].along, size, err
}

// walks are the ways to the query's articles that are worth a count. What is
// asked for by name is simply fetched.
func (q *articleQuery) walks(shared []sharing, arg func(any) string) (list []walk) {
	if len(q.IDs)+len(q.Slugs.Any) > 0 {
		return nil
	}
	column, _ := q.order()
	updated := column != "listed_at" // only times of publication stand beside entries
	for i := range shared {
		if f := &shared[i]; !f.except {
			list = append(list, walk{f, f.counted(arg), updated})
		}
	}
	for _, f := range walkedByContract(q.by) {
		list = append(list, walk{&f, f.counted(arg), updated})
	}
	in := func(conditions ...string) string {
		return `articles a where a.status = 'published' and a.deleted_at is null and ` + strings.Join(conditions, " and ")
	}
	if updated && q.Published.Set() {
		list = append(list, walk{nil, in(inSpan("a.listed_at", q.Published, arg)...), true})
	}
	if !updated && q.Updated.Set() {
		list = append(list, walk{nil, in(inSpan("a.latest_at", q.Updated, arg)...), true})
	}
	if len(q.Sections.Any) > 0 && (updated || len(list) > 0) {
		list = append(list, walk{nil, in(`a.section_id = any(` + anySection(q.by, q.Sections.Any, arg) + `)`), updated})
	}
	return list
}
