package deliver

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"

	"storywire/internal/news"

	"github.com/google/uuid"
)

// event is the body of a message, as Standard Webhooks has it: its members in
// data are those of an entry of the change log.
type event struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      data      `json:"data"`
}

type data struct {
	Cursor  string          `json:"cursor,omitempty"`
	Article uuid.UUID       `json:"article_id,omitzero"`
	Slug    string          `json:"slug,omitempty"`
	Version int             `json:"version,omitempty"`
	Note    string          `json:"note,omitempty"`
	Minor   bool            `json:"minor,omitempty"`
	Current json.RawMessage `json:"article,omitempty"`
}

// message is what a receiver is told.
func message(e news.Errand) ([]byte, error) {
	c := e.Change
	d := data{Article: c.Article, Slug: c.Slug, Version: c.Version, Note: c.Note, Minor: c.Minor}
	if e.Epoch != "" {
		d.Cursor = e.Epoch + ":" + strconv.FormatInt(c.Sequence, 10)
	}
	if e.Article {
		d.Current = c.Document
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(event{Type: e.Type, Timestamp: e.At, Data: d})
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
