// Package corpora reads the public sets that the importer is measured on, and
// measures. It is for tests and for script/bench intake; it knows nothing of
// how a page is read.
//
// The sets are data of others and no part of this checkout. They are looked for
// beside it; who asks is told when they are not there.
package corpora

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Range is a range of code points of a text.
type Range struct{ Start, End int }

func (r Range) overlap(o Range) int { return max(0, min(r.End, o.End)-max(r.Start, o.Start)) }

// Annotated is a text of PolNeAR with the attributions that a person marked in
// it, whoever was first where several did.
type Annotated struct {
	Name   string
	Text   []rune
	marked []attribution
}

// attribution is who says what, each of one or more ranges.
type attribution struct{ source, content []Range }

// Polnear reads a part of PolNeAR under root, "train" or "dev". It has none
// where the set is not there.
func Polnear(root, part string) ([]Annotated, error) {
	folder := filepath.Join(root, "polnear", part)
	files, err := filepath.Glob(filepath.Join(folder, "text", "*.txt"))
	if err != nil || len(files) == 0 {
		return nil, os.ErrNotExist
	}
	slices.Sort(files)
	var texts []Annotated
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		a := Annotated{Name: strings.TrimSuffix(filepath.Base(file), ".txt"), Text: []rune(string(text))}
		marks, err := filepath.Glob(filepath.Join(folder, "attributions", a.Name+"*.ann"))
		if err != nil {
			return nil, err
		}
		if len(marks) > 0 {
			if a.marked, err = readMarks(marks[0]); err != nil {
				return nil, err
			}
		}
		texts = append(texts, a)
	}
	return texts, nil
}

var (
	markedRange = regexp.MustCompile(`(?m)^(T\d+)\t(\w+) ([\d ;]+)\t`)
	markedEvent = regexp.MustCompile(`(?m)^E\d+\tAttribution:\S+ (.*)$`)
)

// readMarks reads attributions as brat writes them. Those without a source say
// nothing of who speaks.
func readMarks(file string) ([]attribution, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	ranges := map[string][]Range{}
	for _, m := range markedRange.FindAllStringSubmatch(string(data), -1) {
		for piece := range strings.SplitSeq(m[3], ";") {
			from, to, _ := strings.Cut(strings.TrimSpace(piece), " ")
			start, _ := strconv.Atoi(from)
			end, _ := strconv.Atoi(to)
			ranges[m[1]] = append(ranges[m[1]], Range{start, end})
		}
	}
	var marked []attribution
	for _, m := range markedEvent.FindAllStringSubmatch(string(data), -1) {
		var a attribution
		for part := range strings.FieldsSeq(m[1]) {
			kind, id, _ := strings.Cut(part, ":")
			switch strings.TrimRight(kind, "0123456789") {
			case "Source":
				a.source = append(a.source, ranges[id]...)
			case "Content":
				a.content = append(a.content, ranges[id]...)
			}
		}
		if len(a.source) > 0 {
			marked = append(marked, a)
		}
	}
	return marked, nil
}

// longQuote is how many words a quotation has that is measured.
const longQuote = 5

// quotations are the ranges between double marks that have five words or more
// and are mostly in what somebody is marked to have said, each with those
// attributions. They are found line by line by the marks alone, so that they do
// not depend on what is measured; a mark that nothing closes opens a quotation
// to its line's end where the next line starts with one.
func (a *Annotated) quotations() (found []Range, by [][]attribution) {
	for _, r := range betweenMarks(a.Text) {
		if len(strings.Fields(string(a.Text[r.Start:r.End]))) < longQuote {
			continue
		}
		if m := a.covering(r); len(m) > 0 {
			found, by = append(found, r), append(by, m)
		}
	}
	return found, by
}

// covering are the attributions whose content has most of a range.
func (a *Annotated) covering(r Range) (by []attribution) {
	for _, m := range a.marked {
		if slices.ContainsFunc(m.content, func(c Range) bool { return c.overlap(r)*5 > (r.End-r.Start)*4 }) {
			by = append(by, m)
		}
	}
	return by
}

// betweenMarks are the ranges between double quotation marks.
func betweenMarks(text []rune) (out []Range) {
	open := -1
	for i := 0; i < len(text); i++ {
		width := 1
		if text[i] == '\'' && i+1 < len(text) && text[i+1] == '\'' {
			width = 2
		}
		double := text[i] == '"' || width == 2
		switch {
		case text[i] == '\n':
			if open >= 0 && opensNext(text[i:]) {
				out = append(out, Range{open, i})
			}
			open = -1
		case open < 0 && (double || text[i] == '“'):
			open = i + width
		case open >= 0 && (double || text[i] == '”'):
			out = append(out, Range{open, i})
			open = -1
		}
		i += width - 1
	}
	return out
}

func opensNext(text []rune) bool {
	for _, r := range text {
		if !unicode.IsSpace(r) {
			return strings.ContainsRune("\"“'", r)
		}
	}
	return false
}
