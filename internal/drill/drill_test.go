package drill

import (
	"errors"
	"testing"
	"time"

	"storywire/internal/news"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

const step = time.Second

var begun = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC).Truncate(Steps * step)

func at(n int) *Round { return At(begun.Add(time.Duration(n)*step), step) }

// TestARoundIsAFunctionOfTheTime alone, and a log that was read stays as it was.
func TestARoundIsAFunctionOfTheTime(t *testing.T) {
	t.Parallel()
	before := []news.Change{}
	for n := range Steps {
		r := at(n)
		if diff := cmp.Diff(r.log, At(r.next.Add(-1), step).log); diff != "" {
			t.Errorf("until the next step: %s", diff)
		}
		if !r.next.After(begun.Add(time.Duration(n) * step)) {
			t.Errorf("the step after %d is at %s", n, r.next)
		}
		if diff := cmp.Diff(before, r.log[:len(before)]); diff != "" {
			t.Errorf("at step %d the log that was is another: %s", n, diff)
		}
		before = r.log
	}
	if at(Steps-1).Last() != End {
		t.Errorf("a round ends with %d, not %d", at(Steps-1).Last(), End)
	}
	if later := at(Steps); later.Epoch() == at(0).Epoch() || later.stories[0].Article.ID == at(0).stories[0].Article.ID {
		t.Error("the next round is the same")
	}
}

// TestWhatALogTellsIsThere: whoever follows the log, and takes a fresh copy at the
// reset, has exactly what is shown, at every step.
func TestWhatALogTellsIsThere(t *testing.T) {
	t.Parallel()
	copied := map[uuid.UUID]int{}
	after := int64(0)
	seen := map[news.ChangeType]bool{}
	for n := range Steps {
		r := at(n)
		for list := r.Log(after, 2); len(list) > 0; list = r.Log(after, 2) {
			for _, c := range list {
				after, seen[c.Type] = c.Sequence, true
				if c.Type == news.ChangeReset {
					copied = shown(r)
				} else if a, err := r.Article(c.Article.String()); err == nil {
					copied[c.Article] = a.Version
				} else {
					delete(copied, c.Article)
				}
			}
		}
		if diff := cmp.Diff(shown(r), copied); diff != "" {
			t.Errorf("at step %d: %s", n, diff)
		}
	}
	for _, all := range []news.ChangeType{"published", "updated", "corrected", "retracted", "withheld", "killed", "restored", "reset"} {
		if !seen[all] {
			t.Errorf("nothing is %s", all)
		}
	}
}

func shown(r *Round) map[uuid.UUID]int {
	list := map[uuid.UUID]int{}
	for _, a := range r.Shown() {
		list[a.ID] = a.Version
	}
	return list
}

// TestWhoIgnoresTheResetIsWrong, by a story too many and one too few.
func TestWhoIgnoresTheResetIsWrong(t *testing.T) {
	t.Parallel()
	before, after := shown(at(14)), shown(at(15))
	more, fewer := 0, 0
	for id := range after {
		if _, had := before[id]; !had {
			more++
		}
	}
	for id := range before {
		if _, has := after[id]; !has {
			fewer++
		}
	}
	if more != 1 || fewer != 1 {
		t.Errorf("%d more, %d fewer", more, fewer)
	}
}

// TestEveryWordThatChangesIsThere: what an event is to replace stands in the story.
func TestEveryWordThatChangesIsThere(t *testing.T) {
	t.Parallel()
	for i, e := range timetable {
		if e.was == "" {
			continue
		}
		r := At(begun.Add(time.Duration(e.at)*step), step)
		a := r.byName(e.story).Article
		if a.Version < 2 || e.does == news.ChangeCorrected && len(a.Corrections[len(a.Corrections)-1].Changes) == 0 {
			t.Errorf("event %d changes nothing", i)
		}
	}
}

func TestWhatIsGoneIsGone(t *testing.T) {
	t.Parallel()
	r := at(Steps - 1)
	for ref, want := range map[string]news.Status{market: news.Retracted, theatre: news.Killed, tunnel: news.Killed, gale: news.Withheld} {
		var gone *news.Gone
		if _, err := r.Article(ref); !errors.As(err, &gone) || gone.Status != want {
			t.Errorf("%s: %v", ref, err)
		}
	}
	for _, ref := range []string{ferry, "drill-ferry-sails-twice-a-day", "no-such"} { // the first was dropped without a word
		if _, err := r.Article(ref); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("%s: %v", ref, err)
		}
	}
	var moved *news.Moved
	if _, err := at(6).Article(ferry); !errors.As(err, &moved) || moved.Slug != "drill-ferry-sails-twice-a-day" {
		t.Errorf("an old slug: %v", err)
	}
	if a, err := r.Article(mill); err != nil || a.Version != 4 {
		t.Errorf("what was withheld and came back: %+v, %v", a, err)
	}
}
