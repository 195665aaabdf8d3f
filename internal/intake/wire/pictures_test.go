package wire

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"storywire/internal/intake"
	"storywire/internal/news"

	"github.com/google/uuid"
)

// TestAPictureInTheWordsIsNotTakenForTheLead has stories of which no picture is the
// lead.
func TestAPictureInTheWordsIsNotTakenForTheLead(t *testing.T) {
	for _, address := range []string{"", "https://img.example/a.jpg"} {
		a := harbour(t)
		a.Photos = []news.ArticlePhoto{{ID: uuid.UUID{15: 1}, Role: news.Inline, PhotoFacts: news.PhotoFacts{URL: address, Caption: "A queue."}}}
		a.Body = []news.Block{{Type: news.Paragraph, Text: "The ferry sailed again on Monday."}, {Type: news.PhotoBlock, PhotoID: a.Photos[0].ID}, {Type: news.Paragraph, Text: "It is back."}}
		a.Quotes = nil
		settled(t, a)
		for _, c := range roundTrips {
			if c.name == "JSON Feed" && address != "" {
				continue // whose image is the main one
			}
			found, err := c.read(c.write(t, a), intake.Options{TimeZone: "Europe/London", Language: "en"})
			if err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			b := found.Items[0].Article
			shown := slices.IndexFunc(b.Body, func(k news.Block) bool { return k.Type == news.PhotoBlock })
			if len(b.Photos) != 1 || b.Photos[0].Role != news.Inline || shown < 0 || b.Body[shown].PhotoID != b.Photos[0].ID {
				t.Errorf("%s of %q: %+v in %+v", c.name, address, b.Photos, b.Body)
			}
		}
	}
}

// TestPicturesWithoutAnAddressComeBack has a lead, and two in the words that are
// called the same, in each format that has a place for such.
func TestPicturesWithoutAnAddressComeBack(t *testing.T) {
	a := harbour(t)
	a.Photos, a.Body = nil, []news.Block{{Type: news.Paragraph, Text: "The ferry sailed again on Monday."}}
	for n, p := range []news.PhotoFacts{
		{Caption: "The ferry [at the pier] (left).", AltText: "A ferry", Credit: "Ruth Hallam / Courier", Photographer: "Ruth Hallam", TakenOn: "2026-09-03"},
		{Caption: "A queue.", Credit: "Lena Sand", Photographer: "Lena Sand"},
		{Caption: "A queue.", Credit: "Harbour Trust", AltText: "Another queue", ReleasedOn: "2026-09-04"},
		{Credit: "Harbour Trust"},
		{Caption: "The dock.", TakenOn: "2026-09-01"},
	} {
		photo := news.ArticlePhoto{ID: uuid.UUID{15: byte(n + 1)}, Role: news.Inline, PhotoFacts: p}
		if n == 0 {
			photo.Role = news.Lead
		} else {
			a.Body = append(a.Body, news.Block{Type: news.PhotoBlock, PhotoID: photo.ID}, news.Block{Type: news.Paragraph, Text: fmt.Sprintf("It sailed %d times.", n)})
		}
		a.Photos = append(a.Photos, photo)
	}
	a.Quotes = nil
	settled(t, a)
	for _, c := range roundTrips {
		if c.name == "HTML page" {
			continue // which package page reads
		}
		found, err := c.read(c.write(t, a), intake.Options{TimeZone: "Europe/London", Language: "en"})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		b := found.Items[0].Article
		settled(t, &b)
		if len(b.Photos) != len(a.Photos) {
			t.Errorf("%s: %d pictures: %+v", c.name, len(b.Photos), b.Photos)
			continue
		}
		for n, p := range b.Photos {
			want := a.Photos[n]
			switch c.name {
			case "RSS", "Atom", "JSON Feed":
				want.AltText = ""
			}
			if p.PhotoFacts != want.PhotoFacts || p.Role != want.Role {
				t.Errorf("%s: %+v\nis not %+v", c.name, p, want)
			}
		}
		shown := 0
		for _, k := range b.Body {
			if k.Type == news.PhotoBlock {
				shown++
			}
		}
		if shown != 4 {
			t.Errorf("%s: the words have %d pictures: %+v", c.name, shown, b.Body)
		}
	}
}

// TestPicturesBesideTheWordsStayThere has a lead, and two that no block shows.
func TestPicturesBesideTheWordsStayThere(t *testing.T) {
	a := harbour(t)
	a.Body, a.Quotes = []news.Block{{Type: news.Paragraph, Text: "The ferry sailed again on Monday."}, {Type: news.Paragraph, Text: "It is back."}}, nil
	settled(t, a)
	for _, c := range roundTrips {
		switch c.name {
		case "RSS", "Atom", "JSON Feed":
			continue // which tell of those that have an address alone
		}
		found, err := c.read(c.write(t, a), intake.Options{TimeZone: "Europe/London", Language: "en"})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		b := found.Items[0].Article
		if len(b.Photos) != 3 || len(b.Body) != 2 {
			t.Errorf("%s: %+v in %+v", c.name, b.Photos, b.Body)
			continue
		}
		for n, p := range b.Photos {
			want := a.Photos[n]
			if p.PhotoFacts != want.PhotoFacts || p.Role != want.Role {
				t.Errorf("%s: %+v\nis not %+v", c.name, p, want)
			}
		}
	}
}

// TestALeadWithoutAnAddressStaysTheLead has it alone, and beside one that has an
// address and that no block shows.
func TestALeadWithoutAnAddressStaysTheLead(t *testing.T) {
	lead := news.ArticlePhoto{ID: uuid.UUID{15: 1}, Role: news.Lead, PhotoFacts: news.PhotoFacts{Caption: "The ferry at the pier.", Credit: "Ruth Hallam"}}
	beside := news.ArticlePhoto{ID: uuid.UUID{15: 2}, Role: news.Inline, PhotoFacts: news.PhotoFacts{URL: "https://img.example/a.jpg", Caption: "A queue."}}
	for _, photos := range [][]news.ArticlePhoto{{lead}, {lead, beside}} {
		a := harbour(t)
		a.Photos, a.Quotes = photos, nil
		a.Body = []news.Block{{Type: news.Paragraph, Text: "The ferry sailed again on Monday."}, {Type: news.Paragraph, Text: "It is back."}}
		settled(t, a)
		for _, c := range roundTrips {
			switch c.name {
			case "RSS", "Atom", "JSON Feed":
				continue // which tell of pictures that have an address
			}
			found, err := c.read(c.write(t, a), intake.Options{TimeZone: "Europe/London", Language: "en"})
			if err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			got := found.Items[0].Article.Photos
			if len(got) != len(photos) || got[0].Role != news.Lead || got[0].Caption != lead.Caption || len(got) > 1 && got[1].Role != news.Inline {
				t.Errorf("%s: %+v", c.name, got)
			}
		}
	}
}

// TestPicturesOfOthersKeepTheirPlace has pictures amid the words as NITF places them,
// and as ninjs shows one of the renditions of an association.
func TestPicturesOfOthersKeepTheirPlace(t *testing.T) {
	t.Parallel()
	const media = `<media media-type="image"><media-reference source="https://img.example/%s.jpg" width="600" height="400"/><media-caption>Boats at the %s.</media-caption><media-producer>Ruth Hallam</media-producer></media>`
	for name, c := range map[string]struct {
		read intake.Reader
		file string
		want string
	}{
		"NITF": {NITF, `<nitf><body><body.head><hedline><hl1>Boats</hl1></hedline></body.head><body.content><block>` + fmt.Sprintf(media, "top", "quay") + `<p>It sailed.</p>` + fmt.Sprintf(media, "pier", "pier") + `<p>It is back.</p></block></body.content></body></nitf>`,
			"lead top Boats at the quay. Ruth Hallam; paragraph; photo inline pier Boats at the pier. Ruth Hallam 600; paragraph"},
		"NITF without an address": {NITF, `<nitf><body><body.head><hedline><hl1>Boats</hl1></hedline></body.head><body.content><p>It sailed.</p><media media-type="image"><media-caption>Boats at the pier.</media-caption><media-producer>Ruth Hallam</media-producer></media><p>It is back.</p></body.content></body></nitf>`,
			"paragraph; photo inline  Boats at the pier. Ruth Hallam 0; paragraph"},
		"ninjs": {Ninjs, `{"uri": "urn:x", "headline": "Boats", "body_html": "<p>It sailed.</p><figure><img src='https://img.example/pier.jpg'></figure><p>It is back.</p>", "associations": {"editor_0": {"type": "picture", "description_text": "Boats at the pier.", "byline": "Ruth Hallam",
			"renditions": {"original": {"href": "https://img.example/pier-original.jpg", "width": 4000, "height": 3000}, "viewImage": {"href": "https://img.example/pier.jpg", "width": 600, "height": 400}}}}}`,
			"paragraph; photo inline pier Boats at the pier. Ruth Hallam 600; paragraph"},
	} {
		found, err := c.read([]byte(c.file), intake.Options{Language: "en"})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		a := found.Items[0].Article
		settled(t, &a)
		told := func(p news.ArticlePhoto) string {
			return fmt.Sprint(p.Role, " ", strings.TrimSuffix(strings.TrimPrefix(p.URL, "https://img.example/"), ".jpg"), " ", p.Caption, " ", p.Photographer)
		}
		var got []string
		if a.Photos[0].Role == news.Lead {
			got = append(got, told(a.Photos[0]))
		}
		for _, b := range a.Body {
			words := string(b.Type)
			if shown := slices.IndexFunc(a.Photos, func(p news.ArticlePhoto) bool { return b.Type == news.PhotoBlock && p.ID == b.PhotoID }); shown >= 0 {
				words = fmt.Sprint(words, " ", told(a.Photos[shown]), " ", a.Photos[shown].Width)
			}
			got = append(got, words)
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("%s: %s\nwant %s", name, strings.Join(got, "; "), c.want)
		}
	}
}
