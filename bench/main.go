// Package main measures the server on an archive of made-up stories, against
// baselines in the same minutes on the same machine: the same bytes from
// memory, one query, a file from nginx. A machine is slow or fast by the minute;
// the ratio says more than either number.
//
// It is a program of its own, that script/bench runs. Nothing depends on it.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"storywire/internal/localpg"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

// options are how it is measured.
type options struct {
	rounds      int
	span        time.Duration
	connections int
	profiles    string // a folder for a profile of each operation; "" for none
	only        string // the operations whose names have this; "" for all
	stay        bool   // keep everything running when it is measured, to be looked at
}

// wants tells whether an operation is to be measured.
func (o options) wants(name string) bool { return strings.Contains(name, o.only) }

func run(ctx context.Context, args []string) (err error) {
	if len(args) > 0 && args[0] == "baseline" {
		return serveBaselines(ctx, args[1:])
	}
	size := 100_000
	if n, err := strconv.Atoi(os.Getenv("N")); err == nil && n > 0 {
		size = n
	}
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	var o options
	f.IntVar(&o.rounds, "rounds", 5, "how often each pair is measured, in turns")
	f.DurationVar(&o.span, "time", 3*time.Second, "how long one measurement lasts")
	f.IntVar(&o.connections, "connections", 16, "how many connections ask at once")
	f.StringVar(&o.profiles, "profiles", "", "a folder to put a processor profile of each operation into")
	f.StringVar(&o.only, "only", "", "measure only what has this in its name")
	f.BoolVar(&o.stay, "stay", false, "when all is measured, leave everything running until interrupted, and say where")
	data := f.String("data", "", "a folder that keeps the archive: it is loaded there if it is not there yet")
	f.IntVar(&size, "stories", size, "how many stories are stored; N in the environment says it too")
	if err := f.Parse(args); err != nil {
		return err
	}
	h, err := open(ctx, size, *data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	defer func() { err = errors.Join(err, w.Flush()) }() // what was measured is told, whatever becomes of the rest
	fmt.Fprintln(w, "what\tper second\tp50\tp99\tCPU each\tby\tper second\tCPU each\tratio\tto reach")
	if err := h.measureReads(ctx, w, o); err != nil {
		return err
	}
	if err := h.measureExports(ctx, w, o); err != nil {
		return err
	}
	if !o.stay {
		h.bare.end() // what writes is the newsroom's one server: each follows the log
		h.bare = nil
	}
	if err := h.measureWebhooks(ctx, w, o); err != nil { // before the storms, whose words are indexed for minutes
		return err
	}
	if err := h.measureMixtures(ctx, w, o); err != nil {
		return err
	}
	if err := h.measureWrites(ctx, w, o); err != nil {
		return err
	}
	bytes, err := h.cached.resident()
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "resident memory after the run\t%d MiB\t\t\t\ta cache of %d MiB\t\t\t\t256 MiB\n", bytes>>20, megabytes)
	if err := w.Flush(); err != nil || !o.stay {
		return err
	}
	fmt.Printf("database %s\nserver %s, without a cache %s\n", h.cluster.OwnerURL(localpg.Database), h.cached.url, h.bare.url)
	<-ctx.Done()
	return nil
}

func (h *house) measureReads(ctx context.Context, w *tabwriter.Writer, o options) error {
	list, err := h.operations(ctx)
	if err != nil {
		return err
	}
	for _, op := range list {
		if !o.wants(op.name) {
			continue
		}
		var ours, theirs []result
		var ratios []float64
		connections := cmp.Or(op.connections, o.connections)
		for range o.rounds {
			b, err := drive(ctx, h.dir, op.theirs.load, op.theirs.server, o.span, connections)
			if err != nil {
				return fmt.Errorf("%s: %w", op.against, err)
			}
			profiled := op.ours.server.profile(ctx, o, op.name)
			a, err := drive(ctx, h.dir, op.ours.load, op.ours.server, o.span, connections)
			if err != nil {
				return fmt.Errorf("%s: %w", op.name, err)
			}
			if err := profiled(); err != nil {
				return err
			}
			ours, theirs, ratios = append(ours, a), append(theirs, b), append(ratios, a.perSecond/b.perSecond)
		}
		slices.Sort(ratios)
		a, b := median(ours), median(theirs)
		fmt.Fprintf(w, "%s\t%.0f\t%s\t%s\t%s\t%s\t%.0f\t%s\t%.2f\t%s\n", op.name, a.perSecond, a.p50, a.p99,
			a.cpu.Round(time.Microsecond), op.against, b.perSecond, b.cpu.Round(time.Microsecond), ratios[len(ratios)/2], atLeast(op.least))
	}
	return nil
}

func (h *house) measureWrites(ctx context.Context, w *tabwriter.Writer, o options) error {
	const name = "corrections"
	if !o.wants(name) {
		return nil
	}
	var ours, theirs []editing
	var ratios []float64
	for range o.rounds {
		b, err := h.store(ctx, o.span)
		if err != nil {
			return fmt.Errorf("the baseline of writes: %w", err)
		}
		profiled := h.cached.profile(ctx, o, name)
		a, err := h.correct(ctx, h.cached, o.span)
		if err := errors.Join(err, profiled()); err != nil {
			return fmt.Errorf("corrections: %w", err)
		}
		ours, theirs, ratios = append(ours, a), append(theirs, b), append(ratios, a.perSecond/b.perSecond)
	}
	slices.Sort(ratios)
	slices.SortFunc(ours, func(a, b editing) int { return int(a.perSecond - b.perSecond) })
	slices.SortFunc(theirs, func(a, b editing) int { return int(a.perSecond - b.perSecond) })
	a, b := ours[len(ours)/2], theirs[len(theirs)/2]
	fmt.Fprintf(w, "%s of %d editors\t%.0f\t%s\t%s\t\ta document and its revision\t%.0f\t\t%.2f\t500/s, p99 50ms\n", name, editors,
		a.perSecond, a.p50.Round(10*time.Microsecond), a.p99.Round(10*time.Microsecond), b.perSecond, ratios[len(ratios)/2])
	return nil
}

func median(all []result) result {
	slices.SortFunc(all, func(a, b result) int { return int(a.perSecond - b.perSecond) })
	return all[len(all)/2]
}

func atLeast(ratio float64) string {
	if ratio == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f", ratio)
}
