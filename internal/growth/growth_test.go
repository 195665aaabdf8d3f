package growth

import (
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"unicode/utf8"
)

// listener hears what would fail a test.
type listener struct {
	testing.TB
	faults []string
}

func (l *listener) Error(args ...any) { l.faults = append(l.faults, fmt.Sprint(args...)) }

// TestTheSquareIsTold reads in proportion and as the square, while neighbours and
// other goroutines keep every processor busy.
func TestTheSquareIsTold(t *testing.T) {
	var over atomic.Bool
	defer over.Store(true)
	for range runtime.NumCPU() {
		go func() {
			for !over.Load() {
			}
		}()
	}
	line := strings.Repeat("word ", 200) + "\n"
	for name, c := range map[string]struct {
		n      int
		square bool
		read   func(text string)
	}{
		"looks": {2000, false, func(text string) { looked = utf8.RuneCountInString(text) }},
		"keeps": {1600, false, func(text string) { kept = strings.Fields(text) }},
		"looks for each": {300, true, func(text string) {
			for range len(text) / len(line) {
				looked = strings.Count(text, "w")
			}
		}},
		"keeps for each": {150, true, func(text string) {
			for range len(text) / len(line) {
				kept = strings.SplitAfter(text, "\n")
			}
		}},
	} {
		l := &listener{TB: t}
		Check(l, c.n, func(n int) func() {
			text := strings.Repeat(line, n)
			return func() { c.read(text) }
		})
		if told := len(l.faults) > 0; told != c.square {
			t.Errorf("%s: %q", name, l.faults)
		}
	}
}

// What the compiler must not leave out.
var (
	looked int
	kept   []string
)
