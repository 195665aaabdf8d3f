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
	set(h, "Tdm-Reservation", said.Reservation)
	set(h, "Tdm-Policy", said.Policy)
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
