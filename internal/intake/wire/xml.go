package wire

import (
	"bytes"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"strings"
)

// element is an element of a tree, or text where it has no name.
type element struct {
	name     string // without its prefix
	space    string // the address of its namespace
	attrs    map[string]string
	children []*element
	text     string
}

// readXML reads XML as a tree and gives its root. A document type is passed over;
// one that declares something, entities above all, is refused.
func readXML(input []byte) (*element, error) {
	d := xml.NewDecoder(bytes.NewReader(input))
	d.Entity = xml.HTMLEntity
	root := &element{}
	open := []*element{root}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, unread("is not well-formed XML: reading stopped at byte %d", d.InputOffset())
		}
		top := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			if len(open) > deepest {
				return nil, errTooDeep
			}
			e := &element{name: t.Name.Local, space: t.Name.Space, attrs: map[string]string{}}
			for _, a := range t.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			top.children = append(top.children, e)
			open = append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.children = append(top.children, &element{text: string(t)})
		case xml.Directive:
			if declares(t) {
				return nil, errDeclares
			}
		}
	}
	for _, c := range root.children {
		if c.name != "" {
			return c, nil
		}
	}
	return nil, unread("is empty")
}

var (
	errDeclares = refuse("its document type declares entities, which are not taken")
	errTooDeep  = unread("is nested more than %d levels deep", deepest)
)

func declares(d xml.Directive) bool {
	return bytes.ContainsAny(d, "[") || bytes.Contains(d, []byte("ENTITY"))
}

// checkXML refuses what a parser that others wrote should not have to meet: a
// document type that declares something, and nesting that no feed has.
func checkXML(input []byte) error {
	d := xml.NewDecoder(bytes.NewReader(input))
	d.Strict = false
	for depth := 0; ; {
		token, err := d.RawToken()
		if err != nil {
			return nil //nolint:nilerr // what is not well-formed is the parser's to tell
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > 5*deepest { // elements that are never closed count too
				return errTooDeep
			}
		case xml.EndElement:
			depth--
		case xml.Directive:
			if declares(t) {
				return errDeclares
			}
		}
	}
}

// all are the children of the name.
func (e *element) all(name string) (list []*element) {
	if e != nil {
		for _, c := range e.children {
			if c.name == name {
				list = append(list, c)
			}
		}
	}
	return list
}

// at is the first element along a path of children; nil for none.
func (e *element) at(path ...string) *element {
	for _, name := range path {
		found := e.all(name)
		if len(found) == 0 {
			return nil
		}
		e = found[0]
	}
	return e
}

// attr is an attribute's value.
func (e *element) attr(name string) string {
	if e == nil {
		return ""
	}
	return e.attrs[name]
}

// words is all text in an element.
func (e *element) words() string {
	if e == nil {
		return ""
	}
	var b strings.Builder
	e.each(func(c *element) bool {
		b.WriteString(c.text)
		return true
	})
	return b.String()
}

// each walks an element and what is in it; into says whether to look inside one.
func (e *element) each(into func(*element) bool) {
	if e == nil || !into(e) {
		return
	}
	for _, c := range e.children {
		c.each(into)
	}
}

// inHTML is what is in an element as HTML. as says what an element is there: its
// name in HTML, "" where only what is in it counts, "-" where nothing of it does.
func (e *element) inHTML(as func(*element) string) string {
	var b strings.Builder
	for _, c := range e.children {
		c.writeHTML(&b, as)
	}
	return b.String()
}

func (e *element) writeHTML(b *strings.Builder, as func(*element) string) {
	if e.name == "" {
		b.WriteString(html.EscapeString(e.text))
		return
	}
	name := as(e)
	if name == "-" {
		return
	}
	if name != "" {
		b.WriteString("<" + name)
		for _, key := range []string{"href", "src", "alt", "width", "height", "title", "class", "cite", "datetime", "lang"} {
			if v := e.attrs[key]; v != "" {
				b.WriteString(" " + key + `="` + html.EscapeString(v) + `"`)
			}
		}
		b.WriteString(">")
	}
	for _, c := range e.children {
		c.writeHTML(b, as)
	}
	if name != "" && name != "br" && name != "img" {
		b.WriteString("</" + name + ">")
	}
}
