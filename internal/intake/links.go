package intake

import (
	"fmt"
	"strings"

	"storywire/internal/news"
)

// Link notes who the speakers of the draft's quotes were found to be among those
// that there are: links are by the place of the quote. One who could be told is
// noted with what told it; where an editor is to choose, a warning names who it
// may be.
func (r *Result) Link(links map[int]news.Linking) {
	for i := range r.Article.Quotes {
		link, ok := links[i]
		at := pointer("quotes", i) + "/speaker"
		switch {
		case !ok:
		case len(link.Candidates) == 0:
			sure := 0.85
			if link.To.Why != news.SameName {
				sure = 0.95
			}
			r.Provenance = append(r.Provenance, Provenance{Pointer: at + "/id", Evidence: "/v1/speakers/" + link.To.Slug, Method: string(link.To.Why), Confidence: sure})
		default:
			r.Warnings = append(r.Warnings, notLinked(at, link))
		}
	}
}

// notLinked is the warning of a speaker of whom it is not clear who it is.
func notLinked(at string, link news.Linking) Warning {
	names := make([]string, len(link.Candidates))
	for i, c := range link.Candidates {
		names[i] = c.Name
		if c.Title != "" {
			names[i] += ", " + c.Title
		}
		names[i] += " (" + c.Slug + ")"
	}
	w := Warning{Code: "speaker_new", Pointer: at, Candidates: link.Candidates,
		Detail: fmt.Sprintf("a new speaker is made, since the title is another; is it the same person as %s?", strings.Join(names, ", or "))}
	if link.Open {
		w.Code, w.Detail = "speaker_ambiguous", fmt.Sprintf("it may be %s; name the one that is meant", strings.Join(names, ", or "))
	}
	return w
}
