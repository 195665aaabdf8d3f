package main

import (
	"fmt"
	"strconv"

	"storywire/internal/corpora"
	"storywire/internal/intake"
)

// measureSpeakers measures who said what on a part of PolNeAR, as
// corpora.Speakers defines it.
func measureSpeakers(root, part string, showMisses bool) ([]row, error) {
	texts, err := corpora.Polnear(root, part)
	if err != nil {
		return nil, err
	}
	var s corpora.Speakers
	for _, a := range texts {
		misses := s.Add(a, spokenIn(a.Text))
		if !showMisses {
			continue
		}
		for _, m := range misses {
			if m.Extra {
				fmt.Printf("%s\textra\t%q\tgot %s\n", a.Name, m.Text, m.Got)
			} else {
				fmt.Printf("%s\tmiss\t%q\tgot %s\twant %s\n", a.Name, m.Text, m.Got, m.Want)
			}
		}
	}
	set := fmt.Sprintf("polnear %s: %d texts", part, s.Texts)
	return []row{
		{set, fmt.Sprintf("speaker accuracy (%d of %d; %d have none)", s.Right, s.Known, s.None), s.Accuracy(), "simple rules .78", 0.90},
		{"", fmt.Sprintf("end to end F1 (precision %.3f, recall %.3f of %d)", s.Precision(), s.Recall(), s.Want), s.F1(), "simple rules .78", 0.88},
	}, nil
}

// spokenIn imports a text and tells what is quoted in it.
func spokenIn(text []rune) []corpora.Spoken {
	r, err := intake.Text([]byte(string(text)), intake.Options{})
	if err != nil {
		return nil
	}
	at := map[string]corpora.Range{}
	for _, p := range r.Provenance {
		at[p.Pointer] = corpora.Range{Start: p.Start, End: p.End}
	}
	var spoken []corpora.Spoken
	for i, q := range r.Article.Quotes {
		pointer := "/quotes/" + strconv.Itoa(i)
		s := corpora.Spoken{Words: at[pointer], Mention: at[pointer+"/speaker"]}
		if q.Speaker != nil {
			s.Name = q.Speaker.Name
		}
		spoken = append(spoken, s)
	}
	return spoken
}
