package intake

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// TestTimesInOtherLanguages reads the line above a story in plain text.
func TestTimesInOtherLanguages(t *testing.T) {
	t.Parallel()
	const text = "Die Fähre kehrt zurück\n\n%s\n\nDie Fähre ist nach einem langen Winter wieder im Hafen von Ostholm, und sie bleibt.\n\nSie fährt um zwölf.\n"
	for line, want := range map[string]string{
		"3. März 2025, 14.05 Uhr":                     "2025-03-03T13:05:00Z",
		"Montag, 3. März 2025 um 14:05 Uhr":           "2025-03-03T13:05:00Z",
		"Veröffentlicht am 3. März 2025":              "2025-03-02T23:00:00Z",
		"Stand: 03.03.2025, 14:05 Uhr":                "2025-03-03T13:05:00Z",
		"Von Mira Okafor, 3. März 2025, 14:05":        "2025-03-03T13:05:00Z",
		"Publié le lundi 3 mars 2025 à 14h05":         "2025-03-03T13:05:00Z",
		"1er août 2025":                               "2025-07-31T22:00:00Z",
		"Lunes, 3 de marzo de 2025":                   "2025-03-02T23:00:00Z",
		"Publicado el 3 de marzo de 2025 a las 14:05": "2025-03-03T13:05:00Z",
		"प्रकाशित: 3 मार्च 2025, 14:05 बजे":           "2025-03-03T13:05:00Z",
		"सोमवार, ३ मार्च २०२५ शाम 5:30 बजे":           "2025-03-03T16:30:00Z",
		"12 September 2025 at 5 am":                   "2025-09-12T03:00:00Z",
	} {
		r, err := Text([]byte(strings.Replace(text, "%s", line, 1)), Options{TimeZone: "Europe/Berlin", Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Article.PublishedAt.Format(time.RFC3339); got != want {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
		if len(r.Article.Body) != 2 {
			t.Errorf("%s: %d blocks: %+v", line, len(r.Article.Body), r.Article.Body)
		}
	}
	r, err := Text([]byte(strings.Replace(text, "%s", "Publié le 3 mars 2025 à 14h05 | Mis à jour le 4 mars 2025 à 8h15", 1)), Options{TimeZone: "Europe/Paris"})
	if err != nil || r.Article.UpdatedAt.Format(time.RFC3339) != "2025-03-04T07:15:00Z" {
		t.Errorf("updated at %s, %v", r.Article.UpdatedAt, err)
	}
	// Prose is no time.
	for _, s := range []string{"Am 3. März 2025 kehrte die Fähre zurück.", "Le 3 mars 2025, la ville a dit non.", "Sie kam um 14.05 Uhr."} {
		if parts := readMetadata(s); parts != nil {
			t.Errorf("%q is read as %+v", s, parts)
		}
	}
}

// FuzzTimes reads lines that may be times, in whatever language.
func FuzzTimes(f *testing.F) {
	for _, s := range []string{"3. März 2025, 14.05 Uhr", "Mis à jour le 4 mars 2025 à 8h15", "सोमवार, ३ मार्च २०२५ शाम 5:30 बजे", "Updated 14 Sept. 2025, 6.30pm IST", "2025-09-03T06:30:00+05:30", "31/12/2025", "By Ada Finch | 3 May", "2025년 3월 4일"} {
		f.Add(s)
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if utf8.ValidString(s) && !utf8.ValidString(InEnglish(s)) {
			t.Fatalf("%q", InEnglish(s))
		}
		credits, stamps := ReadLine(s)
		if one, ok := FindStamp(InEnglish(s)); ok {
			stamps = append(stamps, one)
		}
		for _, c := range credits {
			if c.Name == "" {
				t.Fatalf("%q credits nobody", s)
			}
		}
		for _, stamp := range stamps {
			if at, ok := stamp.Resolve(berlin, s); ok && (at.At.Year() < 1599 || at.At.Year() > 3000) {
				t.Fatalf("%q is %s", s, at.At)
			}
		}
		for _, p := range readMetadata(s) {
			if n := utf8.RuneCountInString(s); p.start < 0 || p.end > n || p.start > p.end {
				t.Fatalf("%q: %+v of %d", s, p.span, n)
			}
		}
	})
}
