package lexicon

import "strings"

// agencies are those that stories and pictures are credited to, and what each
// is in full ("" where it goes by its short name).
var agencies = map[string]string{
	"AFP": "AFP", "Agence France-Presse": "Agence France-Presse", "AP": "AP", "Associated Press": "Associated Press", "The Associated Press": "Associated Press",
	"Reuters": "Reuters", "REUTERS": "Reuters", "EPA": "EPA", "EPA-EFE": "EPA-EFE", "PA": "PA", "PA Media": "PA Media", "PTI": "PTI", "ANI": "ANI", "DPA": "dpa", "dpa": "dpa",
	"Xinhua": "Xinhua", "TASS": "TASS", "Tass": "TASS", "KCNA": "KCNA", "Yonhap": "Yonhap", "Kyodo": "Kyodo", "Kyodo News": "Kyodo News", "Jiji Press": "Jiji Press",
	"Getty Images": "Getty Images", "Getty": "Getty Images", "Shutterstock": "Shutterstock", "Alamy": "Alamy", "Bloomberg": "Bloomberg", "ANSA": "ANSA", "UPI": "UPI",
	"Anadolu": "Anadolu", "Anadolu Agency": "Anadolu Agency", "IRNA": "IRNA", "SPA": "SPA", "RIA Novosti": "RIA Novosti", "Interfax": "Interfax", "AAP": "AAP", "ITAR-TASS": "ITAR-TASS",
	"The Canadian Press": "The Canadian Press", "Canadian Press": "The Canadian Press", "Press Association": "Press Association", "IANS": "IANS", "UNI": "UNI", "BBC": "BBC", "CNN": "CNN", "NHK": "NHK", "RTÉ": "RTÉ", "NPR": "NPR", "CBS": "CBS", "NBC": "NBC", "MSNBC": "MSNBC", "ITV": "ITV", "PBS": "PBS", "Belga": "Belga", "EFE": "EFE", "NTB": "NTB", "Ritzau": "Ritzau",
}

var bodyWords = Words(`Agency|Ministry|Council|Committee|Party|University|College|Authority|Commission|Bank|Company|Corporation|Group|Union|Association|Federation|
	Institute|Court|Department|Police|Army|Navy|Board|Bureau|Office|Service|Services|Society|Trust|Foundation|News|Times|Post|Guardian|Courier|Herald|Gazette|Tribune|Airlines|Airways|
	Inc|Inc.|Ltd|Ltd.|plc|PLC|Corp|Corp.|Co.|LLC|GmbH|Congress|Senate|Parliament|Assembly|Cabinet|Museum|Hospital|School|Club|Network|Radio|Television|TV|Organisation|Organization|
	Centre|Center|Alliance|Coalition|Fund|Chamber|Fleet|Guard|Railways|Railway|Ferries|Lines|Partners|Holdings|Industries|Motors|Energy|Laboratory|Academy|Observatory|Kremlin|Pentagon|Treasury|Broadcasting|Press`)

// Agency is an agency's name in full, the short one where it goes by that, ""
// for what is no agency.
func Agency(name string) string { return agencies[name] }

// BodyWord tells a word that organisations' names have, and people's have not.
func BodyWord(word string) bool { return bodyWords[word] }

// EndsAsBody tells a name that ends as organisations' do.
func EndsAsBody(name string) bool {
	fields := strings.Fields(name)
	return len(fields) > 0 && bodyWords[fields[len(fields)-1]]
}
