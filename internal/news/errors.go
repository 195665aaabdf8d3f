package news

import (
	"errors"
	"fmt"
	"strings"
)

// ErrNotFound says that there is no such thing, or none that the caller may
// see: the two are never told apart.
var ErrNotFound = errors.New("not found")

// ErrForbidden says that the caller's scopes do not allow what was asked.
var ErrForbidden = errors.New("forbidden")

// ErrUnavailable says that the store is away: the same call may work later.
var ErrUnavailable = errors.New("unavailable")

// ErrTimeout says that a query took longer than its class is allowed.
var ErrTimeout = errors.New("timed out")

// Fault is one thing that is wrong with what was written, and where: Pointer
// is a JSON Pointer (RFC 6901) into the written body, "" for the whole.
type Fault struct {
	Pointer string `json:"pointer"`
	Detail  string `json:"detail"`
}

// Invalid is every fault of one write.
type Invalid struct{ Faults []Fault }

func (e *Invalid) Error() string {
	parts := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		if parts[i] = f.Detail; f.Pointer != "" {
			parts[i] = f.Pointer + ": " + f.Detail
		}
	}
	return strings.Join(parts, "; ")
}

// Malformed is an Invalid of input that breaks the rules of the format that it is
// in, so that nobody can tell what it says.
type Malformed struct{ *Invalid }

func (e *Malformed) Unwrap() error { return e.Invalid }

// Faults gathers what is wrong, so that a caller learns of all of it at once.
type Faults []Fault

// Add notes one fault.
func (f *Faults) Add(pointer, format string, args ...any) {
	*f = append(*f, Fault{pointer, fmt.Sprintf(format, args...)})
}

// Under is the faults of a part as faults of the whole that has the part at
// pointer.
func (f Faults) Under(pointer string) Faults {
	under := make(Faults, len(f))
	for i, fault := range f {
		under[i] = Fault{pointer + fault.Pointer, fault.Detail}
	}
	return under
}

// Err is nil where nothing is wrong, else an *Invalid.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	return &Invalid{Faults: f}
}

// Stale says that a write's precondition named another version than the
// current one, which it tells.
type Stale struct {
	Version int
	ETag    string
}

func (e *Stale) Error() string { return fmt.Sprintf("stale: the current version is %d", e.Version) }

// Conflict says that what was asked cannot be, as things stand, and why; Uses
// names what stands in the way, as API paths.
type Conflict struct {
	Detail string
	Uses   []string
}

func (e *Conflict) Error() string { return "conflict: " + e.Detail }

// Moved says that what was asked for by an old slug has a new one.
type Moved struct{ Slug string }

func (e *Moved) Error() string { return "moved to " + e.Slug }
