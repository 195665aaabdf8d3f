package outbound

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// answering is a resolver that asks a name server of the test's own, which answers
// each question for an IPv4 address with the next of those given, the last one for good.
func answering(t *testing.T, addresses ...[4]byte) *net.Resolver {
	t.Helper()
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	var asked atomic.Int32
	go func() {
		question := make([]byte, 512)
		for {
			n, from, err := server.ReadFrom(question)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(question[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			m.Response, m.Additionals = true, nil
			if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
				at := min(int(asked.Add(1)), len(addresses)) - 1
				m.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class}, Body: &dnsmessage.AResource{A: addresses[at]}}}
			}
			if answer, err := m.Pack(); err == nil {
				_, _ = server.WriteTo(answer, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", server.LocalAddr().String())
	}}
}

// TestANameThatTurnsIsRefused has a name stand for an address that may be called when
// it is asked for first, and for one that may not from then on: what was found the
// first time counts for one connection. It is not run beside other tests, for the
// resolver is everybody's.
func TestANameThatTurnsIsRefused(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if w.Header().Set("Connection", "close"); r.URL.Path == "/again" {
			http.Redirect(w, r, "/", http.StatusFound)
		}
	}))
	defer server.Close()
	_, port, err := net.SplitHostPort(strings.TrimPrefix(server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	was := net.DefaultResolver
	defer func() { net.DefaultResolver = was }()
	loopback, private := [4]byte{127, 0, 0, 1}, [4]byte{10, 0, 0, 1}
	for path, want := range map[string]error{"/": nil, "/again": ErrRefused} {
		net.DefaultResolver = answering(t, loopback, private)
		// Loopback stands for what is public here: the test has no other address.
		_, err := status(NewClient(Options{Loopback: true, Timeout: 5 * time.Second, Redirects: 1}), "http://turning.example:"+port+path)
		if !errors.Is(err, want) {
			t.Errorf("%s: %v", path, err)
		}
	}
	net.DefaultResolver = answering(t, loopback)
	if _, err := status(NewClient(Options{Timeout: 5 * time.Second}), "http://turning.example:"+port+"/"); !errors.Is(err, ErrRefused) {
		t.Errorf("a name that stands for this machine: %v", err)
	}
}
