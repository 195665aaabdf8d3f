package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"strings"

	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"golang.org/x/text/unicode/norm"
)

// likeness is a row of likenesses: what other pages are compared with.
type likeness struct {
	article uuid.UUID
	address []byte // or where it has none, what its sender calls it; nil for neither
	bands   []int32
}

// addressDigest is an address as it is kept: of a story that is erased it may
// stay, so that its page does not come back unnoticed.
func addressDigest(address string) []byte {
	same := news.SameAddress(address)
	if same == "" {
		return nil
	}
	sum := sha256.Sum256([]byte(same))
	return sum[:]
}

// itemDigest stands in for the address of a page that has none: what its sender calls
// it, and where nothing does, nor its words tell which story it is, all that it says.
func itemDigest(p *news.Page, worded bool) []byte {
	text := "item " + p.Item // which no address begins with
	if p.Item == "" {
		said, err := json.Marshal(&p.Article)
		if worded || err != nil {
			return nil
		}
		text = "said " + string(said)
	}
	sum := sha256.Sum256([]byte(text))
	return sum[:]
}

// wordingOf is what of an article is compared with others, settled or not.
func wordingOf(a *news.Article, t news.Typesetter) news.Wording {
	var texts, items []string
	for _, b := range a.Body {
		switch {
		case !b.Type.HasText():
			items = append(items, b.Items...)
		case b.Text != "":
			texts = append(texts, b.Text)
		default:
			texts = append(texts, t.Plain(t.Clean(b.HTML)))
		}
	}
	return wording(a.Headline, strings.Join(texts, "\n"), strings.Join(items, "\n"), t)
}

// wording is made of a story's texts and of its lists' items, which are HTML. However
// letters are written, as one code point or several, the words are the same.
func wording(headline, texts, items string, t news.Typesetter) news.Wording {
	return news.Wording{Headline: norm.NFC.String(headline), Body: norm.NFC.String(texts + "\n" + t.Plain(t.Clean(items)))}
}

// keepLikenesses has the next import know the stories. An address that an article
// has no more still leads to it.
func keepLikenesses(ctx context.Context, tx pgx.Tx, list []likeness) error {
	var b pgx.Batch
	for _, l := range list {
		if l.bands == nil {
			l.bands = []int32{}
		}
		b.Queue(`
			insert into likenesses as l (article_id, address, bands) values ($1, $2, $3)
			on conflict (article_id) do update set address = coalesce(excluded.address, l.address), bands = excluded.bands
			where (l.address, l.bands) is distinct from (coalesce(excluded.address, l.address), excluded.bands)`,
			l.article, l.address, l.bands)
	}
	return tx.SendBatch(ctx, &b).Close()
}

// readLikenesses makes them anew of what the articles' rows say now. What was
// erased has none.
func (s *Store) readLikenesses(ctx context.Context, tx pgx.Tx, ids []uuid.UUID) error {
	wordings, err := s.wordings(ctx, tx, ids)
	if err != nil {
		return err
	}
	list := make([]likeness, len(wordings))
	for i, w := range wordings {
		list[i] = likeness{w.article, addressDigest(w.address), w.Bands()}
	}
	return keepLikenesses(ctx, tx, list)
}

// worded is an article with its wording.
type worded struct {
	news.Wording
	article uuid.UUID
	address string
}

// wordings are those of the articles that are there and were not erased.
func (s *Store) wordings(ctx context.Context, q querier, ids []uuid.UUID) ([]worded, error) {
	rows, err := q.Query(ctx, `
		select a.id, a.canonical_url, a.headline, coalesce(b.texts, ''), coalesce(b.items, '')
		from articles a left join lateral (
		    select string_agg(text, E'\n' order by position) as texts, string_agg(array_to_string(items, E'\n'), E'\n' order by position) as items
		    from blocks where article_id = a.id) b on true
		where a.id = any($1) and a.erased_at is null and a.deleted_at is null`, ids)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (w worded, err error) {
		var headline, texts, items string
		err = row.Scan(&w.article, &w.address, &headline, &texts, &items)
		w.Wording = wording(headline, texts, items, s.types)
		return w, err
	})
}

// readUnread takes up some of the stories from before there were likenesses.
func (s *Store) readUnread(ctx context.Context, tx pgx.Tx) (int, error) {
	rows, err := tx.Query(ctx, `
		delete from likeness_unread where article_id in (select article_id from likeness_unread limit $1) returning article_id`, keptAtOnce)
	if err != nil {
		return 0, err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	return len(ids), s.readLikenesses(ctx, tx, ids)
}
