package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"text/tabwriter"
	"time"
)

// What a round of webhooks is: so many webhooks, and so many corrections that are
// told to each, and the same without webhooks.
const (
	endpoints = 10
	told      = 300
)

// spent is the processor time that each of a round's corrections took of the
// server and of Postgres, with all that follows from it, and what the editor
// waited for one.
type spent struct{ server, postgres, waited time.Duration }

func (s spent) all() time.Duration { return s.server + s.postgres }

// measureWebhooks has stories be corrected while webhooks are told of it and
// while there are none, in turns.
func (h *house) measureWebhooks(ctx context.Context, w *tabwriter.Writer, o options) error {
	const name = "corrections told to webhooks"
	if !o.wants(name) {
		return nil
	}
	var with, without []spent
	for range o.rounds {
		b, err := h.spend(ctx, 0)
		if err != nil {
			return fmt.Errorf("corrections told to nobody: %w", err)
		}
		a, err := h.spend(ctx, endpoints)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		with, without = append(with, a), append(without, b)
	}
	middle := func(of []spent) spent {
		slices.SortFunc(of, func(a, b spent) int { return int(a.all() - b.all()) })
		return of[len(of)/2]
	}
	a, b := middle(with), middle(without)
	fmt.Fprintf(w, "corrections told to %d webhooks\t\t%s\t\t%s\tthe same told to nobody, p50 %s\t\t%s\t%.2f\t\n", endpoints,
		a.waited.Round(10*time.Microsecond), a.all().Round(10*time.Microsecond), b.waited.Round(10*time.Microsecond), b.all().Round(10*time.Microsecond), float64(a.all())/float64(b.all()))
	each := spent{server: (a.server - b.server) / endpoints, postgres: (a.postgres - b.postgres) / endpoints}
	fmt.Fprintf(w, "a delivery to a webhook\t\t\t\t%s\tof which Postgres\t\t%s\t\t\n", each.all().Round(time.Microsecond), each.postgres.Round(time.Microsecond))
	return nil
}

// spend has an editor correct stories one after the other, with so many webhooks,
// until all of it was told and can be searched for.
func (h *house) spend(ctx context.Context, webhooks int) (s spent, err error) {
	var got atomic.Int64
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // who sent it sees how it ended
		got.Add(1)
	}))
	defer receiver.Close()
	for range webhooks {
		if _, err := h.do(ctx, http.MethodPost, h.cached.url+"/v1/webhooks", []byte(`{"url": "`+receiver.URL+`"}`)); err != nil {
			return s, err
		}
	}
	defer func() {
		_, end := h.owner.Exec(ctx, `with gone as (delete from webhooks returning id) delete from trails t using gone g where t.name = 'webhook/' || g.id`)
		err = errors.Join(err, end)
	}()
	if err := h.until(ctx, func() bool { return true }); err != nil {
		return s, err
	}
	before, err := h.taken(ctx)
	if err != nil {
		return s, err
	}
	waited := make([]time.Duration, told)
	for n := range told {
		begun := time.Now()
		if _, err := h.do(ctx, http.MethodPost, h.cached.url+h.story(h.written%h.archive.size)+"/corrections", correction()); err != nil {
			return s, err
		}
		h.written++
		waited[n] = time.Since(begun)
	}
	if err := h.until(ctx, func() bool { return got.Load() >= int64(webhooks*told) }); err != nil {
		return s, err
	}
	after, err := h.taken(ctx)
	slices.Sort(waited)
	return spent{(after.server - before.server) / told, (after.postgres - before.postgres) / told, waited[told/2]}, err
}

// until waits until something is so and no words are left to be indexed.
func (h *house) until(ctx context.Context, holds func() bool) error {
	for deadline := time.Now().Add(2 * time.Minute); ; {
		var left int
		if err := h.owner.QueryRow(ctx, `select count(*) from search_pending`).Scan(&left); err != nil {
			return err
		}
		if left == 0 && holds() {
			return nil
		}
		if time.Now().After(deadline) {
			return errors.New("what follows from a write has not come to an end in two minutes")
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// taken is the processor time that the server and Postgres, with all that it
// started, have taken so far.
func (h *house) taken(ctx context.Context) (s spent, err error) {
	if s.server, err = h.cached.cpu(); err != nil {
		return s, err
	}
	var backend int
	if err := h.owner.QueryRow(ctx, `select pg_backend_pid()`).Scan(&backend); err != nil {
		return s, err
	}
	one, err := statOf(strconv.Itoa(backend))
	if err != nil {
		return s, err
	}
	postmaster := one[parent]
	if one, err = statOf(postmaster); err != nil {
		return s, err
	}
	s.postgres = ticks(one[own], one[own+1], one[ended], one[ended+1])
	all, err := filepath.Glob("/proc/[0-9]*")
	for _, path := range all {
		if one, err := statOf(filepath.Base(path)); err == nil && one[parent] == postmaster { // others end meanwhile
			s.postgres += ticks(one[own], one[own+1])
		}
	}
	return s, err
}

// Where /proc/PID/stat has, behind the name, the parent, the processor time of
// the process itself, and that of its children that have ended.
const (
	parent = 1
	own    = 11
	ended  = 13
)

// statOf are the fields of /proc/PID/stat behind the name.
func statOf(pid string) ([]string, error) {
	stat, err := os.ReadFile(filepath.Join("/proc", pid, "stat"))
	if err != nil {
		return nil, err
	}
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	if len(fields) <= ended+1 {
		return nil, fmt.Errorf("/proc/%s/stat is not what it was", pid)
	}
	return fields, nil
}

// ticks is the sum of processor times as the kernel counts them.
func ticks(counts ...string) (sum time.Duration) {
	for _, c := range counts {
		n, _ := strconv.Atoi(c) // the kernel writes numbers there
		sum += time.Duration(n) * tick
	}
	return sum
}
