// Package main measures the server against baselines in the same run, on the same
// machine, in turns: a handler that serves the same bytes from memory, and a
// transaction that stores the same bytes and nothing else. A machine is slow
// or fast by the minute; the ratio says more than either number.
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
	"text/tabwriter"
	"time"
)

func main() {
	rounds := flag.Int("rounds", 5, "how often each pair is measured, in turns")
	span := flag.Duration("time", time.Second, "how long one measurement lasts")
	workers := flag.Int("workers", 8, "how many callers there are at once")
	stories := flag.Int("stories", 2000, "how many stories are stored")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, options{*rounds, *span, *workers, *stories})
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

type options struct {
	rounds  int
	span    time.Duration
	workers int
	stories int
}

func run(ctx context.Context, o options) (err error) {
	house, err := open(ctx, o.stories)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, house.close()) }()
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "what\tper second\tp50\tp99\tbaseline\tper second\tratio\t\n")
	for _, p := range house.pairs() {
		measured, err := compare(ctx, p, o)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		fmt.Fprintf(w, "%s\t%.0f\t%s\t%s\t%s\t%.0f\t%.2f\t\n", p.name, measured.ours.perSecond, measured.ours.p50, measured.ours.p99,
			p.against, measured.base.perSecond, measured.ratio)
	}
	return w.Flush()
}

// pair is something of ours and the least that could do the same.
type pair struct {
	name, against string
	ours, base    call
}

// call does the thing once, as the given worker.
type call func(ctx context.Context, worker int) error

type measured struct {
	ours, base result
	ratio      float64 // ours by base, the median of the rounds
}

// compare measures both sides in turns, so that both see the same machine.
func compare(ctx context.Context, p pair, o options) (m measured, err error) {
	var ours, base []result
	var ratios []float64
	for range o.rounds {
		b, err := measure(ctx, p.base, o)
		if err != nil {
			return m, fmt.Errorf("the baseline: %w", err)
		}
		a, err := measure(ctx, p.ours, o)
		if err != nil {
			return m, err
		}
		ours, base, ratios = append(ours, a), append(base, b), append(ratios, a.perSecond/b.perSecond)
	}
	slices.Sort(ratios)
	return measured{median(ours), median(base), ratios[len(ratios)/2]}, nil
}

type result struct {
	perSecond float64
	p50, p99  time.Duration
}

func median(all []result) result {
	slices.SortFunc(all, func(a, b result) int { return cmp.Compare(a.perSecond, b.perSecond) })
	return all[len(all)/2]
}

// measure has the workers call as often as they can for the span.
func measure(ctx context.Context, c call, o options) (result, error) {
	type outcome struct {
		took []time.Duration
		err  error
	}
	outcomes := make(chan outcome, o.workers)
	begun := time.Now()
	for worker := range o.workers {
		go func() {
			var out outcome
			for time.Since(begun) < o.span && out.err == nil {
				one := time.Now()
				out.err = c(ctx, worker)
				out.took = append(out.took, time.Since(one))
			}
			outcomes <- out
		}()
	}
	var took []time.Duration
	var err error
	for range o.workers {
		out := <-outcomes
		took, err = append(took, out.took...), errors.Join(err, out.err)
	}
	elapsed := time.Since(begun)
	if err != nil {
		return result{}, err
	}
	slices.Sort(took)
	return result{
		perSecond: float64(len(took)) / elapsed.Seconds(),
		p50:       took[len(took)/2].Round(time.Microsecond),
		p99:       took[len(took)*99/100].Round(time.Microsecond),
	}, nil
}
