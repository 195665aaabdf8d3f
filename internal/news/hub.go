package news

import (
	"errors"
	"time"

	"github.com/google/uuid"
)

// The modes of a request to the hub.
const (
	Subscribe   = "subscribe"
	Unsubscribe = "unsubscribe"
)

// How long a subscription holds, unless it is asked for anew.
const (
	DefaultLease = 10 * 24 * time.Hour
	LeastLease   = 5 * time.Minute
	MostLease    = 30 * 24 * time.Hour
)

// MostSecret is how long a subscriber's secret may be, in bytes.
const MostSecret = 199

// ErrManyIntents is that so many requests for callbacks of one host wait that
// no other is taken.
var ErrManyIntents = errors.New("too many requests wait for one host")

// Intent is a request to the hub: to be told when a topic changes, or not to be
// any more.
type Intent struct {
	ID       uuid.UUID
	Mode     string
	Callback string
	Topic    string // path and query of one of our feeds
	Named    string // the topic as the request has it
	Secret   []byte // none where it is empty
	Lease    time.Duration
}

// Subscription is an Intent to subscribe that its subscriber has confirmed.
type Subscription struct {
	ID                     uuid.UUID
	Callback, Topic, Named string
	Secret                 []byte
	Failed                 int       // attempts since it was told last
	Due                    time.Time // when they were to be told; another one once the topic has changed again
}

// TopicContent is what a feed answers to everybody.
type TopicContent struct {
	Self   string // the feed's own address
	Media  string // Content-Type
	Body   []byte
	Digest []byte // of the body
}
