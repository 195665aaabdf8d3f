package postgres

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// NewItems are those of a feed's items that have not come before as they are now.
// Of what is taken back and never came there is nothing to tell.
func (s *Store) NewItems(ctx context.Context, p news.Polling, items []news.FeedItem) (list []news.FeedItem, err error) {
	keys := make([]string, len(items))
	for i, item := range items {
		keys[i] = item.Key
	}
	rows, err := s.pool.Query(ctx, `select item, mark from subscription_items where subscription_id = $1 and item = any($2)`, p.Subscription, keys)
	if err != nil {
		return nil, interpret(err)
	}
	known := map[string][]byte{}
	var key string
	var mark []byte
	if _, err := pgx.ForEachRow(rows, []any{&key, &mark}, func() error { known[key] = bytes.Clone(mark); return nil }); err != nil {
		return nil, interpret(err)
	}
	for _, item := range items {
		if mark, ok := known[item.Key]; !ok && item.Withdrawn == "" || ok && !bytes.Equal(mark, item.Mark) {
			list = append(list, item)
		}
	}
	return list, nil
}

// taken is what becomes of an item.
type taken struct {
	outcome  news.ItemOutcome
	note     string
	article  uuid.UUID
	by       news.KnownBy
	proposal uuid.UUID
	faults   []news.Fault
	untold   bool // what it says is not kept: the story was taken from readers, or is not there any more
}

// TakeItem takes in an item of a feed: in one transaction the draft that is made of
// it, and that it was. Killed before its end, neither is there, and the next poll
// does it; after its end the item has come. It tells what became of the item.
// news.ErrPollLost ends a poll that is in hand no more.
func (s *Store) TakeItem(ctx context.Context, p news.Polling, item news.FeedItem, with news.Patches) (outcome news.ItemOutcome, err error) {
	err = s.write(ctx, ofFeed(p), func(u *unit) error {
		var before taken
		err := u.QueryRow(ctx, `
			select outcome, article_id, duplicate_by from subscription_items where subscription_id = $1 and item = $2`, p.Subscription, item.Key).
			Scan(&before.outcome, (*zeronull.UUID)(&before.article), &before.by)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		// Imports take turns: it comes before anything that others wait for is held.
		item := item // a retried transaction begins with what was read
		now, err := s.takeIn(ctx, u, p, &item, before, with)
		if err != nil {
			return err
		}
		if err := hold(ctx, u, p); err != nil {
			return err
		}
		outcome = now.outcome
		return keepItem(ctx, u, p, item, now)
	})
	return outcome, err
}

// takeIn makes a draft of an item, unless it has come before, the newsroom has the
// story, or it is not to be used.
func (s *Store) takeIn(ctx context.Context, u *unit, p news.Polling, item *news.FeedItem, before taken, with news.Patches) (taken, error) {
	now := taken{article: before.article, by: before.by}
	switch {
	case item.Withdrawn != "":
		now.outcome, now.note = news.ItemWithdrawn, item.Withdrawn
		return now, nil
	case item.Refused != nil:
		return refusedItem(now, item.Refused)
	}
	item.Page.Article = *item.Page.Article.Clone()
	p.Defaults.Apply(&item.Page.Article)
	if before.article != uuid.Nil {
		return s.takeChange(ctx, u, item, now, with)
	}
	doc, err := s.ImportPage(within(ctx, u.Tx), u.by, &item.Page, news.Importing{})
	if told := item.Told; told != nil {
		var failed error
		if item.Provenance, item.Warnings, failed = told(item.Page.Links); failed != nil {
			return now, failed
		}
	}
	var known *news.Known
	switch {
	case err == nil:
		return taken{outcome: news.ItemDraft, article: doc.ID}, nil
	case errors.As(err, &known):
		now = taken{outcome: news.ItemDuplicate, article: known.ID, by: known.By}
		if now.untold = known.Taken(); now.untold {
			now.note = "the newsroom has had this story, and it was " + string(known.Status) + "; see why before anything is made of it again"
		}
		return now, nil
	}
	return refusedItem(now, err)
}

// takeChange proposes to editors what a feed has otherwise than before of a story
// that came from it. The article stays as it is.
func (s *Store) takeChange(ctx context.Context, u *unit, item *news.FeedItem, now taken, with news.Patches) (taken, error) {
	now.outcome = news.ItemChanged
	if now.by == news.KnownByWords {
		now.note = "the newsroom has the story from elsewhere; nothing is proposed"
		return now, nil
	}
	in := news.Proposal{Source: item.Page.Article.CanonicalURL, Warnings: orEmptyList(item.Warnings)}
	if in.Source == "" {
		in.Source = item.Key
	}
	if _, err := s.linkSpeakers(ctx, u, &item.Page.Article); err != nil {
		return now, err
	}
	made, err := s.Propose(within(ctx, u.Tx), u.by, now.article, &item.Page.Article, in, with)
	var conflict *news.Conflict
	switch {
	case errors.As(err, &conflict):
		now.note = conflict.Detail
	case errors.Is(err, news.ErrNotFound):
		now.note, now.untold = "the article is not there any more", true
	case err != nil:
		return refusedItem(now, err)
	case made == nil:
		now.note = "it says nothing new that the article does not have"
	default:
		now.proposal = made.ID
	}
	return now, nil
}

// refusedItem is an item that cannot be stored as it is. Trouble of ours is no
// refusal: the next poll tries again.
func refusedItem(now taken, err error) (taken, error) {
	var invalid *news.Invalid
	if !errors.As(err, &invalid) {
		return now, err
	}
	now.outcome, now.faults = news.ItemRefused, invalid.Faults
	return now, nil
}

func keepItem(ctx context.Context, u *unit, p news.Polling, item news.FeedItem, now taken) error {
	if now.untold {
		item.Page, item.Provenance, item.Warnings = news.Page{}, nil, nil
	}
	var faults []byte
	if len(now.faults) > 0 {
		var err error
		if faults, err = json.Marshal(now.faults); err != nil {
			return err
		}
	}
	_, err := u.Exec(ctx, `
		insert into subscription_items (id, subscription_id, item, mark, headline, outcome, note, article_id, duplicate_by, proposal_id,
		    errors, provenance, warnings, poll_id, at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, clock_timestamp())
		on conflict (subscription_id, item) do update set mark = excluded.mark, outcome = excluded.outcome, note = excluded.note,
		    headline = coalesce(nullif(excluded.headline, ''), subscription_items.headline),
		    article_id = excluded.article_id, duplicate_by = excluded.duplicate_by, proposal_id = excluded.proposal_id, errors = excluded.errors,
		    provenance = excluded.provenance, warnings = excluded.warnings, poll_id = excluded.poll_id, at = excluded.at`,
		news.NewID(), p.Subscription, item.Key, item.Mark, item.Page.Article.Headline, now.outcome, now.note, zeronull.UUID(now.article), now.by,
		zeronull.UUID(now.proposal), faults, orEmptyList(item.Provenance), orEmptyList(item.Warnings), p.Poll)
	if err != nil {
		return err
	}
	_, err = u.Exec(ctx, `update polls set `+string(now.outcome)+` = `+string(now.outcome)+` + 1 where id = $1`, p.Poll)
	return err
}

func orEmptyList(list json.RawMessage) json.RawMessage {
	if len(list) == 0 {
		return json.RawMessage("[]")
	}
	return list
}

// FollowedItems is a page of the items that came with a subscription's feed, those
// that came last first, with one more than the limit where there are more. An
// article is told of where the caller may see it.
func (s *Store) FollowedItems(ctx context.Context, by auth.Principal, subscription uuid.UUID, q news.ItemQuery) ([]news.Listed[news.FollowedItem], error) {
	if _, err := s.Followed(ctx, subscription); err != nil {
		return nil, err
	}
	where, args := []string{`i.subscription_id = $1`}, []any{subscription}
	arg := func(v any) string { args = append(args, v); return numberedArg(len(args)) }
	if q.Poll != uuid.Nil {
		where = append(where, `i.poll_id = `+arg(q.Poll))
	}
	if q.Outcome != "" {
		where = append(where, `i.outcome = `+arg(q.Outcome))
	}
	if q.After != nil {
		where = append(where, `(i.at, i.id) < (`+arg(q.After.At)+`, `+arg(q.After.ID)+`)`)
	}
	const told = `(i.article_id is null or a.id is not null)` // an article that is hidden shows nothing of what it says
	rows, err := s.pool.Query(ctx, `
		select i.id, i.item, case when `+told+` then i.headline else '' end, i.outcome, i.note, i.at, i.first_at, i.poll_id, i.duplicate_by,
		       i.proposal_id, i.errors, case when `+told+` then i.provenance else '[]' end, case when `+told+` then i.warnings else '[]' end,
		       a.id, coalesce(a.slug::text, ''), case when a.id is not null then `+statusNow+` else '' end
		from subscription_items i left join articles a on a.id = i.article_id and `+visible(by)+`
		where `+strings.Join(where, " and ")+` order by i.at desc, i.id desc`+atMost(q.Limit+1), args...)
	if err != nil {
		return nil, interpret(err)
	}
	list, err := pgx.CollectRows(rows, scanItem)
	return list, interpret(err)
}

func scanItem(row pgx.CollectableRow) (l news.Listed[news.FollowedItem], err error) {
	i, a := &l.Value, news.ItemArticle{}
	err = row.Scan(&i.ID, &i.Item, &i.Headline, &i.Outcome, &i.Note, &i.At, &i.FirstAt, &i.Poll, &i.DuplicateBy, (*zeronull.UUID)(&i.Proposal),
		&i.Errors, &i.Provenance, &i.Warnings, (*zeronull.UUID)(&a.ID), &a.Slug, &a.Status)
	if a.ID != uuid.Nil {
		i.Article = &a
	}
	l.Key = news.Keyset{At: i.At, ID: i.ID}
	return l, err
}
