package postgres

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// saving is one write of one article: what it was, what it is to be, and what
// history says of the write.
type saving struct {
	before *news.Article // nil for a new article
	after  *news.Article
	write  string          // what kind of write: the revision's own word
	reason string          // why, for editors
	change news.ChangeType // "" where the log has no entry
	sight  news.Sight      // whose log has it
	note   string

	correction *news.Correction // the public note with it, if there is one
	part       string           // where the change stands in what the corrector wrote
	removal    *news.Removal    // that it takes the article from readers, if it does
	restored   *news.Article    // the revision whose content it brings back, if it does
	minor      bool             // that it changes a published article without a public note
	timed      bool             // that it may do so because it changes times alone, if it does
}

// unnoted tells a write that changes what somebody has without a word to them.
// Whatever is not known to bring a note is one. What is scheduled nobody has.
func (w *saving) unnoted(now time.Time) bool {
	return w.before != nil && w.before.Status == news.Published && w.before.StatusAt(now) != news.Scheduled &&
		w.correction == nil && w.removal == nil
}

// checkMinor is nil where a write without a public note, once it is settled, is
// one that the newsroom's rules allow. One that changes times alone is no edit
// of the story.
func (w *saving) checkMinor(rules news.Minor) error {
	switch {
	case !w.minor:
		return nil
	case w.timed && w.after.SameButForTimes(w.before):
		w.minor = false
		return nil
	case w.timed:
		return rules.CheckPublished(false)
	}
	return rules.CheckSize(w.before, w.after)
}

// save stores an article that is settled and whose references are resolved:
// rows, document, card and revision, in one round trip. The change is noted for
// the end of the write.
func (s *Store) save(ctx context.Context, u *unit, w saving) (news.Document, error) {
	doc, card, err := s.renderArticle(w.after)
	if err != nil {
		return news.Document{}, err
	}
	doc.House = u.room.Terms
	var b pgx.Batch
	if w.before == nil {
		queueInsertArticle(&b, w.after, doc, card)
		w.before = &news.Article{}
	} else {
		queueUpdateArticle(&b, w.after, doc, card)
	}
	queueSlugs(&b, w.before, w.after, u.now)
	queueJoins(&b, w.before, w.after)
	if err := queueSaveBlocks(&b, w.before, w.after); err != nil {
		return news.Document{}, err
	}
	if err := queueSaveQuotes(&b, w.before, w.after); err != nil {
		return news.Document{}, err
	}
	queueSearch(&b, w)
	queueRevision(&b, w, doc, u.by)
	if w.correction != nil {
		if err := queueCorrection(&b, w.after, u.by); err != nil {
			return news.Document{}, err
		}
	}
	if w.removal != nil {
		queueRemoval(&b, w.after, w.removal, u.by)
	}
	if w.write != "related" { // what follows from a deed is none of its own
		u.did(w.write, pathOf("articles", w.after.ID), w.after.Version)
	}
	if w.change != "" {
		u.changes = append(u.changes, change{w.change, w.after.ID, w.after.Slug, w.after.Version, w.note, w.sight == news.SightAdvance, w.filed()})
	}
	return doc, u.SendBatch(ctx, &b).Close()
}

// renderArticle is the article's document and its card's bytes.
func (s *Store) renderArticle(a *news.Article) (news.Document, []byte, error) {
	body, err := s.render.Document(a)
	if err != nil {
		return news.Document{}, nil, err
	}
	card, err := s.render.Card(a)
	if err != nil {
		return news.Document{}, nil, err
	}
	return news.Document{
		ID: a.ID, Slug: a.Slug, Version: a.Version, Status: a.Status,
		Body: body, ETag: news.DocumentETag(a.Version, body), ModifiedAt: a.ModifiedAt, Terms: a.Terms,
	}, card, nil
}

func articleArgs(a *news.Article, doc news.Document, card []byte) []any {
	var section uuid.UUID
	if a.Section != nil {
		section = a.Section.ID
	}
	return []any{a.ID, a.Slug, a.Status, a.Version, a.Kind, a.Language, a.Headline, a.Subhead, a.Summary, a.Highlights,
		zeronull.UUID(section), a.Dateline, zeronull.Timestamptz(a.PublishedAt), zeronull.Timestamptz(a.UpdatedAt),
		a.CreatedAt, a.ModifiedAt, a.TimeZone, a.CanonicalURL, a.WordCount, doc.Body, card, doc.ETag,
		zeronull.Timestamptz(a.PublishAt), zeronull.Timestamptz(a.EmbargoedUntil), zeronull.Timestamptz(a.ExpiresAt),
		zeronull.Timestamptz(a.FirstPublicAt), a.Withdrawn, strings.Join(a.SurrogateKeys(), " "),
		a.Rights, a.LicenseURL, string(a.TDMReservation), a.TDMPolicy}
}

func queueInsertArticle(b *pgx.Batch, a *news.Article, doc news.Document, card []byte) {
	b.Queue(`
		insert into articles (id, slug, status, version, kind, language, headline, subhead, summary, highlights,
		    section_id, dateline, published_at, updated_at, created_at, modified_at, time_zone, canonical_url,
		    word_count, document, card, etag, publish_at, embargoed_until, expires_at, first_public_at, withdrawn,
		    surrogate_keys, rights, license_url, tdm_reservation, tdm_policy)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
		    $23, $24, $25, $26, $27, $28, $29, $30, nullif($31, '')::boolean, $32)`,
		articleArgs(a, doc, card)...)
}

func queueUpdateArticle(b *pgx.Batch, a *news.Article, doc news.Document, card []byte) {
	b.Queue(`
		update articles set slug = $2, status = $3, version = $4, kind = $5, language = $6, headline = $7,
		    subhead = $8, summary = $9, highlights = $10, section_id = $11, dateline = $12, published_at = $13,
		    updated_at = $14, created_at = $15, modified_at = $16, time_zone = $17, canonical_url = $18,
		    word_count = $19, document = $20, card = $21, etag = $22, publish_at = $23, embargoed_until = $24,
		    expires_at = $25, first_public_at = $26, withdrawn = $27, surrogate_keys = $28,
		    rights = $29, license_url = $30, tdm_reservation = nullif($31, '')::boolean, tdm_policy = $32
		where id = $1`, articleArgs(a, doc, card)...)
}

// queueJoins writes what an article shares with others: each list anew where
// it changed, not at all where it did not.
func queueJoins(b *pgx.Batch, before, after *news.Article) {
	replaceList(b, after.ID, before.Tags, after.Tags, "article_tags", "tag_id",
		func(t news.Ref) (uuid.UUID, string) { return t.ID, "" })
	replaceList(b, after.ID, before.Authors, after.Authors, "article_authors", "author_id, role",
		func(u news.ArticleAuthor) (uuid.UUID, string) { return u.ID, string(u.Role) })
	replaceList(b, after.ID, before.Photos, after.Photos, "article_photos", "photo_id, role",
		func(p news.ArticlePhoto) (uuid.UUID, string) { return p.ID, string(p.Role) })
	replaceList(b, after.ID, before.Sources, after.Sources, "article_sources", "source_id, role",
		func(o news.ArticleSource) (uuid.UUID, string) { return o.ID, o.Role })
	if slices.Equal(before.Mentions, after.Mentions) {
		return
	}
	b.Queue(`delete from mentions where article_id = $1`, after.ID)
	var types, names, slugs []string
	for _, m := range after.Mentions {
		types, names, slugs = append(types, string(m.Type)), append(names, m.Name), append(slugs, m.Slug)
	}
	b.Queue(`insert into mentions (article_id, position, type, name, slug)
	         select $1, n - 1, type, name, slug
	         from unnest($2::text[], $3::text[], $4::text[]) with ordinality x(type, name, slug, n)`,
		after.ID, types, names, slugs)
}

// replaceList writes one join table of an article: columns is its reference
// and, where it has one, its role.
func replaceList[T any](b *pgx.Batch, article uuid.UUID, before, after []T, table, columns string, of func(T) (uuid.UUID, string)) {
	same := slices.EqualFunc(before, after, func(x, y T) bool {
		xid, xrole := of(x)
		yid, yrole := of(y)
		return xid == yid && xrole == yrole
	})
	if same {
		return
	}
	ids, roles := make([]uuid.UUID, len(after)), make([]string, len(after))
	for i, v := range after {
		ids[i], roles[i] = of(v)
	}
	b.Queue(`delete from `+table+` where article_id = $1`, article)
	if strings.Contains(columns, "role") {
		b.Queue(`insert into `+table+` (article_id, position, `+columns+`)
		         select $1, n - 1, id, role from unnest($2::uuid[], $3::text[]) with ordinality x(id, role, n)`, article, ids, roles)
		return
	}
	b.Queue(`insert into `+table+` (article_id, position, `+columns+`)
	         select $1, n - 1, id from unnest($2::uuid[]) with ordinality x(id, n)`, article, ids)
}

// blockRow is a block as queueSaveBlocks hands it to jsonb_to_recordset.
type blockRow struct {
	ID       uuid.UUID      `json:"id"`
	Position int            `json:"position"`
	Type     news.BlockType `json:"type"`
	HTML     string         `json:"html"`
	Text     string         `json:"text"`
	Level    int            `json:"level"`
	QuoteID  uuid.UUID      `json:"quote_id,omitzero"`
	PhotoID  uuid.UUID      `json:"photo_id,omitzero"`
	Ordered  bool           `json:"ordered"`
	Items    []string       `json:"items"`
	URL      string         `json:"url"`
	Title    string         `json:"title"`
}

func rowOf(position int, k news.Block) blockRow {
	if k.Items == nil {
		k.Items = []string{}
	}
	return blockRow{k.ID, position, k.Type, k.HTML, k.Text, k.Level, k.QuoteID, k.PhotoID, k.Ordered != nil && *k.Ordered, k.Items, k.URL, k.Title}
}

// queueSaveBlocks writes the blocks that are new, changed or moved and removes
// those that are gone: a corrected word touches one row.
func queueSaveBlocks(b *pgx.Batch, before, after *news.Article) error {
	rows, gone := changedRows(before.Body, after.Body, rowOf, func(r blockRow) uuid.UUID { return r.ID }, sameRow)
	if len(gone) > 0 {
		b.Queue(`delete from blocks where article_id = $1 and id = any($2)`, after.ID, gone)
	}
	if len(rows) == 0 {
		return nil
	}
	data, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	b.Queue(`
		insert into blocks (article_id, id, position, type, html, text, level, quote_id, photo_id, ordered, items, url, title)
		select $1, id, position, type, html, text, level, quote_id, photo_id, ordered, items, url, title
		from jsonb_to_recordset($2) as x(id uuid, position integer, type text, html text, text text, level integer,
		    quote_id uuid, photo_id uuid, ordered boolean, items text[], url text, title text)
		on conflict (article_id, id) do update set position = excluded.position, type = excluded.type,
		    html = excluded.html, text = excluded.text, level = excluded.level, quote_id = excluded.quote_id,
		    photo_id = excluded.photo_id, ordered = excluded.ordered, items = excluded.items,
		    url = excluded.url, title = excluded.title`, after.ID, data)
	return nil
}

func sameRow(a, b blockRow) bool {
	items := slices.Equal(a.Items, b.Items)
	a.Items, b.Items = nil, nil
	return items && a.Position == b.Position && a.ID == b.ID && a.Type == b.Type && a.HTML == b.HTML &&
		a.Text == b.Text && a.Level == b.Level && a.QuoteID == b.QuoteID && a.PhotoID == b.PhotoID &&
		a.Ordered == b.Ordered && a.URL == b.URL && a.Title == b.Title
}

// changedRows are the rows of a list that are new, changed or moved, and the ids
// of those that are gone.
func changedRows[T, R any](before, after []T, rowOf func(int, T) R, id func(R) uuid.UUID, same func(a, b R) bool) (rows []R, gone []uuid.UUID) {
	old := map[uuid.UUID]R{}
	for i, v := range before {
		row := rowOf(i, v)
		old[id(row)] = row
	}
	for i, v := range after {
		row := rowOf(i, v)
		if was, ok := old[id(row)]; !ok || !same(was, row) {
			rows = append(rows, row)
		}
		delete(old, id(row))
	}
	for id := range old {
		gone = append(gone, id)
	}
	return rows, gone
}

// quoteRow is a quote as queueSaveQuotes hands it to jsonb_to_recordset.
type quoteRow struct {
	ID        uuid.UUID      `json:"id"`
	Position  int            `json:"position"`
	Text      string         `json:"text"`
	Kind      news.QuoteKind `json:"kind"`
	SpeakerID uuid.UUID      `json:"speaker_id,omitzero"`
	Cue       string         `json:"cue"`
	BlockID   uuid.UUID      `json:"block_id,omitzero"`
	Highlight string         `json:"highlight,omitempty"`
	Start     int            `json:"start_at"`
	End       int            `json:"end_at"`
	SaidOn    news.Date      `json:"said_on,omitempty"`
	Medium    string         `json:"medium"`
}

func quoteRowOf(position int, q news.Quote) quoteRow {
	row := quoteRow{ID: q.ID, Position: position, Text: q.Text, Kind: q.Kind, Cue: q.Cue, BlockID: q.BlockID,
		Start: q.Start, End: q.End, SaidOn: q.SaidOn, Medium: q.Medium}
	if q.Speaker != nil {
		row.SpeakerID = q.Speaker.ID
	}
	if q.BlockID == uuid.Nil {
		row.Highlight = strings.TrimPrefix(q.Pointer, "/highlights/")
	}
	return row
}

func queueSaveQuotes(b *pgx.Batch, before, after *news.Article) error {
	rows, gone := changedRows(before.Quotes, after.Quotes, quoteRowOf, func(r quoteRow) uuid.UUID { return r.ID },
		func(a, b quoteRow) bool { return a == b })
	if len(gone) > 0 {
		b.Queue(`delete from quotes where article_id = $1 and id = any($2)`, after.ID, gone)
	}
	if len(rows) == 0 {
		return nil
	}
	data, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	b.Queue(`
		insert into quotes (id, article_id, position, text, kind, speaker_id, cue, block_id, highlight, start_at, end_at, said_on, medium)
		select id, $1, position, text, kind, speaker_id, cue, block_id, highlight, start_at, end_at, said_on, medium
		from jsonb_to_recordset($2) as x(id uuid, position integer, text text, kind text, speaker_id uuid, cue text,
		    block_id uuid, highlight integer, start_at integer, end_at integer, said_on date, medium text)
		on conflict (id) do update set position = excluded.position, text = excluded.text, kind = excluded.kind,
		    speaker_id = excluded.speaker_id, cue = excluded.cue, block_id = excluded.block_id,
		    highlight = excluded.highlight, start_at = excluded.start_at, end_at = excluded.end_at,
		    said_on = excluded.said_on, medium = excluded.medium
		where quotes.article_id = $1`, after.ID, data)
	return nil
}

// stamp gives a write its version and times. The public "Updated" time moves
// with every write that readers can see.
func stamp(before, after *news.Article, now time.Time) {
	after.ModifiedAt = now
	if before == nil {
		after.Version, after.CreatedAt = 1, now
		return
	}
	after.ID, after.Version, after.CreatedAt = before.ID, before.Version+1, before.CreatedAt
	after.Aliases = aliases(before, after.Slug, now)
	if before.WasPublic(now) && before.Status == news.Published && after.Status == news.Published {
		after.UpdatedAt = now
	}
}

// aliases are the slugs that an article had in public before it had this one,
// in the order of their letters.
func aliases(before *news.Article, slug string, now time.Time) []string {
	list := slices.Clone(before.Aliases)
	if before.WasPublic(now) {
		list = append(list, before.Slug)
	}
	slices.Sort(list)
	return slices.DeleteFunc(list, func(old string) bool { return old == slug })
}

func pathOf(collection string, id uuid.UUID) string { return "/v1/" + collection + "/" + id.String() }

func placeholderSlug(id uuid.UUID) string { return "untitled-" + id.String()[24:] }

func numbered(slug string, n int) string {
	if n < 2 {
		return slug
	}
	return slug + "-" + strconv.Itoa(n)
}
