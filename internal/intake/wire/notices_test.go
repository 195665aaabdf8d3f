package wire

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestReadNotices(t *testing.T) {
	t.Parallel()
	const sy = ` xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"`
	for input, want := range map[string]Notices{
		``:                      {},
		`{"version": "x"}`:      {},
		`<feed><entry/></feed>`: {},
		`<rss><channel><ttl> 30 </ttl></channel></rss>`:    {Pace: 30 * time.Minute},
		`<rss><channel><ttl>-3</ttl></channel></rss>`:      {},
		`<rss><channel><ttl>9999999</ttl></channel></rss>`: {},
		`<rss` + sy + `><channel><ttl>30</ttl><sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency></channel></rss>`:          {Pace: 6 * time.Hour},
		`<rss` + sy + `><channel><sy:updatePeriod>Hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency></channel></rss>`:                      {Pace: time.Hour},
		`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"` + sy + `><channel><sy:updatePeriod>often</sy:updatePeriod></channel></rdf:RDF>`: {},
		`<feed xmlns:at="http://purl.org/atompub/tombstones/1.0"><at:deleted-entry ref="tag:a"><at:comment> Sent in
		error </at:comment></at:deleted-entry><at:deleted-entry/><at:deleted-entry ref="tag:b"/></feed>`: {Withdrawn: []Withdrawal{{"tag:a", "Sent in error"}, {"tag:b", ""}}},
		`<!DOCTYPE feed [<!ENTITY a "b">]><feed><at:deleted-entry ref="a"/></feed>`: {},
	} {
		if diff := cmp.Diff(want, ReadNotices([]byte(input))); diff != "" {
			t.Errorf("%s: %s", input, diff)
		}
	}
}
