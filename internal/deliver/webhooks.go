package deliver

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"storywire/internal/news"
	"storywire/internal/outbound"

	"github.com/google/uuid"
)

// Errands is what webhooks ask of the store.
type Errands interface {
	// FanOut makes deliveries of what the change log has that webhooks were not yet
	// told of, and tells how much that was.
	FanOut(ctx context.Context) (int, error)
	// Due are the webhooks with deliveries that are due.
	Due(ctx context.Context) ([]uuid.UUID, error)
	// Claim takes in hand some of those of a webhook, each of another article.
	Claim(ctx context.Context, webhook uuid.UUID) ([]news.Errand, error)
	// Settle records how an attempt ended.
	Settle(ctx context.Context, e news.Errand, a news.Attempt) error
}

// retries is when a delivery is attempted again: for more than three days in all.
var retries = Backoff{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
	10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

const (
	// CallTimeout is how long a receiver has to answer.
	CallTimeout = 15 * time.Second
	// callers is how many webhooks are called at the same time.
	callers = 64
	// settleTimeout is how long it may take to record an outcome, also when the
	// program is about to end.
	settleTimeout = 10 * time.Second
	// asking is how many of those who call ask the store at the same time: writers
	// are to find a connection.
	asking = 2
)

// Webhooks delivers events. It is safe for use by many goroutines.
type Webhooks struct {
	store  Errands
	client *http.Client
	log    *slog.Logger
	asks   chan struct{} // as many as may ask the store

	mu     sync.Mutex
	called map[uuid.UUID]bool // the webhooks that are being called
	all    sync.WaitGroup

	delivered, failed, givenUp atomic.Int64
}

// NewWebhooks delivers by way of client, which must follow no redirects.
func NewWebhooks(store Errands, client *http.Client, log *slog.Logger) *Webhooks {
	return &Webhooks{store: store, client: client, log: log, asks: make(chan struct{}, asking), called: map[uuid.UUID]bool{}}
}

// Attempts are how many attempts were answered with a success, how many were not,
// and how many of these were the last.
func (w *Webhooks) Attempts() (delivered, failed, givenUp int64) {
	return w.delivered.Load(), w.failed.Load(), w.givenUp.Load()
}

// Run delivers until ctx ends; done is closed when the last call has ended then.
// stirred is a channel that is closed when something was written.
func (w *Webhooks) Run(ctx context.Context, stirred func() <-chan struct{}) (done <-chan struct{}) {
	ended, followed := make(chan struct{}), Follow(ctx, stirred, w.Turn, w.log)
	go func() {
		defer close(ended)
		<-followed
		w.Wait()
	}()
	return ended
}

// Turn makes deliveries of what is new and has every webhook called that has some
// that are due. It does not wait for that.
func (w *Webhooks) Turn(ctx context.Context) (int, error) {
	n, err := w.store.FanOut(ctx)
	due, dueErr := w.store.Due(ctx)
	for _, webhook := range due {
		if w.begin(webhook) {
			w.all.Go(func() { w.call(ctx, webhook) })
		}
	}
	return n, errors.Join(err, dueErr)
}

// Wait waits until nobody is being called.
func (w *Webhooks) Wait() { w.all.Wait() }

// begin is true where the webhook is to be called by who asks. One that is called
// already is called on by who does; those for whom there is no room now are due
// at the next turn too, and by then it is they who have waited longest.
func (w *Webhooks) begin(webhook uuid.UUID) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.called[webhook] || len(w.called) >= callers {
		return false
	}
	w.called[webhook] = true
	return true
}

// call makes a webhook's deliveries while any are due, for no longer than another
// one may have to wait for its turn.
func (w *Webhooks) call(ctx context.Context, webhook uuid.UUID) {
	defer func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.called, webhook)
	}()
	for begun := time.Now(); ctx.Err() == nil && time.Since(begun) < CallTimeout; {
		w.asks <- struct{}{}
		errands, err := w.store.Claim(ctx, webhook)
		<-w.asks
		if err != nil && !errors.Is(err, ctx.Err()) {
			w.log.Error("deliveries could not be taken up", slog.String("webhook", webhook.String()), slog.String("error", err.Error()))
		}
		if len(errands) == 0 {
			return
		}
		var all sync.WaitGroup
		for _, e := range errands {
			all.Go(func() { w.deliver(ctx, e) })
		}
		all.Wait()
	}
}

// deliver makes one attempt and records how it ended.
func (w *Webhooks) deliver(ctx context.Context, e news.Errand) {
	a := w.attempt(ctx, e)
	err := w.settle(ctx, e, a)
	w.count(a)
	log := []any{slog.String("webhook", e.Webhook.String()), slog.String("event", news.EventID(e.Delivery)), slog.Int("attempt", e.Attempts),
		slog.String("state", string(a.State)), slog.Int("status", a.Status)}
	switch {
	case err != nil: // it is attempted again when nobody has it in hand any more
		w.log.Error("the outcome of a delivery could not be recorded", append(log, slog.String("error", err.Error()))...)
	case a.Disabled != "":
		w.log.Warn("a webhook is disabled: "+a.Disabled, log...)
	default:
		w.log.Debug("a delivery was attempted", log...)
	}
}

// settle records an outcome whether or not the program is about to end: it is
// known.
func (w *Webhooks) settle(ctx context.Context, e news.Errand, a news.Attempt) error {
	w.asks <- struct{}{}
	defer func() { <-w.asks }()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTimeout)
	defer cancel()
	return w.store.Settle(ctx, e, a)
}

func (w *Webhooks) count(a news.Attempt) {
	switch a.State {
	case news.DeliveryDelivered:
		w.delivered.Add(1)
	case news.DeliveryFailed:
		w.givenUp.Add(1)
		w.failed.Add(1)
	default:
		w.failed.Add(1)
	}
}

// attempt calls the receiver with the event, signed for this attempt.
func (w *Webhooks) attempt(ctx context.Context, e news.Errand) news.Attempt {
	body, err := message(e)
	if err != nil {
		return news.Attempt{State: news.DeliveryFailed, Fault: "the event could not be written"}
	}
	at := rand.Float64() //nolint:gosec // it keeps calls apart, and hides nothing
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, e.URL, bytes.NewReader(body))
	if err != nil {
		return outcome(e, outbound.Answer{Fault: "the address cannot be called"}, at)
	}
	id, now := news.EventID(e.Delivery), time.Now()
	r.Header = http.Header{
		"Content-Type": {"application/json"}, "User-Agent": {"Storywire"},
		"Webhook-Id": {id}, "Webhook-Timestamp": {strconv.FormatInt(now.Unix(), 10)}, "Webhook-Signature": {sign(e.Secrets, id, now, body)},
	}
	return outcome(e, outbound.Send(w.client, r), at)
}

// outcome is what becomes of a delivery that was answered like that. at is where
// the wait lies within its spread.
func outcome(e news.Errand, answer outbound.Answer, at float64) news.Attempt {
	a := news.Attempt{State: news.DeliveryDelivered, Status: answer.Status, Latency: answer.Took, Answer: answer.Text, Fault: answer.Fault}
	if answer.Done() {
		return a
	}
	var more bool
	a.State = news.DeliveryWaiting
	a.Wait, more = retries.After(e.Attempts, answer.RetryAfter, at)
	switch {
	case answer.Status == http.StatusGone:
		a.State, a.Disabled = news.DeliveryFailed, "the receiver answered 410: it wants no more"
	case e.Type == news.EventPing: // whoever tries it out sees how it ended
		a.State = news.DeliveryFailed
	case !more:
		a.State, a.Disabled = news.DeliveryFailed, givenUp(e, answer)
	case answer.Status == http.StatusTooManyRequests, answer.Status == http.StatusServiceUnavailable:
		a.Rest = answer.RetryAfter // it says so of itself, not of this event
	}
	if a.State == news.DeliveryFailed {
		a.Wait = 0
	}
	return a
}

// givenUp is why a webhook is disabled whose receiver failed for good.
func givenUp(e news.Errand, answer outbound.Answer) string {
	what := answer.Fault
	if answer.Status != 0 {
		what = "the answer was " + strconv.Itoa(answer.Status)
	}
	return "event " + news.EventID(e.Delivery) + " was given up after " + strconv.Itoa(e.Attempts) + " attempts: " + what
}
