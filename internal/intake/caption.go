package intake

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"storywire/internal/intake/lexicon"
)

// captionCut is a caption line cut in two; spans are bytes of the line.
type captionCut struct {
	caption      span
	credit       span
	photographer span
}

var (
	creditLabel  = regexp.MustCompile(`(?i)[\s.(\[|–—-](?:photographs?|photos?|pictures?|images?|pics?)(?: +(?:credit|courtesy|source|copyright))?(?: +by| +courtesy of)? *[:©] *|[\s.(\[|–—-](?:photo|image|picture)?(?:credits?|courtesy(?: of)?|source) *: *`)
	creditStart  = regexp.MustCompile(`(?i)^[(\[]?(?:photographs?|photos?|pictures?|images?|pics?)(?: +(?:credit|courtesy|source))?(?: +courtesy of)? *: *|^[(\[]?(?:(?:photo|image|picture) +)?(?:credits?|courtesy(?: of)?) *: *|^© *`)
	creditParens = regexp.MustCompile(`[(\[]([^()\[\]]{2,120})[)\]] *\.? *$`)
	photoBy      = regexp.MustCompile(`(?i)(?:^|[\s.(\[|])(?:photographs?|photos?|pictures?|images?) by:? +([^()\[\]]{2,100}?)[)\]. ]*$`)
	creditTail   = regexp.MustCompile(`(?:^|[.!?)”"] +|[|—–] *)((?:\p{Lu}[\p{L}.'’-]+ ){1,3}\p{Lu}?[\p{L}.'’-]*(?: via|/) ?(?:\p{Lu}[\p{L}&.-]*[ /]?){1,4}|(?:REUTERS|AFP|AP|EPA|PA)/[\p{L} .'’-]{3,40}|© ?[^.]{2,60})$`)
	captionStart = regexp.MustCompile(`(?i)^(?:(?:image |photo |picture )?caption\b[:,]? *|this (?:picture|photo|photograph|image|handout|file (?:photo|picture)|satellite image|combination|undated)\b|(?:file|undated|handout|archive) ?[-–—:]|(?:file|undated|handout|archive) (?:photo|picture|image)|in this (?:photo|picture|image|handout|file)|a (?:file|handout) (?:photo|picture))`)
	captionLabel = regexp.MustCompile(`(?i)^(?:image |photo |picture )?caption *[:,] *`)
	imageMark    = regexp.MustCompile(`^!\[([^\]]*)\]\(\s*(\S+?)(?:\s+"[^"]*")?\s*\)$`)
)

// classifyCaption finds captions by how they start or by the credit at their
// end, and credits that stand alone.
func (l *line) classifyCaption() {
	text := lexicon.PlainSpaces(l.text)
	if imageMark.MatchString(text) {
		l.kind = captionLine
		return
	}
	if len(text) < 200 {
		if m := creditStart.FindString(text); m != "" && len(text) > len(m) && !strings.Contains(text[len(m):], ". ") {
			l.kind = creditLine
			return
		}
	}
	cut, found := cutCredit(text)
	if bare := strings.Trim(text, "()[] ."); len(text) < 80 && strings.ContainsAny(text, "/©") && isCreditName(bare) && (!found || cut.caption.start >= cut.caption.end) {
		l.kind = creditLine
		return
	}
	if found || captionStart.MatchString(text) {
		l.kind = captionLine
	}
}

// cutCredit cuts the credit from the end of a caption.
func cutCredit(s string) (captionCut, bool) {
	c := captionCut{caption: span{captionOffset(s), len(s)}}
	tail := max(0, len(s)-160)
	for tail > 0 && !utf8.RuneStart(s[tail]) {
		tail--
	}
	end := s[tail:]
	switch at := creditAt(end); {
	case at == nil:
		return c, false
	default:
		c.caption.end = tail + at[0]
		c.credit = span{tail + at[2], tail + at[3]}
	}
	c.caption = trimBytes(s, c.caption, " (["+"|–—-")
	c.credit = trimBytes(s, c.credit, " ().[]©|:/")
	if c.credit.start >= c.credit.end {
		return c, false
	}
	c.photographer = photographerIn(s, c.credit)
	return c, true
}

// creditAt is where in the end of a caption its credit starts, with its label,
// and where the name in it is: start, end, name's start, name's end.
func creditAt(end string) []int {
	if m := photoBy.FindStringSubmatchIndex(end); m != nil {
		return []int{m[0], m[1], m[2], m[3]}
	}
	if all := creditLabel.FindAllStringIndex(end, -1); all != nil {
		m := all[len(all)-1]
		if name := strings.Trim(end[m[1]:], " ().[]"); name != "" && len(name) < 100 && !strings.Contains(name, ". ") {
			at := m[0]
			if end[at] == '.' {
				at++ // the full stop is the caption's
			}
			return []int{at, len(end), m[1], len(end)}
		}
	}
	if m := creditParens.FindStringSubmatchIndex(end); m != nil && isCreditName(end[m[2]:m[3]]) {
		return m
	}
	if m := creditTail.FindStringSubmatchIndex(end); m != nil && isCreditName(end[m[2]:m[3]]) {
		return []int{m[2], m[1], m[2], m[3]}
	}
	return nil
}

// isCreditName tells a credit from other words in parentheses: an agency, or
// somebody's name with an agency or a paper behind a stroke.
func isCreditName(s string) bool {
	s = strings.TrimSpace(s)
	lower := strings.ToLower(s)
	for _, w := range []string{"photo", "handout", "getty", "courtesy", "file pic", "©", "via ", "supplied", "screengrab"} {
		if strings.Contains(lower, w) {
			return len(s) < 120
		}
	}
	if lexicon.Agency(s) != "" {
		return true
	}
	before, after, found := strings.Cut(s, "/")
	if !found {
		return false
	}
	before, after = strings.TrimSpace(before), strings.TrimSpace(after)
	return (lexicon.Agency(before) != "" || lexicon.IsPersonalName(before)) && after != "" && lexicon.Capitalised(after) &&
		(lexicon.Agency(before) != "" || lexicon.Agency(after) != "" || strings.Contains(before, " "))
}

// photographerIn is the person's name in a credit, an empty span for none.
func photographerIn(s string, credit span) span {
	at := credit.start
	for piece := range strings.SplitAfterSeq(s[credit.start:credit.end], "/") {
		p := trimBytes(s, span{at, at + len(piece)}, " /")
		at += len(piece)
		name := s[p.start:p.end]
		if via := strings.Index(name, " via "); via > 0 {
			p.end = p.start + via
			name = s[p.start:p.end]
		}
		if i := strings.Index(name, ", "); i > 0 {
			p.end = p.start + i
			name = s[p.start:p.end]
		}
		if strings.Contains(name, " ") && lexicon.IsPersonalName(name) && !lexicon.IsDesk(name) && lexicon.Agency(name) == "" && !lexicon.EndsAsBody(name) {
			return p
		}
	}
	return span{}
}

// captionOffset is how long the label of a caption is ("Image caption,").
func captionOffset(s string) int {
	return len(captionLabel.FindString(s))
}

var (
	takenOn    = regexp.MustCompile(`(?i)\b(?:taken|shot|photographed|pictured|captured|dated|seen|photo|picture|photograph|image)(?: \S+){0,6}? (?:on|from|of) (?:\w+day,? )?`)
	releasedOn = regexp.MustCompile(`(?i)\b(?:released|issued|provided|distributed|published|handed out)\b`)
	onDay      = regexp.MustCompile(`(?i)\bon (?:\w+day,? )?$`)
	dayEnding  = regexp.MustCompile(`(?i), (?:on )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day, ?)?$`)
	releaser   = regexp.MustCompile(`(?i)\b(?:released|issued|provided|distributed|handed out)(?: (?:on|in) [^,]{3,30}?)? (?:from|by) `)
	afterName  = regexp.MustCompile(`[,.;()]| (?:on|shows?|in|at|and|to|of the same|earlier|via|as) `)
)

// captionFacts are the days and the releaser that a caption tells of; spans
// are bytes of the caption.
type captionFacts struct {
	taken, released moment
	releasedBy      span
}

// readCaption finds in a caption when the picture was taken, when it was
// released and by whom.
func readCaption(s string) captionFacts {
	var f captionFacts
	from := 0
	for range 6 { // a caption has a day or two
		m, ok := findDay(s[from:])
		if !ok {
			break
		}
		m.start, m.end = m.start+from, m.end+from
		before := s[from:m.start]
		if release := releasedOn.FindAllStringIndex(before, -1); release != nil && !takenOn.MatchString(before[release[len(release)-1][1]:]) {
			if !f.released.hasDay {
				f.released = m
			}
		} else if !f.taken.hasDay && (takenOn.MatchString(before) || dayEnding.MatchString(before) || onDay.MatchString(before)) {
			f.taken = m
		}
		from = m.end
	}
	if m := releaser.FindStringIndex(s); m != nil {
		f.releasedBy = properName(s, m[1])
	}
	return f
}

// properName is the last run of capitalised words in what follows byte from,
// up to the next comma, bracket or verb: of "North Korea's official Korean
// Central News Agency (KCNA)" it is the agency.
func properName(s string, from int) span {
	end := len(s)
	if m := afterName.FindStringIndex(s[from:]); m != nil {
		end = from + m[0]
	}
	best, at := span{}, from
	open := false
	for word := range strings.SplitAfterSeq(s[from:end], " ") {
		w := strings.TrimRight(word, " ")
		switch {
		case lexicon.Capitalised(w) && !isPossessive(w):
			if !open {
				best = span{at, at}
			}
			best.end, open = at+len(w), true
		case open && (w == "of" || w == "for" || w == "the" || w == "&"):
		default:
			open = false
		}
		at += len(word)
	}
	return best
}

func isPossessive(w string) bool {
	return strings.HasSuffix(w, "'s") || strings.HasSuffix(w, "’s") || strings.HasSuffix(w, "s'") || strings.HasSuffix(w, "s’")
}

func trimBytes(s string, p span, cut string) span {
	t := strings.TrimLeft(s[p.start:p.end], cut)
	p.start = p.end - len(t)
	p.end = p.start + len(strings.TrimRight(t, cut))
	return p
}
