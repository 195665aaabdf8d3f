// Package outbound is how the house calls addresses that others have given it:
// a partner's webhook, a subscriber's callback, a page that is to be imported.
// Its client reaches public addresses alone, so that nobody has the server
// knock at doors that only the server can reach.
//
// It must not know what is sent or fetched, nor why. What an operator has set
// is none of its business: such an address may well be a private one.
package outbound

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// Options are how the house calls.
type Options struct {
	// Loopback allows this machine's own addresses, for tests and for trying
	// things out.
	Loopback bool
	// Timeout bounds a whole call, redirects and body included.
	Timeout time.Duration
	// Redirects is how many are followed; with 0 a redirect is the answer.
	Redirects int
}

// ErrRefused is what a call ends with that would reach an address which is not
// public.
var ErrRefused = errors.New("the address is not a public one")

// ErrTooFar is what a call ends with that was sent on too often.
var ErrTooFar = errors.New("too many redirects")

// astray is what a call ends with that was sent on to an address which the house
// would not call either: it says what that address is, and does not repeat it.
type astray struct{ is error }

func (e astray) Error() string { return "it redirects to an address that " + e.is.Error() }

// Bounds on what every call may take.
const (
	dialTimeout = 5 * time.Second
	tlsTimeout  = 5 * time.Second
	idleTimeout = 30 * time.Second
	maxIdle     = 64
	maxHeader   = 64 << 10 // bytes
)

// NewClient is a client that reaches public addresses alone. What a name stands
// for is looked at when it is dialled, for each connection anew and after each
// redirect, so that a name cannot mean one address when it is checked and
// another when it is called. It asks no proxy of the environment, which would
// do the dialling in its place.
func NewClient(o Options) *http.Client {
	dialer := &net.Dialer{Timeout: dialTimeout, Control: control(o)}
	return &http.Client{
		Timeout: o.Timeout,
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			ForceAttemptHTTP2:      true,
			TLSHandshakeTimeout:    tlsTimeout,
			IdleConnTimeout:        idleTimeout,
			MaxIdleConns:           maxIdle,
			MaxResponseHeaderBytes: maxHeader,
		},
		CheckRedirect: follow(o.Redirects),
	}
}

// guard tells public addresses from others.
func (o Options) guard() *ssrf.Guardian {
	options := []ssrf.Option{ssrf.WithAnyPort()}
	if o.Loopback {
		options = append(options,
			ssrf.WithAllowedV4Prefixes(netip.MustParsePrefix("127.0.0.0/8")),
			ssrf.WithAllowedV6Prefixes(netip.MustParsePrefix("::1/128")))
	}
	return ssrf.New(options...)
}

// control refuses an address at the last moment before it is called.
func control(o Options) func(network, address string, c syscall.RawConn) error {
	guard := o.guard()
	return func(network, address string, c syscall.RawConn) error {
		if guard.Safe(network, address, c) != nil {
			return ErrRefused // not which one it is: the caller may have given a name
		}
		return nil
	}
}

func follow(most int) func(next *http.Request, via []*http.Request) error {
	return func(next *http.Request, via []*http.Request) error {
		switch {
		case most == 0:
			return http.ErrUseLastResponse
		case len(via) > most:
			return ErrTooFar
		}
		next.URL.Fragment, next.URL.RawFragment = "", "" // a place in what comes, which is not sent
		if err := CheckAddress(next.URL.String()); err != nil {
			return astray{err}
		}
		return nil
	}
}

// Check says what is wrong with an address that the house is asked to send to
// with these options, nil where it can be called: what is sent may be before its
// time, so that it goes over https alone, but for trying things out.
func (o Options) Check(address string) error {
	if err := o.CheckFetch(address); err != nil {
		return err
	}
	if u, err := url.Parse(address); err != nil || u.Scheme != "https" && !o.Loopback {
		return errors.New("is not an https address")
	}
	return nil
}

// CheckFetch says what is wrong with an address that the house is asked to fetch
// from with these options, nil where it can be called. One that says itself that it
// is not public is told of at once; what a name stands for turns out when it is
// dialled.
func (o Options) CheckFetch(address string) error {
	if err := CheckAddress(address); err != nil {
		return err
	}
	u, err := url.Parse(address)
	if err != nil || !o.mayBePublic(strings.ToLower(strings.TrimRight(u.Hostname(), "."))) {
		return errors.New("is not a public address")
	}
	return nil
}

func (o Options) mayBePublic(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") { // RFC 6761, 6.3
		return o.Loopback
	}
	ip, err := netip.ParseAddr(host)
	return err != nil || o.guard().SafeAddr(ip.Unmap().WithZone("")) == nil
}

// MaxAddress is how long an address may be that the house is to call, in bytes.
const MaxAddress = 2048

// CheckAddress says what is wrong with an address that the house is asked to
// call, nil where it can be called. Whether it is a public one turns out when it
// is dialled.
func CheckAddress(address string) error {
	if len(address) > MaxAddress {
		return fmt.Errorf("is %d bytes long; %d are the most", len(address), MaxAddress)
	}
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return errors.New("is not an http or https address")
	case u.User != nil:
		return errors.New("must not hold a name or a password: others may read it")
	case u.Fragment != "":
		return errors.New("must not have a fragment: it would not be sent")
	}
	return nil
}
