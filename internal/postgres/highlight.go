package postgres

import (
	"context"
	"strings"

	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// piecesSQL are the texts of the articles with the ids $1, in their order. Names
// are not: a card has them.
const piecesSQL = `
	select a.id, 0 as n, 0::bigint as position, 'headline' as field, a.headline as text from articles a where a.id = any($1)
	union all select a.id, 1, 0, 'subhead', a.subhead from articles a where a.id = any($1)
	union all select a.id, 2, 0, 'summary', a.summary from articles a where a.id = any($1)
	union all select a.id, 3, h.n, 'highlights', h.text from articles a cross join unnest(a.highlights) with ordinality h(text, n) where a.id = any($1)
	union all select b.article_id, 4, b.position, 'body', btrim(concat_ws(' ', b.text, regexp_replace(array_to_string(b.items, ' '), '<[^>]*>', '', 'g'), b.title))
		from blocks b where b.article_id = any($1)
	union all select j.article_id, 5, j.position, 'caption', p.caption from article_photos j join photos p on p.id = j.photo_id
		where j.article_id = any($1) and (p.expires_at is null or p.expires_at > statement_timestamp())
	union all select q.article_id, 6, q.position, 'quote', q.text from quotes q where q.article_id = any($1)`

// How passages are cut: what is a line is told whole, what is longer as the piece
// around the words.
const (
	marked  = `StartSel="` + news.MarkStart + `", StopSel="` + news.MarkEnd + `", `
	ofLines = marked + `HighlightAll=true`
	ofTexts = marked + `MaxWords=30, MinWords=15, ShortWord=0`
)

// What looks like an element is text, which Postgres would leave out: in place of
// its signs it is given others, which no text has.
const plainly = "\ue000\ue001\ue002"

var asTyped = strings.NewReplacer("\ue000", "<", "\ue001", ">", "\ue002", "&")

// highlight gives each article of the page the passages that have the words.
func (s *Store) highlight(ctx context.Context, q *articleQuery, list []news.Listed[news.Document]) error {
	at := map[uuid.UUID]*news.Document{}
	ids := make([]uuid.UUID, 0, len(list))
	for i := range list[:min(len(list), max(q.Limit, len(q.IDs)))] {
		d := &list[i].Value
		at[d.ID], ids = d, append(ids, d.ID)
	}
	args := []any{ids, news.MarkStart + news.MarkEnd, ofLines, ofTexts, plainly}
	arg := func(v any) string { args = append(args, v); return numberedArg(len(args)) }
	var readings []string
	for _, r := range q.readings {
		if r.any != "" {
			readings = append(readings, ` when `+arg(r.config)+` then `+arg(r.any)+`::tsquery`)
		}
	}
	if len(ids) == 0 || len(readings) == 0 {
		return nil
	}
	shown := ""
	if !q.by.SeesPhotos() {
		shown = ` and f.field <> 'caption'`
	}
	rows, err := s.pool.Query(ctx, `
		select f.id, f.field, h.text from (`+piecesSQL+`) f
		join (select s.article_id, s.config::regconfig as config, case s.config`+strings.Join(readings, "")+` end as words
		      from article_search s join articles a on a.id = s.article_id
		      where s.article_id = any($1) and `+q.sight+`) s on s.article_id = f.id
		cross join lateral (select ts_headline(s.config, translate(f.text, '<>&' || $2, $5), s.words,
			case when f.field in ('headline', 'subhead') then $3 else $4 end) as text) h
		where f.text <> '' and strpos(h.text, left($2, 1)) > 0`+shown+`
		order by f.id, f.n, f.position`, append([]any{pgx.QueryExecModeCacheDescribe}, args...)...)
	if err != nil {
		return err
	}
	var id uuid.UUID
	var p news.Passage
	told := map[string]int{}
	_, err = pgx.ForEachRow(rows, []any{&id, &p.Field, &p.Text}, func() error {
		p.Text = asTyped.Replace(p.Text)
		key := id.String() + p.Field
		if told[key]++; told[key] <= news.MostPassages {
			at[id].Passages = append(at[id].Passages, p)
		}
		return nil
	})
	return err
}
