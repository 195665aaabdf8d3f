package news

// Operation is one step of a batch: a correction or a removal of an article,
// or, with neither, its publication.
type Operation struct {
	Ref string // the article's id or slug
	Edit

	Correction *Correction
	Part       string               // where in the operation the change stands; "" for none
	Change     func(*Article) error // the correction's change; nil for none

	Removal *Removal

	Times Schedule // of a publication
}

// Outcome is what a step of a batch made.
type Outcome struct {
	Document   Document
	Correction *Correction
}

// InOperation says that a batch was not done because of one of its steps.
type InOperation struct {
	Index int
	Err   error
}

func (e *InOperation) Error() string { return e.Err.Error() }

// Unwrap is the step's own error.
func (e *InOperation) Unwrap() error { return e.Err }
