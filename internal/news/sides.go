package news

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
)

// articles tells what differs between two articles. Most of an article stays
// when it is written: what is equal is told apart as it is in memory, which
// costs little beside encoding and reading it.
func (d *differ) articles(before, after *Article) {
	x, y := reflect.ValueOf(*before), reflect.ValueOf(*after)
	for _, f := range articleFields {
		p, q := x.FieldByIndex(f.index), y.FieldByIndex(f.index)
		switch {
		case slices.Contains(untold[""], f.name) || reflect.DeepEqual(p.Interface(), q.Interface()):
		case keys[f.name] != nil:
			from, b, a := between(p, q)
			d.keyed("/"+f.name, f.name, from, b, a)
		default:
			d.member("/"+f.name, f.name, f.name, f.value(p), f.value(q))
		}
	}
}

// between is what two lists have between the beginning and the end that they
// share: how long that beginning is, and the two middles.
func between(before, after reflect.Value) (from int, b, a []thing) {
	same := func(i, j int) bool { return reflect.DeepEqual(before.Index(i).Interface(), after.Index(j).Interface()) }
	m, n := before.Len(), after.Len()
	for from < min(m, n) && same(from, from) {
		from++
	}
	for m > from && n > from && same(m-1, n-1) {
		m, n = m-1, n-1
	}
	return from, things(value(before.Slice(from, m).Interface())), things(value(after.Slice(from, n).Interface()))
}

// field is a member of an article's JSON, and where the article has it.
type field struct {
	name  string
	index []int
	omit  bool // where it is empty
}

// value is the member as it is encoded, nil where it is left out.
func (f field) value(v reflect.Value) json.RawMessage {
	if f.omit && v.IsZero() {
		return nil
	}
	return value(v.Interface())
}

// articleFields are the members of an article, those of its schedule among
// them, in the order in which a person reads them.
var articleFields = slices.SortedFunc(slices.Values(fieldsOf(reflect.TypeFor[Article](), nil)),
	func(a, b field) int { return reading(a.name, b.name) })

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
