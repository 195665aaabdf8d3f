package api

import (
	"encoding/json"
	"net/http"

	"storywire/internal/news"
	"storywire/internal/render"
)

// sayTerms says in headers what others may do with what is answered: the licence
// as a link (RFC 8288), and what is reserved as the TDM Reservation Protocol has
// it.
func sayTerms(h http.Header, t news.Terms) {
	said := render.Say(t)
	if said.License != "" {
		h.Add("Link", "<"+said.License+`>; rel="license"`)
	}
	sayMining(h, said)
}

func sayMining(h http.Header, said render.Said) {
	set(h, "Tdm-Reservation", said.Reservation)
	set(h, "Tdm-Policy", said.Policy)
}

// reserved is what the TDM Reservation Protocol calls so.
const reserved = "1"

// mining is a rule of the file in which a site says what is reserved of it.
type mining struct {
	Location    string `json:"location"`
	Reservation int    `json:"tdm-reservation"`
	Policy      string `json:"tdm-policy,omitempty"`
}

// getMining is that file (TDM Reservation Protocol), of what the newsroom
// reserves; what a story says of itself stands in the headers of its answers. There
// is none where nothing is reserved.
func (a *api) getMining(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	room, err := a.Newsroom.Newsroom(r.Context())
	if err != nil {
		return err
	}
	said := render.Say(room.Terms)
	if said.Reservation != reserved {
		return news.ErrNotFound
	}
	return a.sendJSON(w, r, reply{etag: room.ETag(), modified: room.ModifiedAt, life: lifeFor(r), keys: []string{"newsroom"}},
		[]mining{{Location: "/", Reservation: 1, Policy: said.Policy}})
}

// strictest passes stories on and gathers in holds what holds of an answer with
// all of them: what is reserved of one is, and where their policies differ none
// of them is named.
func strictest(items render.Items, holds *render.Said) render.Items {
	return func(yield func(*render.Item, error) bool) {
		for item, err := range items {
			if err == nil && item.Holds.Reservation == reserved {
				switch {
				case holds.Reservation != reserved:
					holds.Reservation, holds.Policy = reserved, item.Holds.Policy
				case holds.Policy != item.Holds.Policy:
					holds.Policy = ""
				}
			}
			if !yield(item, err) {
				return
			}
		}
	}
}

// termsFields are a document's own terms.
var termsFields = render.Fields{"rights": nil, "license_url": nil, "tdm_reservation": nil, "tdm_policy": nil}

// termsOf is the terms that a document of the past says itself: whatever the
// newsroom says now, an old version says what it said.
func termsOf(document []byte) (t news.Terms, err error) {
	own, err := termsFields.Cut(document)
	if err == nil {
		err = json.Unmarshal(own, &t)
	}
	return t, err
}
