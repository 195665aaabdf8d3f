package render

import (
	"bytes"
	"slices"

	"storywire/internal/news"
)

// fact is one line of the facts in front of a story in Markdown.
type fact struct {
	name  string
	value any
}

// frontMatter is what is known of the story but its words, between two lines of
// dashes. What has no value has no line.
func frontMatter(t *told) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("---\n")
	for _, f := range slices.Concat(storyFacts(t), peopleFacts(t), timeFacts(t), photoFacts(t), termFacts(t)) {
		switch v := f.value.(type) {
		case string:
			if v == "" {
				continue
			}
		case []any:
			if len(v) == 0 {
				continue
			}
		}
		value, err := encode(f.value)
		if err != nil {
			return nil, err
		}
		b.WriteString(f.name + ": " + string(value) + "\n")
	}
	b.WriteString("---")
	return b.Bytes(), nil
}

// storyFacts are what the story is, and where it is filed.
func storyFacts(t *told) []fact {
	facts := []fact{{"id", t.ID.String()}, {"slug", t.Slug}, {"version", t.Version}, {"kind", string(t.Kind)},
		{"title", t.Headline}, {"subtitle", t.Subhead}, {"summary", t.Summary}, {"language", t.Lang()}, {"dateline", t.Dateline}, {"url", t.Web()}}
	if t.Section != nil {
		facts = append(facts, fact{"section", t.Section.Name})
	}
	var tags []any
	for _, tag := range t.Tags {
		tags = append(tags, tag.Name)
	}
	return append(facts, fact{"tags", tags})
}

// peopleFacts are who made the story, what it rests on and whom it speaks of. A
// source that has a name alone is no more than that: site generators list names.
func peopleFacts(t *told) (facts []fact) {
	for _, role := range news.Roles {
		var names []any
		for _, u := range t.Authors {
			if u.Role == role {
				names = append(names, u.Name)
			}
		}
		facts = append(facts, fact{string(role) + "s", names})
	}
	type source struct {
		Name  string `json:"name"`
		Alias string `json:"alias,omitempty"`
		Role  string `json:"role,omitempty"`
	}
	type mention struct {
		Type news.MentionType `json:"type"`
		Name string           `json:"name"`
	}
	var sources, mentions []any
	for _, s := range t.Sources {
		if s.Alias+s.Role == "" {
			sources = append(sources, s.Name)
			continue
		}
		sources = append(sources, source{s.Name, s.Alias, s.Role})
	}
	for _, m := range t.Mentions {
		mentions = append(mentions, mention{m.Type, m.Name})
	}
	return append(facts, fact{"sources", sources}, fact{"mentions", mentions})
}

func timeFacts(t *told) (facts []fact) {
	if !t.PublishedAt.IsZero() {
		facts = append(facts, fact{"date", t.ISO(t.PublishedAt)})
	}
	if updated := t.Updated(); !updated.IsZero() {
		facts = append(facts, fact{"updated", t.ISO(updated)})
	}
	if !t.ExpiresAt.IsZero() {
		facts = append(facts, fact{"expires", t.ISO(t.ExpiresAt)})
	}
	return append(facts, fact{"time_zone", t.TimeZone})
}

// photoFacts are the photos that stand nowhere in the words, and of the others
// their size, for which CommonMark's images have no place.
func photoFacts(t *told) []fact {
	type size struct {
		URL    string `json:"url"`
		Width  int    `json:"width"`
		Height int    `json:"height"`
	}
	var photos []any
	for _, p := range t.Photos {
		shows := func(b news.Block) bool { return b.Type == news.PhotoBlock && b.PhotoID == p.ID }
		switch {
		case p.Role != news.Lead && !slices.ContainsFunc(t.Body, shows):
			photos = append(photos, p.PhotoFacts)
		case p.URL != "" && p.Width > 0 && p.Height > 0:
			photos = append(photos, size{p.URL, p.Width, p.Height})
		}
	}
	return []fact{{"photos", photos}}
}

func termFacts(t *told) []fact {
	facts := []fact{{"rights", t.Holds.Rights}, {"license_url", t.Holds.License}}
	if t.Holds.Reservation != "" {
		facts = append(facts, fact{"tdm_reservation", t.Holds.Reservation == "1"}, fact{"tdm_policy", t.Holds.Policy})
	}
	return facts
}
