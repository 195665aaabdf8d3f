package intake

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"storywire/internal/intake/lexicon"
)

// lineKind is what a line is by its own looks.
type lineKind int

const (
	proseLine      lineKind = iota // anything that nothing else claims
	metaLine                       // bylines and times: see line.parts
	highlightsLine                 // "Story highlights", above the key points
	captionLine                    // a caption, with or without its credit
	creditLine                     // a credit alone, under its caption
	bulletLine
	numberLine
	titleLine   // a heading marked as the first level
	headingLine // a heading marked as a lower level
	quotedLine  // "> words"
	noiseLine   // "Share", "Advertisement", a ruled line
	clockLine   // a time of day alone: an entry of a live page
	kickerLine  // "Opinion", "Analysis": the form of the story
	foldedLine  // what an article has no blocks left for
)

// Limits that keep one mad input from costing more than its length: a line
// beyond them is prose.
const (
	longestMark = 300   // bytes of a line that can be anything but prose or a caption
	longestShot = 3000  // bytes of a caption
	mostLines   = 20000 // lines that are looked at one by one
)

// classify says of each line what it is by its own looks.
func classify(lines []line) {
	for i := range min(len(lines), mostLines) {
		lines[i].classify()
	}
}

func (l *line) classify() {
	if len(l.text) > longestShot {
		return
	}
	if l.classifyMarked() {
		return
	}
	if len(l.text) <= longestMark {
		plain := lexicon.PlainSpaces(l.text)
		switch {
		case isHighlightsHeader(plain):
			l.kind = highlightsLine
		case isNoise(plain):
			l.kind = noiseLine
		case kickers[strings.ToLower(strings.Trim(plain, ": "))] != "":
			l.kind = kickerLine
		case isClock(plain):
			l.kind = clockLine
		default:
			if parts := readMetadata(plain); parts != nil {
				l.kind, l.parts = metaLine, parts
			}
		}
	}
	if l.kind == proseLine {
		l.classifyCaption()
	}
}

var (
	headingMark = regexp.MustCompile(`^(#{1,6})[ \t]+\S`)
	bulletMark  = regexp.MustCompile(`^(?:[•◦▪‣●■–*·-])[ \t\x{a0}]+\S`)
	numberMark  = regexp.MustCompile(`^\d{1,2}[.)][ \t\x{a0}]+\S`)
	quotedMark  = regexp.MustCompile(`^>[ \t]?[^>\s]`)
	ruled       = regexp.MustCompile(`^(?:[-*_=~#•·]\s?){3,}$`)
)

// classifyMarked finds the lines that carry a mark of what they are.
func (l *line) classifyMarked() bool {
	mark := func(kind lineKind, m string) bool {
		l.kind, l.mark = kind, utf8.RuneCountInString(m)-1
		return true
	}
	switch l.text[0] {
	case '#':
		if m := headingMark.FindStringSubmatch(l.text); m != nil {
			l.level = len(m[1])
			if isHighlightsHeader(lexicon.PlainSpaces(strings.TrimSpace(l.text[len(m[1]):]))) {
				l.kind = highlightsLine
				return true
			}
			if l.level == 1 {
				return mark(titleLine, m[0])
			}
			return mark(headingLine, m[0])
		}
	case '>':
		if m := quotedMark.FindString(l.text); m != "" {
			return mark(quotedLine, m)
		}
	}
	if len(l.text) > longestMark*3 {
		return false
	}
	if ruled.MatchString(l.text) {
		l.kind = noiseLine
		return true
	}
	if m := bulletMark.FindString(l.text); m != "" {
		return mark(bulletLine, m)
	}
	if m := numberMark.FindString(l.text); m != "" && readForeign(lexicon.PlainSpaces(l.text)) == nil { // "3. März 2025"
		return mark(numberLine, m)
	}
	return false
}

var highlightsHeaders = lexicon.Words(`story highlights|highlights|key points|the key points|key takeaways|takeaways|
	at a glance|in short|in brief|what you need to know|what to know|tl;dr|the essentials|main points|
	key facts|article highlights|key moments|summary points`)

func isHighlightsHeader(s string) bool {
	return highlightsHeaders[strings.ToLower(strings.TrimRight(s, ": "))]
}

var noises = lexicon.Words(`share|save|print|email|comment|comments|follow|follow us|listen|advertisement|ad|
	share this article|share this story|share this|save article|add as preferred source|copy link|link copied|
	story continues below|story continues below advertisement|article continues below|continue reading|
	read more|more on this story|related|related stories|related topics|related articles|sign up|subscribe|
	log in|skip to content|back to top|most read|recommended|trending|facebook|twitter|whatsapp|x|linkedin|
	share on facebook|share on x|tap to unmute|loading|video|watch|live updates below|show more|published by`)

var (
	noiseStarts = regexp.MustCompile(`(?i)^(?:read more|also read|read also|related|see also|watch|more|recommended|don't miss|sign up|subscribe|follow us|click here|download the app)(?:\s*[:>»]|\s+(?:to|for|on|here|our|the app)\b)`)
	readingTime = regexp.MustCompile(`(?i)^(?:reading time:? )?\d{1,3}[ -]min(?:ute)?s?(?:\.? read)?$`)
	shareRow    = regexp.MustCompile(`(?i)^(?:share|save|print|email|comments?|follow|listen|like|copy link|add)(?:[ /|·•]+(?:share|save|print|email|comments?|follow|listen|like|copy link|add|\d+))*$`)
)

// isNoise tells a page's furniture: what readers press, not what they read.
func isNoise(s string) bool {
	lower := strings.ToLower(strings.Trim(s, " .:>»"))
	return noises[lower] || len(s) < 160 && (noiseStarts.MatchString(s) && !strings.HasSuffix(s, ".") || readingTime.MatchString(s) || shareRow.MatchString(s))
}

// kickers name the form of a story above its headline.
var kickers = map[string]string{
	"opinion": "opinion", "comment & analysis": "opinion", "op-ed": "opinion", "viewpoint": "opinion", "column": "opinion",
	"editorial": "editorial", "leader": "editorial", "analysis": "analysis", "news analysis": "analysis",
	"explainer": "explainer", "explained": "explainer", "interview": "interview", "the interview": "interview", "q&a": "interview",
	"profile": "profile", "review": "review", "feature": "feature", "long read": "feature", "the long read": "feature",
	"live": "live", "live blog": "live", "live updates": "live", "obituary": "obituary", "fact check": "factcheck", "fact-check": "factcheck",
	"letters": "letter", "letter to the editor": "letter",
}
