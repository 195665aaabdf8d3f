package page

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"storywire/internal/intake"
	"storywire/internal/news"
)

const cafePage = `<html lang="fr"><head><title>Le café de Saint-Étienne rouvre | Le Courrier</title>
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Le caf\u00e9 de Saint-Étienne rouvre", "author": {"@type": "Person", "name": "Zoé Müller"}, "image": "https://img.example/caf%C3%A9.jpg"}</script></head>
<body><article><h1>Le café de Saint-Étienne rouvre</h1><p>Le café rouvre lundi après trois étés de travaux, a annoncé la mairie à tous ceux qui l’ont attendu.</p>
<p>« Nous avons attendu trois &eacute;tés et voilà », a déclaré Hélène Béraud, la gérante du café depuis dix ans.</p>
<figure><img src="https://img.example/été.jpg" alt="Un été"><figcaption>Le café, l’été dernier.</figcaption></figure>
<p>Les élèves de l’école d’à côté sont déjà revenus, et les habitués aussi, qui n’avaient plus où aller.</p></article></body></html>`

// TestAPageIsTheSameInBothFormsOfItsLetters has letters as two code points each,
// written as such, as entities and as escapes of JSON. What an address is made of
// stays.
func TestAPageIsTheSameInBothFormsOfItsLetters(t *testing.T) {
	t.Parallel()
	one, err := Read([]byte(cafePage), intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	apart := norm.NFD.String(strings.NewReplacer(`\u00e9`, `e\u0301`, "&eacute;", "e&#769;").Replace(cafePage))
	two, err := Read([]byte(apart), intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	shown := func(a news.Article) string {
		var all []string
		for i := range a.Photos {
			all = append(all, a.Photos[i].URL)
			a.Photos[i].URL = ""
		}
		return strings.Join(all, " ")
	}
	if was, is := shown(one.Article), shown(two.Article); !strings.Contains(was, "/%C3%A9t%C3%A9.jpg") || !strings.Contains(is, "/e%CC%81te%CC%81.jpg") {
		t.Errorf("%s, %s", was, is)
	}
	if diff := cmp.Diff(one.Article, two.Article); diff != "" || len(two.Article.Quotes) != 1 || two.Article.Quotes[0].Speaker == nil || two.Article.Authors[0].Name != "Zoé Müller" {
		t.Errorf("%s\n%+v", diff, two.Article)
	}
}
