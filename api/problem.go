package api

import (
	"net/http"

	"storywire/internal/news"
)

// kind is one type of problem: what it is called in `type`, the status that it
// is answered with, and what the documentation says of it.
type kind struct {
	name    string // the fragment of its type
	status  int
	title   string
	meaning string
	remedy  string
}

// problemsPath is where the types of problem are explained; a problem's type
// is this and its name as the fragment.
const problemsPath = "/docs/problems"

func (k *kind) uri() string { return problemsPath + "#" + k.name }

// Problem is an answer of application/problem+json (RFC 9457). It is an error,
// so that a handler can return one.
type Problem struct {
	kind   *kind
	Detail string
	Errors []news.Fault
	// Members of their own that single types have.
	Version int      // stale: the current version
	ETag    string   // stale: its tag
	Uses    []string // conflict: API paths of what stands in the way
	Gone    *news.Tombstone
	From    string // log-restarted: the cursor to begin from
	// Headers that go with it.
	header http.Header
}

func (p *Problem) Error() string { return p.kind.name + ": " + p.Detail }

// problem makes a problem of the kind.
func (k *kind) problem(detail string) *Problem { return &Problem{kind: k, Detail: detail} }

func (p *Problem) with(key, value string) *Problem {
	if p.header == nil {
		p.header = http.Header{}
	}
	p.header.Set(key, value)
	return p
}

// body is the problem as JSON. instance is the id of the request.
func (p *Problem) body(instance string) []byte {
	b, err := encode(struct {
		Type     string       `json:"type"`
		Title    string       `json:"title"`
		Status   int          `json:"status"`
		Detail   string       `json:"detail,omitempty"`
		Instance string       `json:"instance,omitempty"`
		Errors   []news.Fault `json:"errors,omitempty"`
		Version  int          `json:"version,omitempty"`
		ETag     string       `json:"etag,omitempty"`
		Uses     []string     `json:"uses,omitempty"`
		From     string       `json:"from,omitempty"`
		*news.Tombstone
	}{p.kind.uri(), p.kind.title, p.kind.status, p.Detail, instance, p.Errors, p.Version, p.ETag, p.Uses, p.From, p.Gone})
	if err != nil {
		panic(err) // strings and numbers alone
	}
	return b
}

// maxFaults is how many faults of one body are told.
const maxFaults = 100

// faults puts what is wrong with a body into the problem.
func (p *Problem) faults(f []news.Fault) *Problem {
	if len(f) > maxFaults {
		f = f[:maxFaults]
		p.Detail += " The first 100 faults are told."
	}
	p.Errors = f
	return p
}
