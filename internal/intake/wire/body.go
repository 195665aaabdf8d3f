package wire

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"storywire/internal/intake"
	"storywire/internal/intake/page"
	"storywire/internal/news"
)

// longestStory is how long the words of one story may be, with their markup, in
// bytes. A book has as many.
const longestStory = 1 << 20

var errTooLong = refuse("is longer than %d MiB, which no story is", longestStory>>20)

// body sets the story's words and pictures from HTML.
func (s *story) body(content, evidence string) {
	if strings.TrimSpace(content) == "" || len(s.article.Body) > 0 {
		return
	}
	if len(content) > longestStory {
		s.faults.Add("/body", "%s is longer than %d MiB, which no story is", evidence, longestStory>>20)
		return
	}
	b, err := page.Fragment(content, s.base)
	if err != nil {
		s.faults.Add("/body", "%s is HTML that cannot be parsed", evidence)
		return
	}
	s.article.Body = b.Blocks
	for i := range b.Blocks {
		if b.Blocks[i].Type == news.PhotoBlock {
			s.inWords[b.Blocks[i].PhotoID] = true
		}
	}
	for _, p := range b.Photos {
		readCredit(&p.PhotoFacts)
		if at := s.shownAlready(p.PhotoFacts); at >= 0 {
			s.sameAgain(at, p.PhotoFacts, evidence+inBody)
			s.article.Body = showing(s.article.Body, p.ID, s.article.Photos[at].ID)
			continue
		}
		s.photosFrom[p.ID] = evidence + inBody
		s.article.Photos = append(s.article.Photos, p)
	}
	s.bodyFrom = evidence
	s.dropHeadline()
}

// text sets the story's words from plain text, whose paragraphs have an empty
// line, or else a line, between them.
func (s *story) text(content, evidence string) {
	s.body(asHTML(content), evidence)
}

// dropHeadline drops a heading that says the headline again.
func (s *story) dropHeadline() {
	if b := s.article.Body; len(b) > 0 && b[0].Type == news.Heading && page.Line(b[0].Text) == s.article.Headline && s.article.Headline != "" {
		s.article.Body = b[1:]
	}
}

func escaped(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// assumedLead is the role of a picture that comes before others, which makes it the
// lead unless it stands in the words.
const assumedLead news.PhotoRole = "assumed"

// photo adds a picture that a field tells of, or adds what it tells to the same
// picture in the body. One that has no address is what is said of it. Where the field
// tells of it in several sizes, the others follow.
func (s *story) photo(p news.PhotoFacts, role news.PhotoRole, evidence string, others ...news.PhotoFacts) {
	at := -1
	sizes := append([]news.PhotoFacts{p}, others...)
	for i := range sizes {
		p := &sizes[i]
		if p.URL = shown(p.URL); !isAddress(p.URL) {
			p.URL, p.Width, p.Height = "", 0, 0
		}
		if at < 0 {
			at = s.shownAlready(*p)
		}
	}
	for _, p := range sizes {
		if p.URL+p.Caption+p.AltText+p.Credit+p.Photographer == "" || at < 0 && len(s.article.Photos) >= mostRelated {
			continue
		}
		if at < 0 {
			at = len(s.article.Photos)
			s.article.Photos = append(s.article.Photos, news.ArticlePhoto{ID: s.unusedID(), Brought: true, Role: news.Inline})
		}
		s.sameAgain(at, p, evidence)
	}
	if at < 0 || role == assumedLead && s.inWords[s.article.Photos[at].ID] { // the words show it where it belongs
		return
	}
	if role != news.Inline && !slices.ContainsFunc(s.article.Photos, func(o news.ArticlePhoto) bool { return o.Role == news.Lead }) {
		s.article.Photos[at].Role = news.Lead
	}
}

// unusedID is an id that no picture of the story has.
func (s *story) unusedID() uuid.UUID {
	for n := len(s.article.Photos); ; n++ {
		if id := page.Brought(n); !slices.ContainsFunc(s.article.Photos, func(p news.ArticlePhoto) bool { return p.ID == id }) {
			return id
		}
	}
}

// shownAlready is the place of the same picture among those of the story, -1 for
// none. In what the house has written there is none twice.
func (s *story) shownAlready(p news.PhotoFacts) int {
	same, _ := picture(p.URL)
	return slices.IndexFunc(s.article.Photos, func(o news.ArticlePhoto) bool {
		switch {
		case p.URL == "":
			return o.URL == "" && s.sameWords(o, p)
		case s.ours || o.URL == p.URL || o.URL == "":
			return o.URL == p.URL
		}
		return s.pictureOf(o.URL) == same
	})
}

func (s *story) hasPhoto(address string) bool {
	return slices.ContainsFunc(s.article.Photos, func(p news.ArticlePhoto) bool { return p.URL == address })
}

// sameWords tells the figure of the body that a picture without an address is, by
// its caption, which the credit may have been cut from.
func (s *story) sameWords(o news.ArticlePhoto, p news.PhotoFacts) bool {
	if s.photosFrom[o.ID] != s.bodyFrom+inBody {
		return false // it is another that a field tells of
	}
	return o.Caption == p.Caption || o.Caption != "" && strings.HasPrefix(p.Caption, o.Caption)
}

// inBody is what is told of a picture in the words.
const inBody = " img"

// readCredit cuts the days off a credit line that has them, as the house's own
// forms do: "Ruth Hallam / Courier · taken 3 September 2026".
func readCredit(p *news.PhotoFacts) {
	var credit []string
	for i, part := range strings.Split(p.Credit, " · ") {
		what, day, _ := strings.Cut(part, " ")
		day, by, _ := strings.Cut(day, " by ")
		at, err := time.Parse("2 January 2006", day)
		switch {
		case i > 0 && strings.HasPrefix(part, "©"):
			p.Rights = part
		case err != nil || what != "taken" && what != "released":
			credit = append(credit, part)
		case what == "taken":
			p.TakenOn = news.Date(at.Format(time.DateOnly))
		default:
			p.ReleasedOn, p.ReleasedBy = news.Date(at.Format(time.DateOnly)), by
		}
	}
	p.Credit = strings.Join(credit, " · ")
}

// leadOnce takes the lead picture out of the body where it stands above the
// words: an article shows it there anyway. Of pictures of which none is said to
// be the lead, that is the one.
func (s *story) leadOnce() {
	a := &s.article
	at := slices.IndexFunc(a.Body, func(b news.Block) bool { return b.Type != news.List && b.Type != news.Heading })
	lead := slices.IndexFunc(a.Photos, func(p news.ArticlePhoto) bool { return p.Role == news.Lead })
	if at >= 0 && a.Body[at].Type == news.PhotoBlock {
		shown := slices.IndexFunc(a.Photos, func(p news.ArticlePhoto) bool { return p.ID == a.Body[at].PhotoID })
		if lead < 0 || lead == shown {
			lead = shown
			a.Photos[lead].Role = news.Lead
			a.Body = slices.Delete(a.Body, at, at+1)
		}
	}
	if lead > 0 { // the lead is the first
		first := a.Photos[lead]
		a.Photos = slices.Insert(slices.Delete(a.Photos, lead, lead+1), 0, first)
	}
}

// fold makes one block of all that an article has no blocks for, so that no words
// are lost, and tells whether it had to. Pictures are among the photos anyway.
func (s *story) fold() bool {
	all := s.article.Body
	if len(all) <= intake.MostBlocks {
		return false
	}
	var words []string
	for _, b := range all[intake.MostBlocks-1:] {
		for _, item := range b.Items {
			words = append(words, page.LineOfHTML(item))
		}
		for _, text := range []string{b.Text, b.Title, b.URL} {
			if text != "" {
				words = append(words, text)
			}
		}
	}
	all = append(all[:intake.MostBlocks-1], news.Block{Type: news.Paragraph, Text: strings.Join(words, "\n")})
	s.article.Body = all
	s.warn("too_many_blocks", "an article has %d blocks at the most; what follows is in the last one", intake.MostBlocks)
	return true
}

// result is the draft with what the words of the story tell, or why there is
// none.
func (s *story) result() intake.Result {
	a, err := &s.article, s.broken
	if err == nil && len(s.faults) == 0 && a.Headline == "" && len(a.Body) == 0 {
		s.faults.Add("", "there is neither a headline nor a text in it")
	}
	if err = cmp.Or(err, s.faults.Err()); err != nil {
		return intake.Result{Name: s.name, Own: s.own, Refused: err, Withdrawn: s.withdrawn}
	}
	s.checkTimes()
	if s.whole {
		return intake.Result{Article: *a, Provenance: s.provenance, Warnings: s.warnings, Name: s.name, Own: s.own, Item: s.item}
	}
	s.leadOnce()
	for i := range a.Photos {
		s.note(under("photos", i), s.photosFrom[a.Photos[i].ID], 0.9)
		s.provenance[len(s.provenance)-1].Rejected = s.otherSizes[a.Photos[i].ID]
	}
	folded := s.fold()
	said := s.cutSignatures()
	for i, block := range a.Body {
		if block.Type != news.PhotoBlock {
			s.note(under("body", i), s.bodyFrom, 0.95)
		}
	}
	if folded {
		last := &s.provenance[len(s.provenance)-1]
		last.Method, last.Confidence = "folded_lines", 0.3
	}
	r := intake.Deepen(*a, s.options, s.ours)
	r.Name, r.Item = s.name, s.item
	r.Provenance = r.After(s.provenance)
	r.Warnings = append(s.warnings, r.Warnings...)
	for _, m := range said {
		r.Sign(m.block, m.line)
	}
	return r
}

// checkTimes leaves out times that cannot be what they are called.
func (s *story) checkTimes() {
	a := &s.article
	if !a.UpdatedAt.IsZero() && a.UpdatedAt.Before(a.PublishedAt) {
		s.warn("updated_before_published", "the update at %s is before the publication; it is left out", a.UpdatedAt.Format(time.RFC3339))
		a.UpdatedAt = time.Time{}
	}
	if now := s.options.Now; s.whole && !now.IsZero() && a.YetToCome(now) { // else Deepen tells of it
		s.warn("future_time", "it says that it was published at %s, which is yet to come; published_at is left out", a.PublishedAt.Format(time.RFC3339))
		a.PublishedAt = time.Time{}
	}
}
