package news

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

var dawn = time.Date(2026, 5, 4, 6, 0, 0, 0, time.UTC)

func TestSettleSchedule(t *testing.T) {
	t.Parallel()
	hour := func(n int) time.Time { return dawn.Add(time.Duration(n) * time.Hour) }
	public := &Article{Status: Published, PublishedAt: hour(-9), UpdatedAt: hour(-9), FirstPublicAt: hour(-9)}
	scheduled := &Article{Status: Published, PublishedAt: hour(2), UpdatedAt: hour(2), FirstPublicAt: hour(2), Schedule: Schedule{PublishAt: hour(2)}}
	embargoed := &Article{Status: Published, PublishedAt: hour(2), UpdatedAt: hour(2), FirstPublicAt: hour(2), Schedule: Schedule{EmbargoedUntil: hour(2)}}
	cases := map[string]struct {
		before *Article
		times  Schedule
		want   string // status at dawn, who sees it, when it was published, and the first fault
	}{
		"at once":                       {nil, Schedule{}, "published 2 +0"},
		"for a time that has passed":    {nil, Schedule{PublishAt: hour(-1)}, "published 2 +0"},
		"scheduled":                     {nil, Schedule{PublishAt: hour(3)}, "scheduled 0 +3"},
		"embargoed":                     {nil, Schedule{EmbargoedUntil: hour(3)}, "published 1 +3"},
		"scheduled, then embargoed":     {nil, Schedule{PublishAt: hour(1), EmbargoedUntil: hour(3)}, "scheduled 0 +3"},
		"to end before it begins":       {nil, Schedule{PublishAt: hour(3), ExpiresAt: hour(2)}, "scheduled 0 +3 /expires_at"},
		"ended already":                 {nil, Schedule{ExpiresAt: hour(-1)}, "withheld 0 +0 /expires_at"},
		"moved":                         {scheduled, Schedule{PublishAt: hour(5)}, "scheduled 0 +5"},
		"taken back":                    {scheduled, Schedule{}, "draft 0 never"},
		"out earlier":                   {scheduled, Schedule{PublishAt: hour(-1)}, "published 2 +0"},
		"lifted":                        {embargoed, Schedule{}, "published 2 +0"},
		"held back for longer":          {embargoed, Schedule{EmbargoedUntil: hour(5)}, "published 1 +5"},
		"given out, then scheduled":     {embargoed, Schedule{EmbargoedUntil: hour(2), PublishAt: hour(1)}, "scheduled 0 +2 /publish_at"},
		"public, then scheduled":        {public, Schedule{PublishAt: hour(1)}, "scheduled 0 -9 /publish_at"},
		"public, then under embargo":    {public, Schedule{EmbargoedUntil: hour(1)}, "published 1 -9 /embargoed_until"},
		"public, with an end":           {public, Schedule{ExpiresAt: hour(1)}, "published 2 -9"},
		"public, with an end long past": {public, Schedule{ExpiresAt: hour(-1)}, "withheld 0 -9 /expires_at"},
	}
	for name, c := range cases {
		a := &Article{Status: Published, PublishedAt: dawn, UpdatedAt: dawn, Schedule: c.times}
		if c.before != nil {
			a.PublishedAt, a.UpdatedAt = c.before.PublishedAt, c.before.UpdatedAt
		}
		f := a.SettleSchedule(c.before, dawn)
		got := fmt.Sprintf("%s %d %+d", a.StatusAt(dawn), a.SeenAt(dawn), int(a.PublishedAt.Sub(dawn).Hours()))
		if a.PublishedAt.IsZero() {
			got = fmt.Sprintf("%s %d never", a.StatusAt(dawn), a.SeenAt(dawn))
		}
		if len(f) > 0 {
			got += " " + f[0].Pointer
		}
		if got != c.want {
			t.Errorf("%s: %s; want %s", name, got, c.want)
		}
	}
}

// However an article is scheduled: going from moment to moment, each record
// tells just what the predicates of the moment say, and in the end nothing is
// left to be recorded.
func TestMomentsTellWhatIsSeen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		some := func(name string) time.Time {
			if n := rapid.IntRange(-1, 5).Draw(t, name); n >= 0 {
				return dawn.Add(time.Duration(n) * time.Minute)
			}
			return time.Time{}
		}
		a := &Article{Status: Published, PublishedAt: dawn, UpdatedAt: dawn,
			Schedule: Schedule{some("publish_at"), some("embargoed_until"), some("expires_at")}}
		if len(a.SettleSchedule(nil, dawn)) > 0 {
			return // refused
		}
		told := a.SeenAt(dawn)
		for steps := 0; !a.NextMoment().IsZero(); steps++ {
			if steps > 3 {
				t.Fatalf("no end of moments: %+v", a.Schedule)
			}
			at := a.NextMoment()
			seen := a.SeenAt(at)
			what, who := a.Pass()
			if a.SeenAt(at) != seen {
				t.Errorf("recording changes who sees it: %d, then %d", seen, a.SeenAt(at))
			}
			if what == ChangeWithheld {
				who = SightNone
			}
			if who != seen || who == told {
				t.Errorf("at %s %s is told to %d; %d see it, after %d", at, what, who, seen, told)
			}
			told = who
		}
		if end := dawn.Add(time.Hour); a.SeenAt(end) != told {
			t.Errorf("%d see it in the end; %d were told", a.SeenAt(end), told)
		}
	})
}

func TestDropPhotosKeepsQuotesInPlace(t *testing.T) {
	t.Parallel()
	photo, other, block := uuid.UUID{1}, uuid.UUID{2}, uuid.UUID{3}
	a := &Article{
		Photos: []ArticlePhoto{{ID: photo, PhotoFacts: PhotoFacts{ExpiresAt: dawn}}, {ID: other, PhotoFacts: PhotoFacts{ExpiresAt: dawn.Add(1)}}},
		Body:   []Block{{Type: PhotoBlock, PhotoID: photo}, {Type: PhotoBlock, PhotoID: other}, {ID: block, Type: Paragraph, Text: "“Yes.”"}},
		Quotes: []Quote{{BlockID: block, Pointer: "/body/2/text"}},
	}
	a.DropPhotos(a.ExpiredPhotos(dawn))
	if len(a.Photos) != 1 || len(a.Body) != 2 || a.Quotes[0].Pointer != "/body/1/text" {
		t.Errorf("%+v", a)
	}
}
