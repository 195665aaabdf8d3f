package render

import (
	"io"
	"time"

	"storywire/internal/news"

	"github.com/go-json-experiment/json"
)

// JSONFeed writes the feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).
// What that has no member for stands in objects named _storywire.
func JSONFeed(w io.Writer, f *Feed, items Items) error {
	head := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: lawful(f.Title), Home: f.Home(), Self: f.Self, Next: f.Next, Icon: uriOf(f.Room.LogoURL),
		Language: f.Room.Language, Authors: jsonAuthors(f.Room.Name),
	}
	if f.Hub != "" {
		head.Hubs = []jsonHub{{"WebSub", f.Hub}}
	}
	head.Own.Gone = []jsonGone{}
	for _, t := range f.Gone {
		head.Own.Gone = append(head.Own.Gone, jsonGone{URN(t.ID), t.Status, t.At, t.Note})
	}
	begun, err := json.Marshal(head)
	if err != nil {
		return err
	}
	begun = append(begun[:len(begun)-1], `,"items":[`...)
	if _, err = w.Write(begun); err != nil {
		return err
	}
	first := true
	for item, err := range items {
		if err != nil {
			return err
		}
		if !first {
			if _, err := io.WriteString(w, ","); err != nil {
				return err
			}
		}
		first = false
		if err := json.MarshalWrite(w, jsonItemOf(item)); err != nil {
			return err
		}
	}
	_, err = io.WriteString(w, "]}")
	return err
}

type jsonFeed struct {
	Version  string       `json:"version"`
	Title    string       `json:"title"`
	Home     string       `json:"home_page_url"`
	Self     string       `json:"feed_url"`
	Next     string       `json:"next_url,omitzero"`
	Icon     string       `json:"icon,omitzero"`
	Language string       `json:"language,omitzero"`
	Authors  []jsonAuthor `json:"authors,omitempty"`
	Hubs     []jsonHub    `json:"hubs,omitempty"`
	Own      struct {
		Gone []jsonGone `json:"gone"`
	} `json:"_storywire"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

type jsonHub struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

// jsonGone is a story that was taken from readers.
type jsonGone struct {
	ID     string      `json:"id"`
	Status news.Status `json:"status"`
	At     time.Time   `json:"at"`
	Note   string      `json:"note"`
}

type jsonItem struct {
	ID          string           `json:"id"`
	URL         string           `json:"url"`
	Title       string           `json:"title"`
	HTML        string           `json:"content_html,omitzero"`
	Text        string           `json:"content_text,omitzero"`
	Summary     string           `json:"summary,omitzero"`
	Image       string           `json:"image,omitzero"`
	Published   time.Time        `json:"date_published"`
	Modified    time.Time        `json:"date_modified"`
	Authors     []jsonAuthor     `json:"authors,omitempty"`
	Tags        []string         `json:"tags,omitempty"`
	Language    string           `json:"language,omitzero"`
	Attachments []jsonAttachment `json:"attachments,omitempty"`
	Own         jsonOwn          `json:"_storywire"`
}

type jsonAttachment struct {
	URL   string       `json:"url"`
	Media string       `json:"mime_type"`
	Title string       `json:"title,omitzero"`
	Own   jsonOwnPhoto `json:"_storywire"`
}

// jsonOwnPhoto is what JSON Feed has no member for, of a photo.
type jsonOwnPhoto struct {
	Alt    string `json:"alt_text,omitzero"`
	Credit string `json:"credit,omitzero"`
	jsonTerms
	Width  int `json:"width,omitzero"`
	Height int `json:"height,omitzero"`
}

// jsonOwn is what JSON Feed has no member for, of a story.
type jsonOwn struct {
	Slug    string    `json:"slug"`
	Version int       `json:"version"`
	Kind    news.Kind `json:"kind"`
	Subhead string    `json:"subhead,omitzero"`
	Section string    `json:"section,omitzero"`
	jsonTerms
	Highlights  []string         `json:"highlights"`
	Quotes      []jsonQuote      `json:"quotes"`
	Corrections []jsonCorrection `json:"corrections"`
}

// jsonTerms are what may be done with a story or a photo.
type jsonTerms struct {
	Rights      string           `json:"rights,omitzero"`
	License     string           `json:"license_url,omitzero"`
	Reservation news.Reservation `json:"tdm_reservation,omitzero"`
	Policy      string           `json:"tdm_policy,omitzero"`
}

func jsonTermsOf(s Said) jsonTerms {
	reserved := map[string]news.Reservation{"1": news.Reserved, "0": news.Unreserved}
	return jsonTerms{s.Rights, s.License, reserved[s.Reservation], s.Policy}
}

type jsonQuote struct {
	Text    string    `json:"text"`
	Speaker string    `json:"speaker,omitzero"`
	Title   string    `json:"speaker_title,omitzero"`
	SaidOn  news.Date `json:"said_on,omitzero"`
}

type jsonCorrection struct {
	ID   string              `json:"id"`
	Kind news.CorrectionKind `json:"kind"`
	At   time.Time           `json:"at"`
	Note string              `json:"note"`
}

func jsonAuthors(names ...string) (list []jsonAuthor) {
	for _, name := range names {
		if name != "" {
			list = append(list, jsonAuthor{lawful(name)})
		}
	}
	return list
}

func jsonItemOf(i *Item) jsonItem {
	j := jsonItem{
		ID: i.URN(), URL: i.Address(), Title: i.Title(), Summary: i.Short(), Published: i.PublishedAt.UTC(), Modified: i.Latest().UTC(),
		Authors: jsonAuthors(i.Bylines()...), Language: i.Lang(),
		Own: jsonOwn{Slug: i.Slug, Version: i.Version, Kind: i.Kind, Subhead: lawful(i.Subhead), jsonTerms: jsonTermsOf(i.Holds),
			Highlights: make([]string, len(i.Highlights)), Quotes: make([]jsonQuote, len(i.Quotes)), Corrections: make([]jsonCorrection, len(i.Corrections))},
	}
	if i.feed.Full {
		j.HTML = lawful(i.content())
	}
	if j.HTML == "" {
		j.Text = j.Summary
	}
	if j.HTML == "" && j.Text == "" {
		j.Text = j.Title // one of the two must be there, and say something
	}
	if i.Section != nil {
		j.Own.Section = i.Section.Slug
	}
	for _, s := range i.subjects() {
		j.Tags = append(j.Tags, s.name)
	}
	for n, h := range i.Highlights {
		j.Own.Highlights[n] = lawful(h)
	}
	for n, q := range i.Quotes {
		j.Own.Quotes[n] = jsonQuote{Text: lawful(q.Text), SaidOn: q.SaidOn}
		if q.Speaker != nil {
			j.Own.Quotes[n].Speaker, j.Own.Quotes[n].Title = lawful(q.Speaker.Name), lawful(q.Speaker.Title)
		}
	}
	for n, c := range i.Corrections {
		j.Own.Corrections[n] = jsonCorrection{c.ID.String(), c.Kind, c.At, lawful(c.Note)}
	}
	for n, p := range i.Pictures() {
		if n == 0 {
			j.Image = p.URL
		}
		j.Attachments = append(j.Attachments, jsonAttachment{p.URL, mediaOf(p.URL), lawful(titleOfPhoto(p)),
			jsonOwnPhoto{lawful(p.AltText), lawful(creditOfPhoto(p)), jsonTermsOf(Say(p.Terms)), p.Width, p.Height}})
	}
	return j
}
