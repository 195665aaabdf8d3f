package postgres

import (
	"context"
	"runtime"
	"slices"
	"sync"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// together is how many articles one question asks for at most.
const together = 10

// crossing asks for articles that everybody may see, of one kind of reference.
// As long as few ask, each asks by itself. What is asked for while as many
// questions are under way as the machine has cores goes together in the next
// one, as people do who wait for a ferry: most of what one row costs is the way
// to Postgres and back, and nobody waits for others to come.
//
// A question that went before somebody came never answers them: what was
// written before they asked, they see.
type crossing[T uuid.UUID | string] struct {
	one  string // SQL: the article that $1 names
	many string // SQL: those that $1, an array, names, and what each is named by

	mu      sync.Mutex
	under   int // way
	waiting []*passenger[T]
}

// passenger is one who waits.
type passenger[T uuid.UUID | string] struct {
	ctx    context.Context
	ref    T
	landed chan landing // holds one, so that who does not wait any more holds up nobody
}

type landing struct {
	found found
	err   error
}

// newCrossing asks for articles by a column.
func newCrossing[T uuid.UUID | string](column string) *crossing[T] {
	where := ` from articles a where ` + visible(auth.Principal{}) + ` and ` + column
	return &crossing[T]{
		one:  `select ` + documentColumns + where + ` = $1`,
		many: `select ` + documentColumns + `, ` + column + where + ` = any($1)`,
	}
}

// find is the article that ref names; pgx.ErrNoRows where there is none.
func (c *crossing[T]) find(ctx context.Context, db database, ref T) (found, error) {
	if _, in := transaction(ctx); in {
		return scanDocument(db.QueryRow(ctx, c.one, ref), false)
	}
	c.mu.Lock()
	if c.under < runtime.NumCPU() {
		c.under++
		c.mu.Unlock()
		defer c.goOn(db)
		return scanDocument(db.QueryRow(ctx, c.one, ref), false)
	}
	p := &passenger[T]{ctx, ref, make(chan landing, 1)}
	c.waiting = append(c.waiting, p)
	c.mu.Unlock()
	select {
	case l := <-p.landed:
		return l.found, l.err
	case <-ctx.Done():
		return found{}, ctx.Err()
	}
}

// goOn follows a question that is over: those who came meanwhile go next.
func (c *crossing[T]) goOn(db database) {
	if next := c.board(); next != nil {
		go func() {
			for ; next != nil; next = c.board() {
				c.cross(db, next)
			}
		}()
	}
}

// board is who goes next, nil for nobody: the question is then over.
func (c *crossing[T]) board() []*passenger[T] {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := min(len(c.waiting), together)
	if n == 0 {
		c.under--
		return nil
	}
	next := slices.Clone(c.waiting[:n])
	c.waiting = slices.Delete(c.waiting, 0, n)
	return next
}

// cross asks for all of them at once, on behalf of the first, and goes on where
// that one hangs up.
func (c *crossing[T]) cross(db database, all []*passenger[T]) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(all[0].ctx), readTimeout)
	defer cancel()
	// Postgres plans for ten where it does not know how many. With as many each
	// time, which it then always meets, it does not plan anew.
	refs := make([]T, together)
	for i, p := range all {
		refs[i] = p.ref
	}
	landed := make(map[T]found, len(all))
	rows, err := db.Query(ctx, c.many, refs)
	if err == nil {
		err = collect(rows, landed)
	}
	for _, p := range all {
		l := landing{err: err}
		if f, there := landed[p.ref]; there {
			l.found = f
		} else if err == nil {
			l.err = pgx.ErrNoRows
		}
		p.landed <- l
	}
}

// collect reads the articles by what each is named by.
func collect[T uuid.UUID | string](rows pgx.Rows, into map[T]found) error {
	defer rows.Close()
	for rows.Next() {
		f, ref := found{now: news.Published}, *new(T)
		f.Status = news.Published
		if err := f.scan(rows, &ref); err != nil {
			return err
		}
		into[ref] = f
	}
	return rows.Err()
}
