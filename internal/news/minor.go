package news

import (
	"fmt"
	"unicode/utf8"
)

// NeedsNote says that a write would change what readers see of a published
// article without a public note, and is not one of those that may: a minor
// edit that the newsroom allows.
type NeedsNote struct{ Detail string }

func (e *NeedsNote) Error() string { return "needs a public note: " + e.Detail }

// CheckPublished is nil where a write without a public note may be made to a
// published article at all: it says that it is minor, and the newsroom allows
// that. Else it is a *NeedsNote.
func (m Minor) CheckPublished(minor bool) error {
	switch {
	case !minor:
		return &NeedsNote{"this would change a published article without a public note"}
	case !m.Allowed:
		return &NeedsNote{"this would change a published article, and the newsroom's settings allow no minor edits"}
	}
	return nil
}

// CheckSize is nil where a minor edit that makes before into after changes no
// more than the newsroom allows, else a *NeedsNote that tells both numbers.
func (m Minor) CheckSize(before, after *Article) error {
	if m.MaxCharacters == 0 {
		return nil
	}
	if n := ChangedCharacters(Diff(before, after)); n > m.MaxCharacters {
		return &NeedsNote{fmt.Sprintf("this changes %d characters; the newsroom's settings allow a minor edit %d", n, m.MaxCharacters)}
	}
	return nil
}

// ChangedCharacters is how many characters a difference takes out and puts in,
// in code points: of a text that changed those of the words that went and
// came, of what was added or removed all that readers are shown of it. What
// has no text of its own, such as a block that moved, counts as one.
func ChangedCharacters(list []Difference) int {
	n := 0
	for _, d := range list {
		n += max(1, d.characters())
	}
	return n
}

func (d Difference) characters() int {
	if d.Kind == DiffMoved {
		return 0 // Before and After are where it stood and stands
	}
	if shape(d.Before) == '"' && shape(d.After) == '"' {
		n := 0
		for _, run := range Words(text(d.Before), text(d.After)) {
			if run.Kind != RunSame {
				n += utf8.RuneCountInString(run.Text)
			}
		}
		return n
	}
	return shownOf(InWords(d.Before)) + shownOf(InWords(d.After))
}

// shownOf is how many characters readers are shown of what is known by name;
// an id is nothing to them.
func shownOf(name string) int {
	if _, ok := ParseID(name); ok {
		return 0
	}
	return utf8.RuneCountInString(name)
}
