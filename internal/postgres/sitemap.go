package postgres

import (
	"context"
	"strconv"
	"time"

	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// ofYear are the articles a of a year in UTC. The year is an argument or a column.
func ofYear(year string) string {
	start := func(year string) string { return `make_timestamptz(` + year + `, 1, 1, 0, 0, 0, 'UTC')` }
	return `a.listed_at >= ` + start(year) + ` and a.listed_at < ` + start(year+` + 1`)
}

// filesSQL walks through each year once, along the index, and notes where every
// file ends, and where readers were last told something new in it.
var filesSQL = `
	with span as (
	    select (select a.listed_at from articles a where ` + public + ` order by a.listed_at, a.id limit 1) as first,
	           (select a.listed_at from articles a where ` + public + ` order by a.listed_at desc, a.id desc limit 1) as last)
	select y.year, f.latest, f.at, f.id
	from span cross join lateral generate_series(extract(year from span.first at time zone 'UTC')::int,
	                                             extract(year from span.last at time zone 'UTC')::int) y (year)
	cross join lateral (
	    select k.n / $1 as file, max(k.latest_at) as latest,
	           max(k.listed_at) filter (where k.n % $1 = $1 - 1) as at, (array_agg(k.id) filter (where k.n % $1 = $1 - 1))[1] as id
	    from (select a.listed_at, a.id, a.latest_at, row_number() over (order by a.listed_at, a.id) - 1 as n
	          from articles a where ` + public + ` and ` + ofYear("y.year") + `) k
	    group by 1) f
	order by y.year, f.file`

// SitemapFiles are the files of the sitemap, the earliest first, each with up to
// size stories.
func (s *Store) SitemapFiles(ctx context.Context, size int) ([]news.MapFile, error) {
	rows, err := s.pool.Query(ctx, filesSQL, size)
	if err != nil {
		return nil, interpret(err)
	}
	var files []news.MapFile
	var end *news.Keyset // of the file before, where that is full
	year, full := 0, news.Keyset{}
	var latest time.Time
	_, err = pgx.ForEachRow(rows, []any{&year, &latest, (*zeronull.Timestamptz)(&full.At), (*zeronull.UUID)(&full.ID)}, func() error {
		file := news.MapFile{Year: year, Latest: latest}
		if len(files) > 0 && files[len(files)-1].Year == year {
			file.After = end
		}
		if files, end = append(files, file), nil; full.ID != uuid.Nil {
			end = &news.Keyset{At: full.At, ID: full.ID}
		}
		return nil
	})
	return files, interpret(err)
}

// mappedColumns are what scanMapped takes, of articles a and sections s.
const mappedColumns = `
	select a.id, a.slug, coalesce(s.slug, ''), a.headline, a.language, a.listed_at, a.latest_at
	from articles a left join sections s on s.id = a.section_id
	where ` + public

func scanMapped(row pgx.CollectableRow) (m news.Mapped, err error) {
	err = row.Scan(&m.ID, &m.Slug, &m.Section, &m.Headline, &m.Language, &m.PublishedAt, &m.Latest)
	return m, err
}

// Sitemap are the public stories of a file, in the order of their publication.
func (s *Store) Sitemap(ctx context.Context, file news.MapFile, size int) ([]news.Mapped, error) {
	sql, args := mappedColumns+` and `+ofYear("$1"), []any{file.Year}
	if file.After != nil {
		sql += ` and (a.listed_at, a.id) > ($2, $3)`
		args = append(args, file.After.At, file.After.ID)
	}
	return s.mapped(ctx, sql+` order by a.listed_at, a.id`+atMost(size), args...)
}

// LatestNews are the newest public stories, up to limit, of those that are no
// older.
func (s *Store) LatestNews(ctx context.Context, old time.Duration, limit int) ([]news.Mapped, error) {
	return s.mapped(ctx, mappedColumns+` and a.listed_at > statement_timestamp() - interval '`+strconv.Itoa(int(old.Seconds()))+` seconds'
		order by a.listed_at desc, a.id desc`+atMost(limit))
}

func (s *Store) mapped(ctx context.Context, sql string, args ...any) ([]news.Mapped, error) {
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, interpret(err)
	}
	list, err := pgx.CollectRows(rows, scanMapped)
	return list, interpret(err)
}
