// Package render turns an article into the bytes that are served: its JSON
// document, the card that lists show, forms for readers, and feeds of many. Its
// functions are pure: the same article always gives the same bytes.
//
// It must not know where an article is stored, nor who is asking for it.
package render

import (
	"bytes"
	"encoding/json"
	"time"

	"storywire/internal/news"

	"github.com/google/uuid"
)

// JSON renders articles as JSON. The zero value works.
type JSON struct{}

// Document is the whole article as JSON, the form that readers get and that
// revisions keep.
func (JSON) Document(a *news.Article) ([]byte, error) { return encode(a) }

// card is the short form of an article in a list.
type card struct {
	ID          uuid.UUID            `json:"id"`
	Slug        string               `json:"slug"`
	Status      news.Status          `json:"status"`
	Version     int                  `json:"version"`
	Kind        news.Kind            `json:"kind"`
	Language    string               `json:"language,omitempty"`
	Headline    string               `json:"headline,omitempty"`
	Subhead     string               `json:"subhead,omitempty"`
	Summary     string               `json:"summary,omitempty"`
	Section     *news.Ref            `json:"section,omitempty"`
	Tags        []news.Ref           `json:"tags"`
	Authors     []news.ArticleAuthor `json:"authors"`
	Photo       *news.ArticlePhoto   `json:"photo,omitempty"`
	PublishedAt time.Time            `json:"published_at,omitzero"`
	UpdatedAt   time.Time            `json:"updated_at,omitzero"`
	CorrectedAt time.Time            `json:"corrected_at,omitzero"`
	news.Schedule
	news.Terms
	CreatedAt   time.Time         `json:"created_at"`
	TimeZone    string            `json:"time_zone,omitempty"`
	Corrections []news.Correction `json:"corrections"`
	Links       news.Links        `json:"links"`
}

// Card is the article's short form, as lists show it.
func (JSON) Card(a *news.Article) ([]byte, error) {
	c := card{
		ID: a.ID, Slug: a.Slug, Status: a.Status, Version: a.Version, Kind: a.Kind, Language: a.Language,
		Headline: a.Headline, Subhead: a.Subhead, Summary: a.Summary, Section: a.Section, Tags: a.Tags,
		Authors: a.Authors, PublishedAt: a.PublishedAt, UpdatedAt: a.UpdatedAt, CorrectedAt: a.CorrectedAt, Schedule: a.Schedule, Terms: a.Terms, CreatedAt: a.CreatedAt,
		TimeZone: a.TimeZone, Corrections: a.Corrections, Links: a.Links,
	}
	for i := range a.Photos {
		if a.Photos[i].Role == news.Lead {
			c.Photo = &a.Photos[i]
		}
	}
	return encode(c)
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // answered as application/json with nosniff, so "<" is a "<"
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// encodeEscaped is v as JSON that can stand in a page.
func encodeEscaped(v any) ([]byte, error) { return json.Marshal(v) }
