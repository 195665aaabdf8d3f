package page

import (
	"fmt"
	"strings"
	"testing"

	"storywire/internal/intake"
)

// TestQuotationsAreWholeWords finds what anybody's record lists where the page has it
// as words of its own, in whatever script and marks, and not within others.
func TestQuotationsAreWholeWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, words string
		at          int // in code points, -1 for nowhere
	}{
		{"«Été froid», dit-il. L’été fut froid.", "été", 23},
		{"Die Größe zählt, sagt er: Größe.", "Größe", 4},
		{"Die Größe zählt.", "röße", -1},
		{"Die Größe zählt.", "Gr", -1},
		{"Ein Ä und ein Ähnliches.", "Ä", 4},
		{"Nur Ähnliches.", "Ä", -1},
		{"Le café est bon.", "cafe", -1},
		{"Le cafe\u0301 est bon.", "cafe", -1},
		{"Le cafe\u0301 est bon, le cafe aussi.", "cafe", 21},
		{"Le cafe\u0301 est bon.", "cafe\u0301 est", 3},
		{"Le cafe\u0301 est bon.", "\u0301 est", -1},
		{"हमने नाव खो दी है।", "नाव", 5},
		{"हमने नावें खो दी हैं।", "नाव", -1},
		{"हमने नाव खो दी है।", "न", -1},
		{"हमने नाव खो दी है।", "खो दी है", 9},
		{"क्\u200dष और क्", "क्", 8},
		{"Elle dit : «\u00a0Nous restons ici\u00a0».", "Nous restons ici", 13},
		{"Elle dit : « Nous restons ici ».", "Nous restons ici", 13},
		{"Elle dit : «Nous restons ici».", "Nous restons ici", 12},
		{"Sie sagte: „Wir bleiben hier.“", "Wir bleiben hier.", 12},
		{"Sie sagte: »Wir bleiben hier«.", "Wir bleiben hier", 12},
		{"Sie sagte: ‚Wir bleiben hier‘.", "Wir bleiben hier", 12},
		{"They don’t go, don they?", "don", 15},
		{"They don't go.", "don", -1},
		{"Aujourd’hui, il pleut.", "Aujourd", -1},
		{"L’eau est froide.", "eau est froide", 2},
		{"He said 'we go' and went.", "we go", 9},
		{"“We go,’ she said.", "We go,", 1},
		{"the sailors’ boats", "the sailors", 0},
		{"12.5 per cent", "5 per cent", 3},
		{"125 per cent", "5 per cent", -1},
		{"我们留在这里。", "留在这里", -1},
	} {
		f := &finder{reader: &reader{}, left: mostLooked}
		at := f.index(c.text, c.words)
		if at >= 0 {
			at = len([]rune(c.text[:at]))
		}
		if at != c.at {
			t.Errorf("%q in %q: at %d, want %d", c.words, c.text, at, c.at)
		}
	}
}

// TestQuotesOverTheLimit takes as many as an article holds of those that a record
// lists and those that the words have besides, and says that there are more.
func TestQuotesOverTheLimit(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ listed, said, want, warned int }{
		"as many as there may be":         {listed: intake.MostQuotes, want: intake.MostQuotes},
		"one more is listed":              {listed: intake.MostQuotes + 1, want: intake.MostQuotes, warned: 1},
		"more are said beside those":      {listed: intake.MostQuotes - 1, said: 3, want: intake.MostQuotes, warned: 1},
		"as many with those that stand":   {listed: intake.MostQuotes - 3, said: 3, want: intake.MostQuotes},
		"more are said than there may be": {listed: 1, said: intake.MostQuotes + 2, want: intake.MostQuotes, warned: 1},
	} {
		var list, words strings.Builder
		for i := range c.listed {
			fmt.Fprintf(&list, `,{"@type":"Quotation","text":"Boat number %d sails at noon today"}`, i)
			fmt.Fprintf(&words, "<p>Boat number %d sails at noon today, and comes back when the evening tide has turned at the quay.</p>", i)
		}
		for i := range c.said {
			fmt.Fprintf(&words, "<p>“We shall row boat %d ourselves,” said Maud Lister, who owns the yard on the far side of the quay.</p>", i)
		}
		r, err := Read([]byte(story(`<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry to Port Ellery returns","hasPart":[{"@type":"WebPageElement"}`+list.String()+`]}</script>`, words.String())), intake.Options{})
		if err != nil {
			t.Fatal(err)
		}
		warned := 0
		for _, w := range r.Warnings {
			if w.Code == "too_many_quotes" {
				warned++
			}
		}
		if len(r.Article.Quotes) != c.want || warned != c.warned {
			t.Errorf("%s: %d quotes, %d warnings", name, len(r.Article.Quotes), warned)
		}
	}
}
