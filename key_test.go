package main

import (
	"testing"
	"time"
)

func TestExpiry(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for in, want := range map[string]time.Time{
		"":                     {},
		"2027-01-31":           time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC),
		"2027-01-31T08:00:00Z": time.Date(2027, 1, 31, 8, 0, 0, 0, time.UTC),
		"90d":                  now.AddDate(0, 0, 90),
		"12h":                  now.Add(12 * time.Hour),
	} {
		if got, err := expiry(in, now); err != nil || !got.Equal(want) {
			t.Errorf("%q: %s, %v", in, got, err)
		}
	}
	for _, wrong := range []string{"soon", "-5d", "0d", "-1h", "31.1.2027", "99999999d"} {
		if got, err := expiry(wrong, now); err == nil {
			t.Errorf("%q: %s", wrong, got)
		}
	}
}
