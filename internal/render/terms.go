package render

import (
	"strings"

	"storywire/internal/news"
)

// Said is terms as the formats write them. What is not said is "".
type Said struct {
	Rights      string // plain text
	License     string // a URI
	Reservation string // "1" for reserved, "0" for not (TDM Reservation Protocol)
	Policy      string // a URI; of what is reserved alone
}

// Say is how the formats say terms.
func Say(t news.Terms) Said {
	s := Said{Rights: lawful(t.Rights), License: uriOf(t.LicenseURL)}
	switch t.TDMReservation {
	case news.Reserved:
		s.Reservation, s.Policy = "1", uriOf(t.TDMPolicy)
	case news.Unreserved:
		s.Reservation = "0"
	}
	return s
}

// Mining is the reservation in words.
func (s Said) Mining() string {
	switch {
	case s.Reservation == "1" && s.Policy != "":
		return "Text and data mining is reserved; terms: " + s.Policy
	case s.Reservation == "1":
		return "Text and data mining is reserved."
	case s.Reservation == "0":
		return "Text and data mining is not reserved."
	}
	return ""
}

// Usage is the rights and the reservation as running text, for formats with one
// place for both. Rights are often no sentence ("© Tidewater Courier"), and would
// run into the next.
func (s Said) Usage() string {
	mining := s.Mining()
	if s.Rights == "" || mining == "" {
		return s.Rights + mining
	}
	if strings.TrimRight(s.Rights, ".!?。！？") != s.Rights {
		return s.Rights + " " + mining
	}
	return s.Rights + ". " + mining
}

// Words is all of the terms in words, with what stands between two of them.
func (s Said) Words(between string) string {
	words := make([]string, 0, 3)
	for _, w := range []string{s.Rights, label("Licence: ", s.License), s.Mining()} {
		if w != "" {
			words = append(words, w)
		}
	}
	return strings.Join(words, between)
}

// label is a text with what it is before it; nothing before nothing.
func label(what, text string) string {
	if text == "" {
		return ""
	}
	return what + text
}
