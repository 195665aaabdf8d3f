package pgtest

import (
	"context"
	"fmt"
	"sync"
	"testing"
)

// Filling is what several tests want to find in their databases and what takes too
// long to make for each: it is made once, when the first of them asks, and copied.
type Filling struct {
	// Put fills a database that has the migrated schema and that nobody else uses. It
	// leaves no connection open.
	Put func(ctx context.Context, ownerURL string) error

	once sync.Once
	name string // of the database that is filled
	err  error
}

// NewFilled is New with what the filling puts in.
func NewFilled(t testing.TB, f *Filling) DB {
	t.Helper()
	s := ours(t)
	f.once.Do(func() { f.name, f.err = s.fill(t.Context(), f) })
	if f.err != nil {
		t.Fatalf("fill the database that tests copy: %v", f.err)
	}
	return create(t, f.name)
}

// fill makes the database to copy. It stays for as long as the cluster does.
func (s *suite) fill(ctx context.Context, f *Filling) (name string, err error) {
	name = fmt.Sprintf("pgtest_filled_%d", s.filled.Add(1))
	if err := s.cluster.CreateDatabase(ctx, name, template); err != nil {
		return "", err
	}
	return name, f.Put(ctx, s.cluster.OwnerURL(name))
}
