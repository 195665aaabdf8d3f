package postgres

import (
	"context"
	"slices"
	"strconv"

	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// reference is one place where a written article names a section, tag, author,
// speaker or source: by id, by slug, or by a name that may be new.
type reference struct {
	id         uuid.UUID
	slug, name string
	extra      string // a speaker's title, a source's alias, an author's kind
	pointer    string
	set        func(entity) // puts what it stands for into the article
}

// entity is what a reference stands for.
type entity struct {
	id                uuid.UUID
	slug, name, extra string
	old               *oldName // of a speaker that was merged into this one, which was asked for
}

// oldName is what an entity was called before.
type oldName struct {
	id   uuid.UUID
	slug string
}

// is tells whether the entity was asked for by id or, without one, by slug.
func (e entity) is(id uuid.UUID, slug string) bool {
	if e.old != nil {
		e.id, e.slug = e.old.id, e.old.slug
	}
	return e.id == id || id == uuid.Nil && e.slug == slug
}

// referenced are the tables that articles refer to by slug. extra is the
// column of the one more fact that an article shows of such an entity.
var referenced = []struct {
	table, extra, what string
	of                 func(*news.Article) []reference
}{
	{"sections", "''", "section", sectionReference},
	{"tags", "''", "tag", tagReferences},
	{"authors", "kind", "author", authorReferences},
	{"speakers", "title", "speaker", speakerReferences},
	{"sources", "alias", "source", sourceReferences},
}

// missing is a reference by name to what is not there yet, and the table that
// it is to be made in.
type missing struct {
	table, extraColumn string
	reference
}

// resolve replaces what a written article names by what is stored, notes what
// cannot be found, and returns what is to be made once nothing is wrong. What
// the article named before needs no asking; of the rest all tables are asked in
// one round trip.
func (s *Store) resolve(ctx context.Context, tx pgx.Tx, before, a *news.Article, f *news.Faults) ([]missing, error) {
	var b pgx.Batch
	found := make([][]entity, len(referenced))
	refs := make([][]reference, len(referenced))
	for i, r := range referenced {
		refs[i] = unknown(s.named(r.of(a), r.what, f), before, r.of)
		if len(refs[i]) > 0 {
			queueLookup(&b, r.table, r.extra, refs[i], &found[i])
		}
	}
	if b.Len() > 0 {
		if err := tx.SendBatch(ctx, &b).Close(); err != nil {
			return nil, err
		}
	}
	var absent []missing
	for i, r := range referenced {
		for _, ref := range refs[i] {
			if !ref.settle(found[i], r.what, f) {
				absent = append(absent, missing{r.table, r.extra, ref})
			}
		}
	}
	return absent, nil
}

// unknown are the references to what the article did not name before; the
// others are set to what they stand for, which is loaded with the article.
func unknown(refs []reference, before *news.Article, of func(*news.Article) []reference) []reference {
	if before == nil {
		return refs
	}
	known := map[string]entity{}
	for _, r := range of(before) {
		known[r.slug] = entity{id: r.id, slug: r.slug, name: r.name, extra: r.extra}
	}
	rest := refs[:0]
	for _, r := range refs {
		if e, ok := known[r.slug]; ok && (r.id == uuid.Nil || r.id == e.id) {
			r.set(e)
		} else {
			rest = append(rest, r)
		}
	}
	return rest
}

// named gives each reference that has only a name the slug that goes with it.
func (s *Store) named(refs []reference, what string, f *news.Faults) []reference {
	kept := refs[:0]
	for _, r := range refs {
		if r.id == uuid.Nil && r.slug == "" {
			r.slug = s.types.Slug(r.name)
		}
		if r.id == uuid.Nil && r.slug == "" {
			f.Add(r.pointer, "this %s needs an id, a slug, or a name that a slug can be made of", what)
			continue
		}
		kept = append(kept, r)
	}
	return kept
}

func queueLookup(b *pgx.Batch, table, extra string, refs []reference, to *[]entity) {
	ids, slugs := []uuid.UUID{}, []string{}
	for _, r := range refs {
		if r.id != uuid.Nil {
			ids = append(ids, r.id)
		} else {
			slugs = append(slugs, r.slug)
		}
	}
	b.Queue(`select id, slug, name, `+extra+` from `+table+`
	         where deleted_at is null and (id = any($1) or slug = any($2)) for key share`, ids, slugs).
		Query(collectInto(to, func(row pgx.CollectableRow) (e entity, err error) {
			err = row.Scan(&e.id, &e.slug, &e.name, &e.extra)
			return e, err
		}))
	if table == "speakers" {
		queueMerged(b, ids, slugs, to)
	}
}

// collectInto adds a query's rows to a list.
func collectInto[T any](to *[]T, scan pgx.RowToFunc[T]) func(pgx.Rows) error {
	return func(rows pgx.Rows) (err error) {
		*to, err = pgx.AppendRows(*to, rows, scan)
		return err
	}
}

// settle puts what the reference stands for into the article, or notes that
// there is no such thing. It is false where the thing is to be made.
func (r reference) settle(found []entity, what string, f *news.Faults) bool {
	for _, e := range found {
		if e.is(r.id, r.slug) {
			r.set(e)
			return true
		}
	}
	if r.name == "" || r.id != uuid.Nil {
		f.Add(r.pointer, "there is no such %s", what)
		return true
	}
	before := len(*f)
	news.CheckName(f, r.pointer, r.name, r.slug)
	return len(*f) > before
}

// createAll makes entities of the inline ones.
func createAll(ctx context.Context, tx pgx.Tx, absent []missing) error {
	var names, slugs []string
	for _, m := range absent {
		if m.table == "speakers" {
			names, slugs = append(names, m.name), append(slugs, m.slug)
		}
	}
	if len(names) > 0 {
		if err := holdNames(ctx, tx, names, slugs); err != nil {
			return err
		}
	}
	for _, m := range absent {
		if err := m.create(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// create makes an entity of an inline one. Where it was made first by another
// transaction, or by an earlier reference of this one, that one is it.
func (m missing) create(ctx context.Context, tx pgx.Tx) error {
	columns, values := "id, slug, name", "$1, $2, $3"
	args := []any{news.NewID(), m.slug, m.name}
	if m.extraColumn != "''" {
		columns, values = columns+", "+m.extraColumn, values+", $4"
		args = append(args, m.reference.extra)
	}
	var e entity
	err := tx.QueryRow(ctx, `
		insert into `+m.table+` (`+columns+`) values (`+values+`)
		on conflict (slug) where deleted_at is null do update set slug = excluded.slug
		returning id, slug, name, `+m.extraColumn, args...).Scan(&e.id, &e.slug, &e.name, &e.extra)
	if err == nil && m.table == "speakers" {
		e, err = stayed(ctx, tx, e, m.pointer)
	}
	if err == nil {
		m.set(e)
	}
	return err
}

func sectionReference(a *news.Article) []reference {
	if a.Section == nil {
		return nil
	}
	r := a.Section
	return []reference{{id: r.ID, slug: r.Slug, name: r.Name, pointer: "/section", set: func(e entity) {
		*r = news.Ref{ID: e.id, Slug: e.slug, Name: e.name}
	}}}
}

func tagReferences(a *news.Article) []reference {
	refs := make([]reference, len(a.Tags))
	for i := range a.Tags {
		r := &a.Tags[i]
		refs[i] = reference{id: r.ID, slug: r.Slug, name: r.Name, pointer: at("/tags/", i), set: func(e entity) {
			*r = news.Ref{ID: e.id, Slug: e.slug, Name: e.name}
		}}
	}
	return refs
}

func authorReferences(a *news.Article) []reference {
	refs := make([]reference, len(a.Authors))
	for i := range a.Authors {
		u := &a.Authors[i]
		refs[i] = reference{id: u.ID, slug: u.Slug, name: u.Name, extra: string(news.KindPerson), pointer: at("/authors/", i), set: func(e entity) {
			*u = news.ArticleAuthor{ID: e.id, Slug: e.slug, Name: e.name, Role: u.Role}
			if e.extra != string(news.KindPerson) {
				u.Kind = news.AuthorKind(e.extra)
			}
		}}
		if u.Kind != "" {
			refs[i].extra = string(u.Kind)
		}
	}
	return refs
}

func speakerReferences(a *news.Article) []reference {
	var refs []reference
	for i := range a.Quotes {
		q := &a.Quotes[i]
		if q.Speaker == nil {
			continue
		}
		k := *q.Speaker
		refs = append(refs, reference{id: k.ID, slug: k.Slug, name: k.Name, extra: k.Title,
			pointer: at("/quotes/", i) + "/speaker", set: func(e entity) {
				q.Speaker = &news.QuoteSpeaker{ID: e.id, Slug: e.slug, Name: e.name, Title: e.extra}
			}})
	}
	return refs
}

func sourceReferences(a *news.Article) []reference {
	refs := make([]reference, len(a.Sources))
	for i := range a.Sources {
		o := &a.Sources[i]
		refs[i] = reference{id: o.ID, slug: o.Slug, name: o.Name, extra: o.Alias, pointer: at("/sources/", i), set: func(e entity) {
			*o = news.ArticleSource{ID: e.id, Slug: e.slug, Name: e.name, Alias: e.extra, Role: o.Role}
		}}
	}
	return refs
}

// dedupe drops what an article names twice: the same tag, photo or source, the
// same author in the same role.
func dedupe(a *news.Article) {
	a.Tags = unique(a.Tags, func(t news.Ref) any { return t.ID })
	a.Authors = unique(a.Authors, func(u news.ArticleAuthor) any { return [2]any{u.ID, u.Role} })
	a.Photos = unique(a.Photos, func(p news.ArticlePhoto) any { return p.ID })
	a.Sources = unique(a.Sources, func(o news.ArticleSource) any { return [2]any{o.ID, o.Role} })
}

func unique[T any](list []T, key func(T) any) []T {
	seen := map[any]bool{}
	return slices.DeleteFunc(list, func(v T) bool {
		k := key(v)
		dup := seen[k]
		seen[k] = true
		return dup
	})
}

func at(list string, i int) string { return list + strconv.Itoa(i) }
