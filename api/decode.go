package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"storywire/internal/news"

	"github.com/go-json-experiment/json/jsontext"
)

// Bounds on what is read of a request.
const (
	maxJSON  = 1 << 20
	maxPage  = 10 << 20
	maxDepth = 64
)

// The types of body that are taken.
const (
	typeJSON       = "application/json"
	typeMergePatch = "application/merge-patch+json"
	typeJSONPatch  = "application/json-patch+json"
	typeText       = "text/plain"
)

// written is the body of a request. It is read before a transaction begins and
// looked at within it: whether the thing exists and the precondition holds is
// told first, so what is wrong with the body waits here in err.
type written struct {
	media   string
	charset string // in small letters, "" where the request does not say
	body    []byte
	err     error
}

// readBody reads a body of one of the given types, limit bytes at most.
func readBody(w http.ResponseWriter, r *http.Request, limit int64, types ...string) written {
	media, charset, err := mediaType(r.Header, types)
	if err != nil {
		return written{err: err}
	}
	tooLarge := func() error {
		return kindTooLarge.problem("The body is longer than " + strconv.FormatInt(limit, 10) + " bytes.")
	}
	if r.ContentLength > limit { // told at once to whoever waits for that before they send it
		return written{err: tooLarge()}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		err = tooLarge()
	case err != nil && r.Context().Err() == nil:
		err = kindSyntax.problem("The body ended too early.")
	}
	return written{media, charset, body, err}
}

// mediaType is the body's type, which must be one of types, and its encoding,
// which must be UTF-8 in all but what has encodings of its own.
func mediaType(h http.Header, types []string) (media, charset string, err error) {
	media, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	charset = strings.ToLower(params["charset"])
	encoding := strings.ToLower(h.Get("Content-Encoding"))
	if err == nil && slices.Contains(types, media) && (charset == "" || charset == "utf-8" || charset == "utf8" || manyEncodings(media)) &&
		(encoding == "" || encoding == "identity") {
		return media, charset, nil
	}
	p := kindMediaType.problem("The body is taken as " + strings.Join(types, " or ") + ", in UTF-8 and not compressed.")
	if slices.Contains(types, typeMergePatch) {
		p = p.with("Accept-Patch", strings.Join(types, ", "))
	}
	return "", "", p
}

// manyEncodings tells types whose files are in many encodings, so that what reads
// them has to tell which: plain text, HTML, XML (RFC 7303) and Markdown (RFC 7763).
func manyEncodings(media string) bool {
	return media == typeText || media == typeHTML || strings.HasSuffix(media, "+xml") || media == "text/vnd.iptc.nitf" || media == "text/markdown"
}

// decode reads a T from JSON. ignore names members of the whole that are
// accepted and not looked at: those that are read-only.
func decode[T any](body []byte, ignore []string) (T, error) {
	var v T
	if err := checkSyntax(body); err != nil {
		return v, err
	}
	return v, fill(body, &v, ignore)
}

// checkSyntax holds a body to the strict JSON that is taken.
func checkSyntax(body []byte) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return kindSyntax.problem("The body is empty.")
	}
	nul := bytes.Contains(body, []byte(`\u0000`)) // perhaps behind another backslash
	d := jsontext.NewDecoder(bytes.NewReader(body))
	for read := false; ; read = true {
		if read && d.StackDepth() == 0 {
			return checkEnd(d)
		}
		token, err := d.ReadToken()
		if err != nil {
			return syntaxProblem(err, body)
		}
		if d.StackDepth() > maxDepth {
			return badSyntax(string(d.StackPointer()), "is nested more than 64 levels deep")
		}
		if nul && token.Kind() == '"' && strings.ContainsRune(token.String(), 0) {
			return badSyntax(string(d.StackPointer()), "has the character U+0000")
		}
	}
}

// checkEnd is nil where the body ends behind its one value.
func checkEnd(d *jsontext.Decoder) error {
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return kindSyntax.problem("There is more behind the JSON value.")
	}
	return nil
}

func badSyntax(pointer, detail string) *Problem {
	return kindSyntax.problem("The body is not taken as it is.").faults([]news.Fault{{Pointer: pointer, Detail: detail}})
}

// syntaxProblem says what the JSON reader met, and where.
func syntaxProblem(err error, body []byte) *Problem {
	var syntax *jsontext.SyntacticError
	switch {
	case errors.As(err, &syntax):
		at := min(int(syntax.ByteOffset), len(body))
		line := 1 + bytes.Count(body[:at], []byte("\n"))
		p := badSyntax(string(syntax.JSONPointer), syntax.Err.Error())
		p.Detail = "The body is not JSON that is taken: reading stopped at byte " + strconv.Itoa(at) + ", line " + strconv.Itoa(line) + "."
		return p
	default: // io.ErrUnexpectedEOF
		return kindSyntax.problem("The body ended too early.")
	}
}

// encode is v as JSON, its < and > as they are: answers say what type they are
// of, and that nobody is to guess another.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
