package intake

import (
	"strings"
	"testing"
	"time"
)

func TestMomentsInTheirManyForms(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Jan 09, 2026, 07:32 IST":                 "2026-01-09 07:32 IST",
		"9 January 2026 at 7.32pm GMT":            "2026-01-09 19:32 GMT",
		"4:05 p.m. ET, June 3, 2025":              "2025-06-03 16:05 ET",
		"2025-06-03T10:15:30.250+02:00":           "2025-06-03 10:15 +02:00",
		"2025-06-03 10:15 UTC":                    "2025-06-03 10:15 UTC",
		"31.12.2024 23:59":                        "2024-12-31 23:59 ",
		"12/31/2024":                              "2024-12-31 00:00 ",
		"Sept. 3rd, 2025":                         "2025-09-03 00:00 ",
		"12:30 a.m. (EST) on Monday 3 March 2025": "2025-03-03 00:30 EST",
		"1 May 2025 1915 GMT":                     "2025-05-01 19:15 GMT",
		"3 March 2025 10:00 UTC+05:45":            "2025-03-03 10:00 UTC+05:45",
	} {
		m, ok := findMoment(in)
		if !ok {
			t.Errorf("%q: nothing found", in)
			continue
		}
		got := time.Date(m.year, time.Month(m.month), m.day, m.hour, m.minute, 0, 0, time.UTC).Format("2006-01-02 15:04 ") + m.zone
		if got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	for _, in := range []string{"", "yesterday", "31 February 2025", "2025-13-01", "25:70", "May the best win", "chapter 3"} {
		if m, ok := findMoment(in); ok {
			t.Errorf("%q: found %+v", in, m)
		}
	}
}

func TestZonesThatMeanSeveralThings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ printed, house, about, want string }{
		{"IST", "UTC", "", "Asia/Kolkata"},
		{"IST", "Europe/Dublin", "", "Europe/Dublin"},
		{"IST", "Asia/Tel_Aviv", "", "Asia/Jerusalem"},
		{"IST", "UTC", "By Nora Keane in Dublin", "Europe/Dublin"},
		{"IST", "UTC", "Haifa", "Asia/Jerusalem"},
		{"IST", "Europe/London", "", "Asia/Kolkata"},
		{"CST", "UTC", "Beijing bureau", "Asia/Shanghai"},
		{"ET", "UTC", "", "America/New_York"},
		{"XYZ", "Europe/Berlin", "", "Europe/Berlin"},
	} {
		house, err := time.LoadLocation(c.house)
		if err != nil {
			t.Fatal(err)
		}
		if got := resolveZone(c.printed, house, c.about); got.zone != c.want {
			t.Errorf("%s in %s near %q: got %s, want %s", c.printed, c.house, c.about, got.zone, c.want)
		}
	}
}

func TestBylines(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"By Mara Quill":                            "author:Mara Quill",
		"By Mara Quill and Tom Hale":               "author:Mara Quill author:Tom Hale",
		"BY MARA QUILL, TOM HALE AND JO LIND":      "author:MARA QUILL author:TOM HALE author:JO LIND",
		"By Will de la Cruz, Political Editor":     "author:Will de la Cruz",
		"Edited by Jo Lind":                        "editor:Jo Lind",
		"Photographs by Greta Holm":                "photographer:Greta Holm",
		"Additional reporting by Nora O'Keane":     "contributor:Nora O'Keane",
		"By Mara Quill in Port Ellery":             "author:Mara Quill",
		"By Courier staff":                         "author:Courier staff",
		"By train to the coast":                    "",
		"By the time they came it was too late":    "",
		"Edited by hand, the map shows every reef": "",
	} {
		var credits []string
		for _, c := range readByline(in) {
			credits = append(credits, string(c.role)+":"+c.name)
		}
		if got := strings.Join(credits, " "); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
