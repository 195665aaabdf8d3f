package contract

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// check lists what is not as declared about one exchange.
func (s *Spec) check(r *http.Request, sent []byte, a *recorder) []error {
	route := Route{r.Method, s.path(r)}
	if route.Method == http.MethodHead {
		route.Method = http.MethodGet
	}
	item := s.doc.Paths.Value(route.Path)
	if item == nil || item.GetOperation(route.Method) == nil {
		return s.checkUndeclared(a, r.Method == http.MethodHead)
	}
	operation := item.GetOperation(route.Method)
	name := strconv.Itoa(a.status)
	if operation.Responses.Value(name) == nil {
		if a.status < 500 || operation.Responses.Default() == nil {
			return []error{errors.New("the operation does not declare this status")}
		}
		name = "default" // stands for the server's own trouble, and for nothing else
	}
	if r.Method != http.MethodHead {
		s.exercise(route, name)
	}
	at, response := s.schemas.resolve(pointer("paths", route.Path, strings.ToLower(route.Method), "responses", name))
	faults := s.checkHeaders(at, response, a.header)
	faults = append(faults, s.checkBody(s.schemasFor(r), at, response, a, r.Method == http.MethodHead)...)
	if a.status < 300 {
		faults = append(faults, s.checkRequest(r, sent, route)...)
	}
	return faults
}

// checkUndeclared holds what no operation declares to being a problem: 404 for
// a path, 405 for a method, 401 for a bad key on either.
func (s *Spec) checkUndeclared(a *recorder, head bool) []error {
	if a.status < 400 {
		return []error{errors.New("no operation is declared for this method and path")}
	}
	var faults []error
	if a.status == http.StatusMethodNotAllowed && a.header.Get("Allow") == "" {
		faults = append(faults, errors.New("the header Allow is missing (RFC 9110, 15.5.6)"))
	}
	if media := mediaType(a.header); media != problemJSON {
		return append(faults, fmt.Errorf("the Content-Type %q is not %s", media, problemJSON))
	}
	if head {
		return faults
	}
	return append(faults, checkJSONBody(s.schemas, problemPointer, problemJSON, a)...)
}

func (s *Spec) checkHeaders(at string, response map[string]any, sent http.Header) []error {
	var faults []error
	for _, name := range members(response["headers"]) {
		at, header := s.schemas.resolve(at + pointer("headers", name))
		values := sent.Values(name)
		if len(values) == 0 {
			if header["required"] == true {
				faults = append(faults, fmt.Errorf("the header %s is missing", name))
			}
			continue
		}
		if err := s.schemas.check(at+"/schema", strings.Join(values, ", ")); err != nil {
			faults = append(faults, fmt.Errorf("the header %s is %q: %w", name, values, err))
		}
	}
	return faults
}

// paramFields is the parameter by which a caller asks for a part of an answer.
const paramFields = "fields"

// schemasFor are those that the answer to the request is held to.
func (s *Spec) schemasFor(r *http.Request) *schemas {
	if r.URL.Query().Has(paramFields) {
		return s.parts
	}
	return s.schemas
}

func (s *Spec) checkBody(by *schemas, at string, response map[string]any, a *recorder, head bool) []error {
	content := members(response["content"])
	if len(content) == 0 {
		if a.body.Len() > 0 {
			return []error{fmt.Errorf("no body is declared, and there is one: %s", excerpt(a.body.Bytes()))}
		}
		return nil
	}
	media := mediaType(a.header)
	if !slices.Contains(content, media) {
		return []error{fmt.Errorf("the Content-Type %q is not %s", media, strings.Join(content, " or "))}
	}
	if head || !isJSON(media) {
		return nil
	}
	return checkJSONBody(by, at+pointer("content", media, "schema"), media, a)
}

func checkJSONBody(by *schemas, schema, media string, a *recorder) []error {
	body, err := decode(a.header.Get("Content-Encoding"), a.body.Bytes())
	if err != nil {
		return []error{err}
	}
	value, err := by.checkJSON(schema, body)
	if err != nil {
		return []error{fmt.Errorf("the body does not fit %s:\n%w\nthe body: %s", schema, err, excerpt(body))}
	}
	if object, ok := value.(map[string]any); ok && media == problemJSON && object["status"] != json.Number(strconv.Itoa(a.status)) {
		return []error{fmt.Errorf("the problem says that its status is %v", object["status"])}
	}
	return nil
}

const problemJSON = "application/problem+json"

func isJSON(media string) bool {
	return media == "application/json" || strings.HasSuffix(media, "+json")
}

// mediaType is the Content-Type without its parameters.
func mediaType(h http.Header) string {
	media, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return h.Get("Content-Type")
	}
	return media
}

// decode undoes a Content-Encoding.
func decode(encoding string, body []byte) ([]byte, error) {
	var in io.Reader
	var err error
	switch encoding {
	case "", "identity":
		return body, nil
	case "gzip":
		in, err = gzip.NewReader(bytes.NewReader(body))
	case "zstd":
		var z *zstd.Decoder
		if z, err = zstd.NewReader(bytes.NewReader(body)); err == nil {
			defer z.Close()
			in = z
		}
	default:
		return nil, fmt.Errorf("the Content-Encoding %q is not one that is checked", encoding)
	}
	if err == nil {
		body, err = io.ReadAll(in)
	}
	if err != nil {
		return nil, fmt.Errorf("the body is not %s: %w", encoding, err)
	}
	return body, nil
}

// excerpt is enough of a body to find it by.
func excerpt(body []byte) string {
	const most = 1000
	if len(body) > most {
		return string(body[:most]) + "…"
	}
	return string(body)
}
