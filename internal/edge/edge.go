// Package edge tells the caches that stand in front of the house what they are
// to drop: Varnish, or whatever speaks as Fastly does. What is dropped is named
// by surrogate keys, which every answer carries that may be kept.
//
// It must not know what the keys stand for, nor when something is to be
// dropped. The caches' addresses are an operator's setting, and may be private.
package edge

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// Style is how a cache is told.
type Style string

// The styles that there are.
const (
	// Varnish is a request PURGE with the header Surrogate-Key, which
	// docs/varnish.vcl makes a ban of. A token goes as "Authorization: Bearer".
	Varnish Style = "varnish"
	// Fastly is a POST to what the service's address is followed by /purge, with
	// Surrogate-Key, and the token as Fastly-Key.
	Fastly Style = "fastly"
)

// Styles lists them.
var Styles = []Style{Varnish, Fastly}

// The most that one call names. Fastly takes 256 keys; Varnish takes headers of
// 8 KiB.
const (
	mostKeys  = 256
	mostBytes = 6000
)

// timeout bounds one call.
const timeout = 5 * time.Second

// Caches are those that stand in front.
type Caches struct {
	addresses []string
	style     Style
	token     string
	client    *http.Client

	calls, failures atomic.Int64
}

// New is the caches at these addresses, each of which is told everything.
func New(addresses []string, style Style, token string) *Caches {
	return &Caches{addresses: addresses, style: style, token: token, client: &http.Client{
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Drop has every cache drop what it keeps under any of the keys. It has failed
// where one of them did not say that it does.
func (c *Caches) Drop(ctx context.Context, keys []string) error {
	for _, names := range batches(keys) {
		for _, address := range c.addresses {
			c.calls.Add(1)
			if err := c.tell(ctx, address, names); err != nil {
				c.failures.Add(1)
				return err
			}
		}
	}
	return nil
}

func (c *Caches) tell(ctx context.Context, address, names string) error {
	method := "PURGE"
	if c.style == Fastly {
		method, address = http.MethodPost, strings.TrimRight(address, "/")+"/purge"
	}
	r, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return err
	}
	r.Header.Set("Surrogate-Key", names)
	switch {
	case c.token == "":
	case c.style == Fastly:
		r.Header.Set("Fastly-Key", c.token)
	default:
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	answer, err := c.client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10)) // so that the connection is used again
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		return fmt.Errorf("the cache at %s answered a purge with %s", r.URL.Host, answer.Status)
	}
	return nil
}

// batches are the keys as calls name them.
func batches(keys []string) (names []string) {
	count, size := 0, 0
	for i, key := range keys {
		if count == mostKeys || count > 0 && size+1+len(key) > mostBytes {
			names, count, size = append(names, strings.Join(keys[i-count:i], " ")), 0, 0
		}
		count, size = count+1, size+1+len(key)
	}
	if count > 0 {
		names = append(names, strings.Join(keys[len(keys)-count:], " "))
	}
	return names
}

// Calls is how many calls there were so far, and how many of them failed.
func (c *Caches) Calls() (all, failed int64) { return c.calls.Load(), c.failures.Load() }
