package intake

import "testing"

// TestLanguagesOfShortStories tells the language of a few lines by their small
// words, and of fewer nothing.
func TestLanguagesOfShortStories(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"La maire l’a dit lundi.\n\nNous aurions dû regarder plus tôt. Le détour est raisonnable.\n\nUne navette sera mise en place pour la rentrée.": "fr",
		"Wir haben gewarnt, sagte der Bürgermeister.\n\nNur einen Weg gibt es noch.":                                                                  "de",
		"El alcalde lo dijo ayer.\n\nNadie nos avisó, según los vecinos.":                                                                             "es",
		"The ferry was late.\n\nIt was said to have been the fog.":                                                                                    "en",
		"Ferry late.\n\nFog again.": "",
		"Feria de abril y más.":     "",
	} {
		r, err := Text([]byte(text), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Article.Language; got != want {
			t.Errorf("%q is in %q, want %q", text, got, want)
		}
	}
}
