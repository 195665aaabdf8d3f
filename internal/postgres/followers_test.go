package postgres_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"
	"storywire/internal/postgres"

	"github.com/google/go-cmp/cmp"
)

// follower is a partner with a key that is stored.
func follower(t *testing.T, s *postgres.Store, name string, scopes ...auth.Scope) auth.Principal {
	t.Helper()
	k, err := s.CreateKey(t.Context(), chief, auth.Key{Name: name, Scopes: append(scopes, auth.Feed)}, auth.Hash(name))
	if err != nil {
		t.Fatal(err)
	}
	return auth.Principal{KeyID: k.ID, Name: name, Scopes: k.Scopes}
}

// corrected is a correction, and its place in the change log.
func corrected(t *testing.T, s *postgres.Store, ref string) (news.Correction, news.LogPlace) {
	t.Helper()
	c, _, err := s.CorrectArticle(t.Context(), publisher, ref, anyEdit, news.Correction{Kind: news.KindEditorsNote, Note: "To know."}, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Reached(t.Context(), writer, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	return c, r.Place
}

// progress is what is told of each partner: s for sent, a for acknowledged, e
// for a key that has ended.
func progress(t *testing.T, s *postgres.Store, c news.Correction) (list []string) {
	t.Helper()
	r, err := s.Reached(t.Context(), writer, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Partners {
		marks := []byte(p.Key.Name + ":")
		for _, fact := range []struct {
			is   bool
			at   time.Time
			mark byte
		}{{p.Sent, p.SentAt, 's'}, {p.Acknowledged, p.AcknowledgedAt, 'a'}, {!p.EndedAt.IsZero(), p.EndedAt, 'e'}} {
			if fact.is {
				marks = append(marks, fact.mark)
			}
			if fact.is == fact.at.IsZero() {
				t.Errorf("%s %c: %v at %v", p.Key.Name, fact.mark, fact.is, fact.at)
			}
		}
		list = append(list, string(marks))
	}
	return append(list, fmt.Sprint(r.Sent, r.Acknowledged, r.Waiting))
}

func TestHowFarACorrectionHasCome(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	a := publish(t, s, story("Ferry is back"))
	first, at := corrected(t, s, a.Slug)
	second, further := corrected(t, s, a.Slug)
	courier, radio, ended := follower(t, s, "Courier"), follower(t, s, "Radio"), follower(t, s, "Mail")
	unknown := follower(t, s, "Never seen")
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	expect := func(c news.Correction, want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, progress(t, s, c)); diff != "" {
			t.Error(diff)
		}
	}
	do(s.Sent(t.Context(), courier, further))
	do(s.Sent(t.Context(), courier, at)) // an old page, read again
	do(s.Sent(t.Context(), radio, at))
	do(s.Sent(t.Context(), ended, at))
	do(s.RevokeKey(t.Context(), chief, ended.KeyID))
	do(s.RevokeKey(t.Context(), chief, unknown.KeyID))
	expect(first, "Courier:s", "Radio:s", "Mail:se", "3 0 2")
	expect(second, "Radio:", "Courier:s", "1 0 2")

	if got, _, err := s.Acknowledge(t.Context(), radio, further); err != nil || got != further {
		t.Errorf("%v, %v", got, err)
	}
	expect(second, "Courier:s", "Radio:sa", "2 1 1") // what was taken in was sent
	do(s.Sent(t.Context(), radio, further))
	if got, _, err := s.Acknowledge(t.Context(), radio, at); err != nil || got != further {
		t.Errorf("an older one: %v, %v", got, err)
	}
	if _, _, err := s.Acknowledge(t.Context(), radio, news.LogPlace{Epoch: at.Epoch, Sequence: further.Sequence + 1}); !errors.Is(err, news.ErrAhead) {
		t.Errorf("one that is ahead: %v", err)
	}
	var epochs *news.Epochs
	if _, _, err := s.Acknowledge(t.Context(), radio, news.LogPlace{Epoch: "0"}); !errors.As(err, &epochs) || epochs.Current != at.Epoch {
		t.Errorf("one of another log: %v", err)
	}

	made, err := s.RotateKey(t.Context(), chief, radio.KeyID, 0, auth.Hash("Radio anew"))
	do(err)
	expect(second, "Courier:s", "Radio:sa", "Radio:sae", "3 2 1")
	radio.KeyID = made.ID

	// After a restore from a backup nobody has been sent anything of the log.
	exec(t, db, `update change_epoch set epoch = 'anew'`)
	expect(second, "Courier:", "Radio:", "0 0 2")
	further.Epoch = "anew"
	if got, _, err := s.Acknowledge(t.Context(), radio, at); !errors.As(err, &epochs) {
		t.Errorf("%v, %v", got, err)
	}
	at.Epoch = "anew"
	if got, _, err := s.Acknowledge(t.Context(), radio, at); err != nil || got != at {
		t.Errorf("of the new log: %v, %v", got, err)
	}
	do(s.Sent(t.Context(), courier, at))
	expect(first, "Courier:s", "Radio:sa", "2 1 1")
	expect(second, "Courier:", "Radio:", "0 0 2")
	if _, err := s.Reached(t.Context(), publisher, news.NewID()); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("of no correction: %v", err)
	}
}

// TestACorrectionWaitsForNobodyItIsNotFor has partners whose contracts have the
// story, have not, and had it: those that are not told are not waited for.
func TestACorrectionWaitsForNobodyItIsNotFor(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	a := publish(t, s, story("Ferry is back"))
	if _, err := s.Sections.Create(t.Context(), chief, news.Section{Slug: "elsewhere", Name: "Elsewhere"}); err != nil {
		t.Fatal(err)
	}
	partner := func(name, section string) (auth.Partner, auth.Principal) {
		t.Helper()
		p, err := s.CreatePartner(t.Context(), chief, auth.Partner{Name: name, Sections: auth.Terms[string]{Allowed: []string{section}}})
		if err != nil {
			t.Fatal(err)
		}
		k, err := s.CreateKey(t.Context(), chief, auth.Key{Name: name, Scopes: []auth.Scope{auth.Feed}, Partner: p.Slug}, auth.Hash(name))
		if err != nil {
			t.Fatal(err)
		}
		return p, auth.Principal{KeyID: k.ID, Name: name, Scopes: k.Scopes}
	}
	partner("Ours", a.Section.Slug)
	over, had := partner("Over", a.Section.Slug)
	_, other := partner("Other", "elsewhere")
	follower(t, s, "Courier")
	c, at := corrected(t, s, a.Slug)
	for _, by := range []auth.Principal{other, had} { // who is not told comes to the place, too
		if err := s.Sent(t.Context(), by, at); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.ChangePartner(t.Context(), chief, over.Slug, anyVersion, func(p *auth.Partner) error {
		p.ContractTo = time.Now().Add(-time.Minute)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Courier:", "Ours:", "Over:se", "1 0 2"}, progress(t, s, c)); diff != "" {
		t.Error(diff)
	}
	_, _, reach, err := s.PreviewCorrection(t.Context(), publisher, a.Slug, anyEdit, news.Correction{Kind: news.KindEditorsNote, Note: "To know."}, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(reach.Partners) != 2 || reach.Partners[0].Name != "Courier" || reach.Partners[1].Name != "Ours" || reach.Totals.Partners != 2 {
		t.Errorf("before it is made: %+v of %d", reach.Partners, reach.Totals.Partners)
	}
}
