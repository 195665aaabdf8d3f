package page

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"storywire/internal/intake"
	"storywire/internal/news"
)

// headed puts a story's page together: what stands in its head, and what stands
// around its headline.
func headed(head, top string) string {
	return strings.Replace(story(head, ""), `<h1>Ferry to Port Ellery returns</h1>`, top, 1)
}

// TestHeadlines reads what a page calls its story where its places disagree.
func TestHeadlines(t *testing.T) {
	t.Parallel()
	const kicked = `<h1><span class="story__kicker">Island traffic</span><span class="is-hidden">: </span><span>Ferry to Port Ellery returns</span></h1>`
	for name, c := range map[string]struct{ head, top, want string }{
		"a kicker in the heading":           {"", kicked, "Ferry to Port Ellery returns"},
		"a mark that only ears hear":        {"", `<h1><span>Island traffic</span><span aria-hidden="true"> – </span><span>Ferry to Port Ellery returns</span></h1>`, "Ferry to Port Ellery returns"},
		"a kicker that others drop":         {`<meta property="og:title" content="Ferry to Port Ellery returns"><title>Island traffic: Ferry to Port Ellery returns</title>`, kicked, "Ferry to Port Ellery returns"},
		"a kicker that others keep":         {`<meta property="og:title" content="Island traffic: Ferry to Port Ellery returns">`, kicked, "Island traffic: Ferry to Port Ellery returns"},
		"a mark that is the headline's":     {"", `<h1>Ferry returns <span class="hidden">–</span> at last</h1>`, "Ferry returns – at last"},
		"the first level in the path":       {`<meta property="og:title" content="Ferry to Port Ellery returns">`, `<nav><h1>Ferry Ellery timetable 2025</h1></nav><h2>Ferry to Port Ellery returns</h2>`, "Ferry to Port Ellery returns"},
		"a section glued on":                {`<meta property="og:title" content="Ferry to Port Ellery returns-Islands｜Ellery Bote"><meta property="og:site_name" content="Ellery Bote">`, `<h1>Ferry to Port Ellery returns</h1>`, "Ferry to Port Ellery returns"},
		"a site behind a wide colon":        {`<meta property="og:title" content="港の船が月曜日に出発しました：島新聞"><meta property="og:site_name" content="島新聞">`, "", "港の船が月曜日に出発しました"},
		"words that go on behind the other": {`<meta property="og:title" content="Ferry to Port Ellery returns"><title>Ferry to Port Ellery returns, islanders say</title>`, `<h1>Ferry to Port Ellery returns, islanders say</h1>`, "Ferry to Port Ellery returns, islanders say"},
	} {
		if a := mustRead(t, headed(c.head, c.top), intake.Options{}); a.Headline != c.want {
			t.Errorf("%s: %q, not %q", name, a.Headline, c.want)
		}
	}
}

// TestBylines reads whom a page credits where its places disagree.
func TestBylines(t *testing.T) {
	t.Parallel()
	const h1 = `<h1>Ferry to Port Ellery returns</h1>`
	const site = `<meta property="og:site_name" content="Ellery Bote"><meta name="author" content="Ellery Bote">`
	for name, c := range map[string]struct {
		head, top string
		want      []string
	}{
		"a link that is followed":         {"", h1 + `<div class="byline">By <a class="name" href="/people/maud">Maud Lister</a><a href="https://social.example/maud"><span>Twitter</span></a></div>`, []string{"Maud Lister"}},
		"a link to the author's page":     {site, h1 + `<p class="info">von <a href="/autoren/name/maud-lister">Dr. Maud Lister</a></p>`, []string{"Dr. Maud Lister"}},
		"a label and a name":              {site, h1 + `<ul><li><strong>Datum</strong> 3.3.2025</li><li><strong>Autorin/Autor</strong> Maud Lister</li></ul>`, []string{"Maud Lister"}},
		"a list of definitions":           {site, h1 + `<dl><dt>Author:</dt><dd>Maud Lister</dd></dl>`, []string{"Maud Lister"}},
		"the site says that it wrote it":  {site + `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry to Port Ellery returns","author":{"@type":"Organization","name":"Ellery Bote"}}</script><meta name="articleAuthor" content="Maud Lister">`, h1, []string{"Maud Lister"}},
		"an agency beside people":         {`<meta name="author" content="Maud Lister und Tom Weir, dpa">`, h1, []string{"Maud Lister", "Tom Weir", "dpa"}},
		"whom she writes for":             {site, h1 + `<p class="author">von Maud Lister, ELLERY BOTE NORD</p>`, []string{"Maud Lister"}},
		"a label in Hindi":                {"", h1 + `<p class="byline">लेखक: राम वर्मा और सीता जोशी</p>`, []string{"राम वर्मा", "सीता जोशी"}},
		"a report in Hindi":               {"", h1 + `<p class="byline">राम वर्मा की रिपोर्ट</p>`, []string{"राम वर्मा"}},
		"a reporter's title in Korean":    {`<meta name="author" content="김바다 기자">`, h1, []string{"김바다"}},
		"a desk and where it is filed":    {"", h1 + `<p>By ERN, in News, Islands, Traffic · 31 Jan 2025, 20:02 · 0 Comments</p>`, []string{"ERN"}},
		"a name, a bar and a time":        {"", h1 + `<div><span>Maud Lister |</span> <span class="tarih">03.03.2025 - Güncelleme : 04.03.2025</span></div>`, []string{"Maud Lister"}},
		"a name in a sentence and no bar": {"", h1 + `<p class="standfirst">Author Maud Lister went to see the ferry on her first day at sea again since December.</p>`, nil},
	} {
		var got []string
		for _, by := range mustRead(t, headed(c.head, c.top), intake.Options{}).Authors {
			got = append(got, by.Name)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, not %q", name, got, c.want)
		}
	}
}

// TestTimes reads when a page was published where its places disagree, and
// where few of them tell.
func TestTimes(t *testing.T) {
	t.Parallel()
	const h1 = `<h1>Ferry to Port Ellery returns</h1>`
	noon := time.Date(2025, 3, 3, 12, 0, 0, 0, time.UTC)
	day := noon.Truncate(24 * time.Hour)
	for name, c := range map[string]struct {
		head, top string
		want      time.Time
	}{
		"the story's own record and what it shows": {
			`<meta property="article:published_time" content="2025-03-03T02:39:19Z"><meta name="sailthru.date" content="2025-03-03 02:39:19"><script type="application/ld+json">[{"@type":"NewsArticle","headline":"Ferry to Port Ellery returns","datePublished":"2025-03-03T12:00:00Z"},{"@type":"WebPage","datePublished":"2025-03-03T02:39:19Z"}]</script>`,
			h1 + `<div><time datetime="2025-03-03T12:00:00Z">3 March</time> (Updated <time datetime="2025-03-03T14:00:00Z">4 March</time>)</div>`, noon},
		"a label":                    {"", h1 + `<ul><li><strong>Autor</strong> Maud Lister</li><li><strong>Datum</strong> 03.03.2025</li></ul>`, day},
		"an attribute for scripts":   {"", h1 + `<div data-writer="x" data-publish-date="2025-03-03T12:00:00Z"></div>`, noon},
		"the address":                {`<link rel="canonical" href="https://news.example/2025/03/03/ferry-returns">`, h1, day},
		"a number that is no day":    {`<link rel="canonical" href="https://news.example/20251399/ferry-returns">`, h1, time.Time{}},
		"an element within the line": {"", h1 + `<div><span>Maud Lister |</span> <span class="tarih">03.03.2025 - Güncelleme : 04.03.2025</span></div>`, day},
	} {
		a := mustRead(t, headed(c.head, c.top), intake.Options{})
		if !a.PublishedAt.Equal(c.want) {
			t.Errorf("%s: %s, not %s", name, a.PublishedAt, c.want)
		}
		if a.TimeZone != "" {
			t.Errorf("%s: the page names no time zone, and has %q", name, a.TimeZone)
		}
		if strings.Contains(a.Body[0].Text+strings.Join(a.Body[0].Items, ""), "Datum") {
			t.Errorf("%s: its labels are in the body", name)
		}
	}
}

// TestStoryInAScript reads a page that shows its story once a script has run,
// and leaves a script's strings alone where the page shows one itself.
func TestStoryInAScript(t *testing.T) {
	t.Parallel()
	const html = `<p>The ferry between Port Ellery and the islands sailed again on Monday after three months in the dock.</p><p>“She is as good as new,” said Maud Lister, who owns the yard, and who had promised it for the spring.</p><p>She sails four times a day until the autumn, and twice a day after that, with room for sixty cars and four hundred people.</p><p>The islanders had been without a ship since December, when a wave broke two of the windows on its bridge.</p>`
	const head = `<!doctype html><html lang="en"><head><meta property="og:type" content="article"><title>Ferry to Port Ellery returns</title></head><body>`
	once, _ := json.Marshal(map[string]string{"teaser": "<b>x</b>", "contentHtml": html})
	twice, _ := json.Marshal(string(once))
	for name, page := range map[string]string{
		"data":                 head + `<div id="app"></div><script type="application/json">` + string(once) + `</script>`,
		"data within a string": head + `<div id="app"></div><script>self.push([1,` + string(twice) + `])</script>`,
	} {
		a := mustRead(t, page, intake.Options{})
		if len(a.Body) != 4 || !strings.HasPrefix(a.Body[3].Text, "The islanders") || len(a.Quotes) != 1 {
			t.Errorf("%s: %+v", name, a.Body)
		}
	}
	if a := mustRead(t, story("", `<script>var x = `+string(once)+`</script>`), intake.Options{}); len(a.Body) != 3 {
		t.Errorf("a page that shows its story: %+v", a.Body)
	}
	if _, err := Read([]byte(head+`<script>var x = "`+strings.Repeat(`<p>\\`, 100_000)), intake.Options{}); err == nil {
		t.Error("a string that does not end is a story")
	}
}

// TestDaysInCaptions sees that captions say when their pictures were taken, and
// the provenance that they do.
func TestDaysInCaptions(t *testing.T) {
	t.Parallel()
	const figure = `<figure><img src="https://news.example/%s.jpg"><figcaption>%s</figcaption></figure>`
	page := story(`<meta property="article:published_time" content="2025-09-10T08:00:00Z">`,
		fmt.Sprintf(figure, "yard", "The yard at Port Ellery. File photo, Sept. 3, 2025")+fmt.Sprintf(figure, "hafen", "Der Hafen, aufgenommen am 3. März 2024. Foto: Klara Brandt")+fmt.Sprintf(figure, "ship", "The ship"))
	r, err := Read([]byte(page), intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	check(t, r)
	for i, want := range []news.Date{"2025-09-03", "2024-03-03", ""} {
		if got := r.Article.Photos[i].TakenOn; got != want {
			t.Errorf("photo %d was taken on %q, not %q", i, got, want)
		}
	}
	told := 0
	for _, p := range r.Provenance {
		if strings.HasSuffix(p.Pointer, "/taken_on") && p.Method == "day_in_caption" && p.Evidence != "" {
			told++
		}
	}
	if told != 2 {
		t.Errorf("the provenance tells of %d days", told)
	}
}
