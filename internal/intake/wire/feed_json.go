package wire

import (
	"bytes"
	"encoding/json"

	"github.com/mmcdole/gofeed"
)

// mostOfFeed bounds what a JSON Feed says of itself, in bytes: it is read again
// with each item.
const mostOfFeed = 64 << 10

// oneByOne reads a JSON Feed in which something is of another type than the
// standard has it: item by item, so that one keeps no other from being read. What
// cannot be read is nil in its place. There is no feed where nothing can be.
func oneByOne(input []byte, most int) (feed *gofeed.Feed, items []*gofeed.Item) {
	var of map[string]json.RawMessage
	var each []json.RawMessage
	if json.Unmarshal(input, &of) != nil || json.Unmarshal(of["items"], &each) != nil || most > 0 && len(each) > most {
		return nil, nil
	}
	if delete(of, "items"); bytesOf(of) > mostOfFeed {
		return nil, nil
	}
	for _, item := range each {
		of["items"] = append(append(json.RawMessage{'['}, item...), ']')
		var read *gofeed.Item
		if alone, err := json.Marshal(of); err == nil {
			if f, err := gofeed.NewParser().Parse(bytes.NewReader(alone)); err == nil && len(f.Items) == 1 {
				feed, read = f, f.Items[0]
			}
		}
		items = append(items, read)
	}
	return feed, items
}

func bytesOf(members map[string]json.RawMessage) (n int) {
	for name, value := range members {
		n += len(name) + len(value)
	}
	return n
}
