package postgres

import (
	"context"
	"slices"
	"strings"

	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// linkSpeakers finds out who the speakers are of an article that was read from
// somewhere, and so knows names alone: a quote of somebody who is there is given
// to them, one that may be of several to nobody. It is for callers who see drafts:
// what was decided is told by the place of the quote, of each that there was
// anything to decide of. Who is new is so until the transaction has ended.
func (s *Store) linkSpeakers(ctx context.Context, tx pgx.Tx, a *news.Article) (map[int]news.Linking, error) {
	return s.link(ctx, tx, a, news.LinkSpeaker)
}

// linkAccepted does so for the speakers of a proposal that are new: somebody may
// have been made since who is one of them, or who has taken the slug that was chosen
// then. An editor has accepted that they are named, so that nobody is left open.
func (s *Store) linkAccepted(ctx context.Context, tx pgx.Tx, a *news.Article) error {
	_, err := s.link(ctx, tx, a, func(title string, list []news.Namesake) news.Linking {
		link := news.LinkSpeaker(title, list)
		link.Open = false
		return link
	})
	return err
}

func (s *Store) link(ctx context.Context, tx pgx.Tx, a *news.Article, who func(title string, list []news.Namesake) news.Linking) (map[int]news.Linking, error) {
	asked := namedAlone(a)
	if len(asked) == 0 {
		return nil, nil //nolint:nilnil // there was nothing to decide
	}
	names, slugs := make([]string, len(asked)), make([]string, len(asked))
	for i, k := range asked {
		names[i], slugs[i] = k.Name, s.types.Slug(k.Name)
	}
	if err := holdNames(ctx, tx, names, slugs); err != nil {
		return nil, err
	}
	found, err := namesakes(ctx, tx, names, slugs)
	if err != nil {
		return nil, err
	}
	decided := map[news.QuoteSpeaker]news.Linking{}
	for i, k := range asked {
		link := who(k.Title, found[i])
		if decided[k] = link; link.To != nil || link.Open {
			continue
		}
		to := news.Namesake{Name: k.Name, Title: k.Title, Same: true}
		if to.Slug, err = freeSpeaker(ctx, tx, slugs[i], given(asked[:i], decided)); err != nil {
			return nil, err
		}
		link.To = &to
		decided[k] = link
		for j := range asked[i+1:] { // the same text may speak of two people of one name
			if strings.EqualFold(asked[i+1+j].Name, k.Name) {
				found[i+1+j] = append(found[i+1+j], to)
			}
		}
	}
	return give(a, decided), nil
}

// namedAlone are the speakers of whom an article has no id, each once.
func namedAlone(a *news.Article) (list []news.QuoteSpeaker) {
	for _, q := range a.Quotes {
		if k := q.Speaker; k != nil && k.ID == uuid.Nil && k.Name != "" && !slices.Contains(list, *k) {
			list = append(list, *k)
		}
	}
	return list
}

// give has the article's quotes say what was decided.
func give(a *news.Article, decided map[news.QuoteSpeaker]news.Linking) map[int]news.Linking {
	links := map[int]news.Linking{}
	for i := range a.Quotes {
		q := &a.Quotes[i]
		if q.Speaker == nil {
			continue
		}
		link, ok := decided[*q.Speaker]
		if !ok {
			continue
		}
		if len(link.Candidates) > 0 || link.To != nil && link.To.ID != uuid.Nil {
			links[i] = link
		}
		if link.Open {
			q.Speaker = nil
		} else {
			q.Speaker = &news.QuoteSpeaker{ID: link.To.ID, Slug: link.To.Slug, Name: link.To.Name, Title: link.To.Title}
		}
	}
	return links
}

// namesakes are, of each name with the slug that goes with it, who has the same, or
// had before two were merged; and of a surname alone, who shares it.
func namesakes(ctx context.Context, q querier, names, slugs []string) ([][]news.Namesake, error) {
	rows, err := q.Query(ctx, `
		select asked.n - 1, e.id, e.slug, e.name, e.title, bool_or(was.same),
		    array(select m.title from speakers m where m.merged_into = e.id and m.title <> '')
		from (select lower(name), slug, n from unnest($1::text[], $2::text[]) with ordinality given(name, slug, n)) asked(name, slug, n) cross join lateral (
		    (select k.id, k.merged_into, true as same from speakers k where lower(k.name) = asked.name and `+there+namesakesSought+`)
		    union all (select k.id, k.merged_into, true from speakers k where k.slug = asked.slug and `+there+`)
		    union all (select k.id, k.merged_into, false from speakers k where position(' ' in asked.name) = 0
		         and lower(substring(k.name from '[^ ]+$')) = asked.name and `+there+namesakesSought+`)) was
		join speakers e on e.id = coalesce(was.merged_into, was.id) and e.deleted_at is null
		group by asked.n, e.id, e.slug, e.name, e.title order by asked.n, e.id`, names, slugs)
	if err != nil {
		return nil, err
	}
	found := make([][]news.Namesake, len(names))
	var i int
	var n news.Namesake
	_, err = pgx.ForEachRow(rows, []any{&i, (*zeronull.UUID)(&n.ID), &n.Slug, &n.Name, &n.Title, &n.Same, &n.Was}, func() error {
		found[i], n.Was = append(found[i], n), nil
		return nil
	})
	return found, err
}

// there is what a speaker k must be to have the name still: of one that was
// merged, the one that stays has it.
const there = `(k.deleted_at is null or k.merged_into is not null)`

// namesakesSought bounds how many are looked at. Where so many have a name, it
// tells nobody from another.
var namesakesSought = atMost(50)

// given are the slugs of those who are new.
func given(asked []news.QuoteSpeaker, decided map[news.QuoteSpeaker]news.Linking) (slugs []string) {
	for _, k := range asked {
		if to := decided[k].To; to != nil && to.ID == uuid.Nil {
			slugs = append(slugs, to.Slug)
		}
	}
	return slugs
}

// freeSpeaker is a slug that no speaker has or had, and none of those, with a
// number behind one that is taken.
func freeSpeaker(ctx context.Context, q querier, slug string, but []string) (free string, err error) {
	if slug == "" { // of a name that none can be made of: that is told when it is stored
		return "", nil
	}
	err = q.QueryRow(ctx, `
		select numbered from generate_series(1, 10000) n, lateral (select $1 || case when n > 1 then '-' || n else '' end) x(numbered)
		where numbered <> all($2) and not exists (select from speakers k where k.slug = numbered and `+there+`) order by n limit 1`, slug, append([]string{}, but...)).Scan(&free)
	return free, err
}
