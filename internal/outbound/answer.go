package outbound

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Answer is how a call ended.
type Answer struct {
	Status     int           // 0 where there was no answer
	Took       time.Duration // until its head was there, or until the call failed
	Text       string        // the beginning of what it said, as plain text
	RetryAfter time.Duration // how long it asks to be left alone; 0 where it does not
	// Fault is why there was no answer, in words that whoever gave the address may
	// read: they tell nothing of the network that the server stands in.
	Fault string
}

// Done tells whether what was sent has been taken.
func (a Answer) Done() bool { return a.Status >= 200 && a.Status < 300 }

const (
	// maxText is how much of an answer is kept, in bytes.
	maxText = 1 << 10
	// maxDrained is how much of it is read, so that the connection can be used
	// again. Who says more has it closed.
	maxDrained = 64 << 10
	// maxRetryAfter is the longest that anybody is left alone for.
	maxRetryAfter = 24 * time.Hour
)

// Send makes the call and tells how it ended. What it was answered is read to its
// end where that is near.
func Send(client *http.Client, r *http.Request) (a Answer) {
	begun := time.Now()
	answer, err := client.Do(r) //nolint:gosec // which addresses it reaches is the client's to say
	a.Took = time.Since(begun)
	if err != nil {
		a.Fault = faultOf(err)
		return a
	}
	defer answer.Body.Close()
	// What a body ends with, if it does, changes nothing: the status is said.
	text, _ := io.ReadAll(io.LimitReader(answer.Body, maxText))
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, maxDrained))
	a.Status, a.Text = answer.StatusCode, plain(text)
	a.RetryAfter = retryAfter(answer.Header.Get("Retry-After"), time.Now())
	return a
}

// plain is text that can be stored and shown: in UTF-8, on lines, without
// characters that do something.
func plain(text []byte) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || unicode.IsPrint(r) && r != unicode.ReplacementChar {
			return r
		}
		return -1
	}, strings.ToValidUTF8(string(text), "")))
}

// retryAfter is how long a Retry-After asks to wait (RFC 9110, 10.2.3), a day at
// the most; 0 for one that cannot be read.
func retryAfter(header string, now time.Time) time.Duration {
	if at, err := http.ParseTime(header); err == nil {
		return min(max(at.Sub(now), 0), maxRetryAfter)
	}
	n, err := strconv.ParseUint(strings.TrimSpace(header), 10, 64)
	switch {
	case errors.Is(err, strconv.ErrRange), err == nil && n > uint64(maxRetryAfter/time.Second):
		return maxRetryAfter
	case err != nil:
		return 0
	}
	return time.Duration(n) * time.Second
}

// faultOf says why there was no answer. The error itself may name an address of
// the network that the server stands in.
func faultOf(err error) string {
	var name *net.DNSError
	var op *net.OpError
	var network net.Error
	var led astray
	switch {
	case errors.Is(err, ErrRefused):
		return ErrRefused.Error()
	case errors.Is(err, ErrTooFar):
		return ErrTooFar.Error()
	case errors.As(err, &led):
		return led.Error()
	case errors.As(err, &name):
		return "the name is not known"
	case errors.Is(err, context.Canceled):
		return "the call was given up"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return "there was no answer in time"
	case errors.As(err, &op) && op.Op == "dial":
		return "the connection was refused"
	}
	if s := err.Error(); strings.Contains(s, "tls: ") || strings.Contains(s, "x509: ") || strings.Contains(s, "HTTPS client") {
		return "no secure connection could be made"
	}
	return "the connection broke, or what came was no HTTP"
}
