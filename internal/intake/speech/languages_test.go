package speech

import "testing"

func TestGermanQuotes(t *testing.T) {
	t.Parallel()
	tell(t, "de", [][]string{
		{"„Wir haben das Boot verloren“, sagte Hafenmeisterin Jana Feld am Montag.", "direct: Wir haben das Boot verloren = Jana Feld (Hafenmeisterin) [sagte]"},
		{"»Es war dunkel, und niemand half«, erklärte der Fischer Uwe Brandt.", "direct: Es war dunkel, und niemand half = Uwe Brandt (Fischer) [erklärte]"},
		{"Bürgermeister Jonas Kehl sagte: „Der Hafen bleibt offen.“", "direct: Der Hafen bleibt offen. = Jonas Kehl (Bürgermeister) [sagte]"},
		{"Am Dienstag sagte Jonas Kehl: „Der Hafen bleibt offen.“ Kehl ist Bürgermeister. „Niemand wird entlassen“, sagte er.",
			"direct: Der Hafen bleibt offen. = Jonas Kehl (Bürgermeister) [sagte]", "direct: Niemand wird entlassen = Jonas Kehl (Bürgermeister) [sagte]"},
		{"„Das war ein Fehler“, hat Jana Feld gesagt.", "direct: Das war ein Fehler = Jana Feld [hat]"},
		{"Laut Jana Feld war der Kai „seit Jahren nicht mehr sicher“.", "fragment: seit Jahren nicht mehr sicher = Jana Feld [Laut]"},
		{"„Niemand hat uns gefragt“, sagte eine Anwohnerin.", "direct: Niemand hat uns gefragt = <eine Anwohnerin> [sagte]"},
		{"“Wir bleiben hier”, sagte Frau Feld. Jana Feld wohnt am Kai.", "direct: Wir bleiben hier = Jana Feld [sagte]"},
		{"Die Bürgermeisterin Doris Kahl kam am Montag. „Der Hafen bleibt offen für alle“, sagte die Bürgermeisterin.", "direct: Der Hafen bleibt offen für alle = Doris Kahl (Bürgermeisterin) [sagte]"},
		{"„Der Hafen bleibt offen für alle“, sagte Arndt Kahl, Bürgermeister von Grünau. „Niemand wird hier entlassen“, sagte der Bürgermeister.",
			"direct: Der Hafen bleibt offen für alle = Arndt Kahl (Bürgermeister von Grünau) [sagte]", "direct: Niemand wird hier entlassen = Arndt Kahl (Bürgermeister von Grünau) [sagte]"},
		{"Die Ministerin Doris Kahl und die Ministerin Jana Feld kamen. „Wir bleiben noch lange hier“, sagte die Ministerin.", "direct: Wir bleiben noch lange hier = <die Ministerin> [sagte]"},
		{"Der Sprecher Uwe Brandt kam. „Wir bleiben noch lange hier“, sagte ein Sprecher.", "direct: Wir bleiben noch lange hier = <ein Sprecher> [sagte]"},
		{"„Der Hafen bleibt offen für alle“, teilte die Polizei mit.", "direct: Der Hafen bleibt offen für alle = <die Polizei> [teilte]"},
		{"Jana Feld sagte, sie habe das Boot verloren und sei erschöpft."},
		{"Der Film „Das Boot am Kai“ läuft heute. Das „Herz“ der Stadt schlägt.", "none: Das Boot am Kai", "none: Herz"},
		{"„Der Kai war ‚eine Ruine‘, mehr nicht“, sagte Uwe Brandt.", "direct: Der Kai war ‚eine Ruine‘, mehr nicht = Uwe Brandt [sagte]"},
	})
}

func TestFrenchQuotes(t *testing.T) {
	t.Parallel()
	tell(t, "fr", [][]string{
		{"« Nous avons perdu le bateau », a déclaré Hélène Roux, maire de Port-Ellery.", "direct: Nous avons perdu le bateau = Hélène Roux (maire de Port-Ellery) [a déclaré]"},
		{"« Il faisait nuit », a dit le pêcheur Mathieu Loriot.", "direct: Il faisait nuit = Mathieu Loriot (pêcheur) [a dit]"},
		{"Hélène Roux a affirmé : « Le port restera ouvert. »", "direct: Le port restera ouvert. = Hélène Roux [a affirmé]"},
		{"La maire Hélène Roux est venue. « Personne ne partira », explique-t-elle. « Nous restons ici », a-t-elle ajouté.",
			"direct: Personne ne partira = Hélène Roux (maire) [explique-t-elle]", "direct: Nous restons ici = Hélène Roux (maire) [a-t-elle ajouté]"},
		{"Selon Mathieu Loriot, le quai était « dangereux depuis des années ».", "fragment: dangereux depuis des années = Mathieu Loriot [Selon]"},
		{"« Personne ne nous a demandé », regrette une habitante du quai.", "direct: Personne ne nous a demandé = <une habitante du quai> [regrette]"},
		{"“Nous partons demain matin”, a dit M. Loriot. Mathieu Loriot a 62 ans.", "direct: Nous partons demain matin = Mathieu Loriot [a dit]"},
		{"La maire Hélène Roux est venue lundi. « Le port restera ouvert à tous », a déclaré la maire.", "direct: Le port restera ouvert à tous = Hélène Roux (maire) [a déclaré]"},
		{"« Le port restera ouvert à tous », a indiqué le ministère des Transports.", "direct: Le port restera ouvert à tous = ministère des Transports [a indiqué]"},
		{"Le film « La Nuit du port » sort mercredi.", "none: La Nuit du port"},
		{"Hélène Roux a dit que le port resterait ouvert."},
	})
}

func TestSpanishQuotes(t *testing.T) {
	t.Parallel()
	tell(t, "es", [][]string{
		{"«Perdimos el barco», dijo Lucía Prado, alcaldesa de Puerto Elera.", "direct: Perdimos el barco = Lucía Prado (alcaldesa de Puerto Elera) [dijo]"},
		{"“Estaba muy oscuro”, afirmó el pescador Javier Soler.", "direct: Estaba muy oscuro = Javier Soler (pescador) [afirmó]"},
		{"La alcaldesa Lucía Prado dijo: “El puerto seguirá abierto”.", "direct: El puerto seguirá abierto = Lucía Prado (alcaldesa) [dijo]"},
		{"Lucía Prado llegó tarde. «Nadie se irá de aquí», ha asegurado ella. «Nos quedamos», añadió.",
			"direct: Nadie se irá de aquí = Lucía Prado [ha asegurado]", "direct: Nos quedamos = Lucía Prado [añadió]"},
		{"Según Javier Soler, el muelle era «un peligro desde hace años».", "fragment: un peligro desde hace años = Javier Soler [Según]"},
		{"\"Nadie nos preguntó nada\", lamentó una vecina del barrio.", "direct: Nadie nos preguntó nada = <una vecina del barrio> [lamentó]"},
		{"La alcaldesa Lucía Prado llegó el lunes. «El puerto seguirá abierto para todos», dijo la alcaldesa.", "direct: El puerto seguirá abierto para todos = Lucía Prado (alcaldesa) [dijo]"},
		{"«El puerto seguirá abierto para todos», informó el Ministerio de Transportes.", "direct: El puerto seguirá abierto para todos = Ministerio de Transportes [informó]"},
		{"La película «La noche del puerto» se estrena hoy.", "none: La noche del puerto"},
		{"Prado dijo que el puerto seguiría abierto. Lucía Prado no dio más datos."},
	})
}

func TestHindiMarks(t *testing.T) {
	t.Parallel()
	tell(t, "hi", [][]string{
		{"महापौर ने कहा, “हमने अपनी नाव खो दी है।” फिर वह चली गईं।", "direct: हमने अपनी नाव खो दी है। = nobody"},
		{"उन्होंने इसे “भूल” कहा।", "none: भूल"},
	})
}
