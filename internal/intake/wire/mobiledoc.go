package wire

import (
	"strconv"
	"strings"
)

// mobiledoc is a story as Ghost's first editor keeps it: sections that name
// markups, atoms and cards by their places in lists
// (https://github.com/bustle/mobiledoc-kit/blob/master/MOBILEDOC.md, 0.3).
type mobiledoc struct {
	cardWriter
	doc object
}

// mobiledocHTML is the words of a story as HTML; "" for what is no mobiledoc.
func mobiledocHTML(content string) string {
	v, err := readJSON([]byte(content))
	doc, ok := v.(object)
	if err != nil || !ok {
		return ""
	}
	m := &mobiledoc{doc: doc}
	for _, section := range items(doc["sections"]) {
		if m.full() {
			break
		}
		m.section(items(section))
	}
	return m.out.String()
}

// The kinds of section.
const (
	markupSection, imageSection, listSection, cardSection = "1", "2", "3", "10"
)

func (m *mobiledoc) section(s []any) {
	switch kind := at(s, 0); {
	case kind == markupSection:
		element := at(s, 1)
		switch element {
		case "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "aside", "pull-quote":
		default:
			element = "p"
		}
		if element == "aside" || element == "pull-quote" {
			element = "blockquote"
		}
		m.in(element, func() { m.markers(listAt(s, 2)) })
	case kind == imageSection:
		m.picture(object{"src": at(s, 1)}, "")
	case kind == listSection:
		element := "ul"
		if at(s, 1) == "ol" {
			element = "ol"
		}
		m.in(element, func() {
			for _, item := range listAt(s, 2) {
				if m.full() {
					return
				}
				m.in("li", func() { m.markers(items(item)) })
			}
		})
	case kind == cardSection:
		card := listAt(items(m.doc["cards"]), number(at(s, 1)))
		if len(card) > 1 {
			payload, _ := card[1].(object)
			m.card(at(card, 0), payload)
		}
	}
}

// markers writes the words of a section, each with the markups that it begins and
// ends.
func (m *mobiledoc) markers(list []any) {
	var open []string
	for _, one := range list {
		if m.full() {
			return
		}
		marker := items(one)
		for _, n := range listAt(marker, 1) {
			if m.full() { // of which each may be as long as the file
				return
			}
			open = append(open, m.begin(listAt(items(m.doc["markups"]), number(textOf(n)))))
		}
		if at(marker, 0) == "0" {
			m.text(at(marker, 3))
		} else if atom := listAt(items(m.doc["atoms"]), number(at(marker, 3))); at(atom, 0) == "soft-return" {
			m.out.WriteString("<br>")
		} else {
			m.text(at(atom, 1))
		}
		for range min(number(at(marker, 2)), len(open)) {
			m.out.WriteString(open[len(open)-1])
			open = open[:len(open)-1]
		}
	}
	for len(open) > 0 {
		m.out.WriteString(open[len(open)-1])
		open = open[:len(open)-1]
	}
}

// begin writes the beginning of a markup, and is its end.
func (m *mobiledoc) begin(markup []any) (end string) {
	switch element := at(markup, 0); element {
	case "a":
		attributes := listAt(markup, 1)
		for i := 0; i+1 < len(attributes); i += 2 {
			if textOf(attributes[i]) == "href" {
				m.link(textOf(attributes[i+1]))
				return "</a>"
			}
		}
	case "strong", "b", "em", "i", "s", "sub", "sup", "code":
		m.out.WriteString("<" + element + ">")
		return "</" + element + ">"
	}
	return ""
}

// items are the parts of a list, none of what is no list.
func items(v any) []any {
	list, _ := v.([]any)
	return list
}

func textOf(v any) string {
	s, _ := v.(string)
	return s
}

// at is the text at a place of a list, "" where there is none.
func at(list []any, i int) string {
	if i < 0 || i >= len(list) {
		return ""
	}
	return textOf(list[i])
}

// listAt is the list at a place of a list.
func listAt(list []any, i int) []any {
	if i < 0 || i >= len(list) {
		return nil
	}
	return items(list[i])
}

// number is a place in a list, -1 for what is none.
func number(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 {
		return -1
	}
	return n
}
