package lexicon

import "strings"

// legalForms are what companies' and associations' names end with.
var legalForms = Words(`AG|GmbH|SE|KG|KGaA|OHG|UG|eG|e.V|e.V.|mbH|SA|SAS|SARL|SCOP|S.A|S.A.|S.L|S.L.|SL|SAU|SLU|SpA|NV|BV|Inc|Inc.|Ltd|Ltd.|LLC|plc|Corp|Corp.`)

// LegalForm tells the last word of a company's name: "Halmwasser AG".
func LegalForm(word string) bool { return legalForms[word] }

// clubWords are those that names of clubs start with and people's do not.
var clubWords = Words(`FC|SC|SV|SK|FK|AC|AS|RC|CD|CF|UD|SD|CA|CP|RCD|OGC|EA|VfB|VfL|VfR|TSV|TSG|TuS|TV|FSV|MSV|HSV|KSC|BSC|BVB|RB|SpVgg|SSV|DSC|SSC|HC|EHC|ERC|HSG|BC|
	Real|Atlético|Athletic|Deportivo|Sporting|Racing|Borussia|Eintracht|Fortuna|Arminia|Alemannia|Hertha|Werder|Dynamo|Dinamo|Lokomotive|Partizan|Olympique|Stade|Olympiakos|Panathinaikos|Galatasaray|Fenerbahçe|Ajax|Juventus|Inter|Lazio|Benfica|Celtic|Arsenal|Chelsea|Maccabi|Hapoel|ZSKA|Spartak|Rapid|Austria`)

// ClubWord tells a word that a club's name starts with: "Real" of "Real Madrid".
func ClubWord(word string) bool { return clubWords[word] }

// brands are companies and their wares that go by a name of their own, in front of
// what it is a name of: "Google Trends".
var brands = Words(`Google|Apple|Microsoft|Amazon|Facebook|Meta|Instagram|Twitter|YouTube|TikTok|WhatsApp|Telegram|Netflix|Spotify|Uber|Tesla|Samsung|Sony|Nokia|Huawei|Xiaomi|Intel|Nvidia|IBM|Oracle|Nike|Adidas|Puma|Lego|Disney|Ferrari|McLaren|BMW|Audi|Volkswagen|Toyota|Honda|Hyundai|Kia|Renault|Peugeot|Fiat|Airbus|Boeing|Siemens|Bosch|Lufthansa|Ryanair|EasyJet|Ikea|Aldi|Lidl|Carrefour|Zara|Gucci|Vogue|VOGUE|Reuters|AFP|EFE|dpa|PayPal|OpenAI|Starbucks|Pepsi|Nestlé`)

// Brand tells the name of a company that nobody is called.
func Brand(word string) bool { return brands[word] }

// wareWords are English words that companies, their wares and works end with, all over
// the world.
var wareWords = Words(`Investments|Investment|Management|Watch|Enterprises|Shipping|Maritime|Stadium|Stadion|Arena|Records|Studios|Pictures|Entertainment|Solutions|Systems|Technologies|Technology|Ventures|Consulting|Labs|Sports|Racing|Team|Global|Digital|Electronics|Logistics|Networks|Resources|Capital|Insurance|Pharma|Germany|Deutschland|France|España|Trends|Challenge|Masters|Tour|Trophy|Race|Championships`)

// WareWord tells such a word.
func WareWord(word string) bool { return wareWords[word] }

// germanPeoples are whom German calls by where they are from, in the form of one man.
var germanPeoples = Words(`Deutscher|Österreicher|Franzose|Brite|Engländer|Schotte|Waliser|Ire|Nordire|Italiener|Spanier|Katalane|Baske|Portugiese|Niederländer|Holländer|Belgier|Flame|Däne|Schwede|Norweger|Finne|Isländer|Este|Lette|Litauer|Pole|Tscheche|Slowake|Ungar|Rumäne|Bulgare|Moldauer|Grieche|Türke|Zypriote|Malteser|Russe|Ukrainer|Belarusse|Serbe|Kroate|Slowene|Bosnier|Montenegriner|Mazedonier|Albaner|Kosovare|Georgier|Armenier|Aserbaidschaner|
	Israeli|Palästinenser|Iraner|Iraker|Syrer|Libanese|Jordanier|Saudi|Jemenit|Kurde|Ägypter|Libyer|Tunesier|Algerier|Marokkaner|Sudanese|Äthiopier|Eritreer|Somalier|Kenianer|Ugander|Tansanier|Nigerianer|Ghanaer|Senegalese|Malier|Kameruner|Kongolese|Südafrikaner|Chinese|Taiwaner|Japaner|Koreaner|Südkoreaner|Nordkoreaner|Vietnamese|Thailänder|Filipino|Indonesier|Malaysier|Inder|Pakistaner|Bangladescher|Afghane|Usbeke|Kasache|
	Amerikaner|US-Amerikaner|Kanadier|Mexikaner|Kubaner|Kolumbianer|Venezolaner|Ecuadorianer|Peruaner|Bolivianer|Chilene|Argentinier|Uruguayer|Paraguayer|Brasilianer|Australier|Neuseeländer|Europäer|Afrikaner|Asiate|Lateinamerikaner|Sachse`)

// germanTownspeople are such words that say as often what is of a place: "Berliner
// Hafen".
var germanTownspeople = Words(`Schweizer|Liechtensteiner|Luxemburger|Berliner|Hamburger|Münchner|Kölner|Frankfurter|Stuttgarter|Düsseldorfer|Leipziger|Dresdner|Bremer|Wiener|Grazer|Salzburger|Zürcher|Basler|Berner|Genfer|Tiroler|Südtiroler|Thüringer|Pariser|Londoner`)

// GermanTownspeople tells a word in German for whoever or whatever is of a place.
func GermanTownspeople(word string) bool { return germanTownspeople[word] }

// GermanPeople tells what German calls somebody by where they are from: "Ukrainer",
// "Ukrainerin", "Franzosen".
func GermanPeople(word string) bool {
	if germanPeoples[word] {
		return true
	}
	for _, end := range []string{"in", "innen", "n", "s", "en"} {
		if stem, ok := strings.CutSuffix(word, end); ok && (germanPeoples[stem] || germanPeoples[stem+"e"]) {
			return true
		}
	}
	return false
}

// surnames are common ones of the languages that are read by their own words, among
// them those that are an occupation's word too: at a sentence's start, where any word
// has a capital, they tell that it is somebody who speaks.
var surnames = Words(`Müller|Schmidt|Schneider|Fischer|Weber|Meyer|Meier|Maier|Mayer|Wagner|Becker|Schulz|Hoffmann|Schäfer|Koch|Bauer|Richter|Schröder|Neumann|Schwarz|Zimmermann|Krüger|Hartmann|Lange|Schmitt|Krause|Lehmann|Schmid|Schulze|Köhler|Herrmann|Walter|Huber|Kaiser|Fuchs|Peters|Scholz|Möller|Weiß|Jung|Hahn|Schubert|Vogel|Friedrich|Keller|Günther|Berger|Winkler|Roth|Lorenz|Baumann|Franke|Albrecht|Schuster|Böhm|Winter|Kraus|Schumacher|Krämer|Vogt|Stein|Jäger|Brandt|Haas|Schreiber|Graf|Dietrich|Ziegler|Kuhn|Kühn|Pohl|Engel|Busch|Bergmann|Voigt|Sauer|Pfeiffer|Ludwig|Beck|Seidel|Hansen|Jansen|Petersen|Lindner|Kramer|Wolff|Schreiner|Schumann|Stark|Ritter|Steiner|Hofmann|Gruber|Moser|Pichler|Eder|Reiter|Wimmer|Egger|Brunner|Meister|Frei|Gerber|Widmer|Zimmerli|Thoma|Bachmann|Kessler|Hermann|
	Martin|Bernard|Dubois|Durand|Moreau|Laurent|Lefebvre|Leroy|Roux|Fournier|Girard|Bonnet|Dupont|Lambert|Fontaine|Rousseau|Vincent|Muller|Faure|Lemaire|Garnier|Chevalier|Gauthier|Perrin|Boyer|Mercier|Blanchard|Lefèvre|Guérin|Gérard|Lemoine|Marchand|Duval|Renard|Barbier|Picard|Leclerc|Lacroix|Meunier|Carpentier|Fabre|Berger|Tessier|Charpentier|Boucher|
	García|Rodríguez|González|Fernández|López|Martínez|Sánchez|Pérez|Gómez|Martín|Jiménez|Hernández|Ruiz|Díaz|Moreno|Muñoz|Álvarez|Romero|Gutiérrez|Alonso|Navarro|Torres|Domínguez|Ramos|Vázquez|Ramírez|Gil|Serrano|Morales|Molina|Suárez|Castro|Ortega|Delgado|Ortiz|Marín|Rubio|Núñez|Medina|Sanz|Castillo|Iglesias|Cortés|Garrido|Santos|Guerrero|Lozano|Cano|Cruz|Méndez|Herrera|Peña|Flores|Cabrera|Vega|Fuentes|Carrasco|Reyes|Aguilar|Pascual|Santana|Herrero`)

// Surname tells a common surname.
func Surname(word string) bool { return surnames[word] }
