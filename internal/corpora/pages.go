package corpora

import (
	"compress/gzip"
	"encoding/json"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Page is one page of a set, with what people found in it.
type Page struct {
	Name string
	HTML []byte
	Want Facts
}

// Facts are what is compared of a page. A set that does not tell of titles has
// the body alone.
type Facts struct {
	Title     string
	Authors   []string
	Published time.Time
	Clock     bool // of Published nobody knows the zone: it is what a clock showed
	Body      string
}

// Second tells which half of its set a page is in, all of a publisher's pages
// in one. Rules are made with the first half in sight; the second shows whether
// they hold elsewhere.
func (p Page) Second() bool {
	h := fnv.New32a()
	h.Write([]byte(day.ReplaceAllString(p.Name, "")))
	return h.Sum32()%2 == 1
}

// day is what names of a publisher's pages end with.
var day = regexp.MustCompile(`_\d{4}_\d{2}_\d{2}.*$`)

// Benchmark reads article-extraction-benchmark under root: pages and their
// bodies. It has none where the set is not there.
func Benchmark(root string) ([]Page, error) {
	var truth map[string]struct {
		ArticleBody string `json:"articleBody"`
	}
	folder := filepath.Join(root, "article-extraction-benchmark")
	if err := readJSON(filepath.Join(folder, "ground-truth.json"), &truth); err != nil {
		return nil, err
	}
	var pages []Page
	for name, t := range truth {
		html, err := unpack(filepath.Join(folder, "html", name+".html.gz"))
		if err != nil {
			return nil, err
		}
		pages = append(pages, Page{Name: name, HTML: html, Want: Facts{Body: t.ArticleBody}})
	}
	sortByName(pages)
	return pages, nil
}

// marked is a page as fundus marks one.
type marked struct {
	Title     string   `json:"title"`
	Authors   []string `json:"authors"`
	Published string   `json:"publishing_date"`
	Body      struct {
		Summary  []string `json:"summary"`
		Sections []struct {
			Headline   []string `json:"headline"`
			Paragraphs []string `json:"paragraphs"`
		} `json:"sections"`
	} `json:"body"`
}

// Fundus reads fundus under root: pages with title, authors, time and body, the
// summary above it included.
func Fundus(root string) ([]Page, error) {
	files, err := filepath.Glob(filepath.Join(root, "fundus", "*", "*.json"))
	if err != nil || len(files) == 0 {
		return nil, os.ErrNotExist
	}
	var pages []Page
	for _, file := range files {
		more, err := readPublisher(file)
		if err != nil {
			return nil, err
		}
		pages = append(pages, more...)
	}
	sortByName(pages)
	return pages, nil
}

// readPublisher reads a publisher's pages: the versions of its file in order
// are its pages by day. Where there are fewer pages, they are the latest.
func readPublisher(file string) ([]Page, error) {
	var versions map[string]marked
	if err := readJSON(file, &versions); err != nil {
		return nil, err
	}
	var names []string
	for name := range versions {
		names = append(names, name)
	}
	slices.Sort(names)
	stem := strings.TrimSuffix(file, ".json")
	htmls, err := filepath.Glob(stem + "_[0-9]*.html.gz")
	if err != nil {
		return nil, err
	}
	slices.Sort(htmls)
	var pages []Page
	for i, html := range htmls {
		at := len(names) - len(htmls) + i
		if at < 0 {
			continue
		}
		page, err := unpack(html)
		if err != nil {
			return nil, err
		}
		name := filepath.Base(filepath.Dir(html)) + "/" + strings.TrimSuffix(filepath.Base(html), ".html.gz")
		pages = append(pages, Page{Name: name, HTML: page, Want: versions[names[at]].facts()})
	}
	return pages, nil
}

func (m marked) facts() Facts {
	f := Facts{Title: m.Title, Authors: m.Authors}
	f.Published, f.Clock = readTime(m.Published)
	body := m.Body.Summary
	for _, s := range m.Body.Sections {
		body = append(body, append(s.Headline, s.Paragraphs...)...)
	}
	f.Body = strings.Join(body, "\n")
	return f
}

// readTime reads a time as Python writes it; clock tells that it has no zone.
func readTime(s string) (at time.Time, clock bool) {
	if at, err := time.Parse("2006-01-02 15:04:05-07:00", s); err == nil {
		return at, false
	}
	at, _ = time.Parse("2006-01-02 15:04:05", s)
	return at, true
}

func readJSON(file string, into any) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, into)
}

func unpack(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

func sortByName(pages []Page) {
	slices.SortFunc(pages, func(a, b Page) int { return strings.Compare(a.Name, b.Name) })
}
