package render

import "bytes"

// What a stored document says twice: a block's HTML and, right behind it, the
// same as plain text.
var (
	beforeHTML = []byte(`,"html":"`)
	beforeText = []byte(`,"text":"`)
)

// once is a stored document without the plain text of blocks that have HTML. No
// feed tells it, and to pass it by costs less than to read it, which is a third
// of what making a feed costs. Neither of the two marks can stand within a
// string: quotation marks there have a backslash before them.
func once(document []byte) []byte {
	out := make([]byte, 0, len(document))
	for {
		at := bytes.Index(document, beforeHTML)
		if at < 0 {
			return append(out, document...)
		}
		at += len(beforeHTML)
		at += endOfString(document[at:])
		out, document = append(out, document[:at]...), document[at:]
		if rest, found := bytes.CutPrefix(document, beforeText); found {
			document = rest[endOfString(rest):]
		}
	}
}

// endOfString is where what follows a JSON string begins, in what follows its
// first quotation mark.
func endOfString(s []byte) int {
	for at := 0; ; {
		next := bytes.IndexByte(s[at:], '"')
		if next < 0 {
			return len(s)
		}
		at += next + 1
		backslashes := 0
		for i := at - 2; i >= 0 && s[i] == '\\'; i-- {
			backslashes++
		}
		if backslashes%2 == 0 {
			return at
		}
	}
}
