package render

import (
	"bytes"
	"encoding/json"
	"errors"
)

// errCut says that what was to be cut is not JSON.
var errCut = errors.New("render: not JSON")

// Cut is the JSON document without what the fields do not ask for. Everything
// else is copied as it stands, byte for byte; nothing is decoded.
func (f Fields) Cut(document []byte) ([]byte, error) {
	c := cutter{in: document, out: make([]byte, 0, len(document)/2)}
	c.space()
	if err := c.value(f); err != nil {
		return nil, err
	}
	if c.space(); c.at != len(c.in) {
		return nil, errCut
	}
	return c.out, nil
}

// Member is the bytes of one member of a JSON object, nil where it has none.
func Member(object []byte, name string) ([]byte, error) {
	c := cutter{in: object}
	var found []byte
	c.space()
	err := c.members(func(key []byte) error {
		from := c.at
		if err := c.skip(); err != nil {
			return err
		}
		if isKey(key, name) {
			found = c.in[from:c.at]
		}
		return nil
	})
	return found, err
}

// Widen is the JSON object, which has members, with one more.
func Widen(object []byte, name string, value []byte) []byte {
	wider := make([]byte, 0, len(object)+len(name)+len(value)+len(`,"":`))
	wider = append(wider, bytes.TrimSuffix(object, []byte("}"))...)
	wider = append(append(append(wider, `,"`...), name...), `":`...)
	return append(append(wider, value...), '}')
}

// maxDepth is as deep as what is cut may be nested. Documents are far from it.
const maxDepth = 1000

// cutter goes through JSON once, and copies what is asked for.
type cutter struct {
	in    []byte
	at    int
	out   []byte
	depth int
}

func (c *cutter) space() {
	for c.at < len(c.in) && (c.in[c.at] == ' ' || c.in[c.at] == '\t' || c.in[c.at] == '\n' || c.in[c.at] == '\r') {
		c.at++
	}
}

// next tells whether the next byte is b, and passes it if it is.
func (c *cutter) next(b byte) bool {
	if c.at < len(c.in) && c.in[c.at] == b {
		c.at++
		return true
	}
	return false
}

// value copies the value that begins here, of an object only the fields.
func (c *cutter) value(f Fields) error {
	if f == nil || c.at == len(c.in) || c.in[c.at] != '{' && c.in[c.at] != '[' {
		from := c.at
		err := c.skip()
		c.out = append(c.out, c.in[from:c.at]...)
		return err
	}
	if c.depth++; c.depth > maxDepth {
		return errCut
	}
	defer func() { c.depth-- }()
	if c.in[c.at] == '[' {
		return c.list(f)
	}
	open := len(c.out)
	c.out = append(c.out, '{')
	err := c.members(func(key []byte) error {
		below, asked := f.of(key)
		if !asked {
			return c.skip()
		}
		if len(c.out) > open+1 {
			c.out = append(c.out, ',')
		}
		c.out = append(append(c.out, key...), ':')
		return c.value(below)
	})
	c.out = append(c.out, '}')
	return err
}

func (c *cutter) list(f Fields) error {
	c.out = append(c.out, '[')
	c.at++
	c.space()
	if c.next(']') {
		c.out = append(c.out, ']')
		return nil
	}
	for {
		if err := c.value(f); err != nil {
			return err
		}
		c.space()
		if c.next(']') {
			c.out = append(c.out, ']')
			return nil
		}
		if !c.next(',') {
			return errCut
		}
		c.out = append(c.out, ',')
		c.space()
	}
}

// members goes through the object that begins here. each is called with a key,
// quotation marks and all, where its value begins, and passes the value.
func (c *cutter) members(each func(key []byte) error) error {
	if !c.next('{') {
		return errCut
	}
	c.space()
	if c.next('}') {
		return nil
	}
	for {
		from := c.at
		if err := c.text(); err != nil {
			return err
		}
		key := c.in[from:c.at]
		c.space()
		if !c.next(':') {
			return errCut
		}
		c.space()
		if err := each(key); err != nil {
			return err
		}
		c.space()
		if c.next('}') {
			return nil
		}
		if !c.next(',') {
			return errCut
		}
		c.space()
	}
}

// text passes a string.
func (c *cutter) text() error {
	if !c.next('"') {
		return errCut
	}
	for c.at < len(c.in) {
		switch c.in[c.at] {
		case '\\':
			c.at++
		case '"':
			c.at++
			return nil
		}
		c.at++
	}
	c.at = len(c.in)
	return errCut
}

// skip passes a value, whatever it is.
func (c *cutter) skip() error {
	from, open := c.at, 0
	for c.at < len(c.in) {
		switch c.in[c.at] {
		case '"':
			if err := c.text(); err != nil {
				return err
			}
			c.at-- // its last quotation mark, which is passed below
		case '{', '[':
			open++
			c.at++
			continue
		case '}', ']', ',', ' ', '\t', '\n', '\r':
			if open == 0 { // what stands behind a number, true or null
				return somethingIn(c.in[from:c.at])
			}
			if b := c.in[c.at]; b == '}' || b == ']' {
				open--
			} else {
				c.at++
				continue
			}
		default:
			c.at++
			continue
		}
		c.at++
		if open == 0 {
			return nil
		}
	}
	if open > 0 {
		return errCut
	}
	return somethingIn(c.in[from:c.at])
}

// somethingIn is an error where there is no value at all.
func somethingIn(value []byte) error {
	if len(value) == 0 {
		return errCut
	}
	return nil
}

// of is what is asked for of the member with the key.
func (f Fields) of(key []byte) (below Fields, asked bool) {
	if bytes.IndexByte(key, '\\') < 0 && len(key) >= 2 {
		below, asked = f[string(key[1:len(key)-1])]
		return below, asked
	}
	var name string
	if json.Unmarshal(key, &name) != nil {
		return nil, false
	}
	below, asked = f[name]
	return below, asked
}

// isKey tells whether the key, as it is written, is the name.
func isKey(key []byte, name string) bool {
	_, is := Fields{name: nil}.of(key)
	return is
}
