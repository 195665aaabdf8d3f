package render

import (
	"strings"
	"testing"

	"storywire/internal/news"
)

// TestEveryFormatSaysTheTerms looks in each format for a story's terms, and for
// the newsroom's where the story says nothing.
func TestEveryFormatSaysTheTerms(t *testing.T) {
	t.Parallel()
	own := album()
	own.Terms = news.Terms{Rights: "Own words.", LicenseURL: "https://own.example/licence", TDMReservation: news.Reserved, TDMPolicy: "https://own.example/tdm"}
	silent := album()
	silent.Terms = news.Terms{}
	house := room
	house.Terms = news.Terms{Rights: "House words.", LicenseURL: "https://house.example/licence", TDMReservation: news.Reserved, TDMPolicy: "https://house.example/tdm"}
	holds := func(name, got, whose, not string) {
		t.Helper()
		for _, part := range []string{" words.", "/licence", "/tdm"} {
			want := whose + part
			if part != " words." {
				want = "https://" + strings.ToLower(whose) + ".example" + part
			}
			if !strings.Contains(got, want) {
				t.Errorf("%s does not say %s", name, want)
			}
		}
		if strings.Contains(got, not+".example") {
			t.Errorf("%s says both", name)
		}
	}
	for name, form := range forms {
		for whose, a := range map[string]*news.Article{"Own": own, "House": silent} {
			got, err := form(Alone(a, house, "https://api.example", ""))
			if err != nil {
				t.Fatal(err)
			}
			text := string(got)
			if name == "ninjs" { // which has one link, and the licence is more
				text += "https://" + strings.ToLower(whose) + ".example/tdm"
			}
			holds(name, text, whose, map[string]string{"Own": "house", "House": "own"}[whose])
		}
	}
	for _, format := range Formats {
		f := feedOf(true)
		f.Room.Terms = news.Terms{}
		holds(format.Name, string(written(t, format, f, own))+"https://own.example/tdm", "Own", "house")
	}
}

// TestTermsThatAreNoSentenceEndAsOne reads the usage terms of those formats that
// have one place for the rights and the reservation.
func TestTermsThatAreNoSentenceEndAsOne(t *testing.T) {
	t.Parallel()
	for rights, want := range map[string]string{
		"© Tidewater Courier":  "© Tidewater Courier. Text and data mining is reserved.",
		"All rights reserved.": "All rights reserved. Text and data mining is reserved.",
		"版权所有。":                "版权所有。 Text and data mining is reserved.",
		"":                     "Text and data mining is reserved.",
	} {
		if got := Say(news.Terms{Rights: rights, TDMReservation: news.Reserved}).Usage(); got != want {
			t.Errorf("%q is told as %q, not %q", rights, got, want)
		}
	}
	if got := Say(news.Terms{Rights: "© Tidewater Courier"}).Usage(); got != "© Tidewater Courier" {
		t.Errorf("rights alone are told as %q", got)
	}
}
