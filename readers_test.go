package main

import (
	"encoding/base64"
	"encoding/json"
	"html"
	"io"
	"io/fs"
	"mime"
	"mime/quotedprintable"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/mail"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// readStory is a story as a reader of feeds has it.
type readStory struct {
	ID, Title, Link, Content string
	Authors                  []string
	Published                int64 // seconds since 1970
}

// TestReadersReadFeeds has programs that others wrote read the sample newsroom,
// each that is installed: every story has the id, title, address, time, authors
// and words that the API tells, and who asks again is told that nothing changed.
func TestReadersReadFeeds(t *testing.T) {
	t.Parallel()
	p := furnished(t)
	p.start()
	if _, said, err := p.run("", "sample"); err != nil {
		t.Fatal(said)
	}
	want, updated := p.told(t)
	for name, read := range map[string]func(*testing.T, string) ([]readStory, bool){
		"feedparser, rss":  withFeedparser("rss"),
		"feedparser, atom": withFeedparser("atom"),
		"rss-parser, rss":  withNode("rss-parser", "rss"),
		"rss-parser, atom": withNode("rss-parser", "atom"),
		"feedsmith, rss":   withNode("feedsmith", "rss"),
		"feedsmith, atom":  withNode("feedsmith", "atom"),
		"feedsmith, json":  withNode("feedsmith", "json"),
		"newsboat":         withNewsboat,
		"rss2email":        withRSS2email,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			through, unchanged := watched(t, p.url)
			got, ok := read(t, through)
			if !ok {
				t.Skip("it is not installed: that it reads our feeds is not shown")
			}
			if len(got) != len(want) {
				t.Fatalf("it has %d stories of %d", len(got), len(want))
			}
			for i := range got {
				got[i].Content = wordsOf(got[i].Content)
				if got[i].Published == updated[got[i].ID] { // which a letter is dated by
					got[i].Published = want[i].Published
				}
				// A reader with room for one author shows one of them.
				if len(got[i].Authors) == 1 && slices.Contains(want[i].Authors, got[i].Authors[0]) {
					got[i].Authors = want[i].Authors
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if n := unchanged(); n != 1 {
				t.Errorf("it was told %d times that nothing changed", n)
			}
		})
	}
}

// told is what the API itself tells of the newest stories, and by their ids when
// they were last updated.
func (p *program) told(t *testing.T) (stories []readStory, updated map[string]int64) {
	t.Helper()
	var feed struct {
		Items []struct {
			ID, Title, URL string
			HTML           string    `json:"content_html"`
			Published      time.Time `json:"date_published"`
			Updated        time.Time `json:"date_modified"`
			Authors        []struct{ Name string }
		}
	}
	p.ask("/v1/feeds/json", &feed)
	var cards struct {
		Data []struct{ ID, Headline string }
	}
	p.ask("/v1/articles", &cards)
	updated = map[string]int64{}
	for i, item := range feed.Items {
		updated[item.ID] = item.Updated.Unix()
		if card := cards.Data[i]; item.ID != "urn:uuid:"+card.ID || item.Title != card.Headline {
			t.Fatalf("the feed has %s %q, the list %s %q", item.ID, item.Title, card.ID, card.Headline)
		}
		story := readStory{ID: item.ID, Title: item.Title, Link: item.URL, Content: wordsOf(item.HTML), Published: item.Published.Unix()}
		for _, u := range item.Authors {
			story.Authors = append(story.Authors, u.Name)
		}
		stories = append(stories, story)
	}
	return stories, updated
}

var aroundWords = regexp.MustCompile(`(?s)<style.*?</style>|<[^>]*>`)

// wordsOf are the words of a piece of HTML: readers rewrite what stands around
// them.
func wordsOf(content string) string {
	return strings.Join(strings.Fields(html.UnescapeString(aroundWords.ReplaceAllString(content, " "))), " ")
}

// watched is an address that leads to the server, and how often a feed there was
// answered with 304.
func watched(t *testing.T, server string) (address string, unchanged func() int) {
	t.Helper()
	to, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	n := 0
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.ModifyResponse = func(r *http.Response) error {
		mu.Lock()
		defer mu.Unlock()
		if r.StatusCode == http.StatusNotModified {
			n++
		}
		return nil
	}
	s := httptest.NewServer(proxy)
	t.Cleanup(s.Close)
	return s.URL, func() int {
		mu.Lock()
		defer mu.Unlock()
		return n
	}
}

// storiesIn reads what a script prints: a story a line, and behind them the
// status of the second time.
func storiesIn(t *testing.T, cmd *exec.Cmd) (stories []readStory) {
	t.Helper()
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	for _, line := range lines[:len(lines)-1] {
		var story readStory
		if err := json.Unmarshal([]byte(line), &story); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		stories = append(stories, story)
	}
	if last := lines[len(lines)-1]; last != "304" {
		t.Errorf("asked again, it is told %s", last)
	}
	return stories
}

func withFeedparser(format string) func(*testing.T, string) ([]readStory, bool) {
	return func(t *testing.T, server string) ([]readStory, bool) {
		t.Helper()
		for _, python := range []string{"python3", "/usr/bin/python3"} { // the system's own may not be the first
			if exec.CommandContext(t.Context(), python, "-c", "import feedparser").Run() == nil {
				return storiesIn(t, exec.CommandContext(t.Context(), python, "testdata/readers/read.py", server+"/v1/feeds/"+format)), true
			}
		}
		return nil, false
	}
}

// packages installs the packages of testdata/readers, once.
var packages = sync.OnceValues(func() (dir string, err error) {
	if dir, err = os.MkdirTemp(filepath.Dir(binary), "readers-"); err != nil {
		return "", err
	}
	if err = os.CopyFS(dir, os.DirFS("testdata/readers")); err != nil {
		return "", err
	}
	cmd := exec.Command("npm", "ci", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts")
	cmd.Dir = dir
	return dir, cmd.Run()
})

func withNode(reader, format string) func(*testing.T, string) ([]readStory, bool) {
	return func(t *testing.T, server string) ([]readStory, bool) {
		t.Helper()
		for _, needed := range []string{"node", "npm"} {
			if _, err := exec.LookPath(needed); err != nil {
				return nil, false
			}
		}
		dir, err := packages()
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), "node", "read.mjs", reader, server+"/v1/feeds/"+format)
		cmd.Dir = dir
		return storiesIn(t, cmd), true
	}
}

func withNewsboat(t *testing.T, server string) ([]readStory, bool) {
	t.Helper()
	program, err := exec.LookPath("newsboat")
	if err != nil {
		return nil, false
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"urls": server + "/v1/feeds/rss\n", "config": ""} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 { // it does not know at the second time yet that there was a first
		cmd := exec.CommandContext(t.Context(), program, "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload")
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "HOME="+dir, "LC_ALL=C.UTF-8")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	cmd := exec.CommandContext(t.Context(), "python3", "-c", `import json, sqlite3
for row in sqlite3.connect("cache.db").execute("select guid, title, url, content, author, pubDate from rss_item order by pubDate desc, id"):
    print(json.dumps(dict(zip(["id", "title", "link", "content", "author", "published"], row), authors=[row[4]])))
print(304)`)
	cmd.Dir = dir
	return storiesIn(t, cmd), true
}

func withRSS2email(t *testing.T, server string) ([]readStory, bool) {
	t.Helper()
	program, err := exec.LookPath("r2e")
	if err != nil {
		return nil, false
	}
	dir := t.TempDir()
	config := "[DEFAULT]\nfrom = desk@courier.example\nto = reader@courier.example\nhtml-mail = True\ndate-header = True\nname-format = {author}\nemail-protocol = maildir\nmaildir-path = " + dir + "/mail\nmaildir-mailbox = inbox\n"
	if err := os.WriteFile(filepath.Join(dir, "config"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "mail"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, command := range [][]string{{"add", "courier", server + "/v1/feeds/rss"}, {"run"}, {"run"}} {
		cmd := exec.CommandContext(t.Context(), program, append([]string{"-c", "config", "-d", "data.json"}, command...)...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "HOME="+dir, "LC_ALL=C.UTF-8")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	var stories []readStory
	err = filepath.WalkDir(filepath.Join(dir, "mail"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		stories = append(stories, mailed(t, path))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(stories, func(a, b readStory) int { return int(b.Published - a.Published) })
	return stories, true
}

var (
	asMarkdown = strings.NewReplacer(" **", "<b>", "**", "</b>")
	ofLetters  = regexp.MustCompile(`(?s)<h1.*?</h1>|<p>URL: .*?</p>`) // what a letter adds
)

// mailed is the story in a letter of rss2email.
func mailed(t *testing.T, path string) (s readStory) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	letter, err := mail.ReadMessage(file)
	if err != nil {
		t.Fatal(err)
	}
	var words mime.WordDecoder
	header := func(name string) string {
		value, err := words.DecodeHeader(letter.Header.Get(name))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(strings.Fields(value), " ")
	}
	at, err := letter.Header.Date()
	if err != nil {
		t.Fatal(err)
	}
	from, err := letter.Header.AddressList("From")
	if err != nil {
		t.Fatal(err)
	}
	body := letter.Body
	switch letter.Header.Get("Content-Transfer-Encoding") {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	s = readStory{ID: header("X-RSS-ID"), Title: header("Subject"), Link: header("X-RSS-URL"), Authors: []string{from[0].Name}, Published: at.Unix()}
	s.Title = asMarkdown.Replace(s.Title) // which it turns what looks like HTML into
	s.Content = ofLetters.ReplaceAllString(string(text), "")
	return s
}
