package api

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// Bounds on what is read of a body that is not taken.
const (
	// heardAnyway is what net/http itself reads of it, in bytes.
	heardAnyway = 256 << 10
	// maxHeard is how much more is read, and hearTime for how long: less than an
	// orderly end gives to requests in flight.
	maxHeard, hearTime = 64 << 20, 8 * time.Second
)

// hearing is a request's body, and how much of it has been read.
type hearing struct {
	io.ReadCloser
	read  int64
	ended bool
}

// Read is for whoever takes the body.
func (h *hearing) Read(p []byte) (int, error) {
	n, err := h.ReadCloser.Read(p)
	h.read += int64(n)
	h.ended = h.ended || errors.Is(err, io.EOF)
	return n, err
}

// hearOut reads what is left of a request's body, once there is an answer that did not
// wait for it. Most programs write all of a body before they look for the answer, and a
// connection that is closed on them takes it away: they would be told of a
// connection that broke, and not that they need a key, or that the body is too long.
// The answer is sent first, for those who look earlier and then stop.
func (h *hearing) hearOut(w http.ResponseWriter, r *http.Request) {
	awaited := h.read == 0 && r.Header.Get("Expect") != "" // whoever asks before they send has their answer
	if h.ended || awaited || r.ContentLength >= 0 && r.ContentLength-h.read <= heardAnyway {
		return
	}
	c := http.NewResponseController(w)
	if c.SetReadDeadline(time.Now().Add(hearTime)) != nil || c.Flush() != nil {
		return
	}
	_, _ = io.CopyN(io.Discard, h, maxHeard) // who says more, or breaks off, is not waited for
}
