package news

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Terms are what others may do with a story or a picture.
type Terms struct {
	Rights     string `json:"rights,omitempty"`      // the copyright notice and the terms of use, in words
	LicenseURL string `json:"license_url,omitempty"` // where the licence is
	// TDMReservation and TDMPolicy say whether mining its text and data is
	// reserved, and where one is told under what terms it may be done (TDM
	// Reservation Protocol, https://www.w3.org/2022/tdmrep/).
	TDMReservation Reservation `json:"tdm_reservation,omitempty"`
	TDMPolicy      string      `json:"tdm_policy,omitempty"`
}

// Reservation is true, false or nothing at all: "" leaves it to the newsroom.
type Reservation string

// The reservations that are said.
const (
	Reserved   Reservation = "true"
	Unreserved Reservation = "false"
)

// MarshalJSON writes a JSON boolean.
func (r Reservation) MarshalJSON() ([]byte, error) {
	if r == "" {
		return []byte("null"), nil
	}
	return []byte(r), nil
}

// UnmarshalJSON reads a JSON boolean, or null.
func (r *Reservation) UnmarshalJSON(text []byte) error {
	var said *bool
	if err := json.Unmarshal(text, &said); err != nil {
		return fmt.Errorf("a reservation: %w", err)
	}
	switch {
	case said == nil:
		*r = ""
	case *said:
		*r = Reserved
	default:
		*r = Unreserved
	}
	return nil
}

// Or is the terms as they hold where house are the newsroom's. A notice and a
// licence go together: who has one of the two has both, or else a free licence
// would stand beside "all rights reserved".
func (t Terms) Or(house Terms) Terms {
	if t.Rights == "" && t.LicenseURL == "" {
		t.Rights, t.LicenseURL = house.Rights, house.LicenseURL
	}
	if t.TDMReservation == "" {
		t.TDMReservation = house.TDMReservation
	}
	if t.TDMPolicy == "" {
		t.TDMPolicy = house.TDMPolicy
	}
	return t
}

// Overlay is the terms with those that are given in place of their own.
func (t Terms) Overlay(given Terms) Terms {
	for _, s := range []struct{ to, from *string }{
		{&t.Rights, &given.Rights}, {&t.LicenseURL, &given.LicenseURL}, {&t.TDMPolicy, &given.TDMPolicy},
		{(*string)(&t.TDMReservation), (*string)(&given.TDMReservation)},
	} {
		if *s.from != "" {
			*s.to = *s.from
		}
	}
	return t
}

func (t *Terms) settleTerms(at string, f *Faults) {
	line(f, at+"/rights", &t.Rights, maxSummary)
	settleAddress(f, at+"/license_url", &t.LicenseURL)
	settleAddress(f, at+"/tdm_policy", &t.TDMPolicy)
	if t.TDMReservation != "" {
		oneOf(f, at+"/tdm_reservation", t.TDMReservation, []Reservation{Reserved, Unreserved})
	}
}

// settleAddress holds an address to what can stand in a header and in every
// format: where a story came from may be untidy, its licence may not be lost.
func settleAddress(f *Faults, pointer string, address *string) {
	line(f, pointer, address, maxAddress)
	if strings.ContainsAny(*address, " \"<>") {
		f.Add(pointer, "has a space, a quotation mark or an angle bracket, which no address has")
		return
	}
	checkURL(f, pointer, *address)
}

// maxAddress is how long the address of a licence or of a policy is at most: they
// stand in headers too.
const maxAddress = 2000
