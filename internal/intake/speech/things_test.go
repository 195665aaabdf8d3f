package speech

import "testing"

// TestWhoIsNobody reads what has capitals as names do, and is nobody: clubs, companies,
// brands, peoples, what is a country's or somebody's, and whole names that run into each
// other. Each has what is to be read of it as people.
func TestWhoIsNobody(t *testing.T) {
	t.Parallel()
	for language, cases := range map[string][][2]string{
		"de": {
			{"Real Halmstedt siegte. Für Real Halmstedt war es der dritte Sieg.", ""},
			{"Der FC Grünau verlor gegen Eintracht Ostheim und Partizan Belgrad.", ""},
			{"Frankreichs Spione warnten. Norwegens Justiz prüft.", ""},
			{"Norwegens Trainer Jan Feld kam.", "Jan Feld"},
			{"Die Halmwasser AG warnt. Laut Halmwasser AG ist es dicht.", ""},
			{"Die Müller Brot GmbH backt. Uwe Müller von der Müller Brot GmbH auch.", "Uwe Müller"},
			{"Der Norweger Jan Feld kam mit dem Deutsch-Franzosen Jan Kohl.", "Jan Feld; Jan Kohl"},
			{"Laut Mehreren Medienberichten stimmt das. Eigenen Angaben zufolge auch.", ""},
			{"Uwe Feld kam. Uwe Felds Karriere begann spät.", "Uwe Feld"},
			{"Am Abend traf Uwe Feld Erich Kohl, der wartete.", "Uwe Feld; Erich Kohl"},
			{"Die Fähre von Nordic Investments und das Jan Feld Stadion sind neu.", ""},
		},
		"fr": {
			{"Real Valcourt a gagné. L’Union Européenne aussi, selon Google Trends.", ""},
			{"Le Plan Bleu et le Festival Lumière reviennent.", ""},
			{"Paul Aubin et Jeanne Morel, de la société Valmont Électronique SA, sont venus.", "Paul Aubin; Jeanne Morel"},
		},
		"es": {
			{"El Real Valdemar ganó. La Unión Europea y el Plan Azul también.", ""},
			{"Viajaron Nigeria y Valdemar, y jugaron Garrucha y Antas.", ""},
			{"La Asamblea de Valdemar y la Presidencia del Gobierno callan.", ""},
			{"José Ortega y Gasset escribió. Luis Prado y Ana Ruiz leyeron.", "José Ortega y Gasset; Luis Prado; Ana Ruiz"},
		},
	} {
		for _, c := range cases {
			if _, got := whoIsRead(language, c[0]); got != c[1] {
				t.Errorf("%s: %s\ngot  %q\nwant %q", language, c[0], got, c[1])
			}
		}
	}
}
