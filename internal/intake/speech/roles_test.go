package speech

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRoles(t *testing.T) {
	t.Parallel()
	tell(t, "en", [][]string{
		{"Ada Finch, a shepherd from Stane, left. “We are staying,” the shepherd said.", "direct: We are staying, = Ada Finch (shepherd from Stane) [said]"},
		{"“We are staying,” said Ada Finch, a grower. “It rains,” the grower said.", "direct: We are staying, = Ada Finch (grower) [said]", "direct: It rains, = Ada Finch (grower) [said]"},
		{"“We are staying,” said local beekeeper Ada Finch. “It rains,” the beekeeper said.", "direct: We are staying, = Ada Finch (local beekeeper) [said]", "direct: It rains, = Ada Finch (local beekeeper) [said]"},
		{"Shepherd Ada Finch said: “We are staying here.”", "direct: We are staying here. = Ada Finch (Shepherd) [said]"},
		{"“We are staying,” said Hunter Quill, and Baker Finch agreed.", "direct: We are staying, = Hunter Quill [said]"},
		{"Ada Finch is a hydrologist. “It rains,” the hydrologist said.", "direct: It rains, = Ada Finch (hydrologist) [said]"},
		{"Ada Finch and Tom Hale came. “It rains,” a trader said. “It rains,” said one boatman.", "direct: It rains, = <a trader> [said]", "direct: It rains, = <one boatman> [said]"},
		{"The grower said the fruit was “not worth a penny now”.", "fragment: not worth a penny now = <The grower> [said]"},
		{"“It rains,” said aunt Ada Finch.", "direct: It rains, = Ada Finch [said]"},
	})
	for w, want := range map[string]bool{"shepherd": true, "grower": true, "seaweed-grower": true, "lighthousekeeper": true, "geologist": true, "alderwoman": true, "boatman": true, "optician": true,
		"number": false, "water": false, "however": false, "list": false, "insist": false, "human": false, "woman": false, "pacemaker": false, "inhuman": false, "superhuman": false, "door": false} {
		if isRole(w) != want {
			t.Errorf("%s is a role: %v", w, !want)
		}
	}
}

// TestPlacesThatLookLikePeople holds places by the word that they start with to
// be nobody, and people whose names start or end so to be themselves.
func TestPlacesThatLookLikePeople(t *testing.T) {
	t.Parallel()
	tell(t, "en", [][]string{
		{"“We are staying here,” said Upper Stane.", "direct: We are staying here, = <Upper Stane> [said]"},
		{"“We are staying here,” said Upper Stane councillor Ada Finch.", "direct: We are staying here, = Ada Finch (councillor) [said]"},
		{"“We are staying here,” said a Great Harrow resident.", "direct: We are staying here, = <a Great Harrow resident> [said]"},
		{"Little Anna Quill came. “We are staying here,” said Anna Quill.", "direct: We are staying here, = Anna Quill [said]"},
		{"“We are staying here,” said Ian St. John. “It rains,” St. John said.", "direct: We are staying here, = Ian St. John [said]", "direct: It rains, = Ian St. John [said]"},
		{"Mayor Little Finch said: “We are staying here.”", "direct: We are staying here. = Little Finch (Mayor) [said]"},
	})
	for language, text := range map[string]string{
		"en": "They live in New Harrow, near Saint Alban and in Little Stane.",
		"fr": "Ils vivent à Saint-Loup et à Haute Roche.",
		"de": "Sie leben in Ober Stein, bei Sankt Anton und in Bad Ellern.",
		"es": "Viven en Santa Olalla y San Telmo.",
	} {
		var got []string
		for _, e := range Read(Text{Language: language, Paragraphs: []Paragraph{{Text: text}}}).Entities {
			if e.Uses > 0 {
				got = append(got, string(e.Kind)+" "+e.Name)
			}
		}
		want := map[string][]string{
			"en": {"place New Harrow", "place Saint Alban", "place Little Stane"},
			"fr": {"place Saint-Loup", "place Haute Roche"},
			"de": {"place Ober Stein", "place Sankt Anton", "place Bad Ellern"},
			"es": {"place Santa Olalla", "place San Telmo"},
		}[language]
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", text, d)
		}
	}
}
