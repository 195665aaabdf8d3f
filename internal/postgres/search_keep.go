package postgres

import (
	"context"
	"strings"
	"time"

	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// queueSearch marks an article whose words a write changes: they are read soon
// after. What the article shows of others has changed before the write was
// loaded, so that such a write always does. What is erased goes with the write.
func queueSearch(b *pgx.Batch, w saving) {
	switch {
	case w.write == "erased":
		b.Queue(`select keep_search($1), keep_quote_search($1)`, w.after.ID)
		b.Queue(`update likenesses set bands = '{}' where article_id = $1`, w.after.ID)
	case w.write == "related" || searched(w.before) != searched(w.after):
		b.Queue(`insert into search_pending (article_id) values ($1)`, w.after.ID)
	}
}

const (
	// keptAtOnce is how many marked articles are taken up at a time, those whose
	// marks are among as many of the oldest.
	keptAtOnce = 50
	// seenAtOnce is how many of the oldest marks are looked through for more of the same
	// articles: all of them may be those of an archive.
	seenAtOnce = 5000
	// crowd is how many writes at once are more than editors make by hand. Words
	// wait for these, which would else wait for words.
	crowd = 4
	// giveWay is how long words wait at the most, so that they are taken up in a
	// storm of writes too.
	giveWay = 2 * time.Second
)

// KeepSearch reads the words of articles that writes have marked, some at a time,
// and tells how many marks it took up. A story that was corrected a hundred times
// is read once, as it is now. What tells that a page is one of them is made of the
// same words. Of several servers one does it at a time, so that what is kept is
// never of an older state than what was. While a crowd writes it takes up nothing,
// but for a turn now and then.
func (s *Store) KeepSearch(ctx context.Context) (n int, err error) {
	if s.underWay.Load() >= crowd && time.Since(time.Unix(0, s.keptAt.Load())) < giveWay {
		return 0, nil
	}
	defer func() { s.keptAt.Store(time.Now().UnixNano()) }()
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var mine bool
		if err := tx.QueryRow(ctx, `select pg_try_advisory_xact_lock(7310603155000003)`).Scan(&mine); err != nil || !mine {
			return err
		}
		rows, err := tx.Query(ctx, `
			with oldest as materialized (select id, article_id from search_pending order by id limit $2)
			delete from search_pending where id in (
			    select id from oldest where article_id in (select article_id from oldest order by id limit $1)) returning article_id`, keptAtOnce, seenAtOnce)
		if err != nil {
			return err
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
		if n = len(ids); err != nil {
			return err
		}
		if n == 0 {
			n, err = s.readUnread(ctx, tx)
			return err
		}
		if _, err = tx.Exec(ctx, `select keep_search(id), keep_quote_search(id) from (select distinct id from unnest($1::uuid[]) id) x`, ids); err != nil {
			return err
		}
		return s.readLikenesses(ctx, tx, ids)
	})
	return n, interpret(err)
}

// searched is everything of an article that can be found by a search, or by a
// page that is to be imported.
func searched(a *news.Article) string {
	list := append([]string{a.Language, a.CanonicalURL, a.Headline, a.Subhead, a.Summary}, a.Highlights...)
	for _, u := range a.Authors {
		list = append(list, "author", u.Name)
	}
	for _, p := range a.Photos {
		list = append(list, "photo", p.Caption, p.Photographer)
	}
	for _, k := range a.Body {
		list = append(list, "block", k.Text, k.Title)
		list = append(list, k.Items...)
	}
	for _, q := range a.Quotes {
		list = append(list, "quote", q.Text)
		if q.Speaker != nil {
			list = append(list, q.Speaker.Name)
		}
	}
	for _, m := range a.Mentions {
		list = append(list, "mention", m.Name)
	}
	for _, o := range a.Sources {
		list = append(list, "source", o.Name)
	}
	return strings.Join(list, "\x00")
}
