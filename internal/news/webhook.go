package news

import (
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Webhook is an address that is told of what happens to stories, as the holder of
// a key may see them.
type Webhook struct {
	Record
	URL         string   `json:"url"`
	Description string   `json:"description,omitempty"`
	Events      []string `json:"events"` // types of event; empty for all
	Filters     Filing   `json:"filters"`
	// Article asks for the article with each event, as it stands by then.
	Article bool `json:"include_article"`
	// Enabled is true unless it says otherwise. A webhook whose receiver failed for
	// good is disabled by itself; then Reason says why.
	Enabled    *bool      `json:"enabled"`
	Reason     string     `json:"reason,omitempty"`
	DisabledAt time.Time  `json:"disabled_at,omitzero"`
	Key        WebhookKey `json:"key"`
	Links      Links      `json:"links"`
}

// WebhookKey is the key whose webhook it is: what that may see it is told of.
type WebhookKey struct {
	ID   uuid.UUID `json:"id"`
	Name string    `json:"name"`
}

// Filing narrows events to stories by what they are filed under: any of the
// sections, and any of the tags, and so on. What is empty narrows nothing.
type Filing struct {
	Sections []string `json:"sections"` // ids or slugs; so are the others
	Tags     []string `json:"tags"`
	Sources  []string `json:"sources"`
	Kinds    []Kind   `json:"kinds"`
}

// The types of event that are not of an article.
const (
	EventReset = "changes.reset" // take a fresh copy: the key sees more or less than before, or the log was begun anew
	EventPing  = "ping"          // somebody tries the webhook out
)

// EventType is the type of event that tells of a change.
func EventType(c ChangeType) string {
	if c == ChangeReset {
		return EventReset
	}
	return "article." + string(c)
}

// EventTypes lists those that a webhook can be narrowed to. The others are always
// told.
func EventTypes() []string {
	types := make([]string, len(ChangeTypes))
	for i, c := range ChangeTypes {
		types[i] = EventType(c)
	}
	return types
}

// Bounds on a webhook.
const (
	maxEvents = 20
	maxFiled  = 50 // of each kind of filter
)

// Settle brings a written webhook into the form that is stored, and returns what
// is wrong with it. Whether its address can be called, and whether there is what
// its filters name, is not known here.
func (w *Webhook) Settle() Faults {
	var f Faults
	line(&f, "/url", &w.URL, maxSummary)
	needed(&f, "/url", w.URL)
	line(&f, "/description", &w.Description, maxLine)
	w.Events = orEmpty(w.Events)
	atMost(&f, "/events", len(w.Events), maxEvents)
	for i, e := range w.Events {
		oneOf(&f, "/events/"+strconv.Itoa(i), e, EventTypes())
	}
	w.Filters.settle(&f)
	if w.Enabled == nil {
		enabled := true
		w.Enabled = &enabled
	}
	return f
}

func (l *Filing) settle(f *Faults) {
	l.Sections, l.Tags, l.Sources, l.Kinds = orEmpty(l.Sections), orEmpty(l.Tags), orEmpty(l.Sources), orEmpty(l.Kinds)
	for name, n := range map[string]int{"sections": len(l.Sections), "tags": len(l.Tags), "sources": len(l.Sources), "kinds": len(l.Kinds)} {
		atMost(f, "/filters/"+name, n, maxFiled)
	}
	for i, k := range l.Kinds {
		oneOf(f, "/filters/kinds/"+strconv.Itoa(i), k, Kinds)
	}
}

// Link sets the webhook's addresses.
func (w *Webhook) Link() {
	self := "/v1/webhooks/" + w.ID.String()
	w.Links = Links{"self": self, "deliveries": self + "/deliveries"}
}

// DeliveryState is where a delivery stands.
type DeliveryState string

// The states.
const (
	DeliveryWaiting   DeliveryState = "waiting"   // for its time, or for an earlier one of its story
	DeliveryDelivered DeliveryState = "delivered" // answered with a success
	DeliveryFailed    DeliveryState = "failed"    // given up
	DeliverySkipped   DeliveryState = "skipped"   // hidden from the key before it was told
)

// DeliveryStates lists them.
var DeliveryStates = []DeliveryState{DeliveryWaiting, DeliveryDelivered, DeliveryFailed, DeliverySkipped}

// Delivery is one event on its way to a webhook, with how the last attempt ended.
type Delivery struct {
	ID          uuid.UUID     `json:"-"`
	EventID     string        `json:"event_id"` // the same for each attempt
	Type        string        `json:"type"`
	Cursor      string        `json:"cursor,omitempty"` // of the change log's entry
	Article     uuid.UUID     `json:"article_id,omitzero"`
	CreatedAt   time.Time     `json:"created_at"`
	State       DeliveryState `json:"state"`
	Attempts    int           `json:"attempts"`
	DueAt       time.Time     `json:"due_at,omitzero"` // when the next attempt is made
	AttemptedAt time.Time     `json:"attempted_at,omitzero"`
	Status      int           `json:"status,omitempty"` // of the answer
	Latency     int           `json:"latency_ms,omitempty"`
	Answer      string        `json:"answer,omitempty"` // the beginning of its body
	Fault       string        `json:"fault,omitempty"`  // why there was no answer
}

// DeliveryQuery asks for a page of a webhook's deliveries, newest first.
type DeliveryQuery struct {
	State DeliveryState // "" for any
	After *Keyset
	Limit int
}

// eventMark is what the ids of events begin with.
const eventMark = "msg_"

// EventID is the id of the event that a delivery is of, as its receiver knows it.
func EventID(delivery uuid.UUID) string { return eventMark + delivery.String() }

// DeliveryOf is the delivery of an event's id.
func DeliveryOf(event string) (delivery uuid.UUID, ok bool) {
	id, ok := strings.CutPrefix(event, eventMark)
	if !ok {
		return uuid.Nil, false
	}
	return ParseID(id)
}

// Redelivery asks for deliveries to be made once more: of one event, or of all
// since a time.
type Redelivery struct {
	EventID string    `json:"event_id"`
	Since   time.Time `json:"since"`
}

// Errand is a delivery that is to be attempted now.
type Errand struct {
	Delivery uuid.UUID
	Webhook  uuid.UUID
	URL      string
	Secrets  [][]byte // that sign it, the newest first
	Type     string
	At       time.Time // when what it tells of happened
	Epoch    string    // of the change log
	Change   Change    // for a change
	Article  bool      // the receiver asked for the article
	Attempts int       // this one included
}

// Attempt is how an attempt ended.
type Attempt struct {
	State    DeliveryState
	Status   int // 0 where there was no answer
	Latency  time.Duration
	Answer   string
	Fault    string
	Wait     time.Duration // until the next attempt, while it is waiting
	Rest     time.Duration // that the receiver asks for, whatever is to be delivered
	Disabled string        // why nothing is delivered any more; "" where it goes on
}
