package news

import "github.com/google/uuid"

// ExportPlace is where an export goes on that was interrupted. The zero value is
// the beginning.
type ExportPlace struct {
	After uuid.UUID // the last story of the parts before
	// From is the place in the change log that the first part was of: what has
	// changed since stands in the log behind it.
	From LogPlace
}
