package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"text/tabwriter"
	"time"
)

// often are stories that are read again and again, and corrected meanwhile.
const often = 40

// mixture is reads beside writes, on the server with its cache.
type mixture struct {
	name, least string
	writes      int  // of a hundred requests
	editors     bool // eight write once a second each, beside what wrk asks
}

// mixtures are what a newsroom does to its readers on its busiest day, and what
// no newsroom does.
var mixtures = []mixture{
	{name: "reads beside 8 editors, each a write a second", editors: true},
	{name: "95 reads to 5 writes: the reads", writes: 5, least: "0.60"},
}

// measureMixtures compares reads beside writes with the same reads alone. All
// the while a witness corrects a story of its own and reads it at once.
func (h *house) measureMixtures(ctx context.Context, w *tabwriter.Writer, o options) error {
	var paths []string
	for n := range often {
		paths = append(paths, h.story(n))
	}
	for _, m := range mixtures {
		if !o.wants(m.name) {
			continue
		}
		alone := load{url: h.cached.url, paths: paths}
		beside := alone
		beside.writes = m.writes
		var ours, theirs []result
		var ratios []float64
		var seen sight
		for range o.rounds {
			b, err := drive(ctx, h.dir, alone, h.cached, o.span, o.connections)
			if err != nil {
				return err
			}
			quiet := h.watch(ctx, m, o.span)
			profiled := h.cached.profile(ctx, o, m.name)
			a, err := drive(ctx, h.dir, beside, h.cached, o.span, o.connections)
			if err := errors.Join(err, profiled()); err != nil {
				return fmt.Errorf("%s: %w", m.name, err)
			}
			one := quiet()
			if one.err != nil {
				return fmt.Errorf("%s: %w", m.name, one.err)
			}
			seen.reads, seen.stale = seen.reads+one.reads, seen.stale+one.stale
			a.perSecond *= float64(100-m.writes) / 100
			ours, theirs, ratios = append(ours, a), append(theirs, b), append(ratios, a.perSecond/b.perSecond)
		}
		slices.Sort(ratios)
		a, b := median(ours), median(theirs)
		fmt.Fprintf(w, "%s\t%.0f\t%s\t%s\t%s\tthe same without writes\t%.0f\t%s\t%.2f\t%s\n", m.name, a.perSecond, a.p50, a.p99,
			a.cpu.Round(time.Microsecond), b.perSecond, b.cpu.Round(time.Microsecond), ratios[len(ratios)/2], m.least)
		fmt.Fprintf(w, "  of %d reads that followed a write, stale\t%d\t\t\t\t\t\t\t\t0\n", seen.reads, seen.stale)
	}
	return nil
}

// sight is what a witness saw.
type sight struct {
	reads, stale int
	err          error
}

// watch has a witness correct and read, and editors write where the mixture has
// any, for the span. What it returns waits for them.
func (h *house) watch(ctx context.Context, m mixture, span time.Duration) func() sight {
	done := make(chan sight, editors+1)
	end := time.Now().Add(span)
	writers := 1
	go func() {
		var s sight
		for s.err == nil && time.Now().Before(end) && ctx.Err() == nil {
			var stale bool
			stale, s.err = h.witness(ctx)
			s.reads++
			if stale {
				s.stale++
			}
			time.Sleep(100 * time.Millisecond)
		}
		done <- s
	}()
	if m.editors {
		for editor := range editors {
			writers++
			go func() {
				var s sight
				time.Sleep(time.Duration(editor) * time.Second / editors)
				for s.err == nil && time.Now().Before(end) && ctx.Err() == nil {
					_, s.err = h.do(ctx, http.MethodPost, h.cached.url+h.story(editor)+"/corrections", correction())
					time.Sleep(time.Second)
				}
				done <- s
			}()
		}
	}
	return func() (all sight) {
		for range writers {
			s := <-done
			all.reads, all.stale, all.err = all.reads+s.reads, all.stale+s.stale, errors.Join(all.err, s.err)
		}
		return all
	}
}

// witness corrects a story and reads it as readers do. It is stale if it is not
// of the version that the correction was answered with.
func (h *house) witness(ctx context.Context) (stale bool, err error) {
	address := h.cached.url + h.story(often)
	answer, err := h.do(ctx, http.MethodPost, address+"/corrections", correction())
	if err != nil {
		return false, err
	}
	var written struct{ Article struct{ Version int } }
	if err := json.Unmarshal(answer, &written); err != nil {
		return false, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return false, err
	}
	response, err := h.client.Do(r)
	if err != nil {
		return false, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return false, err
	}
	var read struct{ Version int }
	err = json.Unmarshal(body, &read)
	return read.Version < written.Article.Version, err
}
