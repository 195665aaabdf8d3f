package news

import "time"

// Author is a person or a desk with a byline.
type Author struct {
	Record
	Slug  string       `json:"slug"`
	Name  string       `json:"name"`
	Kind  AuthorKind   `json:"kind"`
	Title string       `json:"title,omitempty"` // "Political editor"
	Bio   string       `json:"bio,omitempty"`
	Links []AuthorLink `json:"links"`
}

// AuthorKind tells a person from a desk.
type AuthorKind string

// The kinds of author.
const (
	KindPerson AuthorKind = "person"
	KindDesk   AuthorKind = "desk"
)

// AuthorKinds lists every kind of author; the first holds unless one is given.
var AuthorKinds = []AuthorKind{KindPerson, KindDesk}

// AuthorLink is an address where an author is found.
type AuthorLink struct {
	Label string `json:"label"`
	URL   string `json:"url"`
}

// Photo is a picture with everything that is known of it.
type Photo struct {
	Record
	PhotoFacts
}

// PhotoFacts are a photo's own facts, as the photo and every article that
// shows it tell them.
type PhotoFacts struct {
	Caption      string `json:"caption,omitempty"`
	AltText      string `json:"alt_text,omitempty"`
	Credit       string `json:"credit,omitempty"`
	Photographer string `json:"photographer,omitempty"`
	TakenOn      Date   `json:"taken_on,omitempty"`
	ReleasedOn   Date   `json:"released_on,omitempty"`
	ReleasedBy   string `json:"released_by,omitempty"`
	Terms
	URL    string `json:"url,omitempty"`
	Width  int    `json:"width,omitempty"`  // pixels
	Height int    `json:"height,omitempty"` // pixels
	// ExpiresAt is when the licence ends: from then on readers see it nowhere.
	ExpiresAt time.Time `json:"expires_at,omitzero"`
}

// Date is a calendar day, "2025-09-03", or "" when it is not known.
type Date string

// Section is a part of the newsroom's output: "World".
type Section struct {
	Record
	Slug        string `json:"slug"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

// Tag is a subject that articles share.
type Tag struct {
	Record
	Slug        string `json:"slug"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

// Speaker is whoever is quoted: one entity across all articles.
type Speaker struct {
	Record
	Slug  string `json:"slug"`
	Name  string `json:"name"`
	Title string `json:"title,omitempty"`
}

// Source is an organisation that stories rest on.
type Source struct {
	Record
	Slug  string `json:"slug"`
	Name  string `json:"name"`
	Alias string `json:"alias,omitempty"` // "KCNA"
}

// Overlay is the facts with those that are given in place of their own.
func (p PhotoFacts) Overlay(given PhotoFacts) PhotoFacts {
	for _, s := range []struct{ to, from *string }{
		{&p.Caption, &given.Caption}, {&p.AltText, &given.AltText}, {&p.Credit, &given.Credit},
		{&p.Photographer, &given.Photographer}, {&p.ReleasedBy, &given.ReleasedBy},
		{&p.URL, &given.URL},
		{(*string)(&p.TakenOn), (*string)(&given.TakenOn)}, {(*string)(&p.ReleasedOn), (*string)(&given.ReleasedOn)},
	} {
		if *s.from != "" {
			*s.to = *s.from
		}
	}
	p.Terms = p.Terms.Overlay(given.Terms)
	if !given.ExpiresAt.IsZero() {
		p.ExpiresAt = given.ExpiresAt
	}
	if given.Width > 0 && given.Height > 0 {
		p.Width, p.Height = given.Width, given.Height
	}
	return p
}
