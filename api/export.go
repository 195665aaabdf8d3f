package api

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
)

// Exports is what the API asks of the store about whole copies.
type Exports interface {
	// Export hands each the document of every story that the caller may read, in
	// the order of their ids, all of one snapshot; before them begin is told the
	// place in the change log to go on from. A document is each's until it returns.
	// An error of begin or each ends the export and is returned as it is.
	Export(ctx context.Context, by auth.Principal, from news.ExportPlace, begin func(news.LogPlace) error, each func(id uuid.UUID, document []byte) error) error
}

// typeNDJSON is the type of lines of JSON.
const typeNDJSON = "application/x-ndjson"

// Exporting bounds exports. What is zero is as its comment says.
type Exporting struct {
	Most      int // exports at a time, each of which keeps a core busy here and one in the database: 2
	MarkEvery int // stories between two marks: 500
}

func (e Exporting) orElse() Exporting {
	return Exporting{Most: cmp.Or(e.Most, 2), MarkEvery: cmp.Or(e.MarkEvery, 500)}
}

const (
	// exportRetry is how long who comes too early is asked to wait, in seconds.
	exportRetry = 10
	// exportChunk is how much is written at once, in bytes.
	exportChunk = 64 << 10
)

// export answers with every story that the caller may read: a line each, the
// bytes that the article's own address has. Marks stand between them, which are
// objects with one member, export: the first line, one after every so many
// stories and, when all have been sent, the last.
func (a *api) export(w http.ResponseWriter, r *http.Request) error {
	query, err := parseQuery(r, paramAfter)
	if err != nil {
		return err
	}
	e := &exporting{api: a, w: w, r: r, by: auth.From(r.Context()), looked: time.Now()}
	if query.Has(paramAfter.name) {
		var ok bool
		if e.from, ok = a.cursors.readExport(r.URL.Path, query.Get(paramAfter.name)); !ok {
			return kindParameters.problem("after is what a mark of an export gave.")
		}
	}
	if isHead(r) {
		e.head()
		return nil
	}
	leave, err := a.enterExport(r)
	if err != nil {
		return err
	}
	defer leave()
	return e.run()
}

var paramAfter = param{name: "after"}

// enterExport counts the request among the exports, until leave is called.
func (a *api) enterExport(r *http.Request) (leave func(), err error) {
	leave, ofOne, ok := a.exports.enter(whose(r), a.Exporting.Most, 1)
	switch {
	case ok:
		return leave, nil
	case ofOne:
		return nil, kindTooMany.problem("Of one key one export runs at a time.").with("Retry-After", strconv.Itoa(exportRetry))
	}
	return nil, kindUnavailable.problem("As many exports run here as may.").with("Retry-After", strconv.Itoa(exportRetry))
}

// exporting is one export, to one caller.
type exporting struct {
	*api
	w      http.ResponseWriter
	r      *http.Request
	by     auth.Principal
	looked time.Time // at the key
	from   news.ExportPlace
	out    *bufio.Writer // nil before the answer has begun
	sent   int           // stories
}

func (e *exporting) head() {
	setLifetime(e.w, e.r, lifeOwn)
	e.w.Header().Set("Content-Type", typeNDJSON)
	e.w.Header().Set("X-Accel-Buffering", "no") // for proxies that keep answers until they are whole
	e.w.WriteHeader(http.StatusOK)
}

// run sends the export. What goes wrong before its first line is a problem; what
// does after it breaks the answer off, so that nobody takes it for a whole one.
func (e *exporting) run() error {
	ctx := e.r.Context()
	err := e.Exports.Export(ctx, e.by, e.from, e.begin, e.story)
	if e.out == nil {
		return err
	}
	complete := err == nil
	if complete || errors.Is(err, errEnding) {
		err = e.mark(complete)
	}
	if err == nil {
		err = e.out.Flush()
	}
	note(ctx, slog.Int("stories", e.sent), slog.Bool("complete", complete))
	if err != nil {
		note(ctx, slog.String("error", err.Error()))
		panic(http.ErrAbortHandler)
	}
	if complete {
		e.sentTo(ctx, e.by, e.from.From)
	}
	return nil
}

// begin sends the first mark: who is cut off before the second one knows at
// least what there is to go on from.
func (e *exporting) begin(at news.LogPlace) error {
	e.from.From = at
	e.head()
	e.out = bufio.NewWriterSize(patient{e.w, e.Following.Stuck}, exportChunk)
	if err := e.mark(false); err != nil {
		return err
	}
	if err := e.out.Flush(); err != nil {
		return err
	}
	return http.NewResponseController(e.w).Flush()
}

// story sends a line and, now and then, a mark behind it.
func (e *exporting) story(id uuid.UUID, document []byte) error {
	if e.ending() {
		return errEnding // the mark says where to go on
	}
	if _, err := e.out.Write(document); err != nil {
		return err
	}
	if err := e.out.WriteByte('\n'); err != nil {
		return err
	}
	e.sent++
	e.from.After = id
	if e.sent%e.Exporting.MarkEvery != 0 {
		return nil
	}
	if err := e.holds(); err != nil {
		return err
	}
	return e.mark(false)
}

// holds is nil while the caller's key still does, and sees what it saw; a minute
// ago is soon enough.
func (e *exporting) holds() error {
	if time.Since(e.looked) < e.Following.Recheck {
		return nil
	}
	secret, err := bearer(e.r)
	if err != nil {
		return err
	}
	by, err := e.Principal(e.r.Context(), auth.Hash(secret))
	switch {
	case errors.Is(err, news.ErrNotFound):
		return errRevoked
	case err == nil && !by.SeesLike(e.by):
		return errReset
	}
	e.looked = time.Now()
	return nil // a database that is away for a moment has not revoked it
}

// exportMark is what a mark says: what to follow the change log from when all of the
// stories are there, how many of them came before it, what to send as after to
// get the rest, and whether there is any.
type exportMark struct {
	Cursor   string `json:"cursor"`
	Stories  int    `json:"stories"`
	After    string `json:"after,omitempty"`
	Complete bool   `json:"complete"`
}

func (e *exporting) mark(complete bool) error {
	m := exportMark{Cursor: place(e.from.From.Epoch, e.from.From.Sequence), Stories: e.sent, Complete: complete}
	if !complete {
		m.After = e.cursors.makeExport(e.r.URL.Path, e.from)
	}
	line, err := encode(map[string]exportMark{"export": m})
	if err != nil {
		return err
	}
	_, err = e.out.Write(append(line, '\n'))
	return err
}

// patient is a writer each of whose writes has that long, in place of the time
// that the server gives to whole answers. A caller who does not read is cut off.
type patient struct {
	w    http.ResponseWriter
	each time.Duration
}

func (p patient) Write(b []byte) (int, error) {
	extend(p.w, p.each)
	return p.w.Write(b)
}
