package speech

import (
	"strings"

	"storywire/internal/intake/lexicon"
)

// roleNouns are the words for what somebody is, as stories call those who speak.
var roleNouns = lexicon.Words(`leader|leaders|spokesman|spokeswoman|spokesperson|minister|president|premier|mayor|captain|director|chief|manager|editor|author|professor|teacher|doctor|nurse|lawyer|attorney|judge|analyst|analysts|economist|economists|historian|expert|experts|
	researcher|researchers|scientist|scientists|resident|residents|neighbour|neighbor|neighbours|witness|witnesses|fisherman|farmer|farmers|owner|founder|co-founder|chairman|chairwoman|chair|secretary|senator|governor|councillor|lawmaker|lawmakers|
	officer|officers|official|officials|coach|player|singer|actor|actress|artist|activist|activists|campaigner|campaigners|candidate|nominee|driver|pilot|engineer|inspector|detective|sheriff|commander|general|colonel|ambassador|envoy|adviser|advisor|aide|aides|
	critic|critics|columnist|journalist|reporter|reporters|student|students|mother|father|sister|brother|son|daughter|wife|husband|widow|king|queen|pope|harbourmaster|harbormaster|pensioner|shopkeeper|baker|curator|architect|clerk|treasurer|executive|boss|head|deputy|
	sergeant|constable|superintendent|prosecutor|prosecutors|diplomat|diplomats|source|sources|insider|tourist|passenger|passengers|customer|victim|suspect|soldier|skipper|keeper|warden|ranger|surgeon|vet|biologist|geologist|meteorologist|forecaster|novelist|poet|playwright|filmmaker|conductor|composer|strategist|pollster|publisher|CEO|MP|chancellor|bishop|priest|pastor|rabbi|imam|vicar|secretary-general|master|harbour-master|ombudsman|commissioner|coroner|trader|traders|investor|investors|billionaire|businessman|businesswoman|entrepreneur|veteran|firefighter|paramedic|midwife|musician|guitarist|striker|midfielder|goalkeeper|defender|manager|trainer|jockey|champion|winner|postmaster|lighthouse-keeper`)

// bodyNouns are the words for those who speak as one, or for what does.
var bodyNouns = lexicon.Words(`police|authorities|ministry|council|government|company|agency|statement|report|letter|court|union|team|crew|supporters|people|protesters|family|man|woman|couple|study|document|administration|department|office|commission|committee|board|group|party|army|military|charity|firm|bank|university|hospital|network|newspaper|paper|campaign|embassy|kremlin|girl|boy|driver|lawyers|relatives|friends|parents|workers|spokespeople|post|message|email|sign|note|filing|complaint|lawsuit|indictment|verdict|ruling|regulator|operator|organisers|organizers|ministers|members|senators|leadership|memo|release|announcement|plaque|placard|banner|media`)

// roleModifiers stand in front of what somebody is, and belong to it.
var roleModifiers = lexicon.Words(`deputy|former|chief|senior|prime|acting|party|opposition|foreign|then|vice|assistant|head|state|retired|longtime|veteran|police|fire|harbour|harbor|local|city|town|county|club|team|campaign|government|finance|defence|defense|interior|health|school|ruling|supreme|general|executive|managing|associate|the|political|national|union|army|navy|military|house|majority|minority|presidential|vice-presidential|co-chief|ferry|fleet|port|marine|climate|research|emergency|museum|council|company|bank`)

// occupations are what people are by their work that their endings do not tell
// from other words: "grower" is somebody, "number" is not.
var occupations = lexicon.Words(`shepherd|grower|potter|butcher|miller|weaver|plumber|carpenter|joiner|welder|builder|miner|cleaner|waiter|waitress|barber|tailor|sailor|jailer|banker|broker|dealer|seller|buyer|grocer|gardener|florist|roofer|painter|printer|plasterer|glazier|cobbler|tanner|brewer|
	distiller|vintner|crofter|rancher|drover|forester|logger|trapper|hunter|angler|trawlerman|docker|stevedore|porter|courier|steward|stewardess|caterer|chef|cook|bartender|barista|innkeeper|landlord|landlady|lodger|tenant|renter|commuter|cyclist|walker|hiker|climber|swimmer|runner|
	rower|surfer|dancer|drummer|rapper|photographer|cameraman|presenter|broadcaster|anchor|announcer|producer|writer|designer|tattooist|hairdresser|stylist|carer|caregiver|counsellor|therapist|psychiatrist|dentist|pharmacist|physiotherapist|optician|lecturer|tutor|headteacher|
	headmaster|headmistress|principal|dean|rector|chaplain|monk|nun|abbot|archaeologist|astronomer|astronaut|chemist|physicist|botanist|zoologist|ecologist|statistician|mathematician|linguist|philosopher|sociologist|psychologist|anthropologist|epidemiologist|virologist|conservationist|
	environmentalist|lifeguard|lifeboatman|coastguard|ferryman|boatman|bargee|helmsman|boatbuilder|stonemason|bricklayer|thatcher|electrician|mechanic|technician|programmer|coder|developer|surveyor|planner|valuer|assessor|auditor|accountant|bookkeeper|cashier|teller|
	solicitor|barrister|magistrate|juror|notary|registrar|bailiff|usher|referee|umpire|groundsman|caretaker|janitor|bookseller|newsagent|stallholder|smallholder|homeowner|landowner|lobbyist|trustee|returnee|refugee|evacuee|employee|attendee|retiree|volunteer|donor|
	sponsor|organiser|organizer|protester|demonstrator|marcher|picketer|settler|villager|islander|townsman|newcomer|onlooker|bystander|passer-by|eyewitness|survivor|widower|grandmother|grandfather|uncle|aunt|nephew|niece|cousin|guardian|apprentice|trainee|intern|
	labourer|laborer|foreman|forewoman|supervisor|overseer|administrator|coordinator|co-ordinator|facilitator|negotiator|mediator|arbitrator|translator|interpreter|typist|receptionist|librarian|archivist|genealogist|blogger|influencer|podcaster|whistleblower|informant|juggler|clown|magician|puppeteer|
	sculptor|wholesaler|retailer|importer|exporter|shipper|haulier|trucker|motorist|biker|rider|groom|farrier|saddler|vicar|curate|deacon|sexton|verger|organist|chorister|cellist|pianist|violinist|trumpeter|bassist|vocalist`)

// makers are the endings of words for nobody but people.
var makers = []string{"keeper", "grower", "maker", "worker", "breeder", "herder", "holder", "owner", "smith", "monger", "wright", "herd", "woman", "person", "ologist", "ographer", "ician"}

// notRoles are words that end like these, or like "fisherman", and mean nobody.
var notRoles = lexicon.Words(`placeholder|pacemaker|ottoman|talisman|superman|doberman|walkman|inhuman|superhuman|subhuman|nonhuman`)

// isRole tells a word, in small letters, for what somebody is: one that is
// known, or ends as only such words do.
func isRole(w string) bool {
	if roleNouns[w] || occupations[w] {
		return true
	}
	return len(w) > 6 && (endsIn(w, makers) || strings.HasSuffix(w, "man")) && !notRoles[w]
}
