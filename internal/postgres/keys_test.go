package postgres_test

import (
	"errors"
	"testing"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
)

func TestKeys(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	secret := auth.NewSecret()
	made, err := s.CreateKey(t.Context(), auth.Principal{Name: "test"}, auth.Key{Name: " Web desk ", Scopes: []auth.Scope{auth.Write, auth.Write}}, auth.Hash(secret))
	if err != nil || made.Name != "Web desk" || len(made.Scopes) != 1 {
		t.Fatalf("%+v, %v", made, err)
	}
	p, err := s.Principal(t.Context(), auth.Hash(secret))
	if err != nil || p.KeyID != made.ID || !p.Can(auth.Write) || p.Can(auth.Publish) {
		t.Errorf("%+v, %v", p, err)
	}
	if got, err := s.Key(t.Context(), made.ID); err != nil || got.LastUsedAt.IsZero() {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := s.Principal(t.Context(), auth.Hash(auth.NewSecret())); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("a key that nobody has: %v", err)
	}
	if err := s.RevokeKey(t.Context(), publisher, made.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Principal(t.Context(), auth.Hash(secret)); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("a revoked key: %v", err)
	}
	if err := s.RevokeKey(t.Context(), publisher, news.NewID()); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("revoking what is not there: %v", err)
	}

	brief := auth.NewSecret()
	if _, err := s.CreateKey(t.Context(), auth.Principal{Name: "test"}, auth.Key{Name: "brief", Scopes: []auth.Scope{auth.Feed}, ExpiresAt: time.Now().Add(time.Hour)}, auth.Hash(brief)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Principal(t.Context(), auth.Hash(brief)); err != nil {
		t.Errorf("a key that has not expired: %v", err)
	}
	conn, err := pgx.Connect(t.Context(), db.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), `update keys set expires_at = now() - interval '1 second' where name = 'brief'`); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Principal(t.Context(), auth.Hash(brief)); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("an expired key: %v", err)
	}
	if err := conn.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestRotationCarriesWhatTheKeyIsAllowed(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	for name, k := range map[string]auth.Key{
		"entitled": {Name: "entitled", RequestsPerMinute: 30, Scopes: []auth.Scope{auth.Feed, auth.Write}, Advance: true, ExpiresAt: time.Now().Add(time.Hour).UTC().Truncate(time.Microsecond)},
		"plain":    {Name: "plain", Scopes: []auth.Scope{auth.Feed}},
	} {
		old, err := s.CreateKey(t.Context(), publisher, k, auth.Hash(auth.NewSecret()))
		if err != nil {
			t.Fatal(err)
		}
		secret := auth.NewSecret()
		fresh, err := s.RotateKey(t.Context(), publisher, old.ID, time.Minute, auth.Hash(secret))
		if err != nil {
			t.Fatal(err)
		}
		by, err := s.Principal(t.Context(), auth.Hash(secret))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(fresh.Principal(), by); diff != "" {
			t.Errorf("%s: whom the new key stands for: %s", name, diff)
		}
		old.ID, old.CreatedAt, old.ModifiedAt = fresh.ID, fresh.CreatedAt, fresh.ModifiedAt
		if diff := cmp.Diff(old, fresh); diff != "" {
			t.Errorf("%s: the new key is not like the old one: %s", name, diff)
		}
	}
}

func TestAKeyIsRefusedWithEveryFault(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	_, err := s.CreateKey(t.Context(), auth.Principal{Name: "test"}, auth.Key{Scopes: []auth.Scope{"root"}, ExpiresAt: time.Now().Add(-time.Hour)}, auth.Hash("x"))
	var invalid *news.Invalid
	if !errors.As(err, &invalid) || len(invalid.Faults) != 3 {
		t.Errorf("got %v", err)
	}
}

func TestTheConfiguredKeyIsThereOnceAndStaysRevoked(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	k, hash := auth.Key{Name: "first admin", Scopes: []auth.Scope{auth.Admin}}, auth.Hash("a key from the environment")
	for range 2 {
		if err := s.EnsureKey(t.Context(), publisher, k, hash); err != nil {
			t.Fatal(err)
		}
	}
	list, err := s.Keys(t.Context(), news.EntityQuery{Limit: 10})
	if err != nil || len(list) != 1 {
		t.Fatalf("%d keys, %v", len(list), err)
	}
	if _, err := s.CreateKey(t.Context(), publisher, auth.Key{Name: "second admin", Scopes: []auth.Scope{auth.Admin}}, auth.Hash(auth.NewSecret())); err != nil {
		t.Fatal(err)
	}
	if err := s.RevokeKey(t.Context(), publisher, list[0].Value.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.EnsureKey(t.Context(), publisher, k, hash); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Principal(t.Context(), hash); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("a revoked key came back with a restart: %v", err)
	}
}

func TestASecretIsMadeOnce(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	first, err := s.Secret(t.Context(), "cursors", auth.Hash("one"))
	if err != nil {
		t.Fatal(err)
	}
	second, err := s.Secret(t.Context(), "cursors", auth.Hash("two"))
	if err != nil || string(first) != string(second) || string(first) != string(auth.Hash("one")) {
		t.Errorf("%x then %x, %v", first, second, err)
	}
}
