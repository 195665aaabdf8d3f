package speech

import (
	"strings"
	"testing"
)

func TestQuotationsAcrossParagraphsAreOne(t *testing.T) {
	t.Parallel()
	tell(t, "en", [][]string{
		{"“We lost the boat.\n\n“It was dark,” Mara Quill said.", "direct: We lost the boat. = Mara Quill [said]", "direct: It was dark, = Mara Quill [said]"},
		{"Mara Quill said: “We lost the boat.\n\n“It was dark and nobody came.\n\n“We waited.” Tom Hale left.",
			"direct: We lost the boat. = Mara Quill [said]", "direct: It was dark and nobody came. = Mara Quill [said]", "direct: We waited. = Mara Quill [said]"},
	})
}

func TestSpeechOrNot(t *testing.T) {
	t.Parallel()
	tell(t, "en", [][]string{
		{"The “wet” end of the quay is shut.", "none: wet"},
		{"She wrote the novel “The Long Night of the Quay” in 1998.", "none: The Long Night of the Quay"},
		{"The council was praised for “having built it in a year without help”.", "fragment: having built it in a year without help = nobody"},
		{"Quill called it “reckless”. Mara Quill is the mayor.", "fragment: reckless = Mara Quill (mayor) [called]"},
		{"A rule known as “Sunday closing” ends.", "none: Sunday closing"},
	})
}

func TestCandidates(t *testing.T) {
	t.Parallel()
	tell(t, "en", [][]string{
		{"“We lost it,” said Mayor Mara Quill.", "direct: We lost it, = Mara Quill (Mayor) [said]"},
		{"“We lost it,” said Mayor Quill.", "direct: We lost it, = Quill (Mayor) [said]"},
		{"“We lost it,” said Mara Quill, the mayor of Port Ellery.", "direct: We lost it, = Mara Quill (mayor of Port Ellery) [said]"},
		{"“We lost it,” the mayor, Mara Quill, said.", "direct: We lost it, = Mara Quill (mayor) [said]"},
		{"“We lost it,” said Sen. Mara Quill (I-Vt.) in an interview.", "direct: We lost it, = Mara Quill (Sen.) [said]"},
		{"“We lost it,” a Harbour Authority spokesman said.", "direct: We lost it, = <a Harbour Authority spokesman> [said]"},
		{"“We lost it,” the Harbour Authority said in a statement.", "direct: We lost it, = Harbour Authority [said]"},
		{"“We lost it,” said one first-time voter from the hills.", "direct: We lost it, = <one first-time voter> [said]"},
		{"The chairman of the fishermen’s club, Henry Moor, left. “We lost it,” Moor said.", "direct: We lost it, = Henry Moor (chairman of the fishermen’s club) [said]"},
		{"The ferry’s captain, Lena Voss, left. “We lost it,” the captain said.", "direct: We lost it, = Lena Voss (captain) [said]"},
		{"“We lost it,” said Quay Street resident Tom Hale before the vote.", "direct: We lost it, = Tom Hale [said]"},
		{"The mayor left. Her deputy, Tom Hale, said: “We lost it.”", "direct: We lost it. = Tom Hale (deputy) [said]"},
		{"“We lost it,” said Tom Hale, author of “A Year on the Quay.”", "direct: We lost it, = Tom Hale (author) [said]", "none: A Year on the Quay."},
		{"Engineer Ludo Marsh said: “We lost it.”", "direct: We lost it. = Ludo Marsh (Engineer) [said]"},
		{"Mara Quill waited. “We lost it,” she said.", "direct: We lost it, = Mara Quill [said]"},
	})
}

func TestPatterns(t *testing.T) {
	t.Parallel()
	tell(t, "en", [][]string{
		{"“We lost it,” Mara Quill said.", "direct: We lost it, = Mara Quill [said]"},
		{"Mara Quill said: “We lost it.”", "direct: We lost it. = Mara Quill [said]"},
		{"Mara Quill went on to say: “We lost it.”", "direct: We lost it. = Mara Quill [went on to say]"},
		{"Mara Quill said on Monday that the loss was “a blow to us all”.", "fragment: a blow to us all = Mara Quill [said]"},
		{"According to Mara Quill, the loss was “a blow to us all”.", "fragment: a blow to us all = Mara Quill [According to]"},
		{"Mara Quill told the council: “We lost it.”", "direct: We lost it. = Mara Quill [told]"},
		{"“We lost it,” Mara Quill told reporters. “It was dark.”", "direct: We lost it, = Mara Quill [told]", "direct: It was dark. = Mara Quill [told]"},
		{"“Nobody came,” Mara Quill shot back.", "direct: Nobody came, = Mara Quill [shot back]"},
		{"The loss was called “a blow” by Mara Quill.", "fragment: a blow = Mara Quill [called]"},
		{"The loss was described by Mara Quill and Tom Hale as “a blow”.", "fragment: a blow = several: Mara Quill, Tom Hale [described]"},
		{"“It was,” agreed Mara Quill, “the worst.”", "direct: It was, = Mara Quill [agreed]", "direct: the worst. = Mara Quill [agreed]"},
		{"Mara Quill: “We lost it.”\n\nTom Hale: “All of it.”", "direct: We lost it. = Mara Quill", "direct: All of it. = Tom Hale"},
		{"As Mara Quill put it, “we lost the boat”.", "fragment: we lost the boat = Mara Quill [put it]"},
		{"“We lost the boat and all that was in it.” ― Mara Quill", "direct: We lost the boat and all that was in it. = Mara Quill"},
		{"“We lost the boat and all that was in it.”\n\n- Mara Quill.", "direct: We lost the boat and all that was in it. = Mara Quill"},
		{"“We are staying,” Mara Quill said.\n\n“We lost the boat and all that was in it.”\n\n— Tom Hale", "direct: We are staying, = Mara Quill [said]", "direct: We lost the boat and all that was in it. = Mara Quill [said]"},
		{"“We are staying,” Mara Quill said.\n\n“We lost the boat and all that was in it.”\n\n— Tom Hale\n\nIt was dark.", "direct: We are staying, = Mara Quill [said]", "direct: We lost the boat and all that was in it. = Tom Hale"},
		{"“We are staying,” Mara Quill said.\n\n“We lost the boat and all that was in it.”\n\n— Tom Hale, a skipper", "direct: We are staying, = Mara Quill [said]", "direct: We lost the boat and all that was in it. = Tom Hale (skipper)"},
		{"Mara Quill released a statement saying the loss was “a blow to us all”.", "fragment: a blow to us all = Mara Quill [saying]"},
		{"“It is hard to say” whether boats will sail, said Tom Hale, a skipper.", "fragment: It is hard to say = Tom Hale (skipper) [said]"},
		{"QUILL: We lost the boat.\n\nHALE: Nobody came.\n\nMara Quill and Tom Hale spoke on Monday.", "direct: We lost the boat. = Mara Quill", "direct: Nobody came. = Tom Hale"},
		{"Mara Quill: 'We lost the boat'\n\nMara Quill spoke on Monday.", "fragment: We lost the boat = Mara Quill"},
	})
}

func TestCarryOver(t *testing.T) {
	t.Parallel()
	tell(t, "en", [][]string{
		{"“We lost it,” said Mara Quill. The quay was empty. “It was dark.”", "direct: We lost it, = Mara Quill [said]", "direct: It was dark. = Mara Quill [said]"},
		{"“We lost it,” said Mara Quill to loud applause.\n\n“It was dark and nobody came.”", "direct: We lost it, = Mara Quill [said]", "direct: It was dark and nobody came. = Mara Quill [said]"},
		{"Mara Quill issued the following statement:\n\n“We lost the boat and all that was in it.”", "direct: We lost the boat and all that was in it. = Mara Quill"},
		{"“It was dark.” Then she added: “Nobody came,” Mara Quill said.", "direct: It was dark. = Mara Quill [said]", "direct: Nobody came, = Mara Quill [said]"},
		{"“We lost it,” said Mara Quill, who hosts the show “Night Boats.” “It was dark.”", "direct: We lost it, = Mara Quill [said]", "none: Night Boats.", "direct: It was dark. = Mara Quill [said]"},
	})
}

func TestChains(t *testing.T) {
	t.Parallel()
	tell(t, "en", [][]string{
		{"Mara Quill is the mayor. “We lost it,” Quill said. “It was dark,” the mayor said.", "direct: We lost it, = Mara Quill (mayor) [said]", "direct: It was dark, = Mara Quill (mayor) [said]"},
		{"Anna Quill met Peter Quill. “We lost it,” Ms Quill said.", "direct: We lost it, = Anna Quill [said]"},
		{"Captain Mara Quill met Mayor Ned Quill. “We lost it,” Captain Quill said.", "direct: We lost it, = Mara Quill (Captain) [said]"},
		{"“We will answer,” Moscow said on Monday.", "direct: We will answer, = <Moscow> [said]"},
		{"“We will answer,” said the Russian.", "direct: We will answer, = <the Russian> [said]"},
		{"“We will answer,” said Texan Mara Quill.", "direct: We will answer, = Mara Quill [said]"},
		{"“We will answer,” said Londoners.", "direct: We will answer, = <Londoners> [said]"},
		{"“We will answer,” Washington told Beijing.", "direct: We will answer, = <Washington> [told]"},
	})
}

func TestBodiesOfSpeakers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"“We will stay,” said Ned Orr, a spokesman for the Port Authority.": "Port Authority",
		"“We will stay,” said Harbour Council spokeswoman Ann Lodge.":       "Harbour Council",
		"“We will stay,” said Mayor Mara Quill.":                            "",
	} {
		q := Read(Text{Paragraphs: []Paragraph{{Text: text}}}).Quotes[0]
		if q.Speaker == nil || q.Speaker.Body != want {
			t.Errorf("%s: got %+v, want %q", text, q.Speaker, want)
		}
	}
}

func TestPronouns(t *testing.T) {
	t.Parallel()
	tell(t, "en", [][]string{
		{"Mara Quill met Tom Hale at the quay. “We lost it,” she said.", "direct: We lost it, = Mara Quill [said]"},
		{"“We lost it,” Mara Quill said. The crowd cheered Tom Hale. “Go home,” she said.", "direct: We lost it, = Mara Quill [said]", "direct: Go home, = Mara Quill [said]"},
		{"The boat carried Mara Quill. “We lost it,” he said.", "direct: We lost it, = <he> [said]"},
		{"According to Ada Finch, the quay was gone. “Nobody came to look,” she said.", "direct: Nobody came to look, = Ada Finch [said]"},
		{"According to Ada Finch, “nobody came to look at it for years,” she said.", "fragment: nobody came to look at it for years, = Ada Finch [said]"},
		{"According to Ada Finch, Tom Hale left early. “Nobody came to look,” she said.", "direct: Nobody came to look, = Ada Finch [said]"},
		{"According to Ada Finch, Tom Hale left early. “Nobody came to look,” he said.", "direct: Nobody came to look, = Tom Hale [said]"},
		{"Tom Hale left early, according to Ada Finch. “Nobody came to look,” she said.", "direct: Nobody came to look, = Ada Finch [said]"},
		{"“Nobody came to look,” he said, according to Ada Finch.", "direct: Nobody came to look, = <he> [said]"},
		{"Tom Hale left. A spokesman for the ministry told the paper it was looking into it. “That takes time,” he said.", "direct: That takes time, = <he> [said]"},
		{"Tom Hale left. Officials told the paper they were looking into it. “That takes time,” he said.", "direct: That takes time, = Tom Hale [said]"},
		{"Ada Finch left. A spokesman for the ministry told the paper it was looking into it. “That takes time,” she said.", "direct: That takes time, = Ada Finch [said]"},
		{"“We waited,” said a fisherman. Tom Hale left. “It was dark,” he said.", "direct: We waited, = <a fisherman> [said]", "direct: It was dark, = Tom Hale [said]"},
		{"Tom Hale left. “We waited,” said a fisherman. “It was dark,” he said.", "direct: We waited, = <a fisherman> [said]", "direct: It was dark, = <he> [said]"},
		{"The vote went against Tom Hale’s plan. “We lost it,” they said.", "direct: We lost it, = <they> [said]"},
	})
}

func TestUnsureSpeakersAreNotNamed(t *testing.T) {
	t.Parallel()
	for _, q := range Read(Text{Paragraphs: []Paragraph{{Text: strings.Repeat("Mara Quill met Ned Orr. “We will see,” it was said. “It was dark and we all went home.” ", 3)}}}).Quotes {
		if q.Speaker != nil && q.Confidence < LeastSure {
			t.Errorf("%+v is named with %v", q.Speaker, q.Confidence)
		}
	}
}

// TestVerbs holds the grammar of cues to its size, and each form to one class.
func TestVerbs(t *testing.T) {
	t.Parallel()
	weak, near, tenses := 0, 0, map[tense]int{}
	for _, f := range verbs {
		tenses[f.tense]++
		if f.weak {
			weak++
		}
		if f.near {
			near++
		}
	}
	if len(verbs) < 150 || weak == 0 || near == 0 || len(tenses) != 3 {
		t.Errorf("%d forms, %d weak, %d near, tenses %v", len(verbs), weak, near, tenses)
	}
	for w, want := range map[string]form{"said": {past, false, false}, "says": {present, false, false}, "calling": {participle, true, false}, "read": {past, false, true}} {
		if verbs[w] != want {
			t.Errorf("%s is %+v, want %+v", w, verbs[w], want)
		}
	}
}
