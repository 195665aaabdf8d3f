package speech

import (
	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// heads are what a body is that goes by a description: "Russian state media".
var heads = lexicon.Words(`state media|state television|state tv|intelligence agencies|intelligence services|intelligence agency|security services|security forces|armed forces|foreign ministry|defence ministry|defense ministry|interior ministry|finance ministry|health ministry|air force|coast guard|coastguard|central bank`)

// readBodies finds the bodies that a text describes by where they are from.
func readBodies(tokens []token) []piecework {
	var out []piecework
	for i := 0; i+1 < len(tokens); i++ {
		if !lexicon.Adjective(tokens[i].text) && !(i+2 < len(tokens) && lexicon.Adjective(tokens[i].text+" "+tokens[i+1].text)) {
			continue
		}
		end := i
		for end < len(tokens) && end < i+6 {
			if lexicon.Adjective(tokens[end].text) {
				end++
			} else if end+1 < len(tokens) && lexicon.Adjective(tokens[end].text+" "+tokens[end+1].text) {
				end += 2
			} else if tokens[end].text == "and" && end > i {
				end++
			} else {
				break
			}
		}
		if end == i || end+2 > len(tokens) {
			continue
		}
		if heads[joined(tokens[end:end+2])] {
			name := joined(tokens[i : end+2])
			start := tokens[i].start
			out = append(out, piecework{kind: news.Organisation, name: name, start: start, end: start + runeLen(name)})
			i = end + 1
		}
	}
	return out
}

// readCopulas reads what a paragraph says that people are, in their own words or
// between commas: "Mara Quill is the mayor", "Mara Quill, a shepherd, left".
func (g *register) readCopulas(p *paragraph) {
	for _, n := range g.namings[p.at] {
		if n.Who.Kind != news.Person || n.Who.Title != "" || n.possessive {
			continue
		}
		after := tokenise(p.text[n.End:min(len(p.text), n.End+80)], nil)
		if len(after) > 0 && after[0].text == "," && n.lead == n.Start {
			g.entitle(n.Who, titleInFront(p.text[max(0, n.Start-80):n.Start]))
		}
		if len(after) < 3 || after[0].lower() != "is" && after[0].lower() != "was" && after[0].text != "," {
			continue
		}
		if w := after[1].lower(); w != "the" && w != "a" && w != "an" {
			continue
		}
		to := 1
		for to < len(after) && !endsClause(after[to].text) && !(to > 1 && stopsWhoever[after[to].lower()] && after[0].text != ",") {
			to++
		}
		g.entitle(n.Who, appositionTitle(after[1:to], p.text[n.End:]))
	}
}

// titleInFront is what a text that ends with a comma says that somebody is:
// "the vicar of Stane," in front of a name.
func titleInFront(text []rune) string {
	before := tokenise(text, nil)
	last := len(before) - 1
	if last < 1 || before[last].text != "," {
		return ""
	}
	for k := last - 1; k >= 0 && last-k < 9 && before[k].isWord(); k-- {
		if w := before[k].lower(); w == "the" || w == "its" || w == "their" || w == "a" || w == "an" || k > 0 && before[k].base() != before[k].text {
			if title := appositionTitle(before[k+1:last], text); title != "" {
				return title
			}
		}
	}
	return ""
}
