package speech

import "storywire/internal/intake/lexicon"

var french = tongue{
	verbs: lexicon.Words(`dit|disait|disent|déclare|déclaré|déclarait|déclarent|affirme|affirmé|affirmait|affirment|explique|expliqué|expliquait|expliquent|ajoute|ajouté|ajoutait|précise|précisé|précisait|assure|assuré|assurait|estime|estimé|estimait|estiment|
		indique|indiqué|indiquait|souligne|souligné|soulignait|annonce|annoncé|raconte|raconté|racontait|confie|confié|confiait|répond|répondu|répondait|demande|demandé|demandait|lance|lancé|lançait|rappelle|rappelé|rappelait|regrette|regretté|regrettait|
		reconnaît|reconnu|reconnaissait|admet|admis|écrit|écrivait|martèle|martelé|insiste|insisté|insistait|prévient|prévenu|avertit|averti|promet|promis|poursuit|poursuivi|poursuivait|conclut|conclu|résume|résumé|témoigne|témoigné|juge|jugé|jugeait|
		dénonce|dénoncé|critique|critiqué|fustige|fustigé|plaide|plaidé|s'exclame|s'exclamait|exclamé|s'étonne|étonné|s'inquiète|inquiété|s'indigne|indigné|réjouit|réjouissait|félicité|félicite|commente|commenté|note|noté|observe|observé|soupire|soupiré|crie|crié|tweete|tweeté|réagit|réagi|évoque|évoqué|parle|parlé|qualifie|qualifié|décrit|murmure|murmuré|renchérit|rétorque|rétorqué|réplique|répliqué|considère|considéré|confirme|confirmé|détaille|détaillé|espère|espéré|déplore|déploré|déplorait|glisse|glissé|prédit|détaille|alerte|alerté|martelait|salue|salué|défend|défendu|constate|constaté|constatait|reprend|enchaîne|nuance|nuancé|répète|répété|jure|jurait|juré|réjoui|accuse|accusé|accusait|accusent|argumente|argumenté|objecte|objecté|assène|asséné|analyse|analysé|justifie|justifié`),
	near:       lexicon.Words(`sourit|souriait|rit|s'amuse|s'amusait|s'agace|s'emporte|s'énerve|s'enthousiasme|s'inquiétait|tranche|tranchait|philosophe|ironise|ironisait|plaisante|plaisantait|peste|pestait|grogne|lâche|souffle|acquiesce|tempère|tempérait|abonde|tonne|s'émeut|s'insurge|s'interroge|se désole|s'alarme|veut|croit|pense|pensait|trouve|trouvait|craint|craignait|propose|proposait|avance|décrypte|analyse|relativise|s'excuse|remercie|prône|réclame|supplie|hurle|chuchote|complète|synthétise|théorise|balaie|balaye|évacue|souvient|souvenait|désole|désolait|alarme|rassure|rassurait|coupe|botte`),
	auxiliary:  lexicon.Words(`a|ont|avait|avaient|aura|est|s'est|n'a|l'a|se|lui|leur|nous|m'a`),
	he:         lexicon.Words(`il`),
	she:        lexicon.Words(`elle`),
	they:       lexicon.Words(`ils|elles|on`),
	articles:   lexicon.Words(`le|la|les|un|une|des|son|sa|ses|leur|ce|cette|ces|plusieurs|du`),
	definite:   lexicon.Words(`le|la`),
	obliques:   map[string]string{"lui": "he", "elle": "she"},
	of:         lexicon.Words(`de|du|des|à|au|aux|en|pour|chez`),
	elides:     true,
	honorifics: map[string]lexicon.Gender{"m.": lexicon.Male, "mme": lexicon.Female, "monsieur": lexicon.Male, "madame": lexicon.Female, "mlle": lexicon.Female, "dr": lexicon.UnknownGender, "me": lexicon.UnknownGender},
	titles: lexicon.Words(`maire|mairesse|ministre|président|présidente|premier|première|directeur|directrice|porte-parole|chef|cheffe|député|députée|sénateur|sénatrice|préfet|préfète|procureur|procureure|professeur|professeure|avocat|avocate|capitaine|pêcheur|pêcheuse|secrétaire|historien|historienne|chercheur|chercheuse|responsable|
		entraîneur|entraîneuse|patron|patronne|élu|élue|adjoint|adjointe|habitant|habitante|habitants|témoin|médecin|juge|auteur|autrice|économiste|syndicaliste|commissaire|gérant|gérante|conseiller|conseillère|gardien|gardienne|berger|bergère|pompier|policier|policière|épicier|fermier|charpentier|romancier|banquier|hôtelier|infirmier|jardinier|cuisinier|menuisier|batelier|huissier|douanier|plombier|héritier|écolier|retraité|retraitée|agriculteur|agricultrice|boulanger|boulangère|propriétaire|maître|maîtresse|évêque|curé|ingénieur|architecte|cadre|reine|roi|prince|princesse|peintre|secouriste|bénévole|ambassadeur|ambassadrice|commandant|commandante|capitaine|général|lieutenant|colonel|étudiant|étudiante|militant|militante|adjudant|président-directeur|ouvrier|ouvrière|lauréat|lauréate|gagnant|gagnante|vainqueur|champion|championne|voisin|voisine|mari|épouse|époux|mère|père|frère|sœur|fils|fille|cousin|cousine|neveu|nièce|oncle|tante|ami|amie|collègue|client|cliente|patient|patiente|riverain|riveraine|avocat-général|substitut|greffier|greffière|expert|experte|partenaire|capitaine|gardien|attaquant|attaquante|défenseur|milieu|buteur|buteuse`),
	occupationEndings: []string{"eur", "euse", "rice", "iste", "ien", "ienne", "ière", "logue", "gère"},
	noTitles:          lexicon.Words(`existe|insiste|persiste|assiste|résiste|consiste|dialogue|catalogue|prologue|épilogue|maintien|soutien|entretien|heureuse|nombreuse|sérieuse|dangereuse|précieuse|malheureuse|vapeur|vigueur|rigueur|longueur|hauteur|largeur|ampleur|faveur|ardeur|plupart|dernier|dernière|quartier|courrier|février|janvier|chantier|rivière|frontière|lumière|manière|matière|bannière|carrière|intérieur|extérieur|meilleur|meilleure|plusieurs|service|police|notice|malgré|danger|léger|étranger|papier|sentier|valeur|couleur|chaleur|erreur|douleur|bonheur|malheur|bien|lien|ancien|ancienne|quotidien|quotidienne|atelier|métier|calendrier|dossier|premier|première|liste|piste`),
	bodies:            lexicon.Words(`ministère|police|gendarmerie|université|parti|syndicat|association|société|banque|conseil|mairie|préfecture|agence|institut|fédération|compagnie|port|groupe|parquet|gouvernement|tribunal|cour|armée|hôpital|comité|chambre|métropole|région|département|commission|autorité|centre|collectif|ville`),
	offices:           lexicon.Words(`ministère|préfecture|université|mairie|syndicat|association|fédération|institut|conseil|tribunal|agence|compagnie|société|banque|parti`),
	placeStarts:       lexicon.Words(`saint|sainte|st|ste|haut|haute|basse|bas|grand|grande|petit|petite|pont|port|mont|ville|villeneuve|nouvelle|neuf|château|val|fort|île|cap`),
	thingWords:        lexicon.Words(`plan|union|état|états|assemblée|affaires|bande|projet|opération|coupe|ligue|prix|festival|stade|place|rue|avenue|boulevard|quai|loi|traité|accord|guerre|fête|radio|journal|forces|nations|royaume|direction|îles|parc|musée|théâtre|hôtel|village|quartier|club|mer|côte|vallée|forêt|gare|lycée|collège|école|salle|tournoi|rallye`),
	as:                "comme",
	copulas:           lexicon.Words(`est|était|reste|fut|devient`),
	works:             lexicon.Words(`film|livre|roman|chanson|album|série|pièce|titre|mot|terme|slogan|nom|intitulé|intitulée|baptisé|baptisée|émission|exposition|surnommé|surnommée|opéra|dit|dite`),
	stops:             lexicon.Words(`est|sont|était|étaient|a|ont|avait|avaient|sera|seront|à|au|aux|en|dans|lors|sur|pour|par|devant|après|avant|pendant|qui|que|dont|où|et|mais|ou|auprès|depuis|chez|jeudi|lundi|mardi|mercredi|vendredi|samedi|dimanche|hier|mercredi|ce|avec|alors|ensuite|encore|au|selon|vers|face`),
	starters:          lexicon.Words(`a|le|la|les|un|une|des|il|elle|ils|elles|on|nous|je|et|mais|ou|où|donc|car|pour|par|sur|dans|en|au|aux|à|après|avant|selon|depuis|lors|si|quand|comme|ce|cette|ces|cet|son|sa|ses|leur|leurs|notre|votre|mon|ma|plus|alors|puis|hier|ici|là|pourtant|malgré|avec|sans|chez|entre|qui|que|quoi|tout|tous|toute|c'est|d'après|l'an|déjà|enfin|ainsi|interrogé|interrogée|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche`),
	prepositions:      lexicon.Words(`à|au|aux|dans|devant|lors|auprès|sur|en`),
	adverbs:           lexicon.Words(`lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|encore|ensuite|aussi|alors|également|ainsi|mercredi`),
	according:         [][]string{{"selon"}, {"d'après"}, {"d’après"}, {"aux", "dires", "de"}, {"de", "l'avis", "de"}, {"aux", "yeux", "de"}, {"à", "en", "croire"}, {"de", "l'aveu", "de"}},
	opinions:          [][]string{{"pour"}},
	clauses:           lexicon.Words(`tandis|alors|que|quand|lorsque|comme|mais|et|si|car`),
	manner:            lexicon.Words(`avec|sans|d'un|d'une`),
	hearsay:           [][]string{{"peut-on", "lire"}, {"lit-on"}, {"pouvait-on", "lire"}, {"apprend-on"}, {"a-t-on", "appris"}, {"est-il", "écrit"}, {"entend-on"}, {"dit-on"}},
	comesFrom:         lexicon.Words(`auprès`),
	statements:        lexicon.Words(`communiqué`),
	and:               "et",
	ands:              lexicon.Words(`et|ou|ni`),
	both:              lexicon.Words(`les deux|tous deux|toutes deux|tous les deux|toutes les deux|tous les trois|ils|elles`),
}.conjugated(`ont|avaient|disent|répondent|écrivent|admettent|promettent|reconnaissent`, conjugation{"e", "ent"}, conjugation{"ait", "aient"})
