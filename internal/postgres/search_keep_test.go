package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"storywire/internal/news"
	"storywire/internal/postgres"
)

// TestWordsGiveWayToACrowd has as many editors write at once as words wait for. They
// wait, but not for ever, and not at all for fewer.
func TestWordsGiveWayToACrowd(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	turn := func() int {
		n, err := s.KeepSearch(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	inside, leave, left := make(chan struct{}), make(chan struct{}), make(chan error)
	for range postgres.Crowd {
		a := publish(t, s, story("The ferry is back"))
		go func() {
			_, err := s.ChangeArticle(t.Context(), publisher, a.Slug, news.Edit{Match: anyVersion, Minor: true}, func(*news.Article) error {
				inside <- struct{}{}
				<-leave
				return nil
			})
			left <- err
		}()
	}
	for range postgres.Crowd {
		<-inside
	}
	publish(t, s, story("Gulls are back"))
	var begun time.Time
	for n, tries := 0, 0; n == 0; tries++ { // a turn, so that the next one is known to wait
		if tries > 2000 {
			t.Fatal("words wait for as long as there is a crowd")
		}
		time.Sleep(10 * time.Millisecond)
		begun = time.Now()
		n = turn()
	}
	publish(t, s, story("Terns are back"))
	for turn() == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	if waited := time.Since(begun); waited < postgres.GiveWay {
		t.Errorf("words waited %s for a crowd", waited)
	}
	close(leave)
	for range postgres.Crowd {
		if err := <-left; err != nil {
			t.Error(err)
		}
	}
	publish(t, s, story("Eels are back"))
	if turn() == 0 {
		t.Error("words wait for nobody")
	}
}

// TestAStoryIsReadOnce writes one story more often than marks are taken up at a
// time: its words are read once, as they are now.
func TestAStoryIsReadOnce(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	a := publish(t, s, story("The ferry is back"))
	keepSearch(t, s)
	const writes = 60
	for i := range writes {
		if _, err := s.ChangeArticle(t.Context(), publisher, a.Slug, news.Edit{Match: anyVersion, Minor: true}, func(a *news.Article) error {
			a.Summary = fmt.Sprintf("It came back %d times.", i)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := s.KeepSearch(t.Context()); n != writes || err != nil {
		t.Errorf("of %d marks of one story %d are taken up, %v", writes, n, err)
	}
	if n := count(t, db, `select count(*) from search_pending`); n != 0 {
		t.Errorf("%d marks are left", n)
	}
	q := news.ArticleQuery{Words: fmt.Sprint(writes - 1), Limit: 1}
	if list, err := s.Articles(t.Context(), nobody, q); err != nil || len(list) != 1 {
		t.Errorf("its last words find %d stories, %v", len(list), err)
	}
}
