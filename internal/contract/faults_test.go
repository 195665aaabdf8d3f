package contract

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What is wrong is told without what only follows from it.
func TestReadable(t *testing.T) {
	t.Parallel()
	s, err := ours()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, schema, value string
		want                []string
	}{
		{"one part of a whole", "Section", `{"id":"x","version":1,"created_at":"2024-03-18T20:42:00Z","modified_at":"2024-03-18T20:42:00Z",
			"slug":"politics","name":"Politics"}`, []string{"  at /id: 'x' is not valid uuid: must have 5 elements"}},
		{"one alternative of six", "Block", `{"id":"01992f4e-7a10-7c31-9d0e-5b1f6f0c2a11","type":"heading","level":7,"text":"x"}`,
			[]string{"  at /level: maximum: got 7, want 6"}},
		{"text or an object", "WrittenArticleAuthor", `{"name":"Imogen Tarrant","role":"poet"}`,
			[]string{"  at /role: value must be one of 'author', 'editor', 'photographer', 'contributor'"}},
		{"two faults", "Ref", `{"slug":"A B"}`, []string{
			"  at /slug: 'A B' does not match pattern '^[a-z0-9]+(-[a-z0-9]+)*$'", "  at : missing property 'name'",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := s.schemas.checkJSON("/components/schemas/"+c.schema, []byte(c.value))
			if err == nil {
				t.Fatal("nothing is held against it")
			}
			if diff := cmp.Diff(c.want, strings.Split(err.Error(), "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
