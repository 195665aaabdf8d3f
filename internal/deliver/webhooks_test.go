package deliver

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"storywire/internal/news"
	"storywire/internal/outbound"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// TestSignatures has the example that the libraries of Standard Webhooks are
// tested with.
func TestSignatures(t *testing.T) {
	t.Parallel()
	secret, err := base64.StdEncoding.DecodeString("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	got := sign([][]byte{secret, []byte("an older one")}, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	first, second, _ := strings.Cut(got, " ")
	if first != "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" || !strings.HasPrefix(second, "v1,") || second == first {
		t.Error(got)
	}
}

func TestMessages(t *testing.T) {
	t.Parallel()
	id := uuid.MustParse("01992f4e-7a10-7c31-9d0e-5b1f6f0c2a11")
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		errand news.Errand
		want   string
	}{
		"a correction": {
			news.Errand{Type: "article.corrected", At: at, Epoch: "e1", Change: news.Change{
				Sequence: 7, Type: news.ChangeCorrected, Article: id, Slug: "ferry", Version: 3, Note: "It is <em>Vale</em>.", Document: []byte(`{"slug":"ferry"}`)}},
			`{"type":"article.corrected","timestamp":"2026-03-01T12:00:00Z","data":{"cursor":"e1:7","article_id":"` + id.String() + `","slug":"ferry","version":3,"note":"It is <em>Vale</em>."}}`,
		},
		"with the article": {
			news.Errand{Type: "article.updated", At: at, Epoch: "e1", Article: true, Change: news.Change{
				Sequence: 8, Type: news.ChangeUpdated, Article: id, Slug: "ferry", Version: 4, Minor: true, Document: []byte(`{"slug":"ferry"}`)}},
			`{"type":"article.updated","timestamp":"2026-03-01T12:00:00Z","data":{"cursor":"e1:8","article_id":"` + id.String() + `","slug":"ferry","version":4,"minor":true,"article":{"slug":"ferry"}}}`,
		},
		"a ping": {news.Errand{Type: news.EventPing, At: at}, `{"type":"ping","timestamp":"2026-03-01T12:00:00Z","data":{}}`},
	} {
		got, err := message(c.errand)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %v\n%s\n%s", name, err, got, c.want)
		}
	}
}

// TestOutcomes has receivers answer in every way, at the first attempt and at the
// last.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	first := news.Errand{Type: "article.updated", Attempts: 1}
	fourth, last := first, first
	fourth.Attempts, last.Attempts = 4, 10
	ping := news.Errand{Type: news.EventPing, Attempts: 1}
	given := "event msg_00000000-0000-0000-0000-000000000000 was given up after 10 attempts: "
	for name, c := range map[string]struct {
		errand news.Errand
		answer outbound.Answer
		want   news.Attempt
	}{
		"taken":                   {first, outbound.Answer{Status: 204, Took: time.Second, Text: "thanks"}, news.Attempt{State: "delivered", Latency: time.Second, Answer: "thanks"}},
		"taken at the last":       {last, outbound.Answer{Status: 200}, news.Attempt{State: "delivered"}},
		"no answer":               {first, outbound.Answer{Fault: "the connection was refused"}, news.Attempt{State: "waiting", Wait: 5 * time.Second, Fault: "the connection was refused"}},
		"sent on":                 {first, outbound.Answer{Status: 302}, news.Attempt{State: "waiting", Wait: 5 * time.Second}},
		"later":                   {fourth, outbound.Answer{Status: 500}, news.Attempt{State: "waiting", Wait: 2 * time.Hour}},
		"busy":                    {first, outbound.Answer{Status: 429, RetryAfter: time.Minute}, news.Attempt{State: "waiting", Wait: time.Minute, Rest: time.Minute}},
		"busy with this one":      {first, outbound.Answer{Status: 409, RetryAfter: time.Minute}, news.Attempt{State: "waiting", Wait: time.Minute}},
		"wants no more":           {first, outbound.Answer{Status: 410}, news.Attempt{State: "failed", Disabled: "the receiver answered 410: it wants no more"}},
		"fails to the end":        {last, outbound.Answer{Status: 503, RetryAfter: time.Minute}, news.Attempt{State: "failed", Disabled: given + "the answer was 503"}},
		"is not there to the end": {last, outbound.Answer{Fault: "the name is not known"}, news.Attempt{State: "failed", Disabled: given + "the name is not known", Fault: "the name is not known"}},
		"a ping that fails":       {ping, outbound.Answer{Status: 500}, news.Attempt{State: "failed"}},
		"a ping nobody wants":     {ping, outbound.Answer{Status: 410}, news.Attempt{State: "failed", Disabled: "the receiver answered 410: it wants no more"}},
	} {
		c.want.Status = c.answer.Status
		if diff := cmp.Diff(c.want, outcome(c.errand, c.answer, 0)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if a := outcome(last, outbound.Answer{Status: http.StatusOK}, 1); a.Wait != 0 {
		t.Errorf("what is delivered waits %s", a.Wait)
	}
}

// TestRetriesGoOnForThreeDays holds the times of the attempts to what partners are
// told.
func TestRetriesGoOnForThreeDays(t *testing.T) {
	t.Parallel()
	var at []time.Duration
	for sum, failed := time.Duration(0), 1; ; failed++ {
		wait, more := retries.After(failed, 0, 0)
		if !more {
			break
		}
		sum += wait
		at = append(at, sum)
	}
	s, m, h := time.Second, time.Minute, time.Hour
	want := []time.Duration{5 * s, 5*m + 5*s, 35*m + 5*s, 2*h + 35*m + 5*s, 7*h + 35*m + 5*s, 17*h + 35*m + 5*s, 31*h + 35*m + 5*s, 51*h + 35*m + 5*s, 75*h + 35*m + 5*s}
	if diff := cmp.Diff(want, at); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
