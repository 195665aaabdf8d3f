package page

import (
	"strconv"
	"strings"

	"storywire/internal/news"
)

// imageObjects are the pictures of the story's record.
func (r *reader) imageObjects() (all []map[string]any) {
	if r.story == nil {
		return nil
	}
	for _, member := range []string{"image", "associatedMedia"} {
		for _, v := range items(r.story.fields[member]) {
			if m, is := v.(map[string]any); is && kindOf(m) == "ImageObject" {
				all = append(all, m)
			}
		}
	}
	return all
}

// byIdentifier are the record's pictures by their identifiers.
func (r *reader) byIdentifier() map[string]map[string]any {
	all := map[string]map[string]any{}
	for _, m := range r.imageObjects() {
		if id := text(m["identifier"]); all[id] == nil {
			all[id] = m
		}
	}
	return all
}

// tellOf sets what a record says of a picture.
func (r *reader) tellOf(p *news.PhotoFacts, m map[string]any) {
	creator, _ := m["creator"].(map[string]any)
	publisher, _ := m["publisher"].(map[string]any)
	for _, f := range []struct {
		to   *string
		v    any
		most int
	}{
		{&p.Caption, m["caption"], longestText}, {&p.AltText, m["description"], longestText}, {&p.Credit, m["creditText"], longestLine},
		{&p.Photographer, creator["name"], longestLine}, {&p.ReleasedBy, publisher["name"], longestLine}, {&p.Rights, m["copyrightNotice"], longestText},
	} {
		if s := r.said(f.v, f.most); s != "" {
			*f.to = s
		}
	}
	for _, f := range []struct {
		to *news.Date
		v  any
	}{{&p.TakenOn, m["dateCreated"]}, {&p.ReleasedOn, m["datePublished"]}} {
		if day := text(f.v); news.IsDate(day) {
			*f.to = news.Date(day)
		}
	}
	if address := text(m["url"]); address != "" {
		p.URL = r.absolute(address)
	}
	if address := r.address(text(m["license"])); address != "" {
		p.LicenseURL = address
	}
	if t, ok := r.readTime(text(m["expires"])); ok {
		p.ExpiresAt = t.at.UTC()
	}
	w, _ := strconv.Atoi(strings.TrimSuffix(text(m["width"]), "px"))
	h, _ := strconv.Atoi(strings.TrimSuffix(text(m["height"]), "px"))
	if w > 0 && h > 0 && w < 100_000 && h < 100_000 {
		p.Width, p.Height = w, h
	}
}
