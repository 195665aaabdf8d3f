package news

import "slices"

// match is a place where two sequences are the same.
type match struct{ a, b int }

// maxEdits bounds how many insertions and deletions are sought between two
// stretches before they are cut up: the search takes their square. 100 000
// words that share nothing are told apart in well under a second.
const maxEdits = 500

// maxCuts bounds how often a stretch is cut up.
const maxCuts = 12

// matches aligns two sequences: the pairs that stay, in order, as many as
// there can be (a longest common subsequence, E. Myers 1986) where the two are
// near to each other. Where they are far, words that each has once hold them
// together, and what is between those is compared by itself.
func matches[T comparable](a, b []T) []match {
	al := aligner[T]{a: a, b: b}
	al.align(0, len(a), 0, len(b), maxCuts)
	return al.found
}

type aligner[T comparable] struct {
	a, b  []T
	found []match
}

// align finds the matches of a[a0:a1] and b[b0:b1].
func (al *aligner[T]) align(a0, a1, b0, b1, cuts int) {
	for a0 < a1 && b0 < b1 && al.a[a0] == al.b[b0] {
		al.found = append(al.found, match{a0, b0})
		a0, b0 = a0+1, b0+1
	}
	end := 0
	for a0 < a1 && b0 < b1 && al.a[a1-1] == al.b[b1-1] {
		a1, b1, end = a1-1, b1-1, end+1
	}
	if a0 < a1 && b0 < b1 {
		if near, ok := shortest(al.a[a0:a1], al.b[b0:b1]); ok {
			for _, m := range near {
				al.found = append(al.found, match{a0 + m.a, b0 + m.b})
			}
		} else if cuts > 0 {
			al.cut(a0, a1, b0, b1, cuts-1)
		}
	}
	for i := range end {
		al.found = append(al.found, match{a1 + i, b1 + i})
	}
}

// cut aligns the stretches between what each side has exactly once.
func (al *aligner[T]) cut(a0, a1, b0, b1, cuts int) {
	anchors := al.anchors(a0, a1, b0, b1)
	if len(anchors) == 0 {
		return
	}
	for _, m := range anchors {
		al.align(a0, m.a, b0, m.b, cuts)
		al.found = append(al.found, m)
		a0, b0 = m.a+1, m.b+1
	}
	al.align(a0, a1, b0, b1, cuts)
}

// anchors are the matches of what stands once on each side, as many of them as
// keep their order.
func (al *aligner[T]) anchors(a0, a1, b0, b1 int) []match {
	type count struct{ inA, inB, atB int }
	seen := make(map[T]count)
	for _, v := range al.a[a0:a1] {
		c := seen[v]
		c.inA++
		seen[v] = c
	}
	for j, v := range al.b[b0:b1] {
		if c, ok := seen[v]; ok {
			c.inB, c.atB = c.inB+1, b0+j
			seen[v] = c
		}
	}
	var once []match
	var order []int
	for i, v := range al.a[a0:a1] {
		if c := seen[v]; c.inA == 1 && c.inB == 1 {
			once = append(once, match{a0 + i, c.atB})
			order = append(order, c.atB)
		}
	}
	kept := make([]match, 0, len(once))
	for _, i := range increasing(order) {
		kept = append(kept, once[i])
	}
	return kept
}

// shortest is Myers' greedy search: after d edits, reach[k] is how far along a
// the diagonal k = i - j can be gone. ok is false beyond maxEdits.
func shortest[T comparable](a, b []T) (found []match, ok bool) {
	limit := min(len(a)+len(b), maxEdits)
	reach := make([]int, 2*limit+3)
	zero := limit + 1
	var trail [][]int // reach before each step, from diagonal -d to d
	for d := 0; d <= limit; d++ {
		trail = append(trail, slices.Clone(reach[zero-d-1:zero+d+2]))
		for k := -d; k <= d; k += 2 {
			i := step(reach, zero, d, k)
			for i < len(a) && i-k < len(b) && a[i] == b[i-k] {
				i++
			}
			reach[zero+k] = i
			if i >= len(a) && i-k >= len(b) {
				return retrace(trail, len(a), len(b)), true
			}
		}
	}
	return nil, false
}

// step is where the d-th edit onto diagonal k leads: down from the diagonal
// above, or right from the one below.
func step(reach []int, zero, d, k int) int {
	if k == -d || k != d && reach[zero+k-1] < reach[zero+k+1] {
		return reach[zero+k+1]
	}
	return reach[zero+k-1] + 1
}

// retrace walks the search's trail back from the end and gathers the matches.
func retrace(trail [][]int, i, j int) []match {
	var found []match
	for d := len(trail) - 1; d >= 0; d-- {
		reach, k := trail[d], i-j
		start := step(reach, d+1, d, k) // after the edit, before the matches
		if d == 0 {
			start = 0
		}
		for i > start {
			i, j = i-1, j-1
			found = append(found, match{i, j})
		}
		if d == 0 {
			break
		}
		if k == -d || k != d && reach[d+1+k-1] < reach[d+1+k+1] {
			j--
		} else {
			i--
		}
	}
	slices.Reverse(found)
	return found
}

// increasing is where a longest increasing run of the numbers stands in them.
func increasing(numbers []int) []int {
	var ends []int // ends[n]: where the run of n+1 with the smallest end ends
	previous := make([]int, len(numbers))
	for i, v := range numbers {
		n, _ := slices.BinarySearchFunc(ends, v, func(at, v int) int { return numbers[at] - v })
		previous[i] = -1
		if n > 0 {
			previous[i] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, i)
		} else {
			ends[n] = i
		}
	}
	run := make([]int, len(ends))
	for n, i := len(ends)-1, -1; n >= 0; n-- {
		if i < 0 {
			i = ends[n]
		}
		run[n] = i
		i = previous[i]
	}
	return run
}
