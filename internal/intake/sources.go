package intake

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// basis is an organisation that the story rests on: what kind it is, and what
// it did for the story.
type basis struct {
	who   *entity
	first span
	sort  string // "state media"
	acts  []string
}

// mostNamings is how many names are looked at for who the story rests on.
const mostNamings = 20_000

var (
	stateMedia = regexp.MustCompile(`(?i)\bstate[- ](?:run|owned|controlled|media|news agency|broadcaster|television|tv)\b|\bofficial$`)
	givenBy    = regexp.MustCompile(`(?i)\b(?:a|an|the) ([\w’'-]+)(?: [\w’'-]+){0,2}? (published|released|issued|carried|broadcast|aired|obtained|seen)(?: [\w’'-]+){0,4}? by (?:\S+ ){0,4}$`)
	reportsIt  = regexp.MustCompile(`^,? (?:has |had |also )?(reported|reports|said|says)\b`)
	relayedBy  = regexp.MustCompile(`(?i)\b(according to|told|reported by|citing|quoted by|carried by|interview with|statement to|confirmed to) (?:\S+ ){0,4}$`)
)

// setSources lists the organisations that the story rests on, behind those that are
// listed already: whoever gave its pictures or sent it, and whom its text cites.
func (d *draft) setSources() {
	var all []*basis
	listed := map[string]bool{}
	for _, s := range d.article.Sources {
		listed[sourceKey(s.Name)], listed[sourceKey(s.Alias)] = true, true
	}
	delete(listed, "")
	before := len(d.article.Sources)
	add := func(e *entity, at span, sort, act string) {
		i := slices.IndexFunc(all, func(b *basis) bool {
			return b.who == e || b.who.name == e.name || e.alias != "" && b.who.name == e.alias
		})
		if i < 0 {
			if before+len(all) >= mostRelated || !validName(e.name) || listed[sourceKey(e.name)] || e.alias != "" && listed[sourceKey(e.alias)] {
				return
			}
			all = append(all, &basis{who: e, first: at})
			i = len(all) - 1
		}
		if all[i].sort == "" {
			all[i].sort = sort
		}
		if act != "" && !slices.Contains(all[i].acts, act) {
			all[i].acts = append(all[i].acts, act)
		}
	}
	d.citedSources(add)
	d.photoSources(add)
	if d.wire.end > 0 {
		add(d.names.agency(d.slice(d.wire), d.wire), d.wire, "", "wire")
	}
	for i, b := range all {
		role := strings.Join(b.acts, ", ")
		if b.sort != "" {
			role = strings.TrimSuffix(b.sort+": "+role, ": ")
		}
		d.article.Sources = append(d.article.Sources, news.ArticleSource{Name: b.who.name, Alias: b.who.alias, Role: role})
		d.note(pointer("sources", before+i), b.first, "source_words", 0.85)
	}
}

// sourceKey is what two ways of writing an organisation's name have in common: "AP"
// and "The Associated Press" are one.
func sourceKey(name string) string {
	key := strings.TrimPrefix(folded(name), "the")
	return cmp.Or(initials[key], key)
}

// initials are those that agencies go by as well as by their names.
var initials = map[string]string{"ap": "associatedpress", "afp": "agencefrancepresse", "pa": "pamedia", "pressassociation": "pamedia"}

// citedSources finds the organisations that the text cites.
func (d *draft) citedSources(add func(*entity, span, string, string)) {
	looked := 0
	for i, p := range d.passages {
		if p.heading {
			continue
		}
		for _, n := range d.reading.Namings[len(d.captions)+i] {
			if looked++; looked > mostNamings {
				return
			}
			who := d.names.of[n.Who]
			if who.kind != news.Organisation || !who.sure {
				continue
			}
			before := lexicon.PlainSpaces(string(p.text[max(0, n.Start-100):n.Start]))
			after := lexicon.PlainSpaces(string(p.text[n.End:min(len(p.text), n.End+40)]))
			sort := ""
			if near := before[max(0, len(before)-40):]; stateMedia.MatchString(strings.ToValidUTF8(near, "")) {
				sort = "state media"
			}
			switch m := givenBy.FindStringSubmatch(before); {
			case m != nil:
				add(who, p.source(n.Start, n.End), sort, strings.ToLower(m[2])+" the "+strings.ToLower(m[1]))
			case relayedBy.MatchString(before):
				add(who, p.source(n.Start, n.End), sort, "cited")
			case reportsIt.MatchString(after) && (lexicon.Agency(who.name) != "" || isNewsName(who.name) || sort != ""):
				add(who, p.source(n.Start, n.End), sort, "cited")
			}
		}
	}
}

// isNewsName tells the organisations whose reports a story can rest on.
func isNewsName(name string) bool {
	fields := strings.Fields(name)
	return slices.Contains([]string{"Agency", "News", "Times", "Post", "Guardian", "Courier", "Herald", "Gazette", "Tribune", "Radio", "Television", "TV", "Network", "Press", "Broadcasting", "Service", "Media"}, fields[len(fields)-1])
}

// photoSources finds who gave the pictures: whoever released one, and the
// agencies in the credits.
func (d *draft) photoSources(add func(*entity, span, string, string)) {
	for i, photo := range d.article.Photos {
		at := pointer("photos", i)
		if photo.ReleasedBy != "" {
			s := d.spanOf(at + "/released_by")
			sort := ""
			if near := d.slice(span{max(0, s.start-30), s.start}); stateMedia.MatchString(strings.TrimSpace(near)) {
				sort = "state media"
			}
			add(d.names.entityOf(news.Organisation, photo.ReleasedBy), s, sort, "released the photo")
		}
		credit := photo.Credit
		for piece := range strings.FieldsFuncSeq(credit, func(r rune) bool { return r == '/' || r == ',' }) {
			piece = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(piece), "via "))
			if _, after, ok := strings.Cut(piece, " via "); ok {
				piece = after
			}
			piece = strings.TrimSuffix(piece, " Photo")
			if lexicon.Agency(piece) != "" {
				s := d.spanOf(at + "/credit")
				add(d.names.agency(piece, s), s, "", "photo credit")
			}
		}
	}
}

// agency is the organisation of a name that stands in a credit or a dateline.
func (g *register) agency(name string, at span) *entity {
	if full := lexicon.Agency(name); full != "" {
		name = full
	}
	e := g.entityOf(news.Organisation, name)
	if e.uses == 0 {
		e.uses, e.first = 1, at
	}
	e.sure = true
	return e
}

// spanOf is where a part that is already set came from.
func (d *draft) spanOf(pointer string) span {
	for _, p := range d.provenance {
		if p.Pointer == pointer {
			return span{p.Start, p.End}
		}
	}
	return span{}
}
