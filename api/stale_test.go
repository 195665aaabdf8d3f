package api_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// desks are two servers over one database, with stories that are corrected at
// both and read at both, all at once.
type desks struct {
	servers [2]*site
	stories []news.Article

	mu sync.Mutex
	// told is what was answered to writers: by server and story the newest
	// version, and when that was known.
	told   [2]map[string][]version
	faults []string
}

// version is a version that a writer was told of, and when.
type version struct {
	number int
	at     time.Time
}

// late is how long after it was told at one server a version may be unknown to
// the other. It takes a quarter of a second; this is a test on a busy machine.
const late = 3 * time.Second

// least is the version of a story that a server must not be older than, at the
// moment: what it told itself, and what the other one told a while ago.
func (d *desks) least(server int, story string, now time.Time) (n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, told := range d.told {
		for _, v := range told[story] {
			if i == server || now.Sub(v.at) > late {
				n = max(n, v.number)
			}
		}
	}
	return n
}

// shown is how much there was to see so far: writes, and answers from memory.
func (d *desks) shown() (writes int, hits int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, told := range d.told {
		for _, list := range told {
			writes += len(list)
		}
	}
	for _, s := range d.servers {
		hits += s.cache.Stats().Hits
	}
	return writes, hits
}

// enough is what there has to be of both.
const enough = 20

// over tells writers and readers to end: after the time that they have, and when
// there was enough to see, for which a busy machine takes longer.
func (d *desks) over(end time.Time) bool {
	if time.Now().Before(end) {
		return false
	}
	writes, hits := d.shown()
	return writes >= enough && hits >= enough || time.Now().After(end.Add(time.Minute))
}

// correct has one writer correct stories at a server until the end.
func (d *desks) correct(writer int, end time.Time) {
	server := writer % len(d.servers)
	for n := 0; !d.over(end); n++ {
		story := d.stories[rand.IntN(len(d.stories))].ID.String()
		got := d.servers[server].do(call{as: auth.Publish, method: "POST", path: "/v1/articles/" + story + "/corrections", headers: ifMatch("*"),
			body: fmt.Sprintf(`{"kind": "update", "note": "It is %d now.", "patch": {"summary": "Writer %d says %d."}}`, n, writer, n)})
		var made struct{ Article news.Article }
		if err := json.Unmarshal(got.body, &made); err != nil || got.status != http.StatusCreated {
			d.fault("a writer was answered %d: %s", got.status, got.body)
			return
		}
		d.mu.Lock()
		d.told[server][story] = append(d.told[server][story], version{made.Article.Version, time.Now()})
		d.mu.Unlock()
	}
}

// read has one reader ask a server in turn for all that shows the stories, and
// holds each answer to what was told before it was asked for.
func (d *desks) read(reader int, end time.Time) {
	server, seen := reader%len(d.servers), map[string]int{}
	for n := reader; !d.over(end); n++ {
		story := d.stories[n%len(d.stories)]
		path := []string{"/v1/articles/" + story.ID.String(), "/v1/articles/" + story.Slug, "/v1/articles", "/v1/articles?section=harbour"}[n%4]
		least := map[string]int{}
		for _, each := range d.stories {
			least[each.ID.String()] = max(seen[path+each.ID.String()], d.least(server, each.ID.String(), time.Now()))
		}
		got := d.servers[server].do(call{method: "GET", path: path, headers: map[string]string{"Accept-Encoding": []string{"gzip", "zstd", "identity"}[n%3]}})
		var shown struct {
			news.Article
			Data []news.Article
		}
		if err := json.Unmarshal([]byte(decoded(got.t, got)), &shown); err != nil || got.status != http.StatusOK {
			d.fault("a reader was answered %d: %s", got.status, got.body)
			return
		}
		list := shown.Data
		if !strings.HasPrefix(path, "/v1/articles?") && path != "/v1/articles" {
			list = []news.Article{shown.Article}
		}
		for _, a := range list {
			id := a.ID.String()
			if a.Version < least[id] {
				d.fault("server %d answers %s with version %d of %s; it or the other told of %d before", server, path, a.Version, a.Slug, least[id])
			}
			seen[path+id] = max(seen[path+id], a.Version)
		}
	}
}

func (d *desks) fault(format string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.faults = append(d.faults, fmt.Sprintf(format, args...))
}

// TestNoReaderMeetsAnOlderVersion has writers correct and readers read, over two
// servers on one database that both keep answers: who was told of a correction
// reads it at the same server, a while later at the other, and nobody who has
// seen a version is shown an older one by the same server again.
func TestNoReaderMeetsAnOlderVersion(t *testing.T) {
	t.Parallel()
	first := serve(t)
	d := &desks{servers: [2]*site{first, first.beside()}, told: [2]map[string][]version{{}, {}}}
	for i := range 4 {
		d.stories = append(d.stories, first.published(fmt.Sprintf("Story %d of the harbour", i)).article())
	}
	d.servers[1].catchUp()
	end := time.Now().Add(4 * time.Second)
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() { d.correct(i, end) })
		all.Go(func() { d.read(i, end) })
	}
	all.Wait()
	for _, fault := range d.faults {
		t.Error(fault)
	}
	if writes, hits := d.shown(); writes < enough || hits < enough {
		t.Errorf("%d writes and %d answers from memory show little", writes, hits)
	}
}
