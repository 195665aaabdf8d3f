package contract

import (
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
)

// ours is the project's own contract.
var ours = sync.OnceValues(func() (*Spec, error) {
	yaml, err := os.ReadFile("../../openapi.yaml")
	if err != nil {
		return nil, err
	}
	return Load(yaml)
})

// own loads the project's contract anew, where a test counts what it exercises.
func own(t *testing.T) *Spec {
	t.Helper()
	yaml, err := os.ReadFile("../../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Load(yaml)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const small = `openapi: 3.1.0
info: {title: Ferries, version: 1.0.0}
paths:
  /ferries/{name}:
    get:
      parameters:
        - {name: name, in: path, required: true, schema: {type: string}}
      responses:
        '200':
          description: The ferry.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Ferry'}
              examples:
                ferry: {$ref: '#/components/examples/Ferry'}
components:
  schemas:
    Problem:
      type: object
      properties: {status: {type: integer}}
      additionalProperties: false
    Ferry:
      type: object
      required: [name]
      properties:
        name: {type: string}
        crew: {type: array, items: {type: object, properties: {name: {type: string}}, additionalProperties: false}}
      additionalProperties: false
  examples:
    Ferry:
      value: {name: Ansel}
`

func TestLoad(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, from, to string
		want           string // a part of the error; "" where there is none
	}{
		{name: "as it is"},
		{"no YAML", "openapi: 3.1.0", "openapi: [", "cannot be read"},
		{"a reference to nothing", "schemas/Ferry'}", "schemas/Ship'}", "cannot be read"},
		{"no OpenAPI", "description: The ferry.", "title: The ferry.", "not valid OpenAPI"},
		{"an example with too much", "{name: Ansel}", "{name: Ansel, berths: 4}", "berths"},
		{"an example with too little", "{name: Ansel}", "{crew: []}", "name"},
		{"no schema for problems", "Problem:", "Trouble:", "no schema for problems"},
		{
			"an open object below a response", "properties: {name: {type: string}}, additionalProperties: false}",
			"properties: {name: {type: string}}}", "/components/schemas/Ferry/properties/crew/items: lets members through",
		},
		{"a schema of anything", "name: {type: string}\n", "name: {}\n", "/components/schemas/Ferry/properties/name: lets anything through"},
		{
			"a member of anything among any members", "additionalProperties: false\n  examples:",
			"additionalProperties: {}\n  examples:", "/components/schemas/Ferry/additionalProperties: lets anything through",
		},
		{
			"parts of a closed whole may be open", "      additionalProperties: false\n  examples:",
			"      allOf: [{type: object, properties: {berths: {type: integer}}}]\n      unevaluatedProperties: false\n  examples:", "",
		},
		{
			"what a part holds may not", "      additionalProperties: false\n  examples:",
			"      allOf: [{type: object, properties: {port: {type: object}}}]\n      unevaluatedProperties: false\n  examples:",
			"allOf/0/properties/port: lets members through",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := Load([]byte(strings.Replace(small, c.from, c.to, 1)))
			switch {
			case c.want == "" && err != nil:
				t.Errorf("the document was refused: %v", err)
			case c.want != "" && err == nil:
				t.Errorf("the document was taken, want an error with %q", c.want)
			case c.want != "" && !strings.Contains(err.Error(), c.want):
				t.Errorf("the error is %q, want one with %q", err, c.want)
			}
		})
	}
}

// The project's own contract is valid, its examples fit and its responses are
// closed: all of that is Load's to refuse.
func TestOurContract(t *testing.T) {
	t.Parallel()
	s, err := ours()
	if err != nil {
		t.Fatal(err)
	}
	routes := s.Routes()
	for _, want := range []Route{{"GET", "/v1/articles"}, {"PATCH", "/v1/articles/{id}"}, {"POST", "/v1/import"}, {"GET", "/readyz"}} {
		if !slices.Contains(routes, want) {
			t.Errorf("%s is not among the routes", want)
		}
	}
	for path, item := range s.doc.Paths.Map() {
		for method, o := range item.Operations() {
			if o.OperationID == "" || o.Summary == "" || o.Description == "" || len(o.Tags) != 1 {
				t.Errorf("%s %s needs an operationId, a summary, a description and one tag", method, path)
			}
			if o.Responses.Default() == nil {
				t.Errorf("%s %s does not say what the server's own trouble looks like", method, path)
			}
			if o.RequestBody != nil && len(o.RequestBody.Value.Content) == 0 {
				t.Errorf("%s %s has a body of no type", method, path)
			}
		}
	}
}

func TestExercised(t *testing.T) {
	t.Parallel()
	s := own(t)
	all := len(s.Unexercised())
	if len(s.Exercised()) != 0 || all < 400 {
		t.Fatalf("before any request %d are exercised and %d are not", len(s.Exercised()), all)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if faults := s.answer(t, get("/v1/articles/the-crane"), article(s)); len(faults) > 0 {
				t.Error(faults)
			}
		})
	}
	wg.Wait()
	if got := s.Exercised(); !slices.Equal(got, []string{"GET /v1/articles/{id} 200"}) {
		t.Errorf("exercised are %q", got)
	}
	if got := s.Unexercised(); len(got) != all-1 || slices.Contains(got, "GET /v1/articles/{id} 200") {
		t.Errorf("%d of %d are unexercised", len(got), all)
	}
	if slices.ContainsFunc(s.Unexercised(), func(p string) bool { return strings.HasSuffix(p, "default") }) {
		t.Error("a default response is among the unexercised")
	}
}
