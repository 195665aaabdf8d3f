package wire

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// object is a JSON object of a file whose spelling differs from version to
// version: its names are in small letters, without underscores.
type object map[string]any

// deepest is how deep JSON and XML may be nested: no format of news comes near.
const deepest = 200

// readJSON reads a JSON value as a tree: objects, []any, strings, bools and nil.
// Numbers are strings as they stand, so that none is too large. A lone surrogate
// is the replacement character, and of two members of a name the last holds.
func readJSON(input []byte) (any, error) {
	d := jsontext.NewDecoder(bytes.NewReader(input), jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
	v, err := readValue(d, 0)
	if err == nil {
		if _, end := d.ReadToken(); !errors.Is(end, io.EOF) {
			return nil, unread("there is more behind the JSON value")
		}
	}
	return v, err
}

func readValue(d *jsontext.Decoder, depth int) (any, error) {
	if depth > deepest {
		return nil, unread("is nested more than %d levels deep", deepest)
	}
	token, err := d.ReadToken()
	if err != nil {
		return nil, unread("is not JSON: reading stopped at byte %d", d.InputOffset())
	}
	switch token.Kind() {
	case '{':
		o := object{}
		for d.PeekKind() != '}' {
			name, err := readValue(d, depth+1)
			if err != nil {
				return nil, err
			}
			v, err := readValue(d, depth+1)
			if err != nil {
				return nil, err
			}
			key, _ := name.(string)
			o[folded(key)] = v
		}
		_, err = d.ReadToken()
		return o, err
	case '[':
		list := []any{}
		for d.PeekKind() != ']' {
			v, err := readValue(d, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err = d.ReadToken()
		return list, err
	case 't', 'f':
		return token.Bool(), nil
	case 'n':
		return nil, nil //nolint:nilnil // JSON's null
	}
	return token.String(), nil
}

func folded(name string) string { return strings.ReplaceAll(strings.ToLower(name), "_", "") }

// text is the first of the members that is a text or a number.
func (o object) text(names ...string) string {
	for _, n := range names {
		if s, ok := o[n].(string); ok && strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

// objects are the objects in a list, or the one that stands alone.
func (o object) objects(name string) (all []object) {
	switch v := o[name].(type) {
	case object:
		return []object{v}
	case []any:
		for _, one := range v {
			if m, ok := one.(object); ok {
				all = append(all, m)
			}
		}
	}
	return all
}

// pixels is a number of them, 0 where it is none.
func pixels(s string) int {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(s), "px"))
	if err != nil || n < 0 || n >= 100_000 {
		return 0
	}
	return n
}
