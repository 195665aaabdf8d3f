package main

import (
	"errors"
	"os"
	"testing"
)

// TestSpeakersOfACorpus holds the speakers above a floor, so that a rule which
// helps one page and harms others shows.
func TestSpeakersOfACorpus(t *testing.T) {
	t.Parallel()
	rows, err := measureSpeakers("../../../shared/corpora", "dev", false)
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("../shared/corpora is not beside this checkout: the corpus cannot be read")
	} else if err != nil {
		t.Fatal(err)
	}
	for i, floor := range []float64{0.92, 0.90} {
		t.Logf("%s: %.3f", rows[i].metric, rows[i].figure)
		if rows[i].figure < floor {
			t.Errorf("%s is %.3f, and was above %.3f", rows[i].metric, rows[i].figure, floor)
		}
	}
}
