package postgres

import (
	"context"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// The change log is what is still to be told to others, too: an entry is written
// by the transaction that makes the change, so that what follows from it needs
// no job of its own to be written there. Who is to tell keeps a trail, a place in
// the log, and takes it from there.

// stretch is how much of the log one turn takes up.
const stretch = 500 // entries

// followLog hands take the entries that the change log has behind where the trail
// has come, as by may read them now, and moves the trail behind them, all in one
// transaction: what take writes, and the jobs that it enqueues, are there when the
// trail has moved and not without that. A trail that there is not begins at the
// log's end. Of several servers one follows a trail at a time; the others find
// nothing to do. n is how many entries there were.
//
// A log that was begun anew is a single reset: what happened in between is not
// known, and the trail goes on at the new log's end.
func (s *Store) followLog(ctx context.Context, trail string, by auth.Principal, take func(*unit, []news.Change) error) (n int, err error) {
	var there bool
	err = s.pool.QueryRow(ctx, `
		select exists (select from trails t, change_epoch e where t.name = $1 and t.epoch = e.epoch
		                   and t.sequence = coalesce((select max(sequence) from changes), 0))`, trail).Scan(&there)
	if err != nil || there {
		return 0, interpret(err)
	}
	err = s.write(ctx, house, func(u *unit) error {
		n = 0
		from, end, err := lockTrail(ctx, u, trail)
		if err != nil || from == end {
			return err
		}
		list, to, err := s.behind(within(ctx, u.Tx), by, from, end)
		if err != nil {
			return err
		}
		if n = len(list); n > 0 {
			if err := take(u, list); err != nil {
				return err
			}
		}
		_, err = u.Exec(ctx, `
			update trails set epoch = $2, sequence = $3, modified_at = clock_timestamp() where name = $1`, trail, to.Epoch, to.Sequence)
		return err
	})
	return n, err
}

// behind is what the log has after from, and how far it was looked at: to its end,
// unless that is too much for one turn. All of it up to end is there already, so
// that what by may not read of that is not looked at again.
func (s *Store) behind(ctx context.Context, by auth.Principal, from, end news.LogPlace) (list []news.Change, to news.LogPlace, err error) {
	if from.Epoch != end.Epoch {
		return []news.Change{{Type: news.ChangeReset, Sequence: end.Sequence}}, end, nil
	}
	list, to, err = s.Changes(ctx, by, news.ChangeQuery{Epoch: from.Epoch, After: from.Sequence, Limit: stretch})
	for len(list) > 0 && list[len(list)-1].Sequence > end.Sequence {
		list = list[:len(list)-1] // of the next turn, which begins at the end
	}
	reset := len(list) > 0 && list[len(list)-1].Type == news.ChangeReset
	if whole := len(list) < stretch && to.Sequence < from.Sequence+lookedAt && !reset; whole || to.Sequence > end.Sequence {
		to = end
	}
	return list, to, err
}

// lockTrail is where a trail has come and where the log ends, which is the same
// where another server has the trail in hand.
func lockTrail(ctx context.Context, u *unit, trail string) (from, end news.LogPlace, err error) {
	if err = beginTrail(ctx, u, trail); err != nil {
		return from, end, err
	}
	err = u.QueryRow(ctx, `
		select e.epoch, m.last, coalesce(t.epoch, e.epoch), coalesce(t.sequence, m.last)
		from change_epoch e cross join (select coalesce(max(sequence), 0) as last from changes) m
		     left join lateral (select epoch, sequence from trails where name = $1 for no key update skip locked) t on true`, trail).
		Scan(&end.Epoch, &end.Sequence, &from.Epoch, &from.Sequence)
	return from, end, err
}

// beginTrail begins a trail at the end of the log, unless there is one.
func beginTrail(ctx context.Context, u *unit, trail string) error {
	_, err := u.Exec(ctx, `
		insert into trails (name, epoch, sequence)
		select $1, epoch, coalesce((select max(sequence) from changes), 0) from change_epoch
		where not exists (select from trails where name = $1) on conflict do nothing`, trail)
	return err
}
