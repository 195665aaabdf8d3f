package lexicon

import (
	"strings"
	"testing"
)

// FuzzName asks of whatever a page has what it may be, and holds the answers
// together: what is somebody's name can be sought by a slug, and says nothing else
// of itself for the spaces around it.
func FuzzName(f *testing.F) {
	for _, s := range []string{"", "Mara Quill", "Ludo van der Meer", "The Wire Desk", "Agence France-Presse", "張偉", "मारा क्विल", "O’Hale-Finch Jr.", "\u202eMara", "\xff", "Q"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if IsPersonalName(s) && (!Sluggable(s) || len(strings.Fields(s)) > 6 || len(s) < 70 && !IsPersonalName(" "+s+" ")) {
			t.Errorf("%q is somebody's", s)
		}
		if IsDesk(s) && !Sluggable(s) {
			t.Errorf("%q is a desk's", s)
		}
		if place, known := Place(s); !known && place != "" || PlaceOf(s) != place {
			t.Errorf("%q is %q", s, place)
		}
		if got := PlainSpaces(s); len([]rune(got)) != len([]rune(s)) || strings.ContainsAny(got, "\n\t\u00a0") {
			t.Errorf("%q with plain spaces is %q", s, got)
		}
	})
}
