package page

import (
	"slices"
	"strconv"

	"storywire/internal/intake"
)

// claim is what one place of a page says of one field. Its text is the value
// as people and as comparisons see it.
type claim[T any] struct {
	value      T
	text       string
	evidence   string // "json-ld NewsArticle.headline", "meta og:title", "h1"
	method     string
	confidence float64
}

// strongest is the claim that most speaks for: each value has the confidence
// of all that make it, and of equals the first stands. The others are those that
// say something else.
func strongest[T any](claims []claim[T]) (best claim[T], others []claim[T], found bool) {
	weight := map[string]float64{}
	for _, c := range claims {
		weight[c.text] += c.confidence
	}
	at := -1
	for i, c := range claims {
		if at < 0 || weight[c.text] > weight[claims[at].text] || c.text == claims[at].text && c.confidence > claims[at].confidence {
			at = i
		}
	}
	if at < 0 {
		return best, nil, false
	}
	best = claims[at]
	for _, c := range claims {
		if c.text != best.text && !slices.ContainsFunc(others, func(o claim[T]) bool { return o.text == c.text }) {
			others = append(others, c)
		}
	}
	slices.SortStableFunc(others, func(a, b claim[T]) int {
		return int(1000*weight[b.text]) - int(1000*weight[a.text])
	})
	best.confidence = sureness(best, claims)
	return best, others, true
}

// sureness is how sure the chosen claim is: as its own evidence, more where
// other evidence agrees, less where it disagrees.
func sureness[T any](best claim[T], claims []claim[T]) float64 {
	c := best.confidence
	for _, o := range claims {
		switch {
		case o.evidence == best.evidence:
		case o.text == best.text:
			c += (0.99 - c) * o.confidence / 2
		default:
			c -= 0.05 * o.confidence
		}
	}
	return round(min(0.99, max(0.3, c)))
}

func round(c float64) float64 { return float64(int(c*100+0.5)) / 100 }

// mostRejected is how many other readings are told of.
const mostRejected = 5

// note says where a field came from and what else the page says of it.
func note[T any](r *reader, pointer string, best claim[T], others []claim[T]) {
	p := intake.Provenance{Pointer: pointer, Evidence: best.evidence, Method: best.method, Confidence: best.confidence}
	for _, o := range others[:min(len(others), mostRejected)] {
		p.Rejected = append(p.Rejected, intake.Rejected{Value: cut(o.text, 200), Evidence: o.evidence, Method: o.method, Confidence: round(o.confidence)})
	}
	r.provenance = append(r.provenance, p)
}

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

func under(list string, i int) string { return "/" + list + "/" + strconv.Itoa(i) }
