// Package sample is a newsroom of our own making, to try Storywire with: the
// Tidewater Courier of Port Ellery, its authors, photos and stories. Towns,
// people and institutions are invented; all of it was written for this
// program.
//
// It reads what is embedded in it and gives Go values. It must not know where
// they go: it never stores, settles or renders anything.
package sample

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"

	"storywire/internal/news"
)

//go:embed newsroom.json stories/*.json
var files embed.FS

// Room is the whole sample newsroom. Stories name the rest by slug, photos by
// id; every entity has an id that is the same in each run.
type Room struct {
	Settings news.Newsroom
	Sections []news.Section
	Tags     []news.Tag
	Authors  []news.Author
	Speakers []news.Speaker
	Sources  []news.Source
	Photos   []news.Photo
	Stories  []Story // oldest first; the drafts stand last
}

// Story is a written article and whether it is to be published. Its quotes
// name the text they stand in, and are for the store to anchor.
type Story struct {
	Article     news.Article
	Publish     bool
	Corrections []Correction // to be made once it is published, in this order
}

// room is newsroom.json.
type room struct {
	Newsroom news.Newsroom  `json:"newsroom"`
	Sections []news.Section `json:"sections"`
	Tags     []news.Tag     `json:"tags"`
	Authors  []news.Author  `json:"authors"`
	Speakers []news.Speaker `json:"speakers"`
	Sources  []news.Source  `json:"sources"`
	Photos   []photo        `json:"photos"`
}

// photo is a photo under the key that the stories know it by.
type photo struct {
	Key string `json:"key"`
	news.PhotoFacts
}

// story is one file of stories: a written article that names photos by key.
// Its own members hide those of the same name in the article.
type story struct {
	news.Article
	Photos      []usedPhoto  `json:"photos"`
	Body        []block      `json:"body"`
	Corrections []Correction `json:"corrections"`
	Publish     bool         `json:"publish"`
}

type usedPhoto struct {
	Key  string         `json:"key"`
	Role news.PhotoRole `json:"role"`
}

type block struct {
	news.Block
	Key string `json:"key"` // of a photo block's photo
}

// Newsroom reads the sample newsroom.
func Newsroom() (*Room, error) {
	var in room
	if err := read("newsroom.json", &in); err != nil {
		return nil, err
	}
	r := &Room{
		Settings: in.Newsroom,
		Sections: in.Sections,
		Tags:     in.Tags,
		Authors:  in.Authors,
		Speakers: in.Speakers,
		Sources:  in.Sources,
	}
	for i := range r.Sections {
		r.Sections[i].ID = fixedID("section", r.Sections[i].Slug)
	}
	for i := range r.Tags {
		r.Tags[i].ID = fixedID("tag", r.Tags[i].Slug)
	}
	for i := range r.Authors {
		r.Authors[i].ID = fixedID("author", r.Authors[i].Slug)
	}
	for i := range r.Speakers {
		r.Speakers[i].ID = fixedID("speaker", r.Speakers[i].Slug)
	}
	for i := range r.Sources {
		r.Sources[i].ID = fixedID("source", r.Sources[i].Slug)
	}
	keys := map[string]uuid.UUID{}
	for _, p := range in.Photos {
		if _, twice := keys[p.Key]; twice || p.Key == "" {
			return nil, fmt.Errorf("sample newsroom.json: photo key %q is empty or given twice", p.Key)
		}
		keys[p.Key] = fixedID("photo", p.Key)
		r.Photos = append(r.Photos, news.Photo{Record: news.Record{ID: keys[p.Key]}, PhotoFacts: p.PhotoFacts})
	}

	entries, err := files.ReadDir("stories")
	if err != nil {
		return nil, fmt.Errorf("sample stories: %w", err)
	}
	for _, e := range entries {
		s, err := readStory("stories/"+e.Name(), keys)
		if err != nil {
			return nil, err
		}
		r.Stories = append(r.Stories, s)
	}
	return r, nil
}

// readStory reads one story and puts photos' ids where it has their keys.
func readStory(name string, photos map[string]uuid.UUID) (Story, error) {
	var in story
	if err := read(name, &in); err != nil {
		return Story{}, err
	}
	a := in.Article
	a.ID = fixedID("article", a.Slug)
	for _, p := range in.Photos {
		id, ok := photos[p.Key]
		if !ok {
			return Story{}, fmt.Errorf("sample %s: no photo has the key %q", name, p.Key)
		}
		a.Photos = append(a.Photos, news.ArticlePhoto{ID: id, Role: p.Role})
	}
	for i, b := range in.Body {
		if b.Type == news.PhotoBlock {
			id, ok := photos[b.Key]
			if !ok {
				return Story{}, fmt.Errorf("sample %s: /body/%d: no photo has the key %q", name, i, b.Key)
			}
			b.PhotoID = id
		}
		a.Body = append(a.Body, b.Block)
	}
	return Story{Article: a, Publish: in.Publish, Corrections: in.Corrections}, nil
}

// read decodes one embedded file, and refuses what its type does not have: a
// misspelt member would otherwise be a fact that silently goes missing.
func read(name string, into any) error {
	data, err := files.ReadFile(name)
	if err != nil {
		return fmt.Errorf("sample: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("sample %s: %w", name, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("sample %s: something stands behind its JSON value", name)
	}
	return nil
}

// founded is the moment that every id of the sample newsroom carries.
var founded = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// fixedID makes the id of what has this kind and key. A second load has to
// find what the first one stored, so the id must follow from the key alone; it
// has the shape of a UUIDv7, with a hash where others have random bits, so
// that nothing has to treat the sample's ids differently.
func fixedID(kind, key string) uuid.UUID {
	sum := sha256.Sum256([]byte(kind + "/" + key))
	var id uuid.UUID
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(founded.UnixMilli()))
	copy(id[:6], ms[2:])
	copy(id[6:], sum[:10])
	id[6] = 0x70 | id[6]&0x0f // version 7
	id[8] = 0x80 | id[8]&0x3f // the variant of RFC 9562
	return id
}
