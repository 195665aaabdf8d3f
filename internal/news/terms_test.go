package news_test

import (
	"encoding/json"
	"testing"

	"storywire/internal/news"
)

// TestTermsThatHold has a story that says nothing take the newsroom's terms, and
// one that says something keep its own.
func TestTermsThatHold(t *testing.T) {
	t.Parallel()
	house := news.Terms{Rights: "All rights reserved.", TDMReservation: news.Reserved, TDMPolicy: "https://log.example/mining"}
	licensed := news.Terms{LicenseURL: "https://creativecommons.org/licenses/by/4.0/", TDMReservation: news.Unreserved}
	for _, test := range []struct{ own, house, want news.Terms }{
		{news.Terms{}, house, house},
		{house, news.Terms{}, house},
		// A free licence does not stand beside the house's "All rights reserved".
		{licensed, house, news.Terms{LicenseURL: licensed.LicenseURL, TDMReservation: news.Unreserved, TDMPolicy: house.TDMPolicy}},
		{news.Terms{Rights: "One use."}, licensed, news.Terms{Rights: "One use.", TDMReservation: news.Unreserved}},
	} {
		if got := test.own.Or(test.house); got != test.want {
			t.Errorf("%+v or %+v is %+v", test.own, test.house, got)
		}
	}
}

func TestReservationsAreBooleans(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]news.Reservation{`{"tdm_reservation":true}`: news.Reserved, `{"tdm_reservation":false}`: news.Unreserved, `{}`: ""} {
		var got news.Terms
		if err := json.Unmarshal([]byte(text), &got); err != nil || got.TDMReservation != want {
			t.Errorf("%s is %q, %v", text, got.TDMReservation, err)
		}
		if back, err := json.Marshal(got); err != nil || string(back) != text {
			t.Errorf("%s came back as %s, %v", text, back, err)
		}
	}
	got := news.Terms{TDMReservation: news.Reserved}
	if err := json.Unmarshal([]byte(`{"tdm_reservation":null}`), &got); err != nil || got.TDMReservation != "" {
		t.Errorf("null is %q, %v", got.TDMReservation, err)
	}
	if err := json.Unmarshal([]byte(`{"tdm_reservation":"yes"}`), &got); err == nil {
		t.Error("a string is taken for a reservation")
	}
}
