package page

import (
	"encoding/json"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// thing is something that a page describes in the terms of schema.org: an
// article, a person, a picture. Its fields are JSON values, whether the page
// wrote them as JSON-LD or as microdata.
type thing struct {
	fields map[string]any
	from   string // "json-ld" or "microdata"
	kind   string
	inside bool // of another thing
}

const mostThings = 2000

// readThings reads every JSON-LD block of the page, and tells how many of them
// are no JSON.
func readThings(blocks []string) (all []*thing, broken int) {
	byID := map[string]map[string]any{}
	for _, block := range blocks {
		v, ok := readJSON(block)
		if !ok {
			broken++
			continue
		}
		collect(v, false, 0, func(m map[string]any, inside bool) {
			if id := text(m["@id"]); id != "" && len(m) > len(byID[id]) {
				byID[id] = m
			}
			if kind := kindOf(m); kind != "" && len(all) < mostThings {
				all = append(all, &thing{m, "json-ld", kind, inside})
			}
		})
	}
	for _, t := range all {
		resolve(t.fields, byID)
	}
	return all, broken
}

// collect hands over every object of a JSON value. What stands in a @graph or
// a list stands for itself.
func collect(v any, inside bool, depth int, take func(map[string]any, bool)) {
	if depth > 30 {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			collect(e, inside, depth+1, take)
		}
	case map[string]any:
		take(v, inside)
		for _, key := range sortedKeys(v) {
			collect(v[key], inside || key != "@graph" && key != "mainEntity", depth+1, take)
		}
	}
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// resolve puts what an object refers to by @id in its place, one level deep.
func resolve(m map[string]any, byID map[string]map[string]any) {
	look := func(v any) any {
		ref, ok := v.(map[string]any)
		if !ok || len(ref) > 2 {
			return v
		}
		if whole := byID[text(ref["@id"])]; whole != nil && len(whole) > len(ref) {
			return whole
		}
		return v
	}
	for k, v := range m {
		if list, ok := v.([]any); ok {
			for i := range list {
				list[i] = look(list[i])
			}
			continue
		}
		m[k] = look(v)
	}
}

// kindOf is what an object is: the first of its types, without the address of
// the vocabulary.
func kindOf(m map[string]any) string {
	for _, k := range texts(m["@type"]) {
		if i := strings.LastIndexAny(k, "/#:"); i >= 0 {
			k = k[i+1:]
		}
		if k != "" {
			return k
		}
	}
	return ""
}

// text is a JSON value as text: itself, the first of a list, or the name of an
// object.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return unescaped(v)
	case json.Number:
		return v.String()
	case []any:
		for _, e := range v {
			if s := text(e); s != "" {
				return s
			}
		}
	case map[string]any:
		for _, key := range []string{"@value", "name", "url", "@id"} {
			if s, ok := v[key]; ok {
				return text(s)
			}
		}
	}
	return ""
}

// texts is a JSON value as a list of texts.
func texts(v any) []string {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var out []string
	for _, e := range list {
		if s := text(e); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// items is a JSON value as a list.
func items(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}

// readMicrodata reads the page's items of microdata as things.
func readMicrodata(doc *html.Node) []*thing {
	var all []*thing
	each(doc, func(n *html.Node) bool {
		if hasAttr(n, "itemscope") && attr(n, "itemtype") != "" && len(all) < mostThings {
			m := scope(n, 0)
			inside := hasAttr(n, "itemprop") && attr(n, "itemprop") != "mainEntity"
			all = append(all, &thing{m, "microdata", kindOf(m), inside})
		}
		return true
	})
	return all
}

// scope is the properties of one item.
func scope(n *html.Node, depth int) map[string]any {
	m := map[string]any{"@type": attr(n, "itemtype")}
	each(n, func(c *html.Node) bool {
		nested := hasAttr(c, "itemscope")
		if names := strings.Fields(attr(c, "itemprop")); len(names) > 0 && depth < 8 {
			var v any
			if nested {
				v = scope(c, depth+1)
			} else {
				v = property(c)
			}
			for _, name := range names {
				switch was := m[name].(type) {
				case nil:
					m[name] = v
				case []any:
					if len(was) < 500 {
						m[name] = append(was, v)
					}
				default:
					m[name] = []any{was, v}
				}
			}
		}
		return !nested
	})
	return m
}

// property is the value of a property's element, as HTML defines it.
func property(n *html.Node) any {
	for _, key := range []string{"content", "datetime"} {
		if v := attr(n, key); v != "" {
			return v
		}
	}
	switch n.Data {
	case "a", "link", "area":
		if words(n) == "" || n.Data == "link" {
			return attr(n, "href")
		}
	case "img", "source", "video", "audio", "iframe":
		return attr(n, "src")
	case "h1", "h2":
		return headline(n)
	}
	return words(n)
}
