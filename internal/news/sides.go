package news

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// sides are the members of two articles that are not the same in both, as JSON.
// Most of an article stays when it is written: what is equal is told apart as
// it is in memory, which costs little beside encoding and reading it.
func sides(before, after *Article) (b, a map[string]json.RawMessage) {
	if before == nil || after == nil {
		return members(value(before)), members(value(after))
	}
	b, a = map[string]json.RawMessage{}, map[string]json.RawMessage{}
	x, y := reflect.ValueOf(*before), reflect.ValueOf(*after)
	for _, f := range articleFields {
		p, q := x.FieldByIndex(f.index), y.FieldByIndex(f.index)
		switch {
		case reflect.DeepEqual(p.Interface(), q.Interface()):
		case p.Kind() == reflect.Slice:
			b[f.name], a[f.name] = lists(p, q)
		default:
			f.put(b, p)
			f.put(a, q)
		}
	}
	return b, a
}

// lists are two lists as JSON. Of what is the same at the same place in both
// there is no more than what it is known by.
func lists(before, after reflect.Value) (b, a json.RawMessage) {
	if before.IsNil() || after.IsNil() {
		return value(before.Interface()), value(after.Interface())
	}
	known := identifying(before.Type().Elem())
	x, y := []byte{'['}, []byte{'['}
	for i := range max(before.Len(), after.Len()) {
		if i < before.Len() && i < after.Len() && reflect.DeepEqual(before.Index(i).Interface(), after.Index(i).Interface()) {
			same := known(before.Index(i))
			x, y = appendItem(x, same), appendItem(y, same)
			continue
		}
		if i < before.Len() {
			x = appendItem(x, value(before.Index(i).Interface()))
		}
		if i < after.Len() {
			y = appendItem(y, value(after.Index(i).Interface()))
		}
	}
	return append(x, ']'), append(y, ']')
}

// identifying makes of a thing in a list of its type what it is known by, and
// nothing else. A text is known by itself.
func identifying(t reflect.Type) func(reflect.Value) json.RawMessage {
	if t.Kind() == reflect.String {
		return func(v reflect.Value) json.RawMessage { return value(v.Interface()) }
	}
	fields := slices.DeleteFunc(fieldsOf(t, nil), func(f field) bool { return !slices.Contains(identities, f.name) })
	return func(v reflect.Value) json.RawMessage {
		item := []byte{'{'}
		for _, f := range fields {
			item = appendItem(item, []byte(strconv.Quote(f.name)+":"))
			item = append(item, value(v.FieldByIndex(f.index).Interface())...)
		}
		return append(item, '}')
	}
}

// identities are the members that things in lists are known by: all of keys.
var identities = []string{"id", "role", "slug", "type"}

func appendItem(list []byte, item json.RawMessage) []byte {
	if len(list) > 1 {
		list = append(list, ',')
	}
	return append(list, item...)
}

// field is a member of an article's JSON, and where the article has it.
type field struct {
	name  string
	index []int
	omit  bool // where it is empty
}

// put adds the member as it is encoded.
func (f field) put(to map[string]json.RawMessage, v reflect.Value) {
	if !f.omit || !v.IsZero() {
		to[f.name] = value(v.Interface())
	}
}

// articleFields are the members of an article, those of its schedule among
// them.
var articleFields = fieldsOf(reflect.TypeFor[Article](), nil)

func fieldsOf(t reflect.Type, within []int) []field {
	var list []field
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(append([]int{}, within...), i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous:
			list = append(list, fieldsOf(f.Type, index)...)
		case name != "-":
			list = append(list, field{name, index, options != ""})
		}
	}
	return list
}

// value is an article, or a part of one, as JSON.
func value(v any) json.RawMessage {
	if a, ok := v.(*Article); ok && a == nil {
		return json.RawMessage("{}")
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // strings, numbers and times alone
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
