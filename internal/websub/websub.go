// Package websub speaks WebSub (W3C Recommendation of 23 January 2018) to those
// outside: as a hub to subscribers, as a publisher to another hub.
//
// It must not know who is subscribed, when something is sent, nor what.
package websub

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"storywire/internal/news"
)

// ErrGone is what a delivery ends with to a subscriber who wants no more.
var ErrGone = errors.New("the subscriber wants no more")

// Caller calls subscribers and hubs.
type Caller struct {
	// Subscribers' addresses are given by others: this client reaches public ones.
	Subscribers *http.Client
	// Hub is the address of the house's own hub, which deliveries name.
	Hub string
}

// with is an address with these parameters behind those that it has.
func with(address string, params url.Values) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	if u.RawQuery != "" {
		u.RawQuery += "&"
	}
	u.RawQuery += params.Encode()
	return u.String()
}

// Confirm asks the subscriber whether the request was theirs (5.3). It is nil
// where they say so.
func (c Caller) Confirm(ctx context.Context, in news.Intent) error {
	challenge := rand.Text()
	params := url.Values{"hub.mode": {in.Mode}, "hub.topic": {in.Named}, "hub.challenge": {challenge}}
	if in.Mode == news.Subscribe {
		params.Set("hub.lease_seconds", strconv.Itoa(int(in.Lease/time.Second)))
	}
	status, body, err := c.call(ctx, http.MethodGet, with(in.Callback, params), nil, nil)
	switch {
	case err != nil:
		return err
	case status < 200 || status > 299:
		return fmt.Errorf("the subscriber answered %d", status)
	case string(body) != challenge:
		return errors.New("the subscriber answered with something else than the challenge")
	}
	return nil
}

// Deny tells a subscriber that they are not, or no longer, subscribed (5.2).
func (c Caller) Deny(ctx context.Context, callback, topic, reason string) error {
	params := url.Values{"hub.mode": {"denied"}, "hub.topic": {topic}, "hub.reason": {reason}}
	_, _, err := c.call(ctx, http.MethodGet, with(callback, params), nil, nil)
	return err
}

// Deliver sends a subscriber what the topic says now (7), signed where they gave
// a secret (7.1).
func (c Caller) Deliver(ctx context.Context, b news.Subscription, content news.TopicContent) error {
	h := http.Header{"Content-Type": {content.Media}}
	h.Add("Link", "<"+c.Hub+`>; rel="hub"`)
	h.Add("Link", "<"+content.Self+`>; rel="self"`)
	if len(b.Secret) > 0 {
		mac := hmac.New(sha256.New, b.Secret)
		mac.Write(content.Body)
		h.Set("X-Hub-Signature", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	}
	status, _, err := c.call(ctx, http.MethodPost, b.Callback, h, content.Body)
	switch {
	case err != nil:
		return err
	case status == http.StatusGone:
		return ErrGone
	case status < 200 || status > 299:
		return fmt.Errorf("the subscriber answered %d", status)
	}
	return nil
}

// mostAnswer is how much of an answer is read: a challenge is shorter.
const mostAnswer = 4 << 10

func (c Caller) call(ctx context.Context, method, address string, h http.Header, body []byte) (status int, answer []byte, err error) {
	r, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	if h != nil {
		r.Header = h
	}
	r.Header.Set("User-Agent", "storywire-hub")
	got, err := c.Subscribers.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer got.Body.Close()
	answer, err = io.ReadAll(io.LimitReader(got.Body, mostAnswer))
	return got.StatusCode, answer, err
}

// Publish tells another hub that these topics have changed. How a hub is told is
// not part of the Recommendation; this is how those that there are take it.
func Publish(ctx context.Context, client *http.Client, hub string, topics []string) error {
	params := url.Values{"hub.mode": {"publish"}, "hub.url": topics, "hub.topic": topics}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, hub, strings.NewReader(params.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, mostAnswer))
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		return fmt.Errorf("the hub at %s answered %s", r.URL.Host, answer.Status)
	}
	return nil
}
