package intake

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
)

// cafeText has letters that can be written as two code points each, in names, titles
// and words.
const cafeText = `Le café de Saint-Étienne rouvre

Par Zoé Müller

SAINT-ÉTIENNE — « Nous avons attendu trois étés et voilà », a déclaré Hélène Béraud, la gérante.

Les élèves de l’école d’à côté sont déjà revenus, selon la mairie.`

// TestLettersOfTwoCodePointsAreThoseOfOne reads one text in both forms: the same
// story, and each place where it was found is one in what was sent.
func TestLettersOfTwoCodePointsAreThoseOfOne(t *testing.T) {
	t.Parallel()
	apart := norm.NFD.String(cafeText)
	o := Options{Language: "fr", TimeZone: "Europe/Paris"}
	one, err := Text([]byte(cafeText), o)
	if err != nil {
		t.Fatal(err)
	}
	two, err := Text([]byte(apart), o)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(one.Article, two.Article); diff != "" || len(two.Article.Quotes) != 1 || two.Article.Quotes[0].Speaker.Name != "Hélène Béraud" {
		t.Errorf("%s\n%+v", diff, two.Article.Quotes)
	}
	q := two.Article.Quotes[0]
	var text string
	for _, b := range two.Article.Body {
		if strings.Contains(b.Text, q.Text) {
			text = b.Text
		}
	}
	if got := string([]rune(text)[q.Start:q.End]); got != q.Text {
		t.Errorf("the quote is %q, and at its place stands %q", q.Text, got)
	}
	for i, p := range two.Provenance {
		if p.Range == nil {
			continue
		}
		was := string([]rune(cafeText)[one.Provenance[i].Start:one.Provenance[i].End])
		if now := string([]rune(apart)[p.Start:p.End]); norm.NFC.String(now) != was {
			t.Errorf("%s is at %q, not %q", p.Pointer, now, was)
		}
	}
}
