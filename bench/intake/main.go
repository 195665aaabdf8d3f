// Package main measures the importer on public sets of pages that people marked
// by hand, and prints what it reaches beside what others reach on the same
// sets. script/bench intake runs it.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"text/tabwriter"
)

// row is one line of the table: a figure, what others reach, what is to be
// reached.
type row struct {
	set, metric string
	figure      float64
	anchor      string
	reach       float64
}

func main() {
	root := flag.String("corpora", "../shared/corpora", "the folder of the sets")
	part := flag.String("part", "dev", "the part of PolNeAR: rules are made on train, and held to dev")
	showMisses := flag.Bool("misses", false, "list what counts against the figures; of the pages, in the half that rules are made with")
	only := flag.String("only", "", "measure the pages or the speakers alone")
	flag.Parse()
	if *only != "" && *only != "pages" && *only != "speakers" {
		fmt.Fprintf(os.Stderr, "bench/intake: -only is pages or speakers, not %q\n", *only)
		os.Exit(2)
	}
	var rows []row
	var err error
	if *only != "speakers" {
		rows, err = pageRows(*root, *showMisses)
	}
	if err == nil && *only != "pages" {
		var spoken []row
		spoken, err = measureSpeakers(*root, *part, *showMisses)
		rows = append(rows, spoken...)
	}
	if errors.Is(err, os.ErrNotExist) {
		err = fmt.Errorf("%s has not the sets; -corpora names another folder", *root)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench/intake:", err)
		os.Exit(1)
	}
	show(rows)
}

// show prints the table.
func show(rows []row) {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "set\tmetric\tfigure\treach\tothers")
	for _, r := range rows {
		verdict := ""
		if r.figure < r.reach {
			verdict = "below"
		}
		fmt.Fprintf(w, "%s\t%s\t%.3f\t%.3f %s\t%s\n", r.set, r.metric, r.figure, r.reach, verdict, r.anchor)
	}
	w.Flush()
}
