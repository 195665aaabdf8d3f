package news

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
)

// DifferenceKind is what sort of change a Difference tells.
type DifferenceKind string

// The kinds of difference. What is moved stayed in its list, at another place
// among its neighbours: Before and After are the pointers to the two places.
const (
	DiffAdded   DifferenceKind = "added"
	DiffRemoved DifferenceKind = "removed"
	DiffChanged DifferenceKind = "changed"
	DiffMoved   DifferenceKind = "moved"
)

// Difference is one change between two states of an article, in the terms of a
// person who reads them.
type Difference struct {
	// Pointer is a JSON Pointer (RFC 6901) into the later article; for what was
	// removed, into the earlier one.
	Pointer string         `json:"pointer"`
	Kind    DifferenceKind `json:"kind"`
	// ID is the id of the block, quote, photo, author, correction or speaker
	// that changed or that the change is within.
	ID     string          `json:"id,omitempty"`
	Before json.RawMessage `json:"before,omitempty"` // absent for what was added
	After  json.RawMessage `json:"after,omitempty"`  // absent for what was removed
	Words  []Run           `json:"words,omitempty"`  // of changed prose
}

// untold are the members that follow from others or from the write itself: a
// person would not call them changes.
var untold = map[string][]string{
	"":       {"id", "version", "created_at", "modified_at", "updated_at", "corrected_at", "word_count", "links", "aliases"},
	"quotes": {"pointer", "start", "end"}, // a quote follows its words
}

// told is the order in which a person reads an article. A member that is not
// named here comes last.
var told = []string{
	"status", "kind", "language", "section", "headline", "subhead", "summary", "highlights", "dateline",
	"authors", "photos", "body", "quotes", "tags", "sources", "mentions",
	"slug", "published_at", "time_zone", "canonical_url",
	"rights", "license_url", "tdm_reservation", "tdm_policy", "corrections",
}

// keys are what the items of a list are known by, each the members that make
// one: items are paired by the first, those left over by the next.
var keys = map[string][][]string{
	"authors": {{"id", "role"}, {"id"}}, "photos": {{"id"}}, "body": {{"id"}}, "quotes": {{"id"}}, "corrections": {{"id"}},
	"tags": {{"slug"}}, "sources": {{"slug", "role"}, {"slug"}}, "mentions": {{"type", "slug"}},
}

// prose are the members whose changes are told word by word.
var prose = []string{
	"headline", "subhead", "summary", "highlights", "dateline", "text", "items", "title", "name", "caption", "alt_text",
	"credit", "photographer", "released_by", "rights", "cue", "medium", "alias", "note",
}

// Diff is what a person would call the changes that make before into after;
// nil stands for nothing at all. Blocks, photos, quotes, authors and
// corrections are matched by id, tags, sources and mentions by slug. What only
// follows from something else (versions, times of writing, counts, links, the
// offsets of quotes, html where the text tells it) is not told.
func Diff(before, after *Article) []Difference { return difference(before, after, true) }

// difference is Diff, with or without the runs of words.
func difference(before, after *Article, words bool) []Difference {
	d := differ{words: words, list: []Difference{}}
	if before == nil || after == nil {
		d.members("", "", members(value(before)), members(value(after)))
	} else {
		d.articles(before, after)
	}
	return d.list
}

type differ struct {
	words bool // told of changed prose: these are most of the work
	list  []Difference
}

// members tells what differs between two objects at pointer. part is the
// article's own member that they belong to.
func (d *differ) members(pointer, part string, before, after map[string]json.RawMessage) {
	all := maps.Clone(before)
	maps.Copy(all, after)
	for _, name := range slices.SortedFunc(maps.Keys(all), reading) {
		b, a := before[name], after[name]
		if slices.Contains(untold[part], name) || bytes.Equal(b, a) {
			continue
		}
		if name == "html" && !bytes.Equal(before["text"], after["text"]) {
			continue
		}
		inner := part
		if part == "" {
			inner = name
		}
		d.member(pointer+"/"+name, inner, name, b, a)
	}
}

// reading is the order of told.
func reading(a, b string) int {
	i, j := slices.Index(told, a), slices.Index(told, b)
	switch {
	case i >= 0 && j >= 0:
		return i - j
	case i >= 0:
		return -1
	case j >= 0:
		return 1
	}
	return bytes.Compare([]byte(a), []byte(b))
}

// member tells how one member that is not the same on both sides differs.
func (d *differ) member(pointer, part, name string, before, after json.RawMessage) {
	if isList(before, after) || isList(after, before) {
		if keys[name] != nil {
			d.keyed(pointer, name, 0, things(before), things(after))
		} else {
			d.plain(pointer, name, items(before), items(after))
		}
		return
	}
	if shape(before) == '{' && shape(after) == '{' {
		b, a := members(before), members(after)
		if bytes.Equal(b["id"], a["id"]) && bytes.Equal(b["slug"], a["slug"]) {
			d.members(pointer, part, b, a)
			return
		}
	}
	d.tell(pointer, name, before, after)
}

// tell notes one difference.
func (d *differ) tell(pointer, name string, before, after json.RawMessage) {
	n := Difference{Pointer: pointer, Kind: DiffChanged, Before: before, After: after}
	switch {
	case before == nil:
		n.Kind = DiffAdded
	case after == nil:
		n.Kind = DiffRemoved
	case d.words && shape(before) == '"' && shape(after) == '"' && slices.Contains(prose, name):
		n.Words = Words(text(before), text(after))
	}
	d.list = append(d.list, n)
}

// keyed tells the difference between two lists of things that are known by
// what keys says of lists with this name: first what went, then the rest in
// its later order. from is the place of the first of them.
func (d *differ) keyed(pointer, name string, from int, before, after []thing) {
	was := pair(name, before, after)
	moved, stayed := displaced(was), make(map[int]bool, len(was))
	for _, i := range was {
		stayed[i] = true
	}
	for i, b := range before {
		if !stayed[i] {
			d.tell(at(pointer, from+i), "", b.raw, nil)
			d.identify(len(d.list)-1, b)
		}
	}
	for j, a := range after {
		first, i, place := len(d.list), was[j], at(pointer, from+j)
		switch {
		case i < 0:
			d.tell(place, "", nil, a.raw)
		default:
			if moved[j] {
				d.list = append(d.list, Difference{Pointer: place, Kind: DiffMoved,
					Before: quoted(at(pointer, from+i)), After: quoted(place)})
			}
			d.item(place, name, before[i], a)
		}
		d.identify(first, a)
	}
}

// item tells the difference between two states of one thing in a list. A block
// that became one of another type is another thing in the same place.
func (d *differ) item(pointer, part string, before, after thing) {
	if part == "body" && !bytes.Equal(before.members["type"], after.members["type"]) {
		d.tell(pointer, "", before.raw, after.raw)
		return
	}
	d.members(pointer, part, before.members, after.members)
}

// identify gives the differences from the one at from on the id of what they
// are within.
func (d *differ) identify(from int, item thing) {
	for i := range d.list[from:] {
		d.list[from+i].ID = text(item.members["id"])
	}
}

// plain tells the difference between two lists of texts. Between what stayed,
// each that went is paired with one that came, as a change of its words.
func (d *differ) plain(pointer, name string, before, after []json.RawMessage) {
	i, j := 0, 0
	for _, m := range append(matches(texts(before), texts(after)), match{len(before), len(after)}) {
		for i < m.a || j < m.b {
			switch {
			case i == m.a:
				d.tell(at(pointer, j), name, nil, after[j])
				j++
			case j == m.b:
				d.tell(at(pointer, i), name, before[i], nil)
				i++
			default:
				d.tell(at(pointer, j), name, before[i], after[j])
				i, j = i+1, j+1
			}
		}
		i, j = m.a+1, m.b+1
	}
}

// pair finds for each item of after the one of before that it was, else -1.
func pair(name string, before, after []thing) []int {
	was := make([]int, len(after))
	for j := range was {
		was[j] = -1
	}
	taken := make([]bool, len(before))
	for _, names := range keys[name] {
		free := make(map[string][]int, len(before))
		for i, b := range before {
			if !taken[i] {
				k := b.key(names)
				free[k] = append(free[k], i)
			}
		}
		for j, a := range after {
			if was[j] >= 0 {
				continue
			}
			if k := a.key(names); len(free[k]) > 0 {
				was[j], free[k] = free[k][0], free[k][1:]
				taken[was[j]] = true
			}
		}
	}
	return was
}

// displaced tells, of what was in a list before, what is not in the order it
// was in: as few as can be said to have moved.
func displaced(was []int) map[int]bool {
	var order, places []int
	moved := map[int]bool{}
	for j, i := range was {
		if i >= 0 {
			order, places = append(order, i), append(places, j)
			moved[j] = true
		}
	}
	for _, n := range increasing(order) {
		delete(moved, places[n])
	}
	return moved
}

// shape is the first byte of a JSON value: which sort of value it is.
func shape(v json.RawMessage) byte {
	if len(v) == 0 {
		return 0
	}
	return v[0]
}

// isList tells a list beside which there is another one, or nothing.
func isList(v, beside json.RawMessage) bool {
	return shape(v) == '[' && (shape(beside) == '[' || beside == nil)
}

// members, items and text read what value wrote, which cannot fail; what is
// not there is empty.
func members(v json.RawMessage) (m map[string]json.RawMessage) {
	_ = json.Unmarshal(v, &m)
	return m
}

// thing is an item of a list, read once.
type thing struct {
	raw     json.RawMessage
	members map[string]json.RawMessage
}

// key is what the thing is known by: the members with these names.
func (t thing) key(names []string) string {
	var k []byte
	for _, name := range names {
		k = append(append(k, t.members[name]...), ',')
	}
	return string(k)
}

func things(v json.RawMessage) []thing {
	list := items(v)
	read := make([]thing, len(list))
	for i, raw := range list {
		read[i] = thing{raw, members(raw)}
	}
	return read
}

func items(v json.RawMessage) (list []json.RawMessage) {
	_ = json.Unmarshal(v, &list)
	return list
}

func text(v json.RawMessage) (s string) {
	_ = json.Unmarshal(v, &s)
	return s
}

func texts(list []json.RawMessage) []string {
	s := make([]string, len(list))
	for i, v := range list {
		s[i] = string(v)
	}
	return s
}

func quoted(s string) json.RawMessage { return json.RawMessage(strconv.Quote(s)) }

func at(pointer string, i int) string { return pointer + "/" + strconv.Itoa(i) }
