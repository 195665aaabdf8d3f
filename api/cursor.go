package api

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"math"
	"net/url"
	"slices"
	"time"

	"storywire/internal/news"

	"github.com/google/uuid"
)

// cursors makes and reads the cursors of lists. A cursor is where the list
// goes on, signed together with what the list is of: bent, or put to another
// list, it is refused.
type cursors struct{ secret []byte }

const (
	cursorPlace = 8 + 16 + 4 // microseconds since 1970, an id, and a rank
	cursorMAC   = 16
	exportPlace = 16 + 8 // an id and a sequence; behind them stands the log's epoch
)

// make is the cursor that goes on after key in the list at path with query.
func (c cursors) make(path string, query url.Values, key news.Keyset) string {
	b := make([]byte, 0, cursorPlace+cursorMAC)
	b = binary.BigEndian.AppendUint64(b, uint64(key.At.UnixMicro()))
	b = append(b, key.ID[:]...)
	b = binary.BigEndian.AppendUint32(b, math.Float32bits(key.Rank))
	b = append(b, c.sign(path, query, b)...)
	return base64.RawURLEncoding.EncodeToString(b)
}

// read is the place that a cursor names, and whether it was made for this list.
func (c cursors) read(path string, query url.Values, cursor string) (*news.Keyset, bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(b) != cursorPlace+cursorMAC || !hmac.Equal(b[cursorPlace:], c.sign(path, query, b[:cursorPlace])) {
		return nil, false
	}
	at := time.UnixMicro(int64(binary.BigEndian.Uint64(b))).UTC()
	rank := math.Float32frombits(binary.BigEndian.Uint32(b[24:cursorPlace]))
	return &news.Keyset{At: at, ID: uuid.UUID(b[8:24]), Rank: rank}, true
}

// unsigned are the parameters that may change from page to page: they say what is
// told of a page, not what is on it.
var unsigned = []string{"cursor", "limit", "count", "facets", "fields", "include", "highlight"}

// sign is the MAC over a place in the list. The order in which filters are
// written says nothing.
func (c cursors) sign(path string, query url.Values, place []byte) []byte {
	filters := url.Values{}
	for name, values := range query {
		if !slices.Contains(unsigned, name) {
			filters[name] = slices.Sorted(slices.Values(values))
		}
	}
	mac := hmac.New(sha256.New, c.secret)
	mac.Write([]byte(path + "?" + filters.Encode() + "\x00"))
	mac.Write(place)
	return mac.Sum(nil)[:cursorMAC]
}

// makeExport is the cursor that an export goes on from.
func (c cursors) makeExport(path string, from news.ExportPlace) string {
	b := append(make([]byte, 0, 64), from.After[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(from.From.Sequence))
	b = append(b, from.From.Epoch...)
	return base64.RawURLEncoding.EncodeToString(append(b, c.sign(path, nil, b)...))
}

// readExport is the place that a cursor of an export names, and whether it was
// made here.
func (c cursors) readExport(path, cursor string) (from news.ExportPlace, ok bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(b) < exportPlace+cursorMAC {
		return from, false
	}
	place, mac := b[:len(b)-cursorMAC], b[len(b)-cursorMAC:]
	if !hmac.Equal(mac, c.sign(path, nil, place)) {
		return from, false
	}
	from.After = uuid.UUID(place[:16])
	from.From = news.LogPlace{Epoch: string(place[exportPlace:]), Sequence: int64(binary.BigEndian.Uint64(place[16:exportPlace]))}
	return from, true
}
