package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"storywire/internal/config"
)

var conformCommand = command{
	name: "conform", args: "[-api URL] [-for TIME] [-within TIME] STATE", short: "tell a partner's program what it missed of the drill",
	long: `Follow the drill beside a partner's program, look at what that shows, and tell
what it has missed: each entry of the change log is to be seen within a time.
It exits with 1 where any was not.

STATE is an http or https address, or a file, of what the program's copy shows:

  {"data": [{"id": "...", "version": 3, "headline": "...", "status": "published"}]}

with an entry for each story. headline and status may be left out; what has
another status than published counts as not shown. Other members are not read.
STORYWIRE_KEY in the environment is the partner's key.`,
	run: conform,
}

// lookEvery is how long there is between two looks at the copy.
const lookEvery = 250 * time.Millisecond

func conform(ctx context.Context, c command, args []string) error {
	settings, err := config.Load()
	if err != nil {
		return err
	}
	f := c.flags()
	api := f.String("api", settings.LocalURL()+"/v1/feeds/drill", "the `URL` of what is followed; of the newsroom itself it ends with /v1")
	span := f.Duration("for", 3*time.Minute, "how long to watch, which is a round and a half of the drill; 0 is one look")
	within := f.Duration("within", 10*time.Second, "how soon an entry is to be seen in the copy")
	if err := c.parse(f, args, 1, 1); err != nil {
		return err
	}
	j := &judge{log: &logReader{api: *api, key: os.Getenv("STORYWIRE_KEY")}, state: f.Arg(0), within: *within, expected: map[string]shownStory{}}
	return j.watch(ctx, *span)
}

// judge holds a copy to the change log.
type judge struct {
	log      *logReader
	state    string // where the copy is to be read
	within   time.Duration
	expected map[string]shownStory // by id
	due      []due
	seen     int // entries that were
	missed   int
}

// due is an entry that is to be seen in the copy.
type due struct {
	what  string
	id    string // "" for what is about all stories
	since time.Time
}

var errNotConform = errors.New("the copy is not what it should be")

// watch looks at the copy again and again.
func (j *judge) watch(ctx context.Context, span time.Duration) error {
	if _, err := readState(ctx, j.state); err != nil {
		return err
	}
	for end := time.Now().Add(span); ; {
		late := time.Now().After(end)
		if !late || span == 0 { // else what is due is waited for, and nothing new
			if err := j.read(ctx); err != nil {
				return err
			}
		}
		copied, err := readState(ctx, j.state)
		j.look(copied, err)
		if span == 0 || late && len(j.due) == 0 {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lookEvery):
		}
	}
	return j.verdict(ctx, span)
}

// verdict is what is said at the end.
func (j *judge) verdict(ctx context.Context, span time.Duration) error {
	if span > 0 {
		fmt.Printf("%d of %d entries were seen in the copy.\n", j.seen, j.seen+j.missed)
	} else {
		copied, err := readState(ctx, j.state)
		if err != nil {
			return err
		}
		for _, fault := range j.faults(copied) {
			fmt.Println("WRONG  ", fault)
			j.missed++
		}
		if j.missed == 0 {
			fmt.Printf("The copy has the %d stories that are there.\n", len(j.expected))
		}
	}
	if j.missed > 0 {
		return errNotConform
	}
	return nil
}

// read takes in what the log has by now.
func (j *judge) read(ctx context.Context) error {
	entries, err := j.log.next(ctx)
	if err != nil {
		return err
	}
	for _, e := range entries {
		switch e.Type {
		case "restarted":
			clear(j.expected)
			j.due = nil // of stories that there are no more
			j.await(due{what: "the log was begun anew"})
		case "reset":
			if j.expected, err = j.log.export(ctx); err != nil {
				return err
			}
			j.await(due{what: "reset: what the key may see has changed"})
		default:
			if e.Article == nil {
				delete(j.expected, e.ID)
			} else {
				j.expected[e.ID] = *e.Article
			}
			j.await(due{what: fmt.Sprintf("%-10s %s %d", e.Type, e.Slug, e.Version), id: e.ID})
		}
	}
	return nil
}

// await has an entry be due. An earlier one about the same story is not asked for
// any more: what it told is not so now.
func (j *judge) await(d due) {
	d.since = time.Now()
	j.due = slices.DeleteFunc(j.due, func(o due) bool { return o.id == d.id && d.id != "" })
	j.due = append(j.due, d)
}

// look tells of each entry that is due whether the copy shows it.
func (j *judge) look(copied map[string]shownStory, err error) {
	j.due = slices.DeleteFunc(j.due, func(d due) bool {
		fault := j.fault(d, copied)
		if err != nil {
			fault = err.Error()
		}
		took := time.Since(d.since)
		switch {
		case fault == "":
			j.seen++
			fmt.Printf("seen    %s (%.1f s)\n", d.what, took.Seconds())
		case took > j.within:
			j.missed++
			fmt.Printf("MISSED  %s: %s\n", d.what, fault)
		default:
			return false
		}
		return true
	})
}

// fault is what is wrong with the copy by an entry, "" for nothing.
func (j *judge) fault(d due, copied map[string]shownStory) string {
	if d.id != "" {
		return j.faultOf(d.id, copied)
	}
	faults := j.faults(copied)
	if len(faults) == 0 {
		return ""
	}
	return faults[0]
}

// faults are what is wrong with the copy, story by story.
func (j *judge) faults(copied map[string]shownStory) (list []string) {
	ids := slices.AppendSeq(slices.Collect(maps.Keys(j.expected)), maps.Keys(copied))
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if fault := j.faultOf(id, copied); fault != "" {
			list = append(list, cmp.Or(j.expected[id].Headline, copied[id].Headline, id)+" "+fault)
		}
	}
	return list
}

func (j *judge) faultOf(id string, copied map[string]shownStory) string {
	want, there := j.expected[id]
	got, shown := copied[id]
	switch {
	case !there && !shown:
	case !there:
		return fmt.Sprintf("is shown, as version %d, and should not be", got.Version)
	case !shown:
		return "is not shown"
	case got.Version < want.Version:
		return fmt.Sprintf("is shown as version %d, not %d", got.Version, want.Version)
	case got.Version == want.Version && got.Headline != "" && got.Headline != want.Headline:
		return fmt.Sprintf("has the headline %q, not %q", got.Headline, want.Headline)
	}
	return ""
}
