package news

import (
	"encoding/json"

	"github.com/google/uuid"
)

// BlockType says which of a block's members count.
type BlockType string

// The block types and, behind each, the members a block of it has.
const (
	Paragraph  BlockType = "paragraph" // html, text
	Heading    BlockType = "heading"   // level, text
	BlockQuote BlockType = "quote"     // html, text, quote_id
	PhotoBlock BlockType = "photo"     // photo_id
	List       BlockType = "list"      // ordered, items
	Embed      BlockType = "embed"     // url, title
)

// BlockTypes lists every type of block.
var BlockTypes = []BlockType{Paragraph, Heading, BlockQuote, PhotoBlock, List, Embed}

// Block is one piece of an article's body. Its id is stable: it stays the same
// for as long as the block stays in the article. It is read with any of its
// members; Settle keeps those of its type.
type Block struct {
	ID      uuid.UUID `json:"id"`
	Type    BlockType `json:"type"`
	HTML    string    `json:"html"`  // the inline subset, cleaned
	Text    string    `json:"text"`  // plain text, derived from HTML where there is HTML
	Level   int       `json:"level"` // 2 to 6
	QuoteID uuid.UUID `json:"quote_id"`
	PhotoID uuid.UUID `json:"photo_id"`
	Ordered bool      `json:"ordered"`
	Items   []string  `json:"items"` // each the inline subset, cleaned
	URL     string    `json:"url"`
	Title   string    `json:"title"`
}

// MarshalJSON writes the members that a block of its type has, and no other.
func (b Block) MarshalJSON() ([]byte, error) {
	type head struct {
		ID   uuid.UUID `json:"id"`
		Type BlockType `json:"type"`
	}
	h := head{b.ID, b.Type}
	switch b.Type {
	case Heading:
		return json.Marshal(struct {
			head
			Level int    `json:"level"`
			Text  string `json:"text"`
		}{h, b.Level, b.Text})
	case BlockQuote:
		return json.Marshal(struct {
			head
			HTML    string    `json:"html"`
			Text    string    `json:"text"`
			QuoteID uuid.UUID `json:"quote_id,omitzero"`
		}{h, b.HTML, b.Text, b.QuoteID})
	case PhotoBlock:
		return json.Marshal(struct {
			head
			PhotoID uuid.UUID `json:"photo_id"`
		}{h, b.PhotoID})
	case List:
		return json.Marshal(struct {
			head
			Ordered bool     `json:"ordered"`
			Items   []string `json:"items"`
		}{h, b.Ordered, b.Items})
	case Embed:
		return json.Marshal(struct {
			head
			URL   string `json:"url"`
			Title string `json:"title,omitempty"`
		}{h, b.URL, b.Title})
	default:
		return json.Marshal(struct {
			head
			HTML string `json:"html"`
			Text string `json:"text"`
		}{h, b.HTML, b.Text})
	}
}

// HasText tells whether blocks of the type have plain text that a quote can be
// anchored to.
func (t BlockType) HasText() bool { return t == Paragraph || t == Heading || t == BlockQuote }
