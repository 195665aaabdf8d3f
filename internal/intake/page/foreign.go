package page

import (
	"regexp"
	"strings"
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

var monthNames = func() map[string]string {
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
	fillers    = regexp.MustCompile(`(?i)\b(?:um|à|a las|alle|kl|at|le|el|am|den)\b\.?|,`)
)

// inEnglish writes a time that is in another language as the reader of English
// ones takes it: "3. März 2025, 14.05 Uhr" is "3 March 2025 14:05".
func inEnglish(s string) string {
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
	changed := false
	s = monthWords.ReplaceAllStringFunc(s, func(w string) string {
		if english := monthNames[strings.ToLower(strings.TrimSuffix(w, "."))]; english != "" {
			changed = true
			return english
		}
		return w
	})
	if !changed {
		return s
	}
	s = dayBefore.ReplaceAllString(s, "$1 $2")
	s = yearAfter.ReplaceAllString(s, "$1 $2")
	s = clockWords.ReplaceAllString(s, "$1:$2")
	return strings.Join(strings.Fields(fillers.ReplaceAllString(s, " ")), " ")
}
