package render

import (
	"encoding"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"storywire/internal/news"
)

// Shape is the members that a JSON object may have, each with its own; nil for
// what has none, text and numbers. A list has the shape of its entries.
type Shape map[string]Shape

// The shapes of what is answered, as the types that are rendered have them.
var (
	ArticleShape = shapeOf(reflect.TypeFor[news.Article]())
	CardShape    = shapeOf(reflect.TypeFor[card]())
)

// linkNames are what Links may have.
var linkNames = Shape{"self": nil, "web": nil}

func shapeOf(t reflect.Type) Shape {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8 {
		t = t.Elem()
	}
	switch {
	case t == reflect.TypeFor[news.Links]():
		return linkNames
	case t.Kind() != reflect.Struct, t.Implements(reflect.TypeFor[encoding.TextMarshaler]()):
		return nil
	}
	shape := Shape{}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.IsExported() && name != "" && name != "-" {
			shape[name] = shapeOf(f.Type)
		}
	}
	return shape
}

// With is the shape with more members.
func (s Shape) With(more Shape) Shape {
	wider := maps.Clone(s)
	maps.Copy(wider, more)
	return wider
}

// Fields says what of a JSON document is asked for: of each member that is named
// the fields of that, nil for all of it.
type Fields map[string]Fields

// UnknownField says that a path names what there is not.
type UnknownField struct {
	Path  string   // as it was asked for
	At    string   // the part of it that there is, "" for none
	Known []string // what there is below that; none where it has no members
}

func (e *UnknownField) Error() string {
	switch {
	case len(e.Known) == 0:
		return fmt.Sprintf("%+q is not known: %s has no fields", e.Path, e.At)
	case e.At == "":
		return fmt.Sprintf("%+q is not known; there are: %s", e.Path, strings.Join(e.Known, ", "))
	}
	return fmt.Sprintf("%+q is not known; %s has: %s", e.Path, e.At, strings.Join(e.Known, ", "))
}

// ParseFields reads paths such as authors.name. A document's own id is always
// among what is asked for. What the shape does not have is an *UnknownField.
func ParseFields(paths []string, shape Shape) (Fields, error) {
	fields := Fields{"id": nil}
	for _, path := range paths {
		if err := fields.add(path, shape); err != nil {
			return nil, err
		}
	}
	return fields, nil
}

// add asks for what path names too.
func (f Fields) add(path string, shape Shape) error {
	names := strings.Split(path, ".")
	for i, name := range names {
		below, known := shape[name]
		if !known {
			return &UnknownField{path, strings.Join(names[:i], "."), slices.Sorted(maps.Keys(shape))}
		}
		shape = below
	}
	at := f
	for i, name := range names {
		below, asked := at[name]
		switch {
		case asked && below == nil:
			return nil // all of it is asked for already
		case i == len(names)-1:
			at[name] = nil
		case !asked:
			at[name] = Fields{}
		}
		at = at[name]
	}
	return nil
}

// String is the fields in the one form that all ways of asking for them have.
func (f Fields) String() string {
	b, _ := json.Marshal(f) // of maps of strings, which it sorts
	return string(b)
}
