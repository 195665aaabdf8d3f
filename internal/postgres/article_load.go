package postgres

import (
	"context"

	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// loadArticle assembles an article from its rows, in one round trip. What it
// shares with other articles (names, captions) is as it stands now.
func loadArticle(ctx context.Context, u *unit, id uuid.UUID) (*news.Article, error) {
	a := &news.Article{ID: id, Corrections: []news.Correction{}}
	var b pgx.Batch
	queueFields(&b, u, a)
	queueTags(&b, a)
	queueAuthors(&b, a)
	queuePhotos(&b, a)
	queueBlocks(&b, a)
	queueQuotes(&b, a)
	queueSources(&b, a)
	queueMentions(&b, a)
	queueCorrections(&b, a)
	if err := u.SendBatch(ctx, &b).Close(); err != nil {
		return nil, err
	}
	a.BlockPointers()
	return a, nil
}

// queueFields asks for the article's own row. It was locked by an earlier
// statement, so that no write of it is later than the time that it is read at.
func queueFields(b *pgx.Batch, u *unit, a *news.Article) {
	b.Queue(`
		select a.slug, a.status, a.version, a.kind, a.language, a.headline, a.subhead, a.summary, a.highlights,
		       a.section_id, coalesce(s.slug, ''), coalesce(s.name, ''), a.dateline,
		       a.published_at, a.updated_at, a.created_at, a.modified_at, a.time_zone, a.canonical_url, a.word_count,
		       a.rights, a.license_url, coalesce(a.tdm_reservation::text, ''), a.tdm_policy,
		       a.publish_at, a.embargoed_until, a.expires_at, a.first_public_at, a.withdrawn,
		       array(select o.slug from slugs o where o.article_id = a.id and o.public and o.slug <> a.slug order by o.slug::text collate "C"), a.erased_at, clock_timestamp()
		from articles a left join sections s on s.id = a.section_id
		where a.id = $1`, a.ID).QueryRow(func(row pgx.Row) error {
		var section news.Ref
		err := row.Scan(&a.Slug, &a.Status, &a.Version, &a.Kind, &a.Language, &a.Headline, &a.Subhead, &a.Summary, &a.Highlights,
			(*zeronull.UUID)(&section.ID), &section.Slug, &section.Name, &a.Dateline,
			(*zeronull.Timestamptz)(&a.PublishedAt), (*zeronull.Timestamptz)(&a.UpdatedAt), &a.CreatedAt, &a.ModifiedAt,
			&a.TimeZone, &a.CanonicalURL, &a.WordCount,
			&a.Rights, &a.LicenseURL, &a.TDMReservation, &a.TDMPolicy, (*zeronull.Timestamptz)(&a.PublishAt),
			(*zeronull.Timestamptz)(&a.EmbargoedUntil), (*zeronull.Timestamptz)(&a.ExpiresAt),
			(*zeronull.Timestamptz)(&a.FirstPublicAt), &a.Withdrawn, &a.Aliases, (*zeronull.Timestamptz)(&a.ErasedAt), &u.now)
		if section.ID != uuid.Nil {
			a.Section = &section
		}
		return err
	})
}

// queueInto queues a query for the article's id whose rows go to a list of it.
func queueInto[T any](b *pgx.Batch, a *news.Article, to *[]T, scan func(pgx.CollectableRow, *T) error, sql string) {
	b.Queue(sql, a.ID).Query(func(rows pgx.Rows) error {
		var err error
		*to, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (v T, err error) {
			err = scan(row, &v)
			return v, err
		})
		return err
	})
}

func queueTags(b *pgx.Batch, a *news.Article) {
	queueInto(b, a, &a.Tags, func(row pgx.CollectableRow, t *news.Ref) error {
		return row.Scan(&t.ID, &t.Slug, &t.Name)
	}, `select t.id, t.slug, t.name from article_tags j join tags t on t.id = j.tag_id
	    where j.article_id = $1 order by j.position`)
}

func queueAuthors(b *pgx.Batch, a *news.Article) {
	queueInto(b, a, &a.Authors, func(row pgx.CollectableRow, u *news.ArticleAuthor) error {
		return row.Scan(&u.ID, &u.Slug, &u.Name, &u.Role, &u.Kind)
	}, `select u.id, u.slug, u.name, j.role, coalesce(nullif(u.kind, 'person'), '') from article_authors j join authors u on u.id = j.author_id
	    where j.article_id = $1 order by j.position`)
}

func queuePhotos(b *pgx.Batch, a *news.Article) {
	queueInto(b, a, &a.Photos, func(row pgx.CollectableRow, p *news.ArticlePhoto) error {
		return row.Scan(&p.ID, &p.Role, &p.Caption, &p.AltText, &p.Credit, &p.Photographer,
			&p.TakenOn, &p.ReleasedOn, &p.ReleasedBy, &p.Rights, &p.LicenseURL, &p.TDMReservation, &p.TDMPolicy, &p.URL, &p.Width, &p.Height, (*zeronull.Timestamptz)(&p.ExpiresAt))
	}, `select p.id, j.role, p.caption, p.alt_text, p.credit, p.photographer,
	           coalesce(p.taken_on::text, ''), coalesce(p.released_on::text, ''),
	           p.released_by, p.rights, p.license_url, coalesce(p.tdm_reservation::text, ''), p.tdm_policy, p.url, p.width, p.height, p.expires_at
	    from article_photos j join photos p on p.id = j.photo_id
	    where j.article_id = $1 order by j.position`)
}

func queueBlocks(b *pgx.Batch, a *news.Article) {
	queueInto(b, a, &a.Body, func(row pgx.CollectableRow, k *news.Block) error {
		return row.Scan(&k.ID, &k.Type, &k.HTML, &k.Text, &k.Level, (*zeronull.UUID)(&k.QuoteID),
			(*zeronull.UUID)(&k.PhotoID), &k.Ordered, &k.Items, &k.URL, &k.Title)
	}, `select id, type, html, text, level, quote_id, photo_id,
	        case type when 'list' then ordered end, nullif(items, '{}'), url, title
	    from blocks where article_id = $1 order by position`)
}

func queueQuotes(b *pgx.Batch, a *news.Article) {
	queueInto(b, a, &a.Quotes, scanQuote, `
		select `+quoteColumns+` from quotes q left join speakers k on k.id = q.speaker_id
	    where q.article_id = $1 order by q.position`)
}

func queueSources(b *pgx.Batch, a *news.Article) {
	queueInto(b, a, &a.Sources, func(row pgx.CollectableRow, o *news.ArticleSource) error {
		return row.Scan(&o.ID, &o.Slug, &o.Name, &o.Alias, &o.Role)
	}, `select o.id, o.slug, o.name, o.alias, j.role from article_sources j join sources o on o.id = j.source_id
	    where j.article_id = $1 order by j.position`)
}

func queueMentions(b *pgx.Batch, a *news.Article) {
	queueInto(b, a, &a.Mentions, func(row pgx.CollectableRow, m *news.Mention) error {
		return row.Scan(&m.Type, &m.Name, &m.Slug)
	}, `select type, name, slug from mentions where article_id = $1 order by position`)
}

// quoteColumns are what scanQuote takes, of quotes q and speakers k.
const quoteColumns = `q.id, q.text, q.kind, q.speaker_id, coalesce(k.slug, ''), coalesce(k.name, ''), coalesce(k.title, ''),
	q.cue, q.block_id, coalesce('/highlights/' || q.highlight, ''), q.start_at, q.end_at,
	coalesce(q.said_on::text, ''), q.medium`

// quoteTargets are where a row of quoteColumns is scanned to. The speaker is
// scanned beside the quote; withSpeaker joins them.
func quoteTargets(q *news.Quote, k *news.QuoteSpeaker) []any {
	return []any{&q.ID, &q.Text, &q.Kind, (*zeronull.UUID)(&k.ID), &k.Slug, &k.Name, &k.Title,
		&q.Cue, (*zeronull.UUID)(&q.BlockID), &q.Pointer, &q.Start, &q.End, &q.SaidOn, &q.Medium}
}

func withSpeaker(q *news.Quote, k news.QuoteSpeaker) {
	if k.ID != uuid.Nil {
		q.Speaker = &k
	}
}

func scanQuote(row pgx.CollectableRow, q *news.Quote) error {
	var k news.QuoteSpeaker
	err := row.Scan(quoteTargets(q, &k)...)
	withSpeaker(q, k)
	return err
}
