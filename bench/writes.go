package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// editors is how many correct stories at once.
const editors = 8

// editing is what editors came to: how many writes, and how long each took.
type editing struct {
	perSecond float64
	p50, p99  time.Duration
}

// correct has the editors correct one story after the other for the span, each
// of them once: a note, a change, a revision, a document and an entry of the log.
func (h *house) correct(ctx context.Context, server *process, span time.Duration) (editing, error) {
	begun := h.written
	done, err := h.edit(ctx, span, func(editor, n int) error {
		_, err := h.do(ctx, http.MethodPost, server.url+h.story((h.written+editor+editors*n)%h.archive.size)+"/corrections", correction())
		return err
	})
	h.written = begun + editors*(1+int(done.perSecond*span.Seconds())) // no story is corrected twice for it
	return done, err
}

// correction is one that changes a paragraph to words that it never had.
func correction() []byte {
	return fmt.Appendf(nil, `{"kind": "correction", "note": "It was %[1]d.", "json_patch": [{"op": "replace", "path": "/body/%[2]d/text", "value": "The tide turned at %[1]d."}]}`,
		time.Now().UnixNano(), corrected)
}

// store has them store a document and its revision, and nothing else.
func (h *house) store(ctx context.Context, span time.Duration) (editing, error) {
	return h.edit(ctx, span, func(editor, _ int) error {
		_, err := h.do(ctx, http.MethodPost, fmt.Sprintf("%s/write/%d", h.base.url, editor), []byte("{}"))
		return err
	})
}

func (h *house) edit(ctx context.Context, span time.Duration, write func(editor, n int) error) (editing, error) {
	type outcome struct {
		took []time.Duration
		err  error
	}
	outcomes := make(chan outcome, editors)
	begun := time.Now()
	for editor := range editors {
		go func() {
			var o outcome
			for n := 0; time.Since(begun) < span && o.err == nil && ctx.Err() == nil; n++ {
				one := time.Now()
				o.err = write(editor, n)
				o.took = append(o.took, time.Since(one))
			}
			outcomes <- o
		}()
	}
	var took []time.Duration
	var faults []error
	for range editors {
		o := <-outcomes
		took, faults = append(took, o.took...), append(faults, o.err)
	}
	elapsed := time.Since(begun)
	if err := errors.Join(append(faults, ctx.Err())...); err != nil {
		return editing{}, err
	}
	slices.Sort(took)
	return editing{float64(len(took)) / elapsed.Seconds(), took[len(took)/2], took[len(took)*99/100]}, nil
}
