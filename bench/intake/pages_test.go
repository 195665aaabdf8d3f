package main

import (
	"errors"
	"os"
	"testing"
)

// TestPagesOfTheSets holds the figures of both sets of pages above floors, a
// little below what is reached, so that a rule which helps one page and harms
// others shows.
func TestPagesOfTheSets(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("-short leaves out the sets of pages: reading their 430 takes long")
	}
	rows, err := pageRows("../../../shared/corpora", false)
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("../shared/corpora is not beside this checkout: the sets cannot be read")
	} else if err != nil {
		t.Fatal(err)
	}
	for i, floor := range []float64{0.965, 0.855, 0.92, 0.955, 0.955} {
		t.Logf("%s: %.3f", rows[i].metric, rows[i].figure)
		if rows[i].figure < floor {
			t.Errorf("%s is %.3f, and was above %.3f", rows[i].metric, rows[i].figure, floor)
		}
	}
}
