package intake

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// months are the names of the months in other languages than English, in small
// letters, longer ones first where one starts another.
var months = map[string][]string{
	"January":   {"januar", "jänner", "janvier", "enero", "gennaio", "januari", "janeiro", "जनवरी", "ocak", "января", "stycznia", "gen", "ene", "janv", "jän"},
	"February":  {"februar", "feber", "février", "febrero", "febbraio", "februari", "fevereiro", "फ़रवरी", "फरवरी", "şubat", "февраля", "lutego", "févr", "fév"},
	"March":     {"märz", "maerz", "mars", "marzo", "maart", "março", "मार्च", "mart", "марта", "marca", "mär", "mrz", "mai"},
	"April":     {"avril", "abril", "aprile", "अप्रैल", "nisan", "апреля", "kwietnia", "avr", "abr"},
	"May":       {"mai", "mayo", "maggio", "mei", "maj", "maio", "मई", "mayıs", "мая", "maja"},
	"June":      {"juni", "juin", "junio", "giugno", "junho", "जून", "haziran", "июня", "czerwca"},
	"July":      {"juli", "juillet", "julio", "luglio", "julho", "जुलाई", "temmuz", "июля", "lipca", "juil"},
	"August":    {"august", "août", "agosto", "augustus", "augusti", "अगस्त", "ağustos", "августа", "sierpnia"},
	"September": {"september", "septembre", "septiembre", "setiembre", "settembre", "setembro", "सितंबर", "सितम्बर", "eylül", "сентября", "września", "set"},
	"October":   {"oktober", "octobre", "octubre", "ottobre", "outubro", "अक्टूबर", "अक्तूबर", "ekim", "октября", "października", "okt", "ott"},
	"November":  {"november", "novembre", "noviembre", "novembro", "नवंबर", "नवम्बर", "kasım", "ноября", "listopada", "nov"},
	"December":  {"dezember", "décembre", "diciembre", "dicembre", "december", "desember", "dezembro", "दिसंबर", "दिसम्बर", "aralık", "декабря", "grudnia", "dez", "déc", "dic"},
}

var foreignMonths = func() map[string]string {
	all := map[string]string{}
	for english, names := range months {
		for _, n := range names {
			if all[n] == "" || n != "mai" {
				all[n] = english
			}
		}
	}
	all["mai"] = "May"
	return all
}()

var (
	monthWords = regexp.MustCompile(`[\p{L}\p{M}]+\.?`)
	dayBefore  = regexp.MustCompile(`(\d{1,2})(?:\.|º|er|\.?\s+de|\.?\s+del)\s+(\p{Lu}\p{Ll}+)`)
	yearAfter  = regexp.MustCompile(`(\p{Ll})\.?,?\s+(?:de|del)\s+(\d{4})`)
	clockWords = regexp.MustCompile(`(\d{1,2})(?:\s?[hH]\s?|:|\.)(\d{2})(?:\s*(?:Uhr|h|Uhr\b|hs|बजे))?`)
	eastern    = regexp.MustCompile(`(\d{4})\s*[年년.]\s*(\d{1,2})\s*[月월.]\s*(\d{1,2})\s*[日일.]?`)
	dayHalves  = regexp.MustCompile(`(सुबह|दोपहर|शाम)\s+(\d{1,2})(:\d{2})`)
)

// weekdays are the names of the days in the languages whose texts are read as
// English ones are.
var weekdays = map[string]string{
	"montag": "Monday", "dienstag": "Tuesday", "mittwoch": "Wednesday", "donnerstag": "Thursday", "freitag": "Friday", "samstag": "Saturday", "sonnabend": "Saturday", "sonntag": "Sunday",
	"lundi": "Monday", "mardi": "Tuesday", "mercredi": "Wednesday", "jeudi": "Thursday", "vendredi": "Friday", "samedi": "Saturday", "dimanche": "Sunday",
	"lunes": "Monday", "martes": "Tuesday", "miércoles": "Wednesday", "jueves": "Thursday", "viernes": "Friday", "sábado": "Saturday", "domingo": "Sunday",
	"सोमवार": "Monday", "मंगलवार": "Tuesday", "बुधवार": "Wednesday", "गुरुवार": "Thursday", "शुक्रवार": "Friday", "शनिवार": "Saturday", "रविवार": "Sunday",
}

// fillers stand between the parts of a time, and say no more of it.
var fillers = map[string]bool{
	"um": true, "à": true, "a": true, "las": true, "la": true, "alle": true, "kl": true, "at": true, "le": true, "el": true, "am": true, "den": true, "der": true, "vom": true, "uhr": true, "को": true, "बजे": true,
}

// timeLabels are the words that say which time it is.
var timeLabels = []struct {
	words   *regexp.Regexp
	english string
}{
	{regexp.MustCompile(`(?i)^\(?(?:zuletzt aktualisiert|aktualisiert|letzte aktualisierung|geändert|mis à jour|mise à jour|modifié|dernière mise à jour|actualizado|última actualización|modificado|(?:अंतिम )?अपडेट(?:ेड)?|संशोधित)(?: am| le| el| on)?\s*:?\s*`), "Updated: "},
	{regexp.MustCompile(`(?i)^\(?(?:veröffentlicht|erschienen|stand|publié|paru|publicado|प्रकाशित)(?: am| le| el)?\s*:?\s*`), "Published: "},
}

// InEnglish writes a time that is in another language as the reader of English
// ones takes it: "3. März 2025, 14.05 Uhr" is "3 March 2025 14:05".
func InEnglish(s string) string {
	s, changed := daysInEnglish(s)
	if !changed {
		return s
	}
	s = clockWords.ReplaceAllString(s, "$1:$2")
	s = dayHalves.ReplaceAllStringFunc(s, func(half string) string {
		m := dayHalves.FindStringSubmatch(half)
		return m[2] + m[3] + map[string]string{"सुबह": " am", "दोपहर": " pm", "शाम": " pm"}[m[1]]
	})
	var kept []string
	for _, w := range strings.Fields(strings.ReplaceAll(s, ",", " ")) {
		bare := strings.ToLower(strings.TrimRight(w, "."))
		switch {
		case weekdays[bare] != "":
			kept = append(kept, weekdays[bare])
		case !fillers[bare] || w == "am" && afterClock(kept):
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, " ")
}

// daysInEnglish writes the days in a text as in English, and leaves its other
// words alone; changed tells that there are any.
func daysInEnglish(s string) (english string, changed bool) {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= '०' && r <= '९':
			return r - '०' + '0'
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		}
		return r
	}, s)
	s = eastern.ReplaceAllString(s, "$1-$2-$3 ")
	s = monthWords.ReplaceAllStringFunc(s, func(w string) string {
		if english := foreignMonths[strings.ToLower(strings.TrimSuffix(w, "."))]; english != "" {
			changed = true
			return english
		}
		return w
	})
	if !changed {
		return s, false
	}
	s = dayBefore.ReplaceAllString(s, "$1 $2")
	return yearAfter.ReplaceAllString(s, "$1 $2"), true
}

// afterClock tells whether the last word is a number: "at 5 am", and not "am 5.".
func afterClock(words []string) bool {
	last := ""
	if len(words) > 1 {
		last = words[len(words)-1]
	}
	return last != "" && last[len(last)-1] >= '0' && last[len(last)-1] <= '9'
}

// labelInEnglish writes the word in front of a time that says which one it is as
// the reader of English ones takes it.
func labelInEnglish(s string) string {
	for _, l := range timeLabels {
		if at := l.words.FindStringIndex(s); at != nil {
			return l.english + s[at[1]:]
		}
	}
	return s
}

// longestForeign is how long a line is that can be a time and who wrote, in bytes.
const longestForeign = 200

var (
	foreignBy    = regexp.MustCompile(`^(?:Von|Par|Por|De)\s+(\p{Lu})`)
	betweenFacts = regexp.MustCompile(`\s*[|·•]\s*`)
)

// readForeign is readMetadata of a line that is in another language than English.
// A time is of the whole line: its words are not where the English ones are.
func readForeign(s string) []part {
	if len(s) > longestForeign || !strings.ContainsFunc(s, unicode.IsDigit) {
		return nil
	}
	facts := betweenFacts.Split(s, -1)
	for i, fact := range facts {
		fact = InEnglish(labelInEnglish(foreignBy.ReplaceAllString(fact, "By $1")))
		facts[i] = strings.TrimSuffix(fact, " Uhr")
	}
	english := strings.Join(facts, " | ")
	if english == s || !mayBeMetadata(english) {
		return nil
	}
	parts := readEnglish(english)
	whole := span{0, utf8.RuneCountInString(s)}
	for i := range parts {
		parts[i].span = whole
		for j := range parts[i].people {
			p := &parts[i].people[j]
			if p.span = whole; strings.Contains(s, p.name) {
				before, _, _ := strings.Cut(s, p.name)
				p.start = utf8.RuneCountInString(before)
				p.end = p.start + utf8.RuneCountInString(p.name)
			}
		}
	}
	return parts
}
