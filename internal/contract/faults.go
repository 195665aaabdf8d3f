package contract

import (
	"errors"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// readable is a validation's error as a list of what is wrong and where,
// without what only follows from that.
func readable(err error) error {
	invalid, ok := errors.AsType[*jsonschema.ValidationError](err)
	if !ok {
		return err
	}
	printer := message.NewPrinter(language.English)
	var lines []string
	for _, leaf := range leaves(invalid) {
		lines = append(lines, "  at "+pointer(leaf.InstanceLocation...)+": "+leaf.ErrorKind.LocalizedString(printer))
	}
	slices.Sort(lines)
	return errors.New(strings.Join(slices.Compact(lines), "\n"))
}

// leaves are the errors that no other error explains.
func leaves(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(e.Causes) == 0 {
		return []*jsonschema.ValidationError{e}
	}
	switch e.ErrorKind.(type) {
	case *kind.OneOf, *kind.AnyOf:
		return nearest(e.Causes)
	}
	part := slices.ContainsFunc(e.Causes, func(c *jsonschema.ValidationError) bool {
		_, ok := c.ErrorKind.(*kind.AllOf)
		return ok
	})
	var all []*jsonschema.ValidationError
	for _, cause := range e.Causes {
		// Once a part of a whole does not fit, all of its members count as unnamed.
		if _, unnamed := cause.ErrorKind.(*kind.FalseSchema); !unnamed || !part {
			all = append(all, leaves(cause)...)
		}
	}
	return all
}

// nearest is what keeps a value from the alternative that it was most likely
// meant to be: one whose constants and type it has, else the one with the
// fewest faults.
func nearest(alternatives []*jsonschema.ValidationError) []*jsonschema.ValidationError {
	var best []*jsonschema.ValidationError
	least := -1
	for _, a := range alternatives {
		found := leaves(a)
		cost := len(found)
		for _, leaf := range found {
			switch leaf.ErrorKind.(type) {
			case *kind.Const:
				cost += 1000
			case *kind.Type:
				if len(leaf.InstanceLocation) == len(a.InstanceLocation) {
					cost += 1000
				}
			}
		}
		if least < 0 || cost < least {
			best, least = found, cost
		}
	}
	return best
}
