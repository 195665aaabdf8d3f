package speech

import "storywire/internal/intake/lexicon"

var german = tongue{
	nouns: true,
	verbs: lexicon.Words(`sagt|sagte|sagten|gesagt|sagen|erklärt|erklärte|erklärten|erklären|betont|betonte|betonten|berichtet|berichtete|berichteten|meint|meinte|meinten|gemeint|fügt|fügte|fügten|ergänzt|ergänzte|
		warnt|warnte|warnten|gewarnt|fordert|forderte|forderten|gefordert|kritisiert|kritisierte|teilt|teilte|teilten|schreibt|schrieb|schrieben|geschrieben|fragt|fragte|fragten|gefragt|antwortet|antwortete|antworteten|geantwortet|
		ruft|rief|riefen|gerufen|behauptet|behauptete|behaupteten|versichert|versicherte|versicherten|verspricht|versprach|versprochen|kündigt|kündigte|angekündigt|räumt|räumte|eingeräumt|bestätigt|bestätigte|bestätigten|
		erzählt|erzählte|erzählten|lobt|lobte|gelobt|klagt|klagte|beklagt|beklagte|mahnt|mahnte|gemahnt|bekräftigt|bekräftigte|unterstreicht|unterstrich|verkündet|verkündete|äußert|äußerte|geäußert|formuliert|formulierte|erinnert|erinnerte|
		erwidert|erwiderte|entgegnet|entgegnete|spricht|sprach|nennt|nannte|bezeichnet|bezeichnete|urteilt|urteilte|bilanziert|bilanzierte|resümiert|resümierte|twittert|twitterte|zitiert|zitierte|gesteht|gestand|bemerkt|bemerkte|stellt|stellte|hofft|hoffte|bedauert|bedauerte|schildert|schilderte|befürchtet|befürchtete|beteuert|beteuerte|kommentiert|kommentierte|meldet|meldete|verteidigt|verteidigte|prophezeit|prophezeite|widerspricht|widersprach|verlangt|verlangte|gratuliert|gratulierte|kontert|konterte|scherzt|scherzte|spottet|spottete|rügt|rügte|fasst|fasste|zweifelt|zweifelte|betonen|meinen|fordern|berichten|kritisieren|begrüßt|begrüßte|verurteilt|verurteilte`),
	auxiliary:  lexicon.Words(`hat|habe|haben|hatte|hatten|wurde|wird`),
	he:         lexicon.Words(`er`),
	she:        lexicon.Words(`sie`),
	they:       lexicon.Words(`man`),
	articles:   lexicon.Words(`der|die|das|des|ein|eine|einer|eines|einem|ihr|ihre|sein|seine|mehrere|viele|dem|den`),
	definite:   lexicon.Words(`der|die|das|dem|des`),
	obliques:   map[string]string{"ihm": "he", "ihr": "she"},
	possessed:  map[string]string{"ihren": "she", "seinen": "he"},
	of:         lexicon.Words(`von|vom|der|des|für|aus|in|im|am|bei|zu`),
	honorifics: map[string]lexicon.Gender{"herr": lexicon.Male, "frau": lexicon.Female, "dr.": lexicon.UnknownGender, "prof.": lexicon.UnknownGender},
	titles: lexicon.Words(`bürgermeister|bürgermeisterin|oberbürgermeister|oberbürgermeisterin|sprecher|sprecherin|polizeisprecher|polizeisprecherin|regierungssprecher|regierungssprecherin|minister|ministerin|ministerpräsident|ministerpräsidentin|kanzler|kanzlerin|bundeskanzler|bundeskanzlerin|präsident|präsidentin|
		direktor|direktorin|leiter|leiterin|chef|chefin|vorsitzender|vorsitzende|vorsitzenden|professor|professorin|hafenmeister|hafenmeisterin|kapitän|kapitänin|trainer|trainerin|abgeordneter|abgeordnete|sekretär|sekretärin|staatssekretär|staatssekretärin|anwalt|anwältin|richter|richterin|ärztin|arzt|lehrer|lehrerin|
		außenminister|außenministerin|innenminister|innenministerin|finanzminister|finanzministerin|fischer|fischerin|anwohner|anwohnerin|zeuge|zeugin|forscher|forscherin|historiker|historikerin|geschäftsführer|geschäftsführerin|autor|autorin|senator|senatorin|landrat|landrätin|stadtrat|stadträtin|experte|expertin|augenzeuge|amtmann|schäfer|bäcker|bauer|bäuerin|händler|händlerin|imker|wirt|wirtin|förster|gärtner|metzger|müller|pfarrer|pfarrerin|pfleger|fahrer|winzer|bewohner|bewohnerin|mitarbeiter|mitarbeiterin|betreiber|betreiberin|besitzer|inhaber|gründer|verkäufer|unternehmer|ingenieur|architekt|polizist|pilot|künstler|bischof|pastor|dirigent|komponist|kommandant|gouverneur|gouverneurin|botschafter|botschafterin|beauftragter|beauftragte|intendant|kurator|meister|meisterin|retter|schäferin|jurist|tourist|florist|gitarrist|gemeinderat|gemeinderätin|rentner|rentnerin|feuerwehrmann|kaufmann|kauffrau|hirte|hirtin`),
	occupationEndings: []string{"erin", "orin", "istin", "entin", "antin", "ärztin", "login", "ikerin", "eurin", "ologe", "alist", "nist", "tist", "zist", "gist", "sist"},
	noTitles:          lexicon.Words(`valentin|konstantin|christ|protestantin`),
	bodies:            lexicon.Words(`polizei|ministerium|verband|verein|gesellschaft|universität|behörde|amt|partei|stiftung|gewerkschaft|institut|agentur|bank|zeitung|rat|reederei|verwaltung|feuerwehr|staatsanwaltschaft|regierung|gericht|kanzlei|hochschule|klinik|kammer`),
	placeStarts:       lexicon.Words(`ober|unter|groß|klein|neu|alt|bad|sankt|st|st.|hohen|nieder|burg|schloss|nord|süd|ost|west|markt`),
	placeEndings:      []string{"weiler", "heim", "hausen", "dorf", "stadt", "kirchen", "ingen"},
	reflexive:         lexicon.Words(`sich|ihm|ihnen|uns|mir`),
	as:                "wie",
	copulas:           lexicon.Words(`ist|war|bleibt|wurde`),
	works:             lexicon.Words(`film|buch|roman|lied|song|album|serie|stück|titel|wort|begriff|namen|name|motto|slogan|sendung|sogenannte|sogenannten|ausstellung|oper`),
	stops:             lexicon.Words(`ist|sind|war|waren|sei|seien|hat|haben|hatte|wird|werden|wurde|wurden|gibt|in|im|am|an|auf|bei|beim|nach|vor|gegenüber|zu|zum|zur|mit|als|dass|und|aber|oder|wie|über|aus|unter|während|nachdem|der|die|das|dem|laut|heute|gestern|noch|dann|weiter|später|hinzu|mit|an|ein|ihm|ihr|ihnen|sich|es|dazu|dabei|daraufhin|kurz|zuvor`),
	starters:          lexicon.Words(`der|die|das|den|dem|ein|eine|einer|er|sie|es|wir|ich|und|aber|oder|doch|denn|als|am|im|in|an|auf|bei|nach|vor|mit|für|von|zu|zum|zur|aus|über|unter|wenn|weil|dass|nun|dann|so|auch|noch|schon|dort|hier|heute|gestern|später|kurz|laut|nicht|was|wer|wie|wo|wann|warum|mehr|alle|viele|das|dies|diese|dieser|seit|gegen|ohne|um|man|ihr|ihre|sein|seine|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag`),
	prepositions:      lexicon.Words(`am|im|in|auf|bei|beim|nach|vor|gegenüber|zu|zum|zur|unter|während`),
	adverbs:           lexicon.Words(`heute|gestern|später|noch|dann|auch|weiter|dazu|daraufhin|zuvor|kurz|danach|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag`),
	according:         [][]string{{"laut"}, {"nach", "angaben", "von"}, {"nach", "angaben"}, {"nach", "ihren", "angaben"}, {"nach", "seinen", "angaben"}, {"nach", "den", "worten", "von"}, {"nach", "worten", "von"}, {"nach", "aussage", "von"}, {"nach", "aussagen", "von"}, {"nach", "ansicht", "von"}, {"nach", "meinung", "von"}},
	maybeAccording:    [][]string{{"so"}},
	opinions:          [][]string{{"für"}},
	and:               "und",
	ands:              lexicon.Words(`und|oder|sowie|noch`),
	both:              lexicon.Words(`beide|die beiden|alle drei|alle beide|sie`),
	reportedly:        lexicon.Words(`zufolge`),
}.conjugated(`haben|hatten|sprachen|schrieben|riefen|versprachen|unterstrichen|nannten|widersprachen`, conjugation{"te", "ten"})
