package intake

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// setPhotos makes a photo of each caption and credit of the page.
func (d *draft) setPhotos(p *page) {
	for _, s := range p.photos {
		d.addPhoto(s)
	}
}

func (d *draft) addPhoto(s shot) {
	n := len(d.article.Photos)
	at := pointer("photos", n)
	photo := news.ArticlePhoto{Role: news.Inline}
	if s.lead {
		photo.Role = news.Lead
	}
	whole, confidence := span{}, 0.9
	d.article.Photos = append(d.article.Photos, photo)
	facts := &d.article.Photos[n].PhotoFacts
	mark := len(d.provenance)
	if s.caption != nil {
		whole = s.caption.span
		d.readShot(s.caption, facts, at)
		if facts.Credit == "" && s.credit == nil {
			confidence = 0.7
		}
	}
	if s.credit != nil {
		if whole.end = s.credit.end; s.caption == nil {
			whole.start = s.credit.start
		}
		d.readCreditLine(s.credit, facts, at)
	}
	method := "caption"
	if s.caption == nil {
		method = "credit"
	}
	d.provenance = append(d.provenance, Provenance{})
	copy(d.provenance[mark+1:], d.provenance[mark:]) // the photo before its parts
	d.provenance[mark] = Provenance{Pointer: at, Range: &Range{whole.start, whole.end}, Method: method, Confidence: confidence}
}

// readShot reads a caption line into a photo's facts.
func (d *draft) readShot(l *line, facts *news.PhotoFacts, at string) {
	s := lexicon.PlainSpaces(l.text)
	where := func(p span) span {
		return span{l.start + utf8.RuneCountInString(s[:p.start]), l.start + utf8.RuneCountInString(s[:p.end])}
	}
	if m := imageMark.FindStringSubmatchIndex(s); m != nil {
		d.readImageMark(s, m, facts, where, at)
		return
	}
	cut, _ := cutCredit(s)
	if cut.caption.start < cut.caption.end {
		facts.Caption = d.slice(where(cut.caption))
		d.note(at+"/caption", where(cut.caption), "before_credit", 0.95)
		d.readDays(s, cut.caption, facts, where, at)
		text := &passage{pointer: at + "/caption"}
		text.add(d.input, where(cut.caption), "")
		d.captions = append(d.captions, text)
	}
	d.setCredit(s, cut, facts, where, at)
}

func (d *draft) setCredit(s string, cut captionCut, facts *news.PhotoFacts, where func(span) span, at string) {
	if cut.credit.start < cut.credit.end {
		facts.Credit = d.slice(where(cut.credit))
		d.note(at+"/credit", where(cut.credit), "credit", 0.95)
	}
	if p := cut.photographer; p.start < p.end && lexicon.Sluggable(s[p.start:p.end]) {
		facts.Photographer = d.slice(where(p))
		d.note(at+"/photographer", where(p), "name_in_credit", 0.85)
	}
}

// readImageMark reads a picture that is written as Markdown.
func (d *draft) readImageMark(s string, m []int, facts *news.PhotoFacts, where func(span) span, at string) {
	if alt := (span{m[2], m[3]}); strings.TrimSpace(s[m[2]:m[3]]) != "" {
		facts.AltText = strings.TrimSpace(d.slice(where(alt)))
		d.note(at+"/alt_text", where(alt), "marked", 1)
	}
	if address := s[m[4]:m[5]]; webAddress(address) {
		facts.URL = address
		d.note(at+"/url", where(span{m[4], m[5]}), "marked", 1)
	}
}

// readDays sets the days that a caption tells of.
func (d *draft) readDays(s string, c span, facts *news.PhotoFacts, where func(span) span, at string) {
	f := readCaption(s[c.start:c.end])
	shift := func(p span) span { return where(span{p.start + c.start, p.end + c.start}) }
	day := func(to *news.Date, m moment, name string) {
		if !m.hasDay {
			return
		}
		confidence := 0.95
		if !m.hasYear {
			confidence = 0.75
		}
		if m = m.near(d.publishedOn()); !m.hasYear || m.eitherWay {
			d.warn("incomplete_date", "%q of a caption does not say which day that is; %s is left out", d.slice(shift(m.span)), name)
			return
		}
		*to = news.Date(m.date())
		d.note(at+"/"+name, shift(m.span), "day_in_caption", confidence)
	}
	day(&facts.TakenOn, f.taken, "taken_on")
	day(&facts.ReleasedOn, f.released, "released_on")
	if p := f.releasedBy; p.start < p.end && lexicon.Sluggable(s[c.start+p.start:c.start+p.end]) {
		facts.ReleasedBy = d.slice(shift(p))
		d.note(at+"/released_by", shift(p), "name_in_caption", 0.9)
	}
}

// readCreditLine reads a credit that stands on a line of its own.
func (d *draft) readCreditLine(l *line, facts *news.PhotoFacts, at string) {
	s := lexicon.PlainSpaces(l.text)
	cut := captionCut{credit: trimBytes(s, span{len(creditStart.FindString(s)), len(s)}, " ().[]©|:/")}
	if m := photoBy.FindStringSubmatchIndex(s); m != nil {
		cut.credit = trimBytes(s, span{m[2], m[3]}, " ()./")
	}
	if cut.credit.start >= cut.credit.end || facts.Credit != "" {
		return
	}
	cut.photographer = photographerIn(s, cut.credit)
	where := func(p span) span {
		return span{l.start + utf8.RuneCountInString(s[:p.start]), l.start + utf8.RuneCountInString(s[:p.end])}
	}
	d.setCredit(s, cut, facts, where, at)
	if facts.Photographer == "" {
		name := s[cut.credit.start:cut.credit.end]
		if strings.Contains(name, " ") && lexicon.IsPersonalName(name) && lexicon.Agency(name) == "" && !lexicon.EndsAsBody(name) && !lexicon.IsDesk(name) {
			facts.Photographer = d.slice(where(cut.credit))
		}
	}
}

func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && u.User == nil && (u.Scheme == "http" || u.Scheme == "https")
}
