package intake

import (
	"strings"

	"storywire/internal/intake/lexicon"
	"storywire/internal/intake/speech"
)

// functionWords are the commonest small words of the languages that are told
// apart; hardly a word is in two of the lists.
var functionWords = map[string]map[string]bool{
	"en": lexicon.Words("the|and|of|to|that|is|was|for|with|said|it|as|from|have|has|by|are|not|they|this"),
	"de": lexicon.Words("der|und|das|nicht|mit|den|von|sich|auf|für|ist|dem|ein|eine|auch|wird|sie|zu|im|wir|ich|wurde|haben|nach|nur|noch|werden|sagte|sagt|einen|einer|einem|oder|aber|wenn|dass|bis"),
	"fr": lexicon.Words("les|des|est|une|dans|qui|pour|pas|au|sur|avec|il|du|été|cette|aux|sont|et|nous|vous|elle|ont|leur|leurs|ses|ces|ce|selon|était|avait|sans|après|deux"),
	"es": lexicon.Words("el|los|las|del|una|por|con|para|su|se|fue|más|pero|como|y|lo|muy|sus|hasta|cuando|dijo|según|nada|años|ayer|nosotros|unos"),
	"hi": lexicon.Words("के|है|में|की|और|से|का|को|ने|पर|यह|हैं|कि|था|लिए"),
	"it": lexicon.Words("di|il|che|per|della|sono|gli|nel|anche|alla|dei|è|delle|più"),
	"nl": lexicon.Words("het|een|van|niet|zijn|voor|op|aan|dat|met|ook|maar|bij|naar|werd|ze"),
	"pt": lexicon.Words("não|uma|os|dos|mais|foi|ao|das|pelo|são|também|em|na|às"),
}

// setLanguage sets the language that most of the text's small words are of; of a
// few words, all of them.
func (d *draft) setLanguage() {
	counts, total := map[string]int{}, 0
	words := span{len(d.input), 0} // the passages do not stand in the order of the input
	for _, p := range d.passages {
		if total > 2000 {
			break
		}
		for _, w := range strings.Fields(string(p.text[:min(len(p.text), 5000)])) {
			w = strings.ToLower(strings.Trim(w, `.,;:!?"'“”‘’()`))
			for language, set := range functionWords {
				if set[w] {
					counts[language]++
					total++
				}
			}
		}
		at := p.source(0, len(p.text))
		words.start, words.end = min(words.start, at.start), max(words.end, at.end)
	}
	best := "en"
	for _, language := range []string{"de", "fr", "es", "hi", "it", "nl", "pt"} {
		if counts[language] > counts[best] {
			best = language
		}
	}
	if total >= 8 && counts[best]*3 >= total*2 || total >= 4 && counts[best] == total {
		d.article.Language = best
		sure := float64(min(99, counts[best]*100/total)) / 100
		if total < 8 {
			sure = 0.8
		}
		d.note("/language", words, "small_words", sure)
		if !speech.Knows(best) {
			d.warn("rules_are_english", "the text seems to be in %q; who speaks is not read by that language's own words", best)
		}
		return
	}
	if d.article.Language = d.options.Language; d.article.Language != "" {
		d.note("/language", span{0, len(d.input)}, "newsroom_language", 0.5)
	}
}
