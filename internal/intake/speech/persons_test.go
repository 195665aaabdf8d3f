package speech

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"storywire/internal/news"
)

// TestPeopleWithGivenNamesThatNobodyKnows reads texts of people whose given names
// are in no list: what shows that two capitals are somebody is what stands around
// them.
func TestPeopleWithGivenNamesThatNobodyKnows(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"de", "fr", "es"} {
		raw, err := os.ReadFile(filepath.Join("testdata", "persons", language+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		right, all := 0, 0
		for sample := range strings.Lines(string(raw)) {
			parts := strings.Split(strings.TrimSpace(sample), " |")
			if len(parts) != 3 {
				continue
			}
			all++
			speakers, people := whoIsRead(language, parts[0])
			want := [2]string{strings.TrimSpace(parts[1]), strings.TrimSpace(parts[2])}
			if got := [2]string{speakers, people}; got == want {
				right++
			} else {
				t.Errorf("%s: %s\ngot  %q\nwant %q", language, parts[0], got, want)
			}
		}
		t.Logf("%s: %d of %d", language, right, all)
	}
}

// TestWhereNamesEnd holds a name to have its own small words and no more, and a
// surname that is an occupation's word too to be somebody's.
func TestWhereNamesEnd(t *testing.T) {
	t.Parallel()
	for language, cases := range map[string][][2]string{
		"en": {
			{"“We lost it,” said Tom de la Cruz.", "Tom de la Cruz"},
			{"“We lost it,” said Ludo van der Meer, a skipper.", "Ludo van der Meer"},
			{"“We lost it,” said Tom Hale of Greenpeace.", "Tom Hale"},
			{"“We lost it,” said the state’s Gov.", "-"},
		},
		"de": {
			{"„Wir gehen“, sagte Jan Müller. „Es regnet“, sagte Müller.", "Jan Müller; Jan Müller"},
			{"„Wir gehen“, so Jäger. Okko Jäger leitet den Hafen.", "Okko Jäger"},
			{"„Wir gehen“, sagte Bürgermeister Koch. Jan Koch ist neu.", "Jan Koch"},
			{"Bauer Feld sagte: „Wir gehen.“", "Feld"},
			{"„Wir gehen“, sagte Jan Feld von Greenpeace. „Es regnet“, sagte Feld von Greenpeace.", "Jan Feld; Jan Feld"},
			{"„Wir gehen“, sagte Jan Feld der Zeitung. „Es regnet“, sagte Feld den Reportern.", "Jan Feld; Jan Feld"},
			{"„Wir gehen“, sagte Jan van der Feld.", "Jan van der Feld"},
			{"„Wir gehen“, sagte Jan Feld. Beispiel Feld: Felds Plan liegt vor. „Es regnet“, sagte er.", "Jan Feld; Jan Feld"},
			{"Obwohl Feld schwieg, sagte Jan Feld: „Wir gehen.“", "Jan Feld"},
			{"Gegner Real Ostheim gewann. „Wir gehen“, sagte Jan Feld.", "Jan Feld"},
			{"Jan Feld wies das zurück und nannte den Einsatz „eine Schande für uns“.", "Jan Feld"},
		},
		"fr": {
			{"« Il reste fermé », a dit Paul Aubin de Greenpeace.", "Paul Aubin"},
			{"A Valcourt, il pleut. « Il reste fermé », a dit Paul Aubin.", "Paul Aubin"},
			{"« Il reste fermé », s’inquiète Paul de la Tour.", "Paul de la Tour"},
		},
		"es": {
			{"«Nos vamos», dijo Luis de la Vega.", "Luis de la Vega"},
			{"La asociación Bahía Azul protesta. «Es demasiado», dice Luis Ortega.", "Luis Ortega"},
			{"Luis Ortega, pescador, se encoge de hombros. «Siempre fue así», dice.", "Luis Ortega"},
		},
	} {
		for _, c := range cases {
			if got, _ := whoIsRead(language, c[0]); got != c[1] {
				t.Errorf("%s: %s\ngot  %s\nwant %s", language, c[0], got, c[1])
			}
		}
	}
}

// whoIsRead tells who says each quotation of a text, and whom the text names.
func whoIsRead(language, text string) (speakers, people string) {
	r := Read(Text{Language: language, Paragraphs: []Paragraph{{Text: text}}})
	var said, named []string
	for _, q := range r.Quotes {
		if q.Speaker != nil {
			said = append(said, q.Speaker.Name)
		} else if q.Kind != None {
			said = append(said, "-")
		}
	}
	for _, e := range r.Entities {
		if e.Kind == news.Person && e.Uses > 0 && e.Sure {
			named = append(named, e.Name)
		}
	}
	return strings.Join(said, "; "), strings.Join(named, "; ")
}
