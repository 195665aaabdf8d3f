// Package page reads an article's web page: HTML in, a draft with the evidence
// for each of its fields out. It is the importer's reader of text/html.
//
// A page says the same thing in many places: in JSON-LD and microdata, in meta
// elements of several vocabularies, and in what people see. All of it is
// gathered (survey); field by field the claims are weighed, the strongest wins,
// and those that say something else are told of in the provenance. The rules
// hold for kinds of pages; none knows a site by its name.
//
// It is pure. It stands on intake, whose stages read the words, and must never
// know of HTTP, SQL or where a page came from. Whatever is sent, it takes memory
// and time in proportion to the page.
package page

import (
	"fmt"
	"time"

	"golang.org/x/net/html"

	"storywire/internal/intake"
	"storywire/internal/news"
)

// reader is a page that is being read.
type reader struct {
	*survey
	lines      []line
	heading    *html.Node // what mainHeading found, once it is headed
	headed     bool
	options    intake.Options
	house      *time.Location
	clock      *time.Location // of times that the page gives without a zone
	clockFrom  string         // "country" where the address tells it
	own        *html.Node     // the story of a page of the house's own; nil on others
	blockAt    map[string]int // by their ids there
	photoAt    map[string]int
	pictures   map[string]map[string]any // of the record there, by their identifiers
	tail       []string                  // the words that an article has no blocks for
	signed     []signature
	leads      leads // of the body
	article    news.Article
	provenance []intake.Provenance
	warnings   []intake.Warning
}

// Read makes a draft of a page. An error is an *news.Invalid: for what is no
// page, and for a page that is not one article.
func Read(input []byte, o intake.Options) (intake.Result, error) {
	text, warnings, err := decode(input, o.Charset)
	if err != nil {
		return intake.Result{}, err
	}
	doc, err := parse(text)
	if err != nil {
		return intake.Result{}, err
	}
	r, err := read(doc, o)
	r.Warnings = append(warnings, r.Warnings...)
	return r, err
}

func read(doc *html.Node, o intake.Options) (intake.Result, error) {
	r := &reader{survey: look(doc), options: o, blockAt: map[string]int{}, photoAt: map[string]int{}}
	var err error
	if r.house, err = time.LoadLocation(o.TimeZone); err != nil {
		r.house = time.UTC
	}
	if r.broken > 0 {
		r.warn("broken_metadata", "%d of the page's JSON-LD blocks are not JSON, and were left out", r.broken)
	}
	if r.own = r.ownForm(); r.own != nil {
		r.takeOwn()
	} else {
		r.takeStrongest()
	}
	r.setFiling()
	r.setTerms()
	r.setLists()
	if err := r.refuse(); err != nil {
		return intake.Result{}, err
	}
	return r.finish(), nil
}

// takeStrongest takes of all that a page says of its story what most speaks for.
func (r *reader) takeStrongest() {
	r.unfold()
	r.setHeadline()
	r.setTimes()
	r.setAuthors()
	r.setHelpers()
	r.setBody()
	r.setLanguage()
}

// finish adds what the words of the story tell.
func (r *reader) finish() intake.Result {
	out := intake.Deepen(r.article, r.options, r.own != nil)
	r.setDateline(&out)
	out.Provenance = out.After(r.provenance)
	out.Warnings = append(r.warnings, out.Warnings...)
	for _, s := range r.signed {
		out.Sign(s.block, s.line)
	}
	r.setQuotations(&out)
	return out
}

func (r *reader) warn(code, format string, args ...any) {
	r.warnings = append(r.warnings, intake.Warning{Code: code, Detail: fmt.Sprintf(format, args...)})
}
