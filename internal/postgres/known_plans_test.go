package postgres

import (
	"crypto/sha256"
	"testing"
)

// likenessesSQL gives each story of the archive an address and bands: some that
// every tenth has in common, as stories made after one pattern do, and others of
// their own.
const likenessesSQL = `
insert into likenesses (article_id, address, bands)
select id, sha256(convert_to('courier.example/' || n, 'UTF8')),
       array(select hashint8(n * 31 + band) from generate_series(3, 15) band) || array[case when n % 10 = 0 then 7 else hashint8(n) end, 1000000 + n / 50]
from (select id, substr(id::text, 25)::int as n from articles) x;
analyze likenesses;`

// blocksKnown is what may be touched to tell whether a page is known: by its
// address, and by words that ten thousand stories have something of.
const (
	blocksAtAddress = 40
	blocksSharing   = 60_000
	blocksInWords   = 1500
)

// TestNoPageScansTheArchive asks a hundred thousand stories whether they have a
// page.
func TestNoPageScansTheArchive(t *testing.T) {
	t.Parallel()
	s := archived(t, likenessesSQL)
	sum := sha256.Sum256([]byte("courier.example/501"))
	held(t.Context(), t, s, "address", blocksAtAddress, atAddressSQL, []any{sum[:]})
	held(t.Context(), t, s, "words of none", blocksAtAddress, sharingSQL, []any{[]int32{1, 2, 3, 4, 5, 6}})
	held(t.Context(), t, s, "words of fifty", blocksInWords, sharingSQL, []any{[]int32{1, 2, 3, 1_000_010}})
	held(t.Context(), t, s, "words of ten thousand", blocksSharing, sharingSQL, []any{[]int32{7, 1_000_010}})
}
