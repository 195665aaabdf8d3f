package news

// Counting is how the articles of a query are counted.
type Counting string

// The ways to count. An estimate costs nothing and may be far off; an exact
// count looks at every article that is meant.
const (
	CountNone      Counting = "none"
	CountEstimated Counting = "estimated"
	CountExact     Counting = "exact"
)

// Countings lists every way to count; the first holds unless one is asked for.
var Countings = []Counting{CountNone, CountEstimated, CountExact}

// Count is how many articles a query means, on all pages together.
type Count struct {
	Value int64 `json:"value"`
	Exact bool  `json:"exact"`
}

// Facet is something by which the articles of a query are counted.
type Facet string

// The facets.
const (
	FacetSection Facet = "section"
	FacetTag     Facet = "tag"
	FacetAuthor  Facet = "author"
	FacetYear    Facet = "year" // of publication, in UTC
)

// Facets lists every facet.
var Facets = []Facet{FacetSection, FacetTag, FacetAuthor, FacetYear}

// MostInFacet is how many values of a facet are told: those with the most
// articles, of years the newest.
const MostInFacet = 20

// FacetCount is one value of a facet and how many of a query's articles have it.
// A year has a number, everything else a slug and a name.
type FacetCount struct {
	Slug  string `json:"slug,omitempty"`
	Name  string `json:"name,omitempty"`
	Year  int    `json:"year,omitempty"`
	Count int64  `json:"count"`
}

// Tally is what a query's articles are counted by, beside its page.
type Tally struct {
	Count  *Count                 `json:"count,omitempty"`
	Facets map[Facet][]FacetCount `json:"facets,omitempty"`
}
