package postgres

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// historyOf is the article that ref names, for who may read its history, and
// the condition on the revisions that they may see.
func historyOf(ctx context.Context, q querier, by auth.Principal, ref string) (id uuid.UUID, condition string, err error) {
	if by.SeesDrafts() {
		id, err = find(ctx, q, by, ref, visible(by))
		return id, `true`, err
	}
	id, err = find(ctx, q, by, ref, openTo(by))
	return id, revisionFor(by), err
}

// queueRevision adds a write to the article's history, with what lists of then
// and a restored version need to know beside the document.
func queueRevision(b *pgx.Batch, w saving, doc news.Document, by auth.Principal) {
	a := w.after
	b.Queue(`insert into revisions (article_id, version, document, write, reason, key_id, by_name, at, status, listed_at, labels, refs,
	             minor, public_from, public_until)
	         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, coalesce($10::timestamptz, $11), $12, $13, $14,
	             coalesce(greatest($15::timestamptz, $16::timestamptz), '-infinity'), coalesce($17::timestamptz, 'infinity'))`,
		a.ID, a.Version, doc.Body, w.write, w.reason, zeronull.UUID(by.KeyID), by.Name, a.ModifiedAt,
		a.Status, zeronull.Timestamptz(a.PublishedAt), a.CreatedAt, labels(a), hiddenRefs(a), w.minor,
		zeronull.Timestamptz(a.PublishAt), zeronull.Timestamptz(a.EmbargoedUntil), zeronull.Timestamptz(a.ExpiresAt))
}

// labels are what an article is filed under, as a list's filters and partners'
// contracts name it.
func labels(a *news.Article) []string {
	list := []string{}
	add := func(kind, slug string, id uuid.UUID) { list = append(list, kind+slug, kind+id.String()) }
	if a.Section != nil {
		add("section/", a.Section.Slug, a.Section.ID)
	}
	for _, t := range a.Tags {
		add("tag/", t.Slug, t.ID)
	}
	for _, u := range a.Authors {
		add("author/", u.Slug, u.ID)
	}
	for _, p := range a.Photos {
		list = append(list, "photo/"+p.ID.String())
	}
	for _, o := range a.Sources {
		list = append(list, "source/"+o.ID.String())
	}
	return append(list, "kind/"+string(a.Kind))
}

// filed are of its labels those that never change and say nothing in words: what
// the change log goes by. nil for what is being erased.
func (w *saving) filed() []string {
	if w.write == "erased" {
		return nil
	}
	a := w.after
	list := []string{"kind/" + string(a.Kind)}
	if a.Section != nil {
		list = append(list, "section/"+a.Section.ID.String())
	}
	for _, o := range a.Sources {
		list = append(list, "source/"+o.ID.String())
	}
	for _, t := range a.Tags {
		list = append(list, "tag/"+t.ID.String())
	}
	slices.Sort(list)
	return list
}

// hiddenRefs are the ids that an article's document leaves out, in its order.
func hiddenRefs(a *news.Article) []uuid.UUID {
	ids := []uuid.UUID{}
	for _, to := range placesOfRefs(a) {
		ids = append(ids, *to)
	}
	return ids
}

// placesOfRefs are where an article has the ids that its document leaves out.
func placesOfRefs(a *news.Article) []*uuid.UUID {
	var places []*uuid.UUID
	if a.Section != nil {
		places = append(places, &a.Section.ID)
	}
	for i := range a.Tags {
		places = append(places, &a.Tags[i].ID)
	}
	for i := range a.Sources {
		places = append(places, &a.Sources[i].ID)
	}
	return places
}

// Revisions is a page of an article's history, newest first, with one more
// than the limit where there are more. Who wrote and why is for editors.
func (s *Store) Revisions(ctx context.Context, by auth.Principal, ref string, q news.RevisionQuery) ([]news.Revision, error) {
	id, condition, err := historyOf(ctx, s.pool, by, ref)
	if err != nil {
		return nil, interpret(err)
	}
	rows, err := s.pool.Query(ctx, `
		select r.version, r.at, r.write, `+statusFor(by)+`, r.minor, r.by_name, r.reason,
		       r.erased_at is not null, coalesce(encode(r.sha256, 'hex'), '')
		from revisions r where r.article_id = $1 and ($2 = 0 or r.version < $2) and `+condition+`
		order by r.version desc`+atMost(q.Limit+1), id, q.Before)
	if err != nil {
		return nil, interpret(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r news.Revision, err error) {
		r.Article = id
		err = row.Scan(&r.Version, &r.At, &r.Write, &r.Status, &r.Minor, &r.By, &r.Reason, &r.Erased, &r.SHA256)
		if !by.SeesDrafts() {
			r.By, r.Reason = "", ""
		}
		if !by.SeesPhotos() { // it is of a document that they never had
			r.SHA256 = ""
		}
		return r, err
	})
	return list, interpret(err)
}

// statusFor is the SQL of a revision's status as the caller is told it.
func statusFor(by auth.Principal) string {
	if by.SeesDrafts() {
		return statusThen
	}
	return `r.status`
}

// revisionColumns are what scanRevision takes, of revisions r.
const revisionColumns = `r.article_id, r.version, r.status, ` + statusThen + `, r.document, r.at, ` + expiredInRevision

// scanRevision is a revision as the caller gets it: for all but an editor without
// the photos whose licence has ended.
func (s *Store) scanRevision(row pgx.Row, by auth.Principal, editor bool) (d news.Document, err error) {
	var told news.Status
	var expired []uuid.UUID
	if err = row.Scan(&d.ID, &d.Version, &d.Status, &told, &d.Body, &d.ModifiedAt, &expired); err != nil {
		return d, err
	}
	d.Keys = []string{"article-" + d.ID.String()}
	if d.Body != nil && !by.SeesPhotos() {
		err = s.dropPhotos(&d)
		return d, err
	}
	if len(expired) > 0 && !editor {
		return s.withoutPhotos(d, expired)
	}
	d.ETag = news.DocumentETag(d.Version, d.Body)
	if editor {
		d = d.As(told)
	}
	return d, nil
}

// Revision is the article's document as it stood at a version, byte for byte.
// One that was erased is a *news.Gone.
func (s *Store) Revision(ctx context.Context, by auth.Principal, ref string, version int) (news.Document, error) {
	id, condition, err := historyOf(ctx, s.pool, by, ref)
	if err != nil {
		return news.Document{}, interpret(err)
	}
	d, err := s.scanRevision(s.pool.QueryRow(ctx, `
		select `+revisionColumns+` from revisions r where r.article_id = $1 and r.version = $2 and `+condition, id, version), by, by.SeesDrafts())
	if err == nil && d.Body == nil {
		err = orGone(ctx, s.pool, by, pgx.ErrNoRows, id.String())
	}
	return d, interpret(err)
}

// ArticleAt is the document that the public could read at a moment, whoever
// asks; of a partner what its contract allows of it. A moment that has not come is
// news.ErrFuture.
func (s *Store) ArticleAt(ctx context.Context, by auth.Principal, ref string, moment time.Time) (news.Document, error) {
	if err := s.checkPast(ctx, moment); err != nil {
		return news.Document{}, err
	}
	id, err := find(ctx, s.pool, by, ref, openTo(by))
	if err != nil {
		return news.Document{}, interpret(err)
	}
	d, err := s.scanRevision(s.pool.QueryRow(ctx, `
		select `+revisionColumns+` from (
			select article_id, version, status, document, at, labels, public_from, public_until from revisions
			where article_id = $1 and at <= $2 order by at desc, version desc limit 1) r
		where r.status = 'published' and r.public_from <= $2 and r.public_until > $2`+entitledThen(by, "r.labels"), id, moment), by, false)
	return d, interpret(err)
}

func (s *Store) checkPast(ctx context.Context, moment time.Time) error {
	var future bool
	if err := s.pool.QueryRow(ctx, `select $1 > clock_timestamp()`, moment).Scan(&future); err != nil {
		return interpret(err)
	}
	if future {
		return news.ErrFuture
	}
	return nil
}

// articlesAt is Articles for a moment that has passed: the cards of what the
// public could read then, filed as it was filed then.
func (s *Store) articlesAt(ctx context.Context, by auth.Principal, q news.ArticleQuery) ([]news.Listed[news.Document], error) {
	if err := s.checkPast(ctx, q.AsOf); err != nil {
		return nil, err
	}
	var args []any
	arg := func(v any) string { args = append(args, v); return numberedArg(len(args)) }
	moment := arg(q.AsOf)
	// Nothing is published before its time of publication, so that the list of
	// then begins where its index has that moment.
	where := []string{`r.listed_at <= ` + moment, `r.at <= ` + moment, openTo(by),
		`r.status = 'published' and r.public_from <= ` + moment + ` and r.public_until > ` + moment + entitledThen(by, "r.labels"), `not exists (
		select from revisions n where n.article_id = r.article_id and (n.at, n.version) > (r.at, r.version) and n.at <= ` + moment + `)`}
	for _, filter := range []struct {
		kind string
		news.Choice
	}{{"section/", q.Sections}, {"tag/", q.Tags}, {"author/", q.Authors}} {
		if len(filter.Any) > 0 {
			where = append(where, `r.labels && `+arg(labelled(filter.kind, filter.Any)))
		}
		if len(filter.None) > 0 {
			where = append(where, `not r.labels && `+arg(labelled(filter.kind, filter.None)))
		}
	}
	if q.After != nil {
		where = append(where, `(r.listed_at, r.article_id) < (`+arg(q.After.At)+`, `+arg(q.After.ID)+`)`)
	}
	rows, err := s.pool.Query(ctx, `
		select `+revisionColumns+`, r.listed_at from revisions r join articles a on a.id = r.article_id
		where `+strings.Join(where, " and ")+` order by r.listed_at desc, r.article_id desc`+atMost(q.Limit+1), args...)
	if err != nil {
		return nil, interpret(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (news.Listed[news.Document], error) { return s.scanCardThen(row, by) })
	return list, interpret(err)
}

func labelled(kind string, refs []string) []string {
	list := make([]string, len(refs))
	for i, ref := range refs {
		list[i] = kind + ref
	}
	return list
}

// scanCardThen makes the card of a revision from its document: history is
// listed too seldom for every revision to keep its card.
func (s *Store) scanCardThen(row pgx.CollectableRow, by auth.Principal) (l news.Listed[news.Document], err error) {
	d := &l.Value
	var document []byte
	var told news.Status // to editors
	var expired []uuid.UUID
	if err = row.Scan(&d.ID, &d.Version, &d.Status, &told, &document, &d.ModifiedAt, &expired, &l.Key.At); err != nil {
		return l, err
	}
	l.Key.ID = d.ID
	a, err := articleWithout(document, expired)
	if err != nil {
		return l, err
	}
	if !by.SeesPhotos() {
		textAlone(a)
	}
	d.Slug = a.Slug
	d.Body, err = s.render.Card(a)
	return l, err
}

// RestoreArticle makes the content of a revision the article's again, as a new
// version. What the revision names is found by its id, whatever it is called
// now; what has been deleted since is a fault.
func (s *Store) RestoreArticle(ctx context.Context, by auth.Principal, ref string, e news.Edit, version int) (doc news.Document, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		doc, err = s.edit(ctx, u, ref, e, func(w *saving) error {
			old, err := revisionWhole(ctx, u, w.before.ID, version)
			if err != nil {
				return err
			}
			w.write, w.restored = "restored", old
			w.after.Restore(old)
			return nil
		})
		return err
	})
	return doc, err
}

// revisionWhole is a revision as an article, with what its document leaves out.
func revisionWhole(ctx context.Context, u *unit, article uuid.UUID, version int) (*news.Article, error) {
	var document []byte
	var refs []uuid.UUID
	rows, err := u.Query(ctx, `select document, refs from revisions where article_id = $1 and version = $2`, article, version)
	if err != nil {
		return nil, err
	}
	_, err = pgx.ForEachRow(rows, []any{&document, &refs}, func() error { return nil })
	if err != nil {
		return nil, err
	}
	var f news.Faults
	if document == nil {
		f.Add("/version", "the article has no version %d", version)
		return nil, f.Err()
	}
	var old news.Article
	if err := json.Unmarshal(document, &old); err != nil {
		return nil, err
	}
	for i, to := range placesOfRefs(&old) {
		*to = refs[i]
	}
	old.BlocksOfQuotes()
	return &old, nil
}
