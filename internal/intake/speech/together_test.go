package speech

import "testing"

// TestSeveralWhoSpeakAsOne holds words that several say to be nobody's alone, and
// what one of them says to be theirs, however near the others stand.
func TestSeveralWhoSpeakAsOne(t *testing.T) {
	t.Parallel()
	tell(t, "en", [][]string{
		{"“We lost it,” Mara Quill and Tom Hale said.", "direct: We lost it, = several: Mara Quill, Tom Hale [said]"},
		{"“We lost it,” said Mara Quill and Tom Hale in a letter.", "direct: We lost it, = several: Mara Quill, Tom Hale [said]"},
		{"Mara Quill met Tom Hale. “We lost it,” Quill and Hale said.", "direct: We lost it, = several: Mara Quill, Tom Hale [said]"},
		{"Mara Quill and Tom Hale said: “We lost it.”", "direct: We lost it. = several: Mara Quill, Tom Hale [said]"},
		{"Mara Quill, Tom Hale and Ada Finch said: “We lost it.”", "direct: We lost it. = several: Mara Quill, Tom Hale, Ada Finch [said]"},
		{"“We lost it,” said Mara Quill, Tom Hale, and Ada Finch.", "direct: We lost it, = several: Mara Quill, Tom Hale, Ada Finch [said]"},
		{"“We lost it,” said Mara Quill, the mayor, and Tom Hale, her deputy.", "direct: We lost it, = several: Mara Quill, Tom Hale [said]"},
		{"Mara Quill, 52, and Tom Hale, her deputy, said the loss was “a blow to us all”.", "fragment: a blow to us all = several: Mara Quill, Tom Hale [said]"},
		{"“We lost it,” the mayor of Port Ellery, Mara Quill, and Tom Hale said.", "direct: We lost it, = several: Mara Quill, Tom Hale [said]"},
		{"Mayor Mara Quill and deputy Tom Hale told reporters: “We lost it.”", "direct: We lost it. = several: Mara Quill, Tom Hale [told]"},
		{"According to Mara Quill and Tom Hale, the loss was “a blow to us all”.", "fragment: a blow to us all = several: Mara Quill, Tom Hale [According to]"},
		{"Neither Mara Quill nor Tom Hale called it “reckless”.", "fragment: reckless = several: Mara Quill, Tom Hale [called]"},
		{"Police and the Harbour Authority said it was “a blow to us all”.", "fragment: a blow to us all = several: Harbour Authority [said]"},
		{"“We lost it,” Senators Quill and Hale said.", "direct: We lost it, = several: Quill, Hale [said]"},
		{"Mara Quill is the mayor. “We lost it,” the mayor and Tom Hale said.", "direct: We lost it, = several: Mara Quill, Tom Hale [said]"},
		{"“We lost it,” said Mara Quill and others. “It was dark.”", "direct: We lost it, = several: Mara Quill [said]", "direct: It was dark. = several: Mara Quill [said]"},
		{"“We lost the boat and all that was in it.”\n\n— Mara Quill and Tom Hale, skippers", "direct: We lost the boat and all that was in it. = several: Mara Quill, Tom Hale"},
		{"“We lost the boat.” — Mara Quill and Tom Hale", "direct: We lost the boat. = several: Mara Quill, Tom Hale"},
	})
	tell(t, "en", [][]string{
		{"“We lost it,” said Hunter Quill, and Baker Finch agreed.", "direct: We lost it, = Hunter Quill [said]"},
		{"“We lost it,” said Mara Quill and Tom Hale left.", "direct: We lost it, = Mara Quill [said]"},
		{"“We lost it,” said Mara Quill, the mayor, and Tom Hale, her deputy, agreed.", "direct: We lost it, = Mara Quill (mayor) [said]"},
		{"Mara Quill came and Tom Hale said: “We lost it.”", "direct: We lost it. = Tom Hale [said]"},
		{"Mara Quill saw Ada Finch and Tom Hale said: “We lost it.”", "direct: We lost it. = Tom Hale [said]"},
		{"Mara Quill told Tom Hale and Ada Finch: “We lost it.”", "direct: We lost it. = Mara Quill [told]"},
		{"Mara Quill, who runs the museum with Tom Hale and Ada Finch, said: “We lost it.”", "direct: We lost it. = Mara Quill [said]"},
		{"“We lost it,” said founder and chief executive Mara Quill.", "direct: We lost it, = Mara Quill (chief executive) [said]"},
		{"“We lost it,” Mara Quill, head of Marks and Finch, said.", "direct: We lost it, = Mara Quill (head of Marks and Finch) [said]"},
		{"“We lost it,” said a spokesman for Quill and Hale.", "direct: We lost it, = <a spokesman> [said]"},
		{"“We lost it,” a spokesman for Quill and Hale said.", "direct: We lost it, = <a spokesman for Quill and Hale> [said]"},
		{"A letter from Mara Quill and Tom Hale said the loss was “a blow to us all”.", "fragment: a blow to us all = <A letter from Mara Quill and Tom Hale> [said]"},
		{"“We lost it,” the mayor and her deputy said.", "direct: We lost it, = <the mayor and her deputy> [said]"},
	})
}

// TestSeveralWhoWereToldOfBefore reads the words for several as those of whom the
// text has told together, and "she" as the one of them whom it can mean.
func TestSeveralWhoWereToldOfBefore(t *testing.T) {
	t.Parallel()
	tell(t, "en", [][]string{
		{"Mara Quill and Tom Hale came. “We lost it,” both said. “It was dark,” they said.", "direct: We lost it, = several: Mara Quill, Tom Hale [said]", "direct: It was dark, = several: Mara Quill, Tom Hale [said]"},
		{"Mara Quill and Tom Hale came. “We lost it,” the pair said.", "direct: We lost it, = several: Mara Quill, Tom Hale [said]"},
		{"Mara Quill met Tom Hale. “We lost it,” both said.", "direct: We lost it, = <both> [said]"},
		{"Mara Quill and Tom Hale came. “We lost it,” she said. “It was dark,” he said.", "direct: We lost it, = Mara Quill [said]", "direct: It was dark, = Tom Hale [said]"},
		{"“We lost it,” said Mara Quill and Ada Finch. “It was dark,” she added.", "direct: We lost it, = several: Mara Quill, Ada Finch [said]", "direct: It was dark, = <she> [added]"},
	})
	tell(t, "de", [][]string{
		{"Jana Feld und Uwe Brandt kamen. „Wir bleiben hier“, sagten sie. „Es regnet“, sagte er.", "direct: Wir bleiben hier = several: Jana Feld, Uwe Brandt [sagten]", "direct: Es regnet = Uwe Brandt [sagte]"},
		{"Jana Feld traf Petra Kohl. „Wir bleiben hier“, sagten beide.", "direct: Wir bleiben hier = <beide> [sagten]"},
	})
	tell(t, "fr", [][]string{
		{"Hélène Roux et Paul Aubin sont venus. « Nous restons ici », ont-ils déclaré.", "direct: Nous restons ici = several: Hélène Roux, Paul Aubin [ont-ils déclaré]"},
		{"Hélène Roux a vu Paul Aubin. « Nous restons ici », ont dit les deux.", "direct: Nous restons ici = <les deux> [ont dit]"},
	})
	tell(t, "es", [][]string{
		{"Lucía Prado y Javier Soler llegaron. «Nos quedamos», dijeron. «Hace frío», añadió Prado.", "direct: Nos quedamos = several: Lucía Prado, Javier Soler [dijeron]", "direct: Hace frío = Lucía Prado [añadió]"},
		{"Lucía Prado y Javier Soler llegaron. «Nos quedamos aquí», dijeron ambos.", "direct: Nos quedamos aquí = several: Lucía Prado, Javier Soler [dijeron]"},
	})
}

func TestSeveralInOtherLanguages(t *testing.T) {
	t.Parallel()
	tell(t, "de", [][]string{
		{"„Wir bleiben hier“, sagten Jana Feld und Petra Kohl.", "direct: Wir bleiben hier = several: Jana Feld, Petra Kohl [sagten]"},
		{"„Wir bleiben hier“, sagten Jana Feld, Uwe Brandt und Petra Kohl.", "direct: Wir bleiben hier = several: Jana Feld, Uwe Brandt, Petra Kohl [sagten]"},
		{"Jana Feld, Uwe Brandt und Petra Kohl sagten: „Wir bleiben hier.“", "direct: Wir bleiben hier. = several: Jana Feld, Uwe Brandt, Petra Kohl [sagten]"},
		{"„Wir bleiben hier“, sagten die Bürgermeisterin Jana Feld und der Kapitän Uwe Brandt.", "direct: Wir bleiben hier = several: Jana Feld, Uwe Brandt [sagten]"},
		{"„Wir bleiben hier“, erklärten Jana Feld, die Bürgermeisterin, und Uwe Brandt, ihr Stellvertreter.", "direct: Wir bleiben hier = several: Jana Feld, Uwe Brandt [erklärten]"},
		{"„Wir bleiben hier“, haben Jana Feld und ihr Mann gesagt.", "direct: Wir bleiben hier = several: Jana Feld [haben]"},
		{"Laut Jana Feld und Petra Kohl war der Kai „seit Jahren nicht sicher“.", "fragment: seit Jahren nicht sicher = several: Jana Feld, Petra Kohl [Laut]"},
		{"Weder Jana Feld noch Petra Kohl sagte: „Wir bleiben hier.“", "direct: Wir bleiben hier. = several: Jana Feld, Petra Kohl [sagte]"},
		{"„Wir bleiben hier“, sagte Jana Feld, und Petra Kohl nickte.", "direct: Wir bleiben hier = Jana Feld [sagte]"},
		{"Jana Feld kam und Petra Kohl sagte: „Wir bleiben hier.“", "direct: Wir bleiben hier. = Petra Kohl [sagte]"},
		{"„Wir bleiben hier“, sagten die Eltern von Jana Feld.", "direct: Wir bleiben hier = <die Eltern von Jana Feld> [sagten]"},
		{"„Wir bleiben hier“, sagte ein Sprecher von Jana Feld.", "direct: Wir bleiben hier = <ein Sprecher von Jana Feld> [sagte]"},
		{"„Wir bleiben hier“, sagte die Sprecherin der Bürgermeisterin Jana Feld.", "direct: Wir bleiben hier = <die Sprecherin> [sagte]"},
	})
	tell(t, "fr", [][]string{
		{"« Nous restons ici », ont déclaré Hélène Roux, Paul Aubin et Mathieu Loriot.", "direct: Nous restons ici = several: Hélène Roux, Paul Aubin, Mathieu Loriot [ont déclaré]"},
		{"« Nous restons ici », ont déclaré Hélène Roux, maire de Valcourt, et Mathieu Loriot, pêcheur.", "direct: Nous restons ici = several: Hélène Roux, Mathieu Loriot [ont déclaré]"},
		{"Hélène Roux et Mathieu Loriot affirment : « Nous restons ici. »", "direct: Nous restons ici. = several: Hélène Roux, Mathieu Loriot [affirment]"},
		{"« Nous restons ici », a déclaré Hélène Roux, et Mathieu Loriot a ri.", "direct: Nous restons ici = Hélène Roux [a déclaré]"},
		{"« Nous restons ici », a dit le porte-parole de la maire Hélène Roux.", "direct: Nous restons ici = <le porte-parole de la maire Hélène Roux> [a dit]"},
		{"« Nous restons ici », a dit un proche de Hélène Roux.", "direct: Nous restons ici = <un proche de Hélène Roux> [a dit]"},
	})
	tell(t, "es", [][]string{
		{"«Nos quedamos aquí», dijeron Lucía Prado, Luis Ortega y Javier Soler.", "direct: Nos quedamos aquí = several: Lucía Prado, Luis Ortega, Javier Soler [dijeron]"},
		{"«Nos quedamos aquí», afirmaron la alcaldesa Lucía Prado e Isabel Soler.", "direct: Nos quedamos aquí = several: Lucía Prado, Isabel Soler [afirmaron]"},
		{"Lucía Prado vio a Javier Soler. «Nos quedamos aquí», dijeron Prado y Soler.", "direct: Nos quedamos aquí = several: Lucía Prado, Javier Soler [dijeron]"},
		{"«Nos quedamos aquí», dijo Lucía Prado, y Javier Soler se rio.", "direct: Nos quedamos aquí = Lucía Prado [dijo]"},
		{"«Nos quedamos aquí», dijo la portavoz del alcalde Luis Ortega.", "direct: Nos quedamos aquí = <la portavoz del alcalde Luis Ortega> [dijo]"},
	})
}
