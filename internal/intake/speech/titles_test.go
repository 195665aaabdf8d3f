package speech

import "testing"

// TestTitlesInOtherLanguages reads what somebody is in front of the name and
// behind it, on either side of the quotation, and alone later on.
func TestTitlesInOtherLanguages(t *testing.T) {
	t.Parallel()
	tell(t, "de", [][]string{
		{"„Die Brücke bleibt zu“, sagte der Bürgermeister von Ostheim, Jan Feld. „Wir haben gewarnt“, sagte der Bürgermeister.",
			"direct: Die Brücke bleibt zu = Jan Feld (Bürgermeister von Ostheim) [sagte]", "direct: Wir haben gewarnt = Jan Feld (Bürgermeister von Ostheim) [sagte]"},
		{"Der Bürgermeister von Ostheim, Jan Feld, sagte: „Die Brücke bleibt zu.“", "direct: Die Brücke bleibt zu. = Jan Feld (Bürgermeister von Ostheim) [sagte]"},
		{"Jan Feld, der Bürgermeister von Ostheim, sagte am Montag: „Die Brücke bleibt zu.“", "direct: Die Brücke bleibt zu. = Jan Feld (Bürgermeister von Ostheim) [sagte]"},
		{"„Die Brücke bleibt zu“, sagte Jan Feld (52), Bürgermeister von Ostheim.", "direct: Die Brücke bleibt zu = Jan Feld (Bürgermeister von Ostheim) [sagte]"},
		{"„Die Brücke bleibt zu“, sagte der Ostheimer Bürgermeister Jan Feld.", "direct: Die Brücke bleibt zu = Jan Feld (Bürgermeister) [sagte]"},
		{"„Die Brücke bleibt zu“, sagte Schäferin Ute Lang. „Es regnet“, sagte die Schäferin.", "direct: Die Brücke bleibt zu = Ute Lang (Schäferin) [sagte]", "direct: Es regnet = Ute Lang (Schäferin) [sagte]"},
		{"„Die Brücke bleibt zu“, sagte Verkehrsminister Kai Lohm. „Es regnet“, sagte der Verkehrsminister.", "direct: Die Brücke bleibt zu = Kai Lohm (Verkehrsminister) [sagte]", "direct: Es regnet = Kai Lohm (Verkehrsminister) [sagte]"},
		{"Als Uwe Brandt kam, sagte Jana Feld: „Die Brücke bleibt zu.“", "direct: Die Brücke bleibt zu. = Jana Feld [sagte]"},
		{"Jan Feld ist Bürgermeister von Ostheim. „Es regnet seit Tagen“, sagte der Bürgermeister.", "direct: Es regnet seit Tagen = Jan Feld (Bürgermeister von Ostheim) [sagte]"},
	})
	tell(t, "fr", [][]string{
		{"« Le pont sera fermé », la maire de Valcourt, Jeanne Morel, a déclaré. « Il pleut encore », a dit la maire.",
			"direct: Le pont sera fermé = Jeanne Morel (maire de Valcourt) [a déclaré]", "direct: Il pleut encore = Jeanne Morel (maire de Valcourt) [a dit]"},
		{"La maire de Valcourt, Jeanne Morel, a déclaré : « Le pont sera fermé. »", "direct: Le pont sera fermé. = Jeanne Morel (maire de Valcourt) [a déclaré]"},
		{"« Le pont sera fermé », a dit Jeanne Morel, maire de Valcourt.", "direct: Le pont sera fermé = Jeanne Morel (maire de Valcourt) [a dit]"},
		{"« Le pont sera fermé », dit Jeanne Morel, 52 ans, maire de Valcourt.", "direct: Le pont sera fermé = Jeanne Morel (maire de Valcourt) [dit]"},
		{"Le maire de Valcourt, Paul Aubin, est venu lundi. « Le pont sera fermé », a dit le maire.", "direct: Le pont sera fermé = Paul Aubin (maire de Valcourt) [a dit]"},
		{"Jeanne Morel est maire de Valcourt depuis 2020. « Le pont sera fermé », a dit la maire.", "direct: Le pont sera fermé = Jeanne Morel (maire de Valcourt) [a dit]"},
		{"« Nous restons ici », a lancé l'ancien maire de Valcourt Paul Aubin.", "direct: Nous restons ici = Paul Aubin (ancien maire de Valcourt) [a lancé]"},
		{"« Nous restons ici », a déclaré à l'agence le porte-parole de la police, Marc Lenoir.", "direct: Nous restons ici = Marc Lenoir (porte-parole de la police) [a déclaré]"},
		{"« Nous restons ici », assure Anne Vial, bergère à Valcourt. La bergère ajoute : « Personne ne viendra. »",
			"direct: Nous restons ici = Anne Vial (bergère à Valcourt) [assure]", "direct: Personne ne viendra. = Anne Vial (bergère à Valcourt) [ajoute]"},
	})
	tell(t, "es", [][]string{
		{"El alcalde de Ribera, Luis Ortega, dijo: «El puente seguirá cerrado». «Nadie avisó», añadió el alcalde.",
			"direct: El puente seguirá cerrado = Luis Ortega (alcalde de Ribera) [dijo]", "direct: Nadie avisó = Luis Ortega (alcalde de Ribera) [añadió]"},
		{"«El puente seguirá cerrado», dijo el lunes el alcalde de Ribera, Luis Ortega.", "direct: El puente seguirá cerrado = Luis Ortega (alcalde de Ribera) [dijo]"},
		{"«El puente seguirá cerrado», dijo Luis Ortega, alcalde de Ribera.", "direct: El puente seguirá cerrado = Luis Ortega (alcalde de Ribera) [dijo]"},
		{"«Nos quedamos», dijo la pastora Ana Ruiz. «Hace frío», dijo la pastora.", "direct: Nos quedamos = Ana Ruiz (pastora) [dijo]", "direct: Hace frío = Ana Ruiz (pastora) [dijo]"},
		{"Luis Ortega y Ana Ruiz llegaron tarde. «Nos quedamos», dijo Ruiz.", "direct: Nos quedamos = Ana Ruiz [dijo]"},
	})
}

func TestWordsThatAreGivenToSomebodyInOtherLanguages(t *testing.T) {
	t.Parallel()
	tell(t, "de", [][]string{
		{"Nach Angaben von Jan Feld ist die Brücke „seit Jahren eine Ruine“.", "fragment: seit Jahren eine Ruine = Jan Feld [Nach Angaben von]"},
		{"Nach Angaben des Bürgermeisters Jan Feld ist die Brücke „seit Jahren eine Ruine“.", "fragment: seit Jahren eine Ruine = Jan Feld (Bürgermeister) [Nach Angaben]"},
		{"Nach Angaben der Polizei ist die Brücke „seit Jahren eine Ruine“.", "fragment: seit Jahren eine Ruine = <der Polizei> [Nach Angaben]"},
		{"Anna Berg leitet das Amt. Nach ihren Angaben ist die Brücke „seit Jahren eine Ruine“.", "fragment: seit Jahren eine Ruine = Anna Berg [Nach ihren Angaben]"},
		{"Jan Feld zufolge ist die Brücke „seit Jahren eine Ruine“.", "fragment: seit Jahren eine Ruine = Jan Feld [zufolge]"},
		{"Die Brücke sei Jan Feld zufolge „seit Jahren eine Ruine“.", "fragment: seit Jahren eine Ruine = Jan Feld [zufolge]"},
		{"Bürgermeister Jan Feld ist neu. Dem Bürgermeister zufolge ist die Brücke „seit Jahren eine Ruine“.", "fragment: seit Jahren eine Ruine = Jan Feld (Bürgermeister) [zufolge]"},
		{"Die Brücke ist laut Jan Feld „seit Jahren eine Ruine“.", "fragment: seit Jahren eine Ruine = Jan Feld [laut]"},
		{"Die Brücke ist laut Polizei „seit Jahren eine Ruine“.", "fragment: seit Jahren eine Ruine = <Polizei> [laut]"},
		{"„Die Brücke ist seit Jahren eine Ruine“, so Jan Feld.", "direct: Die Brücke ist seit Jahren eine Ruine = Jan Feld [so]"},
	})
	tell(t, "fr", [][]string{
		{"Selon la maire de Valcourt, Jeanne Morel, le pont est « une ruine sans espoir ».", "fragment: une ruine sans espoir = Jeanne Morel (maire de Valcourt) [Selon]"},
		{"Le pont est « une ruine sans espoir », d’après Paul Aubin.", "fragment: une ruine sans espoir = Paul Aubin [d’après]"},
		{"Paul Aubin a vu le pont. Selon lui, c’est « une ruine sans espoir ».", "fragment: une ruine sans espoir = Paul Aubin [Selon]"},
		{"Selon la préfecture, le pont est « une ruine sans espoir ».", "fragment: une ruine sans espoir = <la préfecture> [Selon]"},
		{"Pour la fête, le slogan « Tous au pont avec nous » est choisi.", "none: Tous au pont avec nous"},
	})
	tell(t, "es", [][]string{
		{"Según el alcalde de Ribera, Luis Ortega, el puente es «una ruina desde hace años».", "fragment: una ruina desde hace años = Luis Ortega (alcalde de Ribera) [Según]"},
		{"El puente es «una ruina desde hace años», según Luis Ortega.", "fragment: una ruina desde hace años = Luis Ortega [según]"},
		{"Luis Ortega vio el puente. Según él, es «una ruina desde hace años».", "fragment: una ruina desde hace años = Luis Ortega [Según]"},
	})
}

func TestBodiesAndPlacesInOtherLanguages(t *testing.T) {
	t.Parallel()
	tell(t, "de", [][]string{
		{"„Die Brücke bleibt zu“, sagte Greenpeace.", "direct: Die Brücke bleibt zu = Greenpeace [sagte]"},
		{"„Die Brücke bleibt zu“, teilte die Polizei Ostheim mit.", "direct: Die Brücke bleibt zu = Polizei Ostheim [teilte]"},
		{"„Die Brücke bleibt zu“, teilte das Innenministerium mit.", "direct: Die Brücke bleibt zu = Innenministerium [teilte]"},
		{"Jana Feld und Petra Kohl sagten: „Wir bleiben zusammen hier.“", "direct: Wir bleiben zusammen hier. = several: Jana Feld, Petra Kohl [sagten]"},
		{"Feld und Kohl sagten: „Wir bleiben zusammen hier.“ Petra Kohl geht.", "direct: Wir bleiben zusammen hier. = several: Petra Kohl [sagten]"},
		{"Die Ärztin und Autorin Jana Feld sagte: „Wir bleiben zusammen hier.“", "direct: Wir bleiben zusammen hier. = Jana Feld (Autorin) [sagte]"},
		{"Für Jana Feld gab es „stehenden Applaus und viele Blumen“.", "fragment: stehenden Applaus und viele Blumen = nobody"},
		{"Für Jana Feld ist das „stehender Unsinn“.", "fragment: stehender Unsinn = Jana Feld [Für]"},
		{"Der Brief von Jana Feld endet mit „Ihr ergebener Freund und Diener“.", "fragment: Ihr ergebener Freund und Diener = nobody"},
		{"„Die Brücke bleibt zu“, sagten Anwohner.", "direct: Die Brücke bleibt zu = <Anwohner> [sagten]"},
		{"„Die Brücke bleibt zu“, erklärte Moskau.", "direct: Die Brücke bleibt zu = <Moskau> [erklärte]"},
		{"„Die Brücke bleibt zu“, sagte Oberweiler.", "direct: Die Brücke bleibt zu = <Oberweiler> [sagte]"},
		{"Kai Oberweiler wohnt hier. „Die Brücke bleibt zu“, sagte Oberweiler.", "direct: Die Brücke bleibt zu = Kai Oberweiler [sagte]"},
	})
	tell(t, "fr", [][]string{
		{"« Le pont sera fermé », a indiqué la Préfecture.", "direct: Le pont sera fermé = <la Préfecture> [a indiqué]"},
		{"« Le pont sera fermé », a indiqué Greenpeace.", "direct: Le pont sera fermé = Greenpeace [a indiqué]"},
		{"« Le pont sera fermé », a dit Saint-Aubin.", "direct: Le pont sera fermé = <Saint-Aubin> [a dit]"},
	})
	tell(t, "es", [][]string{
		{"«El puente seguirá cerrado», informó el Ministerio.", "direct: El puente seguirá cerrado = <el Ministerio> [informó]"},
		{"«El puente seguirá cerrado», informó la Guardia Civil.", "direct: El puente seguirá cerrado = Guardia Civil [informó]"},
		{"El ministro felicitó a Ana Ruiz. «Es una suerte para nosotros», dijo.", "direct: Es una suerte para nosotros = <El ministro> [dijo]"},
		{"«Nos quedamos aquí», dijo San Telmo.", "direct: Nos quedamos aquí = <San Telmo> [dijo]"},
		{"Andrea San Martín llegó. «Nos quedamos aquí», dijo San Martín.", "direct: Nos quedamos aquí = Andrea San Martín [dijo]"},
	})
}
