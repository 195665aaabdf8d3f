package intake

import (
	_ "embed"
	"net/url"
	"regexp"
	"strings"
)

//go:embed places.txt
var placeList string

//go:embed given_names.txt
var givenNameList string

// gazetteer is what is known of names before a text is read.
type gazetteer struct {
	places     map[string]string // "Moscow" and "Russian" to the place they tell of
	adjectives map[string]bool   // the ones among them that are adjectives
	partial    map[string]bool   // words that such names are made of
	genders    map[string]gender // given names
}

var known = readGazetteer()

func readGazetteer() gazetteer {
	g := gazetteer{map[string]string{}, map[string]bool{}, map[string]bool{}, map[string]gender{}}
	for row := range strings.Lines(placeList) {
		if row = strings.TrimSpace(row); row == "" || row[0] == '#' {
			continue
		}
		names := strings.Split(row, "|")
		for i, name := range names {
			g.places[name] = names[0]
			if i > 0 && adjectival.MatchString(name) {
				g.adjectives[name] = true
			}
			for _, w := range strings.Fields(name) {
				g.partial[w] = true
			}
		}
	}
	for _, name := range []string{"Western", "Eastern", "Korean", "Arab", "Latin American", "Nordic"} {
		g.places[name], g.adjectives[name] = "", true
	}
	for row := range strings.Lines(givenNameList) {
		if strings.HasPrefix(row, "#") {
			continue
		}
		names := strings.Fields(row)
		for _, name := range names[min(1, len(names)):] {
			g.genders[name] = gender(names[0][0])
		}
	}
	return g
}

var adjectival = regexp.MustCompile(`(?:an|ian|ish|ese|ch|ic|ek|ss|i|ne|pe|ot|ak|yz|en|no|ar|sh|Thai|Czech)$`)

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

var orgWords = words(`Agency|Ministry|Council|Committee|Party|University|College|Authority|Commission|Bank|Company|Corporation|Group|Union|Association|Federation|
	Institute|Court|Department|Police|Army|Navy|Board|Bureau|Office|Service|Services|Society|Trust|Foundation|News|Times|Post|Guardian|Courier|Herald|Gazette|Tribune|Airlines|Airways|
	Inc|Inc.|Ltd|Ltd.|plc|PLC|Corp|Corp.|Co.|LLC|GmbH|Congress|Senate|Parliament|Assembly|Cabinet|Museum|Hospital|School|Club|Network|Radio|Television|TV|Organisation|Organization|
	Centre|Center|Alliance|Coalition|Fund|Chamber|Fleet|Guard|Railways|Railway|Ferries|Lines|Partners|Holdings|Industries|Motors|Energy|Laboratory|Academy|Observatory|Kremlin|Pentagon|Treasury|Broadcasting|Press`)

// notPersons are words that a name with capitals has when it is nobody's.
var notPersons = words(`Street|Road|Avenue|Square|Bridge|Bay|River|Lake|Sea|Ocean|Island|Islands|Mountain|Mount|Valley|Park|Harbour|Harbor|Beach|Coast|Port|Airport|Station|Tower|Hall|House|
	Castle|Palace|Church|Cathedral|War|Wars|Day|Week|Year|Festival|Cup|League|Prize|Award|Awards|Games|Olympics|Act|Bill|Treaty|Agreement|Accord|Plan|Project|Programme|Program|Storm|Hurricane|
	Highway|Route|County|City|Town|Village|Province|State|States|District|Region|Republic|Kingdom|North|South|East|West|Northern|Southern|Eastern|Western|Central|International|National|Royal|
	World|Global|Constitution|Conference|Summit|Games|Championship|Open|Article|Section|Chapter|Level|Black|Lives|Supreme|High|Democrats|Republicans|Democratic|Republican|Conservative|Labour|Liberal|Green|
	Twitter|Facebook|Instagram|YouTube|Google|Microsoft|Apple|Amazon|Telegram|TikTok|Christmas|Easter|Ramadan|God|Internet|Ferry|Line|Wharf|Quay|Pier|Hotel|Theatre|Theater|Inn|Bar|Cafe|Restaurant|Show|Morning|Tonight|Hour|Charter|Nations|Nation|Security|Media|Bible|Quran`)

// titleWords stand before a name and say what somebody is.
var titleWords = words(`President|Vice|Deputy|Prime|Minister|Chancellor|Premier|Governor|Gov.|Gov|Senator|Sen.|Sen|Representative|Rep.|Rep|Congressman|Congresswoman|Councilman|Councilwoman|Assemblyman|Alderman|Mayor|Councillor|Councilor|Cllr|
	Secretary|Foreign|Defence|Defense|Finance|Interior|Health|Education|King|Queen|Prince|Princess|Pope|Archbishop|Bishop|Cardinal|Father|Rev.|Reverend|Rabbi|Imam|Sheikh|General|Gen.|Lt.|Lieutenant|Colonel|Col.|
	Major|Maj.|Captain|Capt.|Capt|Commander|Cmdr.|Admiral|Adm.|Sergeant|Sgt.|Sgt|Inspector|Superintendent|Detective|Constable|Officer|Chief|Sheriff|Judge|Justice|Professor|Prof.|Prof|Dr.|Dr|Doctor|Sir|Lord|Lady|Dame|Baroness|
	Mr.|Mr|Mrs.|Mrs|Ms.|Ms|Miss|Director|Chairman|Chairwoman|Chair|Coach|Ambassador|Attorney|Speaker|Marshal|Emperor|Ayatollah|MP|Harbourmaster|Taoiseach|Tánaiste|Crown|Acting|Former|Retired|Brigadier|Corporal|Private|Coroner|Fire|Head|Rear|Staff|Executive|Leader`)

// gender is whom a pronoun can mean.
type gender byte

const (
	unknownGender gender = 0
	female        gender = 'f'
	male          gender = 'm'
)

// honorifics are the titles that say no more than how to address somebody.
var honorifics = map[string]gender{"Mr": male, "Mr.": male, "Mrs": female, "Mrs.": female, "Ms": female, "Ms.": female, "Miss": female, "Sir": male, "Lord": male, "Lady": female, "Dame": female, "Baroness": female,
	"Dr": unknownGender, "Dr.": unknownGender, "Prof.": unknownGender, "Prof": unknownGender}

var genderedTitles = map[string]gender{"King": male, "Queen": female, "Prince": male, "Princess": female, "Pope": male, "Father": male, "Congressman": male, "Congresswoman": female, "Councilman": male, "Councilwoman": female, "Chairman": male, "Chairwoman": female, "Emperor": male, "Bishop": male, "Archbishop": male}

// orgEnding tells a name that ends as organisations' do.
func orgEnding(name string) bool {
	fields := strings.Fields(name)
	return len(fields) > 0 && orgWords[fields[len(fields)-1]]
}

func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}
