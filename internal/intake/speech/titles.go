package speech

import "storywire/internal/intake/lexicon"

// notPersons are words that a name with capitals has when it is nobody's.
var notPersons = lexicon.Words(`Street|Road|Avenue|Square|Bridge|Bay|River|Lake|Sea|Ocean|Island|Islands|Mountain|Mount|Valley|Park|Harbour|Harbor|Beach|Coast|Port|Airport|Station|Tower|Hall|House|
	Castle|Palace|Church|Cathedral|War|Wars|Day|Week|Year|Festival|Cup|League|Prize|Award|Awards|Games|Olympics|Act|Bill|Treaty|Agreement|Accord|Plan|Project|Programme|Program|Storm|Hurricane|
	Highway|Route|County|City|Town|Village|Province|State|States|District|Region|Republic|Kingdom|North|South|East|West|Northern|Southern|Eastern|Western|Central|International|National|Royal|
	World|Global|Constitution|Conference|Summit|Games|Championship|Open|Article|Section|Chapter|Level|Black|Lives|Supreme|High|Democrats|Republicans|Democratic|Republican|Conservative|Labour|Liberal|Green|
	Twitter|Facebook|Instagram|YouTube|Google|Microsoft|Apple|Amazon|Telegram|TikTok|Christmas|Easter|Ramadan|God|Internet|Ferry|Line|Wharf|Quay|Pier|Hotel|Theatre|Theater|Inn|Bar|Cafe|Restaurant|Show|Morning|Tonight|Hour|Charter|Nations|Nation|Security|Media|Bible|Quran`)

// titleWords stand before a name and say what somebody is.
var titleWords = lexicon.Words(`President|Vice|Deputy|Prime|Minister|Chancellor|Premier|Governor|Gov.|Gov|Senator|Sen.|Sen|Representative|Rep.|Rep|Congressman|Congresswoman|Councilman|Councilwoman|Assemblyman|Alderman|Mayor|Councillor|Councilor|Cllr|
	Secretary|Foreign|Defence|Defense|Finance|Interior|Health|Education|King|Queen|Prince|Princess|Pope|Archbishop|Bishop|Cardinal|Father|Rev.|Reverend|Rabbi|Imam|Sheikh|General|Gen.|Lt.|Lieutenant|Colonel|Col.|
	Major|Maj.|Captain|Capt.|Capt|Commander|Cmdr.|Admiral|Adm.|Sergeant|Sgt.|Sgt|Inspector|Superintendent|Detective|Constable|Officer|Chief|Det|Insp|Supt|DCI|DI|PC|Sheriff|Judge|Justice|Professor|Prof.|Prof|Dr.|Dr|Doctor|Sir|Lord|Lady|Dame|Baroness|
	Mr.|Mr|Mrs.|Mrs|Ms.|Ms|Miss|Messrs|Messrs.|Senators|Sens.|Ministers|Mayors|Presidents|Councillors|Professors|Reps.|Govs.|Director|Chairman|Chairwoman|Chair|Coach|Ambassador|Attorney|Speaker|Marshal|Emperor|Ayatollah|MP|Harbourmaster|Taoiseach|Tánaiste|Crown|Acting|Former|Retired|Brigadier|Corporal|Private|Coroner|Fire|Head|Rear|Staff|Executive|Leader`)

// honorifics are the titles that say no more than how to address somebody.
var honorifics = map[string]lexicon.Gender{"Mr": lexicon.Male, "Mr.": lexicon.Male, "Mrs": lexicon.Female, "Mrs.": lexicon.Female, "Ms": lexicon.Female, "Ms.": lexicon.Female, "Miss": lexicon.Female, "Senators": lexicon.UnknownGender, "Sens.": lexicon.UnknownGender, "Ministers": lexicon.UnknownGender, "Mayors": lexicon.UnknownGender, "Presidents": lexicon.UnknownGender, "Councillors": lexicon.UnknownGender, "Professors": lexicon.UnknownGender, "Reps.": lexicon.UnknownGender, "Govs.": lexicon.UnknownGender, "Messrs": lexicon.Male, "Messrs.": lexicon.Male, "Sir": lexicon.Male, "Lord": lexicon.Male, "Lady": lexicon.Female, "Dame": lexicon.Female, "Baroness": lexicon.Female,
	"Dr": lexicon.UnknownGender, "Dr.": lexicon.UnknownGender, "Prof.": lexicon.UnknownGender, "Prof": lexicon.UnknownGender}

// shortTitles are titles as they are cut in front of a name, and in full.
var shortTitles = map[string]string{"sgt": "sergeant", "det": "detective", "insp": "inspector", "supt": "superintendent", "capt": "captain", "col": "colonel", "gen": "general", "lt": "lieutenant", "maj": "major", "cmdr": "commander", "adm": "admiral", "gov": "governor", "sen": "senator", "rep": "representative", "cllr": "councillor", "prof": "professor", "dr": "doctor", "rev": "reverend", "pc": "constable"}

// inFull is a title, in small letters, without what it is cut by.
func inFull(w string) string {
	if full := shortTitles[w]; full != "" {
		return full
	}
	return w
}

var genderedTitles = map[string]lexicon.Gender{"King": lexicon.Male, "Queen": lexicon.Female, "Prince": lexicon.Male, "Princess": lexicon.Female, "Pope": lexicon.Male, "Father": lexicon.Male, "Congressman": lexicon.Male, "Congresswoman": lexicon.Female, "Councilman": lexicon.Male, "Councilwoman": lexicon.Female, "Chairman": lexicon.Male, "Chairwoman": lexicon.Female, "Emperor": lexicon.Male, "Bishop": lexicon.Male, "Archbishop": lexicon.Male}

// kinGender is whom a word for kin in front of a name means: "his sister Orla".
var kinGender = map[string]lexicon.Gender{"mother": lexicon.Female, "sister": lexicon.Female, "daughter": lexicon.Female, "wife": lexicon.Female, "widow": lexicon.Female, "aunt": lexicon.Female, "niece": lexicon.Female, "grandmother": lexicon.Female,
	"father": lexicon.Male, "brother": lexicon.Male, "son": lexicon.Male, "husband": lexicon.Male, "widower": lexicon.Male, "uncle": lexicon.Male, "nephew": lexicon.Male, "grandfather": lexicon.Male}
