package speech

import "storywire/internal/intake/lexicon"

var spanish = tongue{
	verbs: lexicon.Words(`informa|informó|informado|informaron|dice|dijo|dicho|dijeron|decía|dicen|afirma|afirmó|afirmado|afirmaron|explica|explicó|explicado|explicaron|añade|añadió|añadido|señala|señaló|señalado|señalaron|asegura|aseguró|asegurado|aseguraron|declara|declaró|declarado|declararon|
		indica|indicó|indicado|sostiene|sostuvo|sostenido|comenta|comentó|comentado|cuenta|contó|contado|pregunta|preguntó|preguntado|responde|respondió|respondido|escribe|escribió|escrito|insiste|insistió|insistido|advierte|advirtió|advertido|
		reconoce|reconoció|reconocido|admite|admitió|admitido|anuncia|anunció|anunciado|promete|prometió|prometido|recuerda|recordó|recordado|lamenta|lamentó|lamentado|denuncia|denunció|denunciado|critica|criticó|criticado|celebra|celebró|confirma|confirmó|confirmado|
		agrega|agregó|agregado|apunta|apuntó|apuntado|subraya|subrayó|subrayado|destaca|destacó|destacado|concluye|concluyó|concluido|resume|resumió|relata|relató|relatado|opina|opinó|opinado|considera|consideró|considerado|manifiesta|manifestó|manifestado|expresa|expresó|expresado|
		exclama|exclamó|grita|gritó|tuitea|tuiteó|replica|replicó|contesta|contestó|contestado|pide|pidió|pedido|exige|exigió|exigido|califica|calificó|calificado|define|definió|describe|describió|describió|matiza|matizó|matizado|precisa|precisó|precisado|confiesa|confesó|confesado|detalla|detalló|detallado|remarca|remarcó|zanja|zanjó|reitera|reiteró|reiterado|prosigue|prosiguió|sentencia|sentenció|alerta|alertó|avisa|avisó|defiende|defendió|sugiere|sugirió|argumenta|argumentó|explicaba|decían|recalca|recalcó|valora|valoró|razona|razonó|protesta|protestó|bromea|bromeó|felicita|felicitó|elogia|elogió|alaba|alabó|rechaza|rechazó|responden|agradece|agradeció|alega|alegó|alegado|acusa|acusó|acusado|acusaron|cree|creía|habla|habló|hablado|hablaron|hablan|hablaba|argumentan|justifica|justificó|justificado|arremete|arremetió|carga|cargó|ratifica|ratificó|augura|auguró|vaticina|vaticinó|asevera|aseveró|espeta|espetó`),
	near:          lexicon.Words(`festeja|festejó|sonríe|sonrió|queja|quejó|quejaba|suspira|suspiró|cree|creía|piensa|pensó|pensaba|ironiza|ironizó|resopla|ríe|rio|rió|repite|repitió|sorprende|sorprendió|alegra|alegró|disculpa|disculpó|pregunta|preguntó|propone|propuso|reclama|reclamó|murmura|murmuró|susurra|susurró|tercia|terció|remata|remató|puntualiza|puntualizó|analiza|reflexiona|reflexionó|admira|aconseja|aconsejó|amenaza|amenazó|apostilla|apostilló|desmiente|desmintió|enfatiza|enfatizó|garantiza|garantizó|ruega|rogó`),
	auxiliary:     lexicon.Words(`ha|han|había|habían|le|les|se|me|nos|lo`),
	he:            lexicon.Words(`él`),
	she:           lexicon.Words(`ella`),
	they:          lexicon.Words(`ellos|ellas`),
	articles:      lexicon.Words(`el|la|los|las|un|una|unos|unas|su|sus|este|esta|varios|varias|otro|otra`),
	definite:      lexicon.Words(`el|la`),
	obliques:      map[string]string{"él": "he", "ella": "she"},
	of:            lexicon.Words(`de|del|para|en|por|a|al`),
	twoSurnames:   true,
	dropsPronouns: true,
	honorifics:    map[string]lexicon.Gender{"señor": lexicon.Male, "señora": lexicon.Female, "don": lexicon.Male, "doña": lexicon.Female, "sr.": lexicon.Male, "sra.": lexicon.Female},
	titles: lexicon.Words(`alcalde|alcaldesa|ministro|ministra|presidente|presidenta|portavoz|vocero|vocera|director|directora|diputado|diputada|senador|senadora|gobernador|gobernadora|jefe|jefa|fiscal|juez|jueza|profesor|profesora|abogado|abogada|capitán|capitana|pescador|pescadora|secretario|secretaria|historiador|historiadora|investigador|investigadora|
		entrenador|entrenadora|vecino|vecina|testigo|médico|médica|autor|autora|economista|concejal|concejala|consejero|consejera|dirigente|líder|comisario|comisaria|responsable|patrón|patrona|rey|reina|papa|canciller|embajador|embajadora|primer|primera|gerente|farero|farera|pastor|pastora|panadero|panadera|barquero|barquera|carpintero|enfermero|enfermera|camarero|camarera|librero|librera|cocinero|cocinera|marinero|marinera|jornalero|bombero|bombera|obrero|obrera|torero|portero|portera|tendero|tendera|minero|peluquero|peluquera|zapatero|herrero|banquero|banquera|hotelero|hotelera|jubilado|jubilada|agricultor|agricultora|obispo|párroco|ingeniero|ingeniera|arquitecto|arquitecta|estudiante|comerciante|dueño|dueña|propietario|propietaria|maestro|maestra|comandante|general|coronel|presidente-director|activista|ganadero|ganadera|príncipe|princesa`),
	occupationEndings: []string{"dor", "dora", "tor", "tora", "ista", "logo", "loga"},
	noTitles:          lexicon.Words(`primero|primera|tercero|tercera|enero|febrero|dinero|carretera|manera|bandera|frontera|madera|espera|sendero|sector|motor|diálogo|catálogo|prólogo|revista|entrevista|conquista|diálogo|pista|lista|vista|puchero|mirador|comedor|alrededor|ecuador|entero|entera|verdadero|verdadera|extranjera|ribera`),
	bodies:            lexicon.Words(`ministerio|policía|universidad|partido|sindicato|asociación|sociedad|banco|consejo|ayuntamiento|gobierno|agencia|instituto|federación|compañía|guardia|fiscalía|tribunal|empresa|autoridad|comisión|junta|diputación|hospital|cámara|parlamento|congreso|senado|ejército|comité|cofradía|centro|fundación`),
	offices:           lexicon.Words(`ministerio|universidad|sindicato|asociación|federación|instituto|consejo|tribunal|agencia|compañía|sociedad|banco|partido|ayuntamiento|fiscalía|consejería|diputación|cofradía`),
	placeStarts:       lexicon.Words(`san|santa|santo|villa|puerto|nueva|nuevo|ciudad|monte|río|alto|bajo|valle|vega|cabo|torre`),
	thingWords:        lexicon.Words(`plan|estado|estados|unión|asamblea|asuntos|exteriores|franja|pradera|fuente|sierra|playa|costa|mar|calle|plaza|avenida|puente|operación|proyecto|copa|liga|premio|festival|estadio|torneo|mundial|ley|tratado|acuerdo|guerra|semana|feria|presidencia|algunos|algunas|muchos|muchas|grupo|club|caso|casa|edificio|parque|museo|teatro|hotel|barrio|distrito|zona|radio|diario|fuerzas|naciones|reino|dirección|secretaría|comunidad|región|provincia|isla|islas|estación|colegio|escuela|gran`),
	as:                "como",
	copulas:           lexicon.Words(`es|era|fue|sigue`),
	works:             lexicon.Words(`película|libro|novela|canción|álbum|disco|serie|obra|título|palabra|término|lema|nombre|llamado|llamada|titulado|titulada|programa|exposición|apodado|apodada|ópera`),
	stops:             lexicon.Words(`es|son|era|eran|ha|han|había|está|están|será|fue|a|al|en|durante|ante|tras|sobre|para|por|con|sin|desde|hacia|que|quien|cuando|donde|y|e|pero|o|este|ayer|hoy|luego|después|antes|lunes|martes|miércoles|jueves|viernes|sábado|domingo|según|como|mientras|entonces|también`),
	starters:          lexicon.Words(`el|la|los|las|un|una|unos|unas|él|ella|ellos|ellas|yo|nosotros|y|e|o|u|pero|sino|porque|para|por|con|sin|sobre|en|a|al|de|del|desde|hasta|tras|ante|según|si|cuando|como|donde|este|esta|estos|estas|ese|esa|su|sus|mi|nuestro|nuestra|más|ya|no|sí|también|además|entonces|luego|ayer|hoy|aquí|allí|así|que|qué|quién|quien|todo|todos|lo|se|le|lunes|martes|miércoles|jueves|viernes|sábado|domingo|durante|entre|mientras|aunque`),
	prepositions:      lexicon.Words(`a|al|en|ante|durante|tras`),
	adverbs:           lexicon.Words(`lunes|martes|miércoles|jueves|viernes|sábado|domingo|ayer|hoy|también|además|luego|después|entonces`),
	opinions:          [][]string{{"para"}},
	particles:         map[string]string{"cree": "que", "creía": "que", "habla": "de", "habló": "de", "hablado": "de", "hablaron": "de", "hablan": "de", "hablaba": "de", "carga": "contra", "cargó": "contra"},
	clauses:           lexicon.Words(`mientras|que|cuando|pero|y|aunque|porque|si|como`),
	manner:            lexicon.Words(`con|sin`),
	hearsay:           [][]string{{"se", "lee"}, {"se", "leía"}, {"se", "puede", "leer"}, {"se", "podía", "leer"}, {"se", "oye"}, {"se", "oía"}, {"reza"}, {"rezaba"}},
	comesFrom:         lexicon.Words(`desde`),
	statements:        lexicon.Words(`comunicado|nota`),
	and:               "y",
	ands:              lexicon.Words(`y|e|o|u|ni`),
	both:              lexicon.Words(`ambos|ambas|los dos|las dos|los tres|las tres|ellos|ellas`),
	according:         [][]string{{"según"}, {"de", "acuerdo", "con"}, {"a", "juicio", "de"}, {"en", "palabras", "de"}, {"en", "opinión", "de"}, {"a", "decir", "de"}, {"a", "ojos", "de"}},
}.conjugated(`han|habían|dijeron|dicen|decían|sostuvieron|sostienen|pidieron|piden|añadieron`, conjugation{"ió", "ieron"}, conjugation{"ó", "aron"}, conjugation{"a", "an"}, conjugation{"e", "en"})
