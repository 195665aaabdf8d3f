package page

import (
	"bytes"
	"encoding/json"
	"strings"
)

// readJSON reads a JSON-LD block as forgivingly as search engines do: within
// comment marks, with raw line breaks in strings, commas too many.
func readJSON(block string) (any, bool) {
	block = strings.TrimSpace(block)
	for _, wrap := range [][2]string{{"<!--", "-->"}, {"/*<![CDATA[*/", "/*]]>*/"}, {"//<![CDATA[", "//]]>"}, {"<![CDATA[", "]]>"}} {
		if rest, ok := strings.CutPrefix(block, wrap[0]); ok {
			block = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), wrap[1]))
		}
	}
	if v, ok := decodeJSON(block); ok {
		return v, true
	}
	return decodeJSON(mend(block))
}

func decodeJSON(s string) (any, bool) {
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	var all []any
	for {
		var v any
		if err := d.Decode(&v); err != nil {
			// What stands whole before the fault holds.
			return all, len(all) > 0
		}
		if all = append(all, v); !d.More() {
			return all, true
		}
	}
}

// mend repairs what is most often wrong with JSON that templates print.
func mend(s string) string {
	var b bytes.Buffer
	quoted := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case quoted && c == '\\' && i+1 < len(s):
			i++
			if strings.IndexByte(`"\/bfnrtu`, s[i]) >= 0 {
				b.WriteByte('\\')
			}
			b.WriteByte(s[i])
		case quoted && c == '"':
			if quoted = !endsString(s[i+1:]); quoted {
				b.WriteByte('\\') // a mark within the words
			}
			b.WriteByte(c)
		case c == '"':
			quoted = true
			b.WriteByte(c)
		case quoted && c < ' ':
			b.WriteByte(' ')
		case !quoted && c == ',':
			if rest := strings.TrimLeft(s[i+1:min(len(s), i+200)], " \t\r\n"); rest == "" || strings.IndexByte("}],", rest[0]) < 0 {
				b.WriteByte(c)
			}
		case !quoted && c == ';':
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// endsString tells whether what follows a quotation mark can follow a string.
func endsString(rest string) bool {
	rest = strings.TrimLeft(rest[:min(len(rest), 200)], " \t\r\n")
	return rest == "" || strings.IndexByte(",:}]", rest[0]) >= 0
}
