package postgres_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"
	"storywire/internal/postgres"
)

// anyKey is the precondition that every key fulfils.
func anyKey(auth.Key) error { return nil }

// makeKey stores a key, and answers with whom it stands for.
func makeKey(t *testing.T, s *postgres.Store, k auth.Key) auth.Principal {
	t.Helper()
	k.Name = "Coast Agency"
	made, err := s.CreateKey(t.Context(), chief, k, auth.Hash(auth.NewSecret()))
	if err != nil {
		t.Fatal(err)
	}
	return made.Principal()
}

func changeKey(t *testing.T, s *postgres.Store, by auth.Principal, change func(*auth.Key)) auth.Principal {
	t.Helper()
	k, err := s.ChangeKey(t.Context(), chief, by.KeyID, anyKey, func(k *auth.Key) error {
		change(k)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return k.Principal()
}

// pages is the types of all that the log has for the caller, page by page, and
// the place behind it.
func pages(t *testing.T, s *postgres.Store, by auth.Principal, after int64) (list [][]news.ChangeType, end int64) {
	t.Helper()
	_, to, err := s.Changes(t.Context(), by, news.ChangeQuery{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	for {
		page, _, err := s.Changes(t.Context(), by, news.ChangeQuery{Epoch: to.Epoch, After: after, Limit: 100, Documents: true})
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			return list, after
		}
		var types []news.ChangeType
		for _, c := range page {
			if (c.Type == news.ChangeReset) != (c.Version == 0) || c.At.IsZero() || c.Sequence <= after {
				t.Errorf("%+v", c)
			}
			types, after = append(types, c.Type), c.Sequence
		}
		list = append(list, types)
	}
}

func TestAResetIsForWhomTheSightOfAKeyChanged(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	publish(t, s, story("Ferry is back"))
	scopes := func(list ...auth.Scope) func(*auth.Key) {
		return func(k *auth.Key) { k.Scopes = list }
	}
	feed, editor := auth.Key{Scopes: []auth.Scope{auth.Feed}}, auth.Key{Scopes: []auth.Scope{auth.Feed, auth.Write}}
	entitled := auth.Key{Scopes: []auth.Scope{auth.Feed}, Advance: true}
	for name, test := range map[string]struct {
		was    auth.Key
		change func(*auth.Key)
		reset  bool
	}{
		"advance given":              {feed, func(k *auth.Key) { k.Advance = true }, true},
		"advance taken":              {entitled, func(k *auth.Key) { k.Advance = false }, true},
		"drafts given":               {feed, scopes(auth.Feed, auth.Publish), true},
		"drafts taken":               {editor, scopes(auth.Feed), true},
		"what was killed, given":     {editor, scopes(auth.Admin), true},
		"another name":               {feed, func(k *auth.Key) { k.Name = "Coast" }, false},
		"another limit":              {feed, func(k *auth.Key) { k.RequestsPerMinute = 5 }, false},
		"an end":                     {feed, func(k *auth.Key) { k.ExpiresAt = time.Now().Add(time.Hour) }, false},
		"nothing":                    {entitled, func(*auth.Key) {}, false},
		"publish for write":          {editor, scopes(auth.Feed, auth.Publish), false},
		"advance for who sees it":    {editor, func(k *auth.Key) { k.Advance = true }, false},
		"feed for who needs it less": {editor, scopes(auth.Write), false},
	} {
		t.Run(name, func(t *testing.T) {
			by, other := makeKey(t, s, test.was), makeKey(t, s, test.was)
			_, end := pages(t, s, by, 0)
			by = changeKey(t, s, by, test.change)
			got, _ := pages(t, s, by, end)
			if slices.ContainsFunc(got, func(page []news.ChangeType) bool { return !slices.Equal(page, []news.ChangeType{news.ChangeReset}) }) ||
				len(got) > 1 || (len(got) == 1) != test.reset {
				t.Errorf("%v", got)
			}
			for _, stranger := range []auth.Principal{other, {}, chief} {
				if seen, _ := pages(t, s, stranger, end); len(seen) > 0 {
					t.Errorf("%q sees %v", stranger.Name, seen)
				}
			}
		})
	}
}

// TestAPageEndsWithAReset: what comes after it is for the key as it is then.
func TestAPageEndsWithAReset(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	publish(t, s, story("Ferry is back"))
	by := makeKey(t, s, auth.Key{Scopes: []auth.Scope{auth.Feed}})
	changeKey(t, s, by, func(k *auth.Key) { k.Advance = true })
	publish(t, s, story("Pool reopens"))
	changeKey(t, s, by, func(k *auth.Key) { k.Advance = false })
	publish(t, s, story("Pier shut"))
	published, reset := news.ChangePublished, news.ChangeReset
	got, _ := pages(t, s, by, 0)
	if !slices.EqualFunc(got, [][]news.ChangeType{{published, reset}, {published, reset}, {published}}, slices.Equal) {
		t.Errorf("%v", got)
	}
}

// TestTheNextKeyGetsTheResetsOfTheOneBefore: a holder who changes over goes on
// from where the old key had come, perhaps before a reset.
func TestTheNextKeyGetsTheResetsOfTheOneBefore(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	publish(t, s, story("Ferry is back"))
	first := makeKey(t, s, auth.Key{Scopes: []auth.Scope{auth.Feed}, Advance: true})
	_, end := pages(t, s, first, 0)
	changeKey(t, s, first, func(k *auth.Key) { k.Advance = false })
	by := first
	for range 2 {
		k, err := s.RotateKey(t.Context(), chief, by.KeyID, time.Minute, auth.Hash(auth.NewSecret()))
		if err != nil {
			t.Fatal(err)
		}
		by = k.Principal()
	}
	if got, _ := pages(t, s, by, end); len(got) != 1 {
		t.Errorf("%v", got)
	}
	changeKey(t, s, by, func(k *auth.Key) { k.Advance = true })
	if got, _ := pages(t, s, by, end); len(got) != 2 {
		t.Errorf("after a change of its own: %v", got)
	}
}

func TestAKeyIsChangedWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	by := makeKey(t, s, auth.Key{Scopes: []auth.Scope{auth.Feed}})
	fault := errors.New("in the middle")
	revoked := makeKey(t, s, auth.Key{Scopes: []auth.Scope{auth.Feed}})
	if err := s.RevokeKey(t.Context(), chief, revoked.KeyID); err != nil {
		t.Fatal(err)
	}
	expired := makeKey(t, s, auth.Key{Scopes: []auth.Scope{auth.Feed}, ExpiresAt: time.Now().Add(time.Hour)})
	asOwner(t, db, `update keys set expires_at = now() - interval '1 second' where id = $1`, expired.KeyID)
	deeds := count(t, db, `select count(*) from audit`)
	entitle := func(k *auth.Key) error { k.Advance = true; return nil }
	for name, test := range map[string]struct {
		of     auth.Principal
		holds  func(auth.Key) error
		change func(*auth.Key) error
		is     func(error) bool
	}{
		"a precondition":  {by, func(auth.Key) error { return fault }, entitle, func(err error) bool { return errors.Is(err, fault) }},
		"a broken change": {by, anyKey, func(*auth.Key) error { return fault }, func(err error) bool { return errors.Is(err, fault) }},
		"no such key":     {auth.Principal{KeyID: news.NewID()}, anyKey, entitle, func(err error) bool { return errors.Is(err, news.ErrNotFound) }},
		"a revoked one":   {revoked, anyKey, entitle, isConflict},
		"an expired one":  {expired, anyKey, entitle, isConflict},
		"what is wrong": {by, anyKey, func(k *auth.Key) error {
			*k = auth.Key{Name: " ", Scopes: []auth.Scope{auth.Write}, Advance: true, RequestsPerMinute: -1, ExpiresAt: past(1)}
			return nil
		}, func(err error) bool {
			var invalid *news.Invalid
			return errors.As(err, &invalid) && len(invalid.Faults) == 4
		}},
	} {
		if _, err := s.ChangeKey(t.Context(), chief, test.of.KeyID, test.holds, test.change); !test.is(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if k, err := s.Key(t.Context(), by.KeyID); err != nil || k.Advance {
		t.Errorf("%+v, %v", k, err)
	}
	if n := count(t, db, `select count(*) from audit`); n != deeds {
		t.Errorf("%d entries on record of what was not done", n-deeds)
	}
	changeKey(t, s, by, func(k *auth.Key) { k.Name = "Coast" })
	if n := count(t, db, `select count(*) from audit where action = 'edited' and subject = '/v1/keys/' || $1`, by.KeyID.String()); n != 1 {
		t.Errorf("%d entries on record of what was", n)
	}
}

func isConflict(err error) bool {
	var conflict *news.Conflict
	return errors.As(err, &conflict)
}

// TestAnAdminKeyIsLeft has admins take the keys of each other at once.
func TestAnAdminKeyIsLeft(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	admin := auth.Key{Scopes: []auth.Scope{auth.Admin}}
	gone := makeKey(t, s, admin)
	if err := s.RevokeKey(t.Context(), chief, gone.KeyID); !isConflict(err) {
		t.Fatalf("the last one was revoked: %v", err)
	}
	lapsed := makeKey(t, s, auth.Key{Scopes: admin.Scopes, ExpiresAt: time.Now().Add(time.Hour)})
	asOwner(t, db, `update keys set expires_at = now() where id = $1`, lapsed.KeyID)
	if err := s.RevokeKey(t.Context(), chief, gone.KeyID); !isConflict(err) {
		t.Fatalf("the last one that holds was revoked: %v", err)
	}
	if err := s.RevokeKey(t.Context(), chief, lapsed.KeyID); err != nil {
		t.Fatalf("one that holds no more was not: %v", err)
	}
	for range 10 {
		pair := []auth.Principal{gone, makeKey(t, s, admin)}
		results := make([]error, 2)
		var wg sync.WaitGroup
		wg.Go(func() { results[0] = s.RevokeKey(t.Context(), chief, pair[0].KeyID) })
		wg.Go(func() {
			_, results[1] = s.ChangeKey(t.Context(), chief, pair[1].KeyID, anyKey, func(k *auth.Key) error {
				k.Scopes = []auth.Scope{auth.Write}
				return nil
			})
		})
		wg.Wait()
		if (results[0] == nil) == (results[1] == nil) || !isConflict(errors.Join(results...)) {
			t.Fatalf("%v", results)
		}
		if results[0] == nil {
			gone = pair[1] // which is the last one now
		}
	}
}
