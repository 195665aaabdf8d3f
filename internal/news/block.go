package news

import "github.com/google/uuid"

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
// members; Settle keeps those of its type, and with those it is written.
type Block struct {
	ID      uuid.UUID `json:"id"`
	Type    BlockType `json:"type"`
	Level   int       `json:"level,omitempty"` // 2 to 6
	HTML    string    `json:"html,omitempty"`  // the inline subset, cleaned
	Text    string    `json:"text,omitempty"`  // plain text, derived from HTML where there is HTML
	QuoteID uuid.UUID `json:"quote_id,omitzero"`
	PhotoID uuid.UUID `json:"photo_id,omitzero"`
	Ordered *bool     `json:"ordered,omitempty"` // nil for what is no list
	Items   []string  `json:"items,omitempty"`   // each the inline subset, cleaned
	URL     string    `json:"url,omitempty"`
	Title   string    `json:"title,omitempty"`
}

// HasText tells whether blocks of the type have plain text that a quote can be
// anchored to.
func (t BlockType) HasText() bool { return t == Paragraph || t == Heading || t == BlockQuote }
