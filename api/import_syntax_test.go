package api_test

import (
	"strings"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/intake"
	"storywire/internal/news"
)

// TestWhatBreaksItsOwnFormatIsNotRead tells input that breaks the rules of its format
// from what is well formed and wrong.
func TestWhatBreaksItsOwnFormatIsNotRead(t *testing.T) {
	t.Parallel()
	s := serve(t)
	send := func(media, body string) *answer {
		return s.do(call{as: auth.Write, method: "POST", path: "/v1/import?dry_run=true", media: media, body: body})
	}
	for _, media := range []string{"application/json", "application/vnd.iptc.ninjs+json", "application/feed+json", "application/ld+json"} {
		for _, body := range []string{
			`{"headline": "Boats"`, `{"headline": "Boats",}`, `{"headline": "Boats", "headline": "Ships"}`, `{"headline": "Boats"} {}`, `{"headline": "Bo\u0000ats"}`,
			"{\"headline\": \"Caf\xe9\"}", `{"db": [{"data": {"posts": [{"title": "Boats"}}]}`, strings.Repeat("[", 65) + strings.Repeat("]", 65),
		} {
			if a := send(media, body); a.status != 400 || !strings.Contains(string(a.body), "#syntax") {
				t.Errorf("%s %q: %d %s", media, body, a.status, a.body)
			}
		}
		send(media, `[]`).isProblem(422, "invalid")
	}
	for media, tag := range map[string]string{
		"application/vnd.iptc.g2.newsitem+xml": "newsItem", "application/vnd.iptc.g2.newsmessage+xml": "newsMessage", "text/vnd.iptc.nitf": "nitf",
		"application/nitf+xml": "nitf", "application/rss+xml": "rss", "application/atom+xml": "feed",
	} {
		for _, body := range []string{"<" + tag + "><a>Boats</b></" + tag + ">", "<" + tag + "><a>Boats", "<" + tag + ">\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x8d\x90\x9d", strings.Repeat("<x>", 1200)} {
			if a := send(media, body); a.status != 400 || !strings.Contains(string(a.body), "#syntax") {
				t.Errorf("%s %q: %d %s", media, body, a.status, a.body)
			}
		}
		send(media, `<!DOCTYPE x [<!ENTITY a "b">]><`+tag+`/>`).isProblem(422, "invalid")
		send(media, `<other/>`).isProblem(422, "invalid")
	}
	send("application/x-ndjson", "{\"headline\": \"Boats\"}\n{\"headline\": \"Caf\xe9\"}").isProblem(400, "syntax")
	send("text/markdown", "---\ntitle: [\n---\nWords.").isProblem(400, "syntax")
}

// TestABrokenLineIsToldAsOneAlone has lines of an export that cannot be read, and
// some that are wrong.
func TestABrokenLineIsToldAsOneAlone(t *testing.T) {
	t.Parallel()
	s := serve(t)
	lines := []struct {
		line   string
		status int
	}{
		{`{"headline": "Boats", "body": [{"type": "paragraph", "text": "Two."}]}`, 201}, {`{"headline": "Ships"`, 400}, {`{"headline": "Ships", "headline": "Rafts"}`, 400},
		{`{"headline": "Ships"} {}`, 400}, {`{"headline": "Sh\u0000ips"}`, 400}, {`{"headline": ["Ships"]}`, 422}, {`{"summary": "` + strings.Repeat("x", 50_000) + `"}`, 422},
		{`{"headline": "Rafts", "body": [{"type": "paragraph", "text": "Ten."}]}`, 201},
	}
	var body []string
	for _, l := range lines {
		body = append(body, l.line)
	}
	var got struct {
		Results []struct {
			Item    string
			Status  int
			Problem struct {
				Type   string
				Errors []news.Fault
			}
		}
	}
	s.do(call{as: auth.Write, method: "POST", path: "/v1/import", media: "application/x-ndjson", body: strings.Join(body, "\n")}).is(200).read(&got)
	for i, l := range lines {
		if r := got.Results[i]; r.Status != l.status || l.status >= 400 && len(r.Problem.Errors) == 0 || l.status == 400 && !strings.HasSuffix(r.Problem.Type, "#syntax") {
			t.Errorf("%.60s: %+v", l.line, r)
		}
	}
}

// TestPlainTextIsReadInTheEncodingThatItHas has senders who tell the truth, do not,
// or say nothing.
func TestPlainTextIsReadInTheEncodingThatItHas(t *testing.T) {
	t.Parallel()
	s := serve(t)
	const latin = "Gr\xf6\xdfe der F\xe4hre\n\nDie F\xe4hre sei \x84zu gro\xdf\x93, hie\xdf es."
	for _, c := range []struct{ charset, body, headline, text, warned string }{
		{"windows-1252", latin, "Größe der Fähre", "Die Fähre sei „zu groß“, hieß es.", ""},
		{"utf-8", latin, "Größe der Fähre", "Die Fähre sei „zu groß“, hieß es.", "encoding_guessed"},
		{"", latin, "Größe der Fähre", "Die Fähre sei „zu groß“, hieß es.", "encoding_guessed"},
		{"iso-8859-1", "Größe\n\nZwei.", "Größe", "Zwei.", ""},
		{"", "Größe \xed\xa0\x80der F\xc3\xa4hre\n\nZwei.", "Größe \uFFFDder Fähre", "Zwei.", "broken_characters"},
		{"", "\xff\xfeB\x00o\x00a\x00t\x00s\x00\n\x00\n\x00T\x00w\x00o\x00.\x00", "Boats", "Two.", ""},
		{"utf-16le", "B\x00o\x00a\x00t\x00s\x00\n\x00\n\x00T\x00w\x00o\x00.\x00", "Boats", "Two.", ""},
	} {
		page := call{as: auth.Write, method: "POST", path: "/v1/import?dry_run=true", media: "text/plain", body: c.body}
		if c.charset != "" {
			page.media += "; charset=" + c.charset
		}
		var got struct {
			Article  news.Article
			Warnings []intake.Warning
		}
		s.do(page).is(200).read(&got)
		var warned []string
		for _, w := range got.Warnings {
			warned = append(warned, w.Code)
		}
		if a := got.Article; a.Headline != c.headline || a.Body[0].Text != c.text || strings.Join(warned, " ") != c.warned {
			t.Errorf("%s: %q, %q, %s", c.charset, a.Headline, a.Body[0].Text, warned)
		}
	}
	for _, body := range []string{"Boats\x00\n\nTwo.", "line one\n\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x04\xb0\x00\x00\x03 \x08\x02\x00\x00\x00\xfd\x1e\x81\x8f\x8d\x90\x9d"} {
		s.do(call{as: auth.Write, method: "POST", path: "/v1/import", media: "text/plain", body: body}).isProblem(400, "syntax")
	}
}
