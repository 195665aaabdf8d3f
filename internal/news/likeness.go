package news

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"strings"
	"unicode"
)

// Wording is what of a story is compared with others to tell whether it is the
// same: its body as plain text, and its headline, which counts where the body is
// short.
type Wording struct {
	Headline string
	Body     string
}

const (
	// shingle is how many words in a row are compared as one.
	shingle = 3
	// fewWords is how long a body must be for a part of it to tell; a shorter one
	// is like another only word for word, headline included. One of fewer than
	// fewestWords is like nothing.
	fewWords, fewestWords = 40, 8
	// NearlySame is how alike two stories are that count as one: the share of
	// their shingles that both have, of all that either has.
	NearlySame = 0.9
)

// Bands are numbers of which two stories that are nearly the same have some in
// common, and two that are not hardly any: the least hashes of their shingles
// (A. Broder, 1997), some at a time as one number. With these, of two stories that
// are 0.9 alike, one in ten thousand pairs has none in common; of two that are 0.5
// alike, six in a hundred have one. Nil where there are too few words.
func (w Wording) Bands() []int32 {
	words := wordsOf(w.Body)
	if len(words) < fewestWords {
		return nil
	}
	if len(words) < fewWords {
		return []int32{int32(hashOf(append(wordsOf(w.Headline), words...)...))} // any 32 bits of it
	}
	var least [bands * rows]uint64
	for i := range least {
		least[i] = math.MaxUint64
	}
	for s := range shingles(words) {
		for i := range least {
			least[i] = min(least[i], mixed(s+uint64(i)*golden))
		}
	}
	list := make([]int32, bands)
	for b := range list {
		h := uint64(b)
		for _, v := range least[b*rows : (b+1)*rows] {
			h = mixed(h ^ v)
		}
		list[b] = int32(h) // any 32 bits of it
	}
	return list
}

// The parts of Bands.
const (
	bands, rows = 16, 8
	golden      = 0x9e3779b97f4a7c15 // far apart from its multiples
)

// Alike tells how alike two stories are, from 0 to 1.
func (w Wording) Alike(o Wording) float64 {
	a, b := wordsOf(w.Body), wordsOf(o.Body)
	if len(a) < fewestWords || len(b) < fewestWords {
		return 0
	}
	if len(a) < fewWords || len(b) < fewWords {
		if hashOf(append(wordsOf(w.Headline), a...)...) == hashOf(append(wordsOf(o.Headline), b...)...) {
			return 1
		}
		return 0
	}
	mine, theirs := shingles(a), shingles(b)
	both := 0
	for s := range mine {
		if _, ok := theirs[s]; ok {
			both++
		}
	}
	return float64(both) / float64(len(mine)+len(theirs)-both)
}

// wordsOf are the words of a text in small letters, without what stands between
// them. Where a script sets no spaces each character is one.
func wordsOf(text string) []string {
	var list []string
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			list = append(list, word.String())
			word.Reset()
		}
	}
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			end()
			list = append(list, string(r))
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			word.WriteRune(unicode.ToLower(r))
		case r == '\'' || r == '’' || unicode.Is(unicode.Cf, r): // within a word: "won't"
		default:
			end()
		}
	}
	end()
	return list
}

// shingles are the hashes of all runs of words of one length.
func shingles(words []string) map[uint64]struct{} {
	set := make(map[uint64]struct{}, len(words))
	for i := 0; i+shingle <= len(words); i++ {
		set[hashOf(words[i:i+shingle]...)] = struct{}{}
	}
	return set
}

func hashOf(words ...string) uint64 {
	h := fnv.New64a()
	for _, w := range words {
		var length [4]byte
		binary.BigEndian.PutUint32(length[:], uint32(len(w)))
		_, _ = h.Write(length[:]) // never fails
		_, _ = h.Write([]byte(w))
	}
	return h.Sum64()
}

// mixed spreads a number over all others, each to one of its own (the finalizer
// of splitmix64).
func mixed(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
