package news

import (
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// Reread is what an article would be if it took over what a page says by now.
// was is the page as it was read before, nil where that is not known: what has not
// changed since stays as the newsroom has it, whatever it has made of it. conflicts
// point at what both have changed; there the page's is taken. Words alone are
// taken over, and who wrote them: what the page does not say is not taken away,
// and pictures, sections, tags and times are the newsroom's own. Page and was are
// settled.
func Reread(is, was, page *Article) (after *Article, conflicts []string) {
	after = is.Clone()
	if was == nil {
		was = is
	}
	r := rereading{}
	r.text("/headline", &after.Headline, was.Headline, page.Headline)
	r.text("/subhead", &after.Subhead, was.Subhead, page.Subhead)
	r.text("/summary", &after.Summary, was.Summary, page.Summary)
	r.text("/dateline", &after.Dateline, was.Dateline, page.Dateline)
	if r.changed("/highlights", list(is.Highlights), list(was.Highlights), list(page.Highlights)) {
		after.Highlights = slices.Clone(page.Highlights)
	}
	if r.changed("/authors", bylines(is), bylines(was), bylines(page)) {
		after.Authors = creditedAs(page.Authors, is.Authors)
	}
	r.body(after, is, was, page)
	return after, r.conflicts
}

type rereading struct{ conflicts []string }

// changed tells whether the page says something else than it did, and than the
// article does.
func (r *rereading) changed(pointer, is, was, page string) bool {
	if page == "" || page == was || page == is {
		return false
	}
	if is != was {
		r.conflicts = append(r.conflicts, pointer)
	}
	return true
}

func (r *rereading) text(pointer string, to *string, was, page string) {
	if r.changed(pointer, *to, was, page) {
		*to = page
	}
}

func list(items []string) string { return strings.Join(items, "\x00") }

func bylines(a *Article) string {
	var names []string
	for _, u := range a.Authors {
		names = append(names, strings.ToLower(u.Name)+"\x01"+string(u.Role))
	}
	return list(names)
}

// creditedAs are the page's authors, each the one whom the article knows by the
// name.
func creditedAs(page, known []ArticleAuthor) []ArticleAuthor {
	authors := make([]ArticleAuthor, len(page))
	for i, u := range page {
		authors[i] = ArticleAuthor{Name: u.Name, Role: u.Role, Kind: u.Kind}
		for _, k := range known {
			if strings.EqualFold(k.Name, u.Name) {
				authors[i].ID, authors[i].Slug, authors[i].Name, authors[i].Kind = k.ID, k.Slug, k.Name, k.Kind
			}
		}
	}
	return authors
}

// passage is a block with words and the pictures that stand behind it.
type passage struct {
	Block
	pictures []Block
	from     int // where it stands in the page's body; -1 for what is not from there
}

// key is what passages are compared by: their words, not how they are marked up.
func (p passage) key() string {
	return string(p.Type) + "\x00" + p.Text + "\x00" + list(p.Items) + "\x00" + p.URL
}

// passagesOf cuts a body into passages; first are the pictures above them.
func passagesOf(body []Block, page bool) (first []Block, out []passage) {
	for i, b := range body {
		switch {
		case b.Type != PhotoBlock:
			p := passage{Block: b, from: -1}
			if page {
				p.from = i
			}
			out = append(out, p)
		case len(out) == 0:
			first = append(first, b)
		default:
			last := &out[len(out)-1]
			last.pictures = append(last.pictures, b)
		}
	}
	return first, out
}

func blocksOf(list []passage) int {
	n := len(list)
	for _, p := range list {
		n += len(p.pictures)
	}
	return n
}

func keysOf(list []passage) []string {
	keys := make([]string, len(list))
	for i, p := range list {
		keys[i] = p.key()
	}
	return keys
}

// body merges three bodies, passage by passage: between what all three have, the
// page's stretch is taken where the page has changed it.
func (r *rereading) body(after, is, was, page *Article) {
	first, ours := passagesOf(is.Body, false)
	_, before := passagesOf(was.Body, false)
	_, theirs := passagesOf(page.Body, true)
	if len(theirs) == 0 {
		return
	}
	mine, old, new3 := keysOf(ours), keysOf(before), keysOf(theirs)
	inOurs := map[int]int{}
	for _, m := range matches(old, mine) {
		inOurs[m.a] = m.b
	}
	var merged []passage
	i, j, k := 0, 0, 0 // in was, page, is
	for _, m := range append(matches(old, new3), match{len(old), len(new3)}) {
		at, stays := inOurs[m.a]
		if m.a == len(old) {
			at, stays = len(mine), true
		}
		if !stays || at < k {
			continue
		}
		merged = append(merged, r.stretch(ours[k:at], mine[k:at], old[i:m.a], theirs[j:m.b], new3[j:m.b], len(first)+blocksOf(merged))...)
		if i, j, k = m.a+1, m.b+1, at+1; at < len(mine) {
			same := ours[at]
			same.from = theirs[m.b].from
			merged = append(merged, same)
		}
	}
	if slices.Equal(keysOf(merged), mine) {
		return
	}
	after.Body = slices.Clone(first)
	places := map[int]int{} // of the page's blocks
	for _, p := range merged {
		if p.from >= 0 {
			places[p.from] = len(after.Body)
		}
		after.Body = append(append(after.Body, p.Block), p.pictures...)
	}
	requote(after, is, was, page, places)
}

// stretch is what becomes of one that not all three have alike.
func (r *rereading) stretch(ours []passage, mine, old []string, theirs []passage, new3 []string, at int) []passage {
	if slices.Equal(new3, old) || slices.Equal(new3, mine) {
		return ours
	}
	if n := len(mine); n > 1 && n == len(old) && n == len(new3) { // one for one
		var out []passage
		for i := range n {
			out = append(out, r.stretch(ours[i:i+1], mine[i:i+1], old[i:i+1], theirs[i:i+1], new3[i:i+1], at+i)...)
		}
		return out
	}
	if !slices.Equal(mine, old) {
		r.conflicts = append(r.conflicts, "/body/"+strconv.Itoa(at))
	}
	out := make([]passage, 0, len(theirs))
	k := 0
	var spare []Block // pictures of what goes
	take := func(to int) {
		for ; k < to; k++ {
			spare = append(spare, ours[k].pictures...)
		}
	}
	j := 0
	for _, m := range append(matches(mine, new3), match{len(mine), len(new3)}) {
		for ; j < m.b; j++ {
			p := passage{Block: anew(theirs[j].Block), from: theirs[j].from}
			if k < m.a && ours[k].Type == p.Type { // the same block with other words
				p.ID, p.QuoteID, p.pictures = ours[k].ID, ours[k].QuoteID, ours[k].pictures
				k++
			}
			out = append(out, p)
		}
		take(m.a)
		if m.a < len(ours) {
			same := ours[m.a]
			same.from = theirs[m.b].from
			out = append(out, same)
			j, k = m.b+1, m.a+1
		}
	}
	if len(out) > 0 {
		last := &out[len(out)-1]
		last.pictures = append(slices.Clone(last.pictures), spare...)
	}
	return out
}

func anew(b Block) Block {
	b.ID, b.QuoteID = uuid.Nil, uuid.Nil
	return b
}

// requote keeps the quotes whose words are still there, and adds those that the
// page has of words that are new.
func requote(after, is, was, page *Article, places map[int]int) {
	texts := slices.Clone(after.Highlights)
	for _, b := range after.Body {
		texts = append(texts, b.Text)
	}
	after.Quotes = []Quote{} // which is a list where there are none, too
	kept := map[uuid.UUID]bool{}
	for _, q := range is.Quotes {
		if slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, q.Text) }) {
			after.Quotes, kept[q.ID] = append(after.Quotes, q), true
		}
	}
	for _, q := range page.Quotes {
		known := func(o Quote) bool { return o.Text == q.Text }
		index, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(q.Pointer, "/body/"), "/text"))
		place, there := places[index]
		if err != nil || !there || slices.ContainsFunc(is.Quotes, known) || slices.ContainsFunc(was.Quotes, known) || after.Body[place].Text != page.Body[index].Text {
			continue
		}
		q.ID, q.BlockID, q.Pointer = uuid.Nil, uuid.Nil, "/body/"+strconv.Itoa(place)+"/text"
		if q.Speaker != nil {
			speaker := *q.Speaker
			speaker.ID, q.Speaker = uuid.Nil, &speaker
		}
		after.Quotes = append(after.Quotes, q)
	}
	for i := range after.Body {
		if !kept[after.Body[i].QuoteID] {
			after.Body[i].QuoteID = uuid.Nil
		}
	}
}
