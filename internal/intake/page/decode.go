package page

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"storywire/internal/news"
)

// MaxBytes is how long a page may be. Real ones with everything in them stay
// below a tenth of it.
const MaxBytes = 16 << 20

var declared = regexp.MustCompile(`(?i)<meta[^>]{1,200}?charset\s*=\s*["']?\s*([\w:.-]{2,40})`)

// decode gives the page as UTF-8. What is UTF-8 throughout is that, whatever
// the page or its sender call it: no other encoding looks like it by chance.
func decode(input []byte, sent string) (string, error) {
	var f news.Faults
	switch {
	case len(input) > MaxBytes:
		f.Add("", "the page is longer than %d MiB", MaxBytes>>20)
	case len(bytes.TrimSpace(input)) == 0:
		f.Add("", "the page is empty")
	}
	if err := f.Err(); err != nil {
		return "", err
	}
	input = bytes.TrimPrefix(input, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(input) {
		input = recode(input, sent)
	}
	return strings.ToValidUTF8(strings.ReplaceAll(string(input), "\x00", ""), "\uFFFD"), nil
}

// recode turns a page of another encoding into UTF-8: the one that a byte order
// mark, the sender or the page names. A page that calls itself UTF-8 and has a
// few broken characters is UTF-8 with holes.
func recode(input []byte, sent string) []byte {
	kind := "text/html"
	if sent != "" {
		kind += "; charset=" + sent
	} else if m := declared.FindSubmatch(input[:min(len(input), 16<<10)]); m != nil {
		kind += "; charset=" + string(m[1])
	}
	encoding, name, _ := charset.DetermineEncoding(input[:min(len(input), 1024)], kind)
	if name == "utf-8" {
		if nearlyUTF8(input) {
			return input
		}
		encoding, _ = charset.Lookup("windows-1252")
	}
	out, err := io.ReadAll(io.LimitReader(encoding.NewDecoder().Reader(bytes.NewReader(input)), 4*MaxBytes))
	if err != nil {
		return input
	}
	return out
}

// nearlyUTF8 tells UTF-8 that was cut or hurt in places: of the characters
// beyond ASCII hardly any are broken.
func nearlyUTF8(input []byte) bool {
	whole, broken := 0, 0
	for len(input) > 0 {
		r, n := utf8.DecodeRune(input)
		switch {
		case r == utf8.RuneError && n == 1:
			broken++
		case n > 1:
			whole++
		}
		input = input[n:]
	}
	return broken <= 1 || broken*10 <= whole
}
