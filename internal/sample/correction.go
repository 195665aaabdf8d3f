package sample

import (
	"errors"
	"strings"

	"storywire/internal/news"
)

// Correction is a public note to a story that was published, and the words
// that it puts in the place of others. An editor's note has none.
type Correction struct {
	Kind     news.CorrectionKind `json:"kind"`
	Severity news.Severity       `json:"severity"`
	Note     string              `json:"note"`
	Was      string              `json:"was"`
	Now      string              `json:"now"`
}

// Operation is the correction as a step of a batch, of the story with the slug.
func (c Correction) Operation(slug string) news.Operation {
	o := news.Operation{
		Ref: slug, Edit: news.Edit{Match: news.Match{Any: true}},
		Correction: &news.Correction{Kind: c.Kind, Severity: c.Severity, Note: c.Note},
	}
	if c.Was != "" {
		o.Part, o.Change = "/was", c.change
	}
	return o
}

func (c Correction) change(a *news.Article) error {
	for i, b := range a.Body {
		if strings.Contains(b.Text, c.Was) {
			a.Body[i].HTML, a.Body[i].Text = "", strings.Replace(b.Text, c.Was, c.Now, 1)
			return nil
		}
	}
	return errors.New("sample: the words that are to be corrected do not stand in " + a.Slug)
}
