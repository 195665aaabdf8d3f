package speech

import "testing"

func TestSpansBetweenMarks(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][]string{
		`"one" and "two"`:                    {"one", "two"},
		"“one ‘two’ three” ‘four’":           {"one ‘two’ three", "four"},
		"„eins“ und »zwei« et « trois »":     {"eins", "zwei", "trois"},
		"''one'' and ``two''":                {"one", "two"},
		"the sailors' boats and Jo's hat":    nil,
		"‘the sailors’ boats’ were gone":     {"the sailors’ boats"},
		`a 6" pipe and a 5' pole`:            nil,
		`He said "she said 'go' to me" once`: {"she said 'go' to me"},
		"'It is Jo's,' she said":             {"It is Jo's,"},
		"„Er ging.“ Und »sie blieb.«":        {"Er ging.", "sie blieb."},
		"«Se fue “de noche” y ya», dijo":     {"Se fue “de noche” y ya"},
		`"We lost it,” she said. "All.”`:     {"We lost it,", "All."},
		`“We lost it," she said. “All.”`:     {"We lost it,", "All."},
		`“The "old" quay” is gone`:           {`The "old" quay`},
		"''We lost it, '' she said. ''All''": {"We lost it,", "All"},
		`"We lost it,"Mara Quill said`:       {"We lost it,"},
		"‹one› and «two ‹three› four»":       {"one", "two ‹three› four"},
		"𝔘 “𝔘ne” é":                          {"𝔘ne"},
	} {
		spans, _ := findSpans([]rune(in))
		var got []string
		for _, s := range spans {
			got = append(got, string([]rune(in)[s.start:s.end]))
		}
		if len(got) != len(want) {
			t.Errorf("%q: got %q, want %q", in, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%q: got %q, want %q", in, got, want)
			}
		}
	}
}
