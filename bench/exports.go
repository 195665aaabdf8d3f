package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"text/tabwriter"
	"time"
)

// exported is what one copy of everything came to.
type exported struct {
	perSecond float64       // stories
	cpu       time.Duration // of the server, each story
	resident  int           // bytes that the server held at the most
}

// measureExports has everything be copied, by the server and by one query.
func (h *house) measureExports(ctx context.Context, w *tabwriter.Writer, o options) error {
	const name = "export"
	if !o.wants(name) {
		return nil
	}
	var all []exported
	var theirs, ratios []float64
	for range o.rounds {
		b, err := h.selectAll(ctx)
		if err != nil {
			return fmt.Errorf("the baseline of exports: %w", err)
		}
		profiled := h.cached.profile(ctx, o, name)
		a, err := h.export(ctx, h.cached)
		if err := errors.Join(err, profiled()); err != nil {
			return fmt.Errorf("export: %w", err)
		}
		all, theirs, ratios = append(all, a), append(theirs, b), append(ratios, a.perSecond/b)
	}
	slices.Sort(theirs)
	slices.Sort(ratios)
	slices.SortFunc(all, func(a, b exported) int { return int(a.perSecond - b.perSecond) })
	a := all[len(all)/2]
	most := slices.MaxFunc(all, func(a, b exported) int { return a.resident - b.resident }).resident
	fmt.Fprintf(w, "export, stories\t%.0f\t\t\t%s\tselect id, document order by id\t%.0f\t\t%.2f\t20000/s\n", a.perSecond, a.cpu.Round(100*time.Nanosecond), theirs[len(theirs)/2], ratios[len(ratios)/2])
	fmt.Fprintf(w, "resident memory during exports\t%d MiB\t\t\t\t\t\t\t\t100 MiB\n", most>>20)
	return nil
}

// export takes everything from the server, and keeps nothing of it.
func (h *house) export(ctx context.Context, server *process) (e exported, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.url+"/v1/export", http.NoBody)
	if err != nil {
		return e, err
	}
	r.Header.Set("Authorization", "Bearer "+adminKey)
	before, err := server.cpu()
	if err != nil {
		return e, err
	}
	begun := time.Now()
	response, err := h.client.Do(r)
	if err != nil {
		return e, err
	}
	defer response.Body.Close()
	lines, in := 0, bufio.NewReaderSize(response.Body, 256<<10)
	for {
		_, err := in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return e, err
		}
		if lines++; lines%1000 == 0 {
			now, err := server.resident()
			if err != nil {
				return e, err
			}
			e.resident = max(e.resident, now)
		}
	}
	took := time.Since(begun)
	after, err := server.cpu()
	if response.StatusCode != http.StatusOK || lines < h.archive.size {
		return e, fmt.Errorf("%s, and %d lines", response.Status, lines)
	}
	e.perSecond, e.cpu = float64(lines)/took.Seconds(), (after-before)/time.Duration(lines)
	return e, err
}

// selectAll takes every document from the database in one query, over a
// connection of its own, and keeps nothing of it: what can be had a second.
func (h *house) selectAll(ctx context.Context) (perSecond float64, err error) {
	conn, err := h.owner.Acquire(ctx)
	if err != nil {
		return 0, err
	}
	defer conn.Release()
	begun := time.Now()
	rows, err := conn.Query(ctx, `select id, document from articles where status = 'published' order by id`)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		n += min(1, len(rows.RawValues()[1]))
	}
	return float64(n) / time.Since(begun).Seconds(), rows.Err()
}
