package main

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
)

// vocabulary is made-up words, the commonest first. How often each comes up
// follows Zipf's law, as words do in any language: a few are in every story,
// most in hardly one.
type vocabulary struct {
	words []string
	upTo  []float64 // the share of all words that words[:n+1] make
}

const syllables = "ba be bi bo bu da de di do du fa fe fi fo ga ge gi go ka ke ki ko la le li lo lu ma me mi mo mu na ne ni no pa pe pi po ra re ri ro ru sa se si so su ta te ti to tu va ve vi vo za ze zi zo"

func newVocabulary(r *rand.Rand, size int) *vocabulary {
	parts := strings.Fields(syllables)
	v := &vocabulary{words: make([]string, 0, size), upTo: make([]float64, size)}
	seen := map[string]bool{}
	for len(v.words) < size {
		var b strings.Builder
		for range 2 + r.IntN(3) {
			b.WriteString(parts[r.IntN(len(parts))])
		}
		if w := b.String(); !seen[w] {
			seen[w] = true
			v.words = append(v.words, w)
		}
	}
	total := 0.0
	for n := range v.upTo {
		total += 1 / math.Pow(float64(n+2), 1.07)
		v.upTo[n] = total
	}
	for n := range v.upTo {
		v.upTo[n] /= total
	}
	return v
}

// share is what part of all words word n makes.
func (v *vocabulary) share(n int) float64 {
	if n == 0 {
		return v.upTo[0]
	}
	return v.upTo[n] - v.upTo[n-1]
}

func (v *vocabulary) word(r *rand.Rand) string {
	n, _ := slices.BinarySearch(v.upTo, r.Float64())
	return v.words[min(n, len(v.words)-1)]
}

// sentence is so many words, the first of them capitalised, with a full stop.
func (v *vocabulary) sentence(r *rand.Rand, words int) string {
	return v.phrase(r, words) + "."
}

func (v *vocabulary) phrase(r *rand.Rand, words int) string {
	list := make([]string, words)
	for i := range list {
		list[i] = v.word(r)
	}
	list[0] = capital(list[0])
	return strings.Join(list, " ")
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
