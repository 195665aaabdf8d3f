package main

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// net/http writes an answer that is longer than its buffer in two parts or more:
// the buffer when it is full, then the rest. To write is most of what an answer
// from memory costs. gathering is a listener of which the connections keep such
// a full buffer back until the rest comes, and write both at once.
//
// It is done for answers that are told to be whole (whole), never for streams,
// of which each part is to go at once.
type gathering struct{ net.Listener }

// fullBuffer is the size of net/http's buffer for answers, in bytes. Were it
// another one some day, answers would be written in parts as before.
const fullBuffer = 4 << 10

var buffers = sync.Pool{New: func() any { return new([fullBuffer]byte) }}

// Accept is for the server.
func (l gathering) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &gatheringConn{patient: patient{Conn: c}}, nil
}

// gatheringConn is a connection that may keep a part of an answer back.
type gatheringConn struct {
	patient
	mu    sync.Mutex // a server that ends closes connections from elsewhere
	whole bool       // the answer that is being written
	kept  *[fullBuffer]byte
	parts [2][]byte // room for both, so that no write makes any
	both  net.Buffers
}

type connKey struct{}

// gathered makes a server keep parts back, and let go of them when their answer
// is at its end.
func gathered(s *http.Server) {
	s.ConnContext = func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, connKey{}, c) }
	s.ConnState = func(c net.Conn, state http.ConnState) {
		if g, ok := c.(*gatheringConn); ok && state == http.StateIdle {
			_ = g.end() // who hung up is told nothing
		}
	}
}

// whole tells that all of the answer is written when the handler is done.
func whole(ctx context.Context) {
	if g, ok := ctx.Value(connKey{}).(*gatheringConn); ok {
		g.mu.Lock()
		g.whole = true
		g.mu.Unlock()
	}
}

// Write is for the server.
func (g *gatheringConn) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if err := g.writes.begin(g.Conn.SetWriteDeadline); err != nil {
		return 0, err
	}
	defer g.writes.end()
	if g.kept == nil {
		if !g.whole || len(p) != fullBuffer {
			return g.Conn.Write(p)
		}
		g.kept = buffers.Get().(*[fullBuffer]byte)
		return copy(g.kept[:], p), nil
	}
	n, err := g.release(p)
	return max(0, int(n)-fullBuffer), err
}

// release writes what is kept back, and p behind it.
func (g *gatheringConn) release(p []byte) (int64, error) {
	kept := g.kept
	g.kept = nil
	g.parts = [2][]byte{kept[:], p}
	g.both = g.parts[:]
	n, err := g.both.WriteTo(g.Conn)
	g.parts = [2][]byte{}
	buffers.Put(kept)
	return n, err
}

// end is the end of an answer.
func (g *gatheringConn) end() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.whole = false
	if g.kept == nil {
		return nil
	}
	_, err := g.release(nil)
	return err
}

// Close is for the server, which ends an answer so where no other is to follow.
func (g *gatheringConn) Close() error {
	_ = g.end() // that it is closed matters more
	return g.Conn.Close()
}

// CloseWrite is for the server, which closes its half first.
func (g *gatheringConn) CloseWrite() error {
	if err := g.end(); err != nil {
		return err
	}
	if c, ok := g.Conn.(*net.TCPConn); ok {
		return c.CloseWrite()
	}
	return nil
}
