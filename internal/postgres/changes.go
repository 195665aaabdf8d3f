package postgres

import (
	"context"
	"slices"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// lookedAt is how much of the log one reading looks at, in numbers of entries. Of a
// narrow contract there may be nothing for the caller in all of it.
const lookedAt = 20_000

// Changes is the entries after a place in the change log, in their order, and the
// place to go on from: all that comes before it was looked at, and what is not in
// the list is not for the caller. Entries become visible in the order of their
// numbers, so that whoever goes on from there has missed none. It is the place that
// was asked for where the caller's log has come no further; what is under embargo
// does not move those on who are not to know of it.
//
// A page ends with a reset: from there on the caller may see more or less than
// it was asked for.
//
// Drafts make no entry, so all of the log is public, but for the notes to an
// article that was withheld or killed since, or has expired: of those, only
// what says so.
func (s *Store) Changes(ctx context.Context, by auth.Principal, q news.ChangeQuery) (list []news.Change, to news.LogPlace, err error) {
	whose := `(c.key_id is null or c.key_id = (select coalesce(k.origin, k.id) from keys k where k.id = $2))` + inLogOf(by, "c")
	var last int64
	err = s.pool.QueryRow(ctx, `
		select epoch, coalesce((select max(sequence) from changes), 0),
		       coalesce((select c.sequence from changes c where c.sequence > $1 and `+whose+` order by c.sequence desc limit 1), $1)
		from change_epoch`, q.After, by.KeyID).Scan(&to.Epoch, &last, &to.Sequence)
	switch {
	case err != nil:
		return nil, to, interpret(err)
	case q.Epoch != to.Epoch && (q.Epoch != "" || q.After != 0):
		return nil, to, &news.Epochs{Current: to.Epoch}
	case q.After > last:
		return nil, to, news.ErrAhead
	case q.After == to.Sequence:
		return nil, to, nil
	}
	to.Sequence = min(to.Sequence, q.After+lookedAt)
	document := `null::bytea, null::uuid[]`
	if q.Documents {
		document = `case when ` + visible(by) + ` then a.document end, ` + expiredPhotosOf
	}
	told := toldOf(by)
	rows, err := s.pool.Query(ctx, `
		select c.sequence, `+told.what+`, c.article_id, `+told.slug+`, coalesce(c.version, 0), c.at,
		       `+told.note+`,
		       `+told.minor+`, `+document+`
		from changes c left join articles a on a.id = c.article_id
		     left join revisions r on r.article_id = c.article_id and r.version = c.version`+told.before+`
		where c.sequence > $1 and c.sequence <= $3 and `+whose+told.where+` order by c.sequence`+atMost(q.Limit), q.After, by.KeyID, to.Sequence)
	if err != nil {
		return nil, to, interpret(err)
	}
	list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (c news.Change, err error) {
		var expired []uuid.UUID
		err = row.Scan(&c.Sequence, &c.Type, (*zeronull.UUID)(&c.Article), (*zeronull.Text)(&c.Slug), &c.Version, &c.At, &c.Note, &c.Minor, &c.Document, &expired)
		if err == nil && c.Document != nil {
			c.Document, err = s.seenBeside(by, c.Document, expired)
		}
		return c, err
	})
	full := len(list) == q.Limit
	if i := slices.IndexFunc(list, func(c news.Change) bool { return c.Type == news.ChangeReset }); i >= 0 {
		list, full = list[:i+1], true
	}
	if full {
		to.Sequence = list[len(list)-1].Sequence
	}
	return list, to, interpret(err)
}

// RestartLog begins a new epoch of the change log: every place in it that was
// given before is refused from now on. It needs the role that owns the schema.
func (s *Store) RestartLog(ctx context.Context, by auth.Principal) (epoch string, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		u.did("restarted", "/v1/changes", 0)
		return u.QueryRow(ctx, `
			update change_epoch set epoch = substr(md5(random()::text || clock_timestamp()::text), 1, 8)
			returning epoch, pg_notify($1, '')::text`, wakeChannel).Scan(&epoch, nil)
	})
	return epoch, err
}
