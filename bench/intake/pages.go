package main

import (
	"fmt"
	"strings"
	"syscall"
	"time"

	"golang.org/x/net/html"

	"storywire/internal/corpora"
	"storywire/internal/intake"
	"storywire/internal/intake/page"
	"storywire/internal/news"
)

// measured is how near the importer comes to a set of pages: to all of it, to
// the half that rules are made with, and to the half that they are held to.
// Reading them took so much of a processor.
type measured struct {
	all, first, second corpora.Score
	took               time.Duration
}

// measurePages imports the pages of a set. A set's body has its standfirst in
// it or not.
func measurePages(pages []corpora.Page, standfirst, showMisses bool) *measured {
	m := &measured{}
	for _, p := range pages {
		start := spent()
		got := readPage(p.HTML, standfirst)
		m.took += spent() - start
		m.all.Add(p.Want, got)
		half := &m.first
		if p.Second() {
			half = &m.second
		}
		half.Add(p.Want, got)
		if showMisses && !p.Second() {
			miss(p, got)
		}
	}
	return m
}

// spent is the time that all of the program has had of processors.
func spent() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// miss says what of a page counts against the figures.
func miss(p corpora.Page, got corpora.Facts) {
	if f1, missing, extra := corpora.Overlap(p.Want.Body, got.Body); f1 < 0.95 {
		fmt.Printf("%s\tbody\t%.2f\tmissing %.2f\textra %.2f\n", p.Name, f1, missing, extra)
	}
	if p.Want.Title == "" {
		return
	}
	if !corpora.SameTitle(p.Want, got) {
		fmt.Printf("%s\ttitle\tgot %q\twant %q\n", p.Name, got.Title, p.Want.Title)
	}
	if !corpora.SameTime(p.Want, got) {
		fmt.Printf("%s\ttime\tgot %s\twant %s\n", p.Name, got.Published, p.Want.Published)
	}
	if right := corpora.RightAuthors(p.Want, got); right < len(p.Want.Authors) || right < len(got.Authors) {
		fmt.Printf("%s\tauthors\tgot %q\twant %q\n", p.Name, got.Authors, p.Want.Authors)
	}
}

// readPage is what the importer makes of a page, nothing where it refuses it.
func readPage(input []byte, standfirst bool) corpora.Facts {
	r, err := page.Read(input, intake.Options{})
	if err != nil {
		return corpora.Facts{}
	}
	a := r.Article
	f := corpora.Facts{Title: a.Headline, Published: a.PublishedAt}
	for _, c := range a.Authors {
		if c.Role == news.RoleAuthor {
			f.Authors = append(f.Authors, c.Name)
		}
	}
	var body []string
	if standfirst {
		body = append(body, a.Subhead)
	}
	body = append(body, a.Dateline)
	for _, b := range a.Body {
		body = append(body, b.Text)
		for _, item := range b.Items {
			body = append(body, plain(item))
		}
	}
	f.Body = strings.Join(body, "\n")
	return f
}

// plain is the words of an item of a list.
func plain(item string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(item))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			b.Write(z.Text())
		}
	}
}

// pageRows are the figures of both sets of pages.
func pageRows(root string, showMisses bool) ([]row, error) {
	bench, err := corpora.Benchmark(root)
	if err != nil {
		return nil, err
	}
	all, err := corpora.Fundus(root)
	if err != nil {
		return nil, err
	}
	b, f := measurePages(bench, false, showMisses), measurePages(all, true, showMisses)
	halves := func(metric string, m *measured, figure func(*corpora.Score) float64) string {
		return fmt.Sprintf("%s (halves %.3f, %.3f)", metric, figure(&m.first), figure(&m.second))
	}
	rows := []row{{fmt.Sprintf("article-extraction-benchmark: %d pages", b.all.Pages), halves("body F1", b, (*corpora.Score).Body), b.all.Body(), "go-trafilatura .960, AutoExtract .970", 0.965}}
	for i, r := range []struct {
		metric string
		figure func(*corpora.Score) float64
		anchor string
		reach  float64
	}{
		{"title exact", (*corpora.Score).Titles, "best single tool .82", 0.92},
		{"authors F1", (*corpora.Score).Authors, "go-trafilatura .84", 0.92},
		{"same instant", (*corpora.Score).Times, "JSON-LD .92", 0.96},
		{"body F1", (*corpora.Score).Body, "go-trafilatura .934", 0.950},
	} {
		set := ""
		if i == 0 {
			set = fmt.Sprintf("fundus: %d pages", f.all.Pages)
		}
		rows = append(rows, row{set, halves(r.metric, f, r.figure), r.figure(&f.all), r.anchor, r.reach})
	}
	rate := float64(b.all.Pages+f.all.Pages) / (b.took + f.took).Seconds()
	return append(rows, row{"both sets", "pages a second of a core", rate, "", 30}), nil
}
