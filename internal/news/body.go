package news

import (
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// settleBody settles each block and gives it an id: its own, else that of an
// equal block from before that no other block of the new body claims.
func (a *Article) settleBody(before *Article, t Typesetter, f *Faults) {
	a.Body = orEmpty(a.Body)
	atMost(f, "/body", len(a.Body), maxBlocks)
	old := make(map[uuid.UUID]Block, len(before.Body))
	for _, b := range before.Body {
		old[b.ID] = b
	}
	claimed := make(map[uuid.UUID]bool, len(a.Body))
	for i := range a.Body {
		b := &a.Body[i]
		p := "/body/" + strconv.Itoa(i)
		b.settle(old[b.ID], t, p, f)
		if b.ID != uuid.Nil && claimed[b.ID] {
			f.Add(p+"/id", "two blocks have this id")
		}
		claimed[b.ID] = true
	}
	for i := range a.Body {
		if a.Body[i].ID == uuid.Nil {
			a.Body[i].ID = freeBlockID(a.Body[i], before.Body, claimed)
			claimed[a.Body[i].ID] = true
		}
	}
	a.showBlockPhotos(f)
}

func freeBlockID(b Block, before []Block, claimed map[uuid.UUID]bool) uuid.UUID {
	for _, o := range before {
		if !claimed[o.ID] && sameContent(b, o) {
			return o.ID
		}
	}
	return NewID()
}

func sameContent(a, b Block) bool {
	return a.Type == b.Type && a.HTML == b.HTML && a.Text == b.Text && a.PhotoID == b.PhotoID &&
		a.URL == b.URL && slices.Equal(a.Items, b.Items)
}

// AdoptPhotos gives the photos that come with an article ids of their own, in the
// blocks that show them too.
func (a *Article) AdoptPhotos() {
	ids := map[uuid.UUID]uuid.UUID{}
	for i := range a.Photos {
		if p := &a.Photos[i]; p.Brought {
			ids[p.ID] = NewID()
			p.ID = ids[p.ID]
		}
	}
	for i := range a.Body {
		if id, brought := ids[a.Body[i].PhotoID]; brought {
			a.Body[i].PhotoID = id
		}
	}
}

// showBlockPhotos adds the photos that blocks show and the article's list does
// not yet name, so that the list is whole.
func (a *Article) showBlockPhotos(f *Faults) {
	for i, b := range a.Body {
		if b.Type != PhotoBlock || b.PhotoID == uuid.Nil {
			continue
		}
		if !slices.ContainsFunc(a.Photos, func(p ArticlePhoto) bool { return p.ID == b.PhotoID }) {
			a.Photos = append(a.Photos, ArticlePhoto{ID: b.PhotoID, Role: Inline})
			atMost(f, "/body/"+strconv.Itoa(i)+"/photo_id", len(a.Photos), maxRelated)
		}
	}
}

// settle keeps the members of the block's type, in their stored form. was is
// the block of the same id from before.
func (b *Block) settle(was Block, t Typesetter, p string, f *Faults) {
	kept := Block{ID: b.ID, Type: b.Type}
	switch b.Type {
	case Paragraph, BlockQuote:
		kept.HTML, kept.Text = b.settleText(was, t, p, f)
		if b.Type == BlockQuote {
			kept.QuoteID = b.QuoteID
		}
	case Heading:
		kept.Level, kept.Text = b.Level, strings.TrimSpace(b.Text)
		if kept.Text == "" {
			kept.Text = t.Plain(t.Clean(b.HTML))
		}
		if kept.Level == 0 {
			kept.Level = 2
		}
		if kept.Level < 2 || kept.Level > 6 {
			f.Add(p+"/level", "is 2 to 6: the headline is the first level")
		}
		line(f, p+"/text", &kept.Text, maxHeadline)
		needed(f, p+"/text", kept.Text)
	case PhotoBlock:
		if kept.PhotoID = b.PhotoID; kept.PhotoID == uuid.Nil {
			f.Add(p+"/photo_id", "a photo block names a photo")
		}
	case List:
		ordered := b.Ordered != nil && *b.Ordered
		kept.Ordered, kept.Items = &ordered, b.settleItems(t, p, f)
	case Embed:
		kept.URL, kept.Title = strings.TrimSpace(b.URL), b.Title
		line(f, p+"/title", &kept.Title, maxHeadline)
		needed(f, p+"/url", kept.URL)
		checkURL(f, p+"/url", kept.URL)
	default:
		oneOf(f, p+"/type", b.Type, BlockTypes)
	}
	*b = kept
}

// settleText decides between html and text where a caller sends both, as one
// who fetched the block does: the one that was changed holds.
func (b *Block) settleText(was Block, t Typesetter, p string, f *Faults) (html, text string) {
	if b.HTML == was.HTML && b.Text == was.Text && b.Type == was.Type && b.Text != "" {
		return b.HTML, b.Text // cleaning again would change nothing
	}
	switch {
	case b.HTML == "":
		html = t.FromText(b.Text)
	case b.Text == "" || b.Text == was.Text:
		html = t.Clean(b.HTML)
	default:
		html = t.Clean(b.HTML)
		if plain := t.Plain(html); plain != strings.TrimSpace(b.Text) {
			if b.HTML != was.HTML {
				f.Add(p+"/text", "html and text differ; send the one you mean")
			} else {
				html = t.FromText(b.Text)
			}
		}
	}
	if text = t.Plain(html); text == "" {
		f.Add(p+"/text", "a %s needs words, as html or as text", b.Type)
	}
	return html, text
}

func (b *Block) settleItems(t Typesetter, p string, f *Faults) []string {
	items := make([]string, len(b.Items))
	atMost(f, p+"/items", len(items), maxItems)
	if len(items) == 0 {
		f.Add(p+"/items", "a list needs items")
	}
	for i, item := range b.Items {
		items[i] = t.Clean(item)
		needed(f, p+"/items/"+strconv.Itoa(i), items[i])
	}
	return items
}
