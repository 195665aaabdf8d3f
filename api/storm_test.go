package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"storywire/api"
	"storywire/internal/auth"
	"storywire/internal/markup"
	"storywire/internal/news"
	"storywire/internal/postgres"
	"storywire/internal/render"
	"storywire/migrations"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// follower is a partner: what it has of the log and its copy of what is public.
type follower struct {
	name   string
	cursor string
	seen   []string          // cursors, in the order in which they came
	last   map[string]int    // by article, the version of its last entry
	copied map[string]string // by article, headline and summary as they were last
	types  map[news.ChangeType]bool
	faults []string
}

// take does with an entry what docs/partners.md asks for.
func (f *follower) take(data []byte) {
	var e struct {
		Cursor  string
		Type    news.ChangeType
		Article *news.Article
		ID      string `json:"article_id"`
		Version int
	}
	if err := json.Unmarshal(data, &e); err != nil {
		f.faults = append(f.faults, err.Error())
		return
	}
	if e.Version <= f.last[e.ID] {
		f.faults = append(f.faults, fmt.Sprintf("version %d of %s comes after version %d", e.Version, e.ID, f.last[e.ID]))
	}
	f.last[e.ID], f.types[e.Type] = e.Version, true
	delete(f.copied, e.ID)
	if e.Article != nil {
		f.copied[e.ID] = fmt.Sprint(e.Article.Version, " ", e.Article.Summary)
	}
	f.seen, f.cursor = append(f.seen, e.Cursor), e.Cursor
}

// check holds the follower to what there was to see, and to what is public.
func (f *follower) check(t *testing.T, cursors []string, copied map[string]string) {
	t.Helper()
	if diff := cmp.Diff(cursors, f.seen); diff != "" {
		t.Errorf("who %s has not seen what there is (-) but (+):\n%s", f.name, diff)
	}
	if diff := cmp.Diff(copied, f.copied); diff != "" {
		t.Errorf("who %s has not what is public (-) but (+):\n%s", f.name, diff)
	}
	if len(f.faults) > 0 {
		t.Errorf("who %s: %s", f.name, strings.Join(f.faults, "; "))
	}
}

// ask gets the log from where the follower is; nil where the answer is none.
func (f *follower) ask(ctx context.Context, s *site, accept, query string) *http.Response {
	if f.cursor != "" {
		query += "&after=" + f.cursor
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/v1/changes?include=article"+query, http.NoBody)
	if err != nil {
		return nil
	}
	r.Header.Set("Accept", accept)
	resp, err := client.Do(r)
	if err != nil {
		return nil
	}
	if resp.StatusCode != http.StatusOK {
		_ = resp.Body.Close()
		return nil
	}
	return resp
}

// poll takes a page, which may have been waited for.
func (f *follower) poll(ctx context.Context, s *site, query string) {
	resp := f.ask(ctx, s, "application/json", query)
	if resp == nil {
		return
	}
	defer resp.Body.Close()
	var page struct {
		Data []json.RawMessage
		Next string
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil || json.Unmarshal(body, &page) != nil {
		return // it broke off: nothing of it is taken
	}
	for _, entry := range page.Data {
		f.take(entry)
	}
	f.cursor = page.Next
}

// stream takes events until the stream ends, or there have been so many, or it
// is quiet.
func (f *follower) stream(ctx context.Context, s *site, most int) {
	ctx, drop := context.WithCancel(ctx)
	defer drop()
	resp := f.ask(ctx, s, "text/event-stream", "")
	if resp == nil {
		return
	}
	defer resp.Body.Close()
	_ = readEvents(resp.Body, func(e streamed) bool { // a stream that broke is opened again
		if e.data != "" {
			f.take([]byte(e.data))
			most--
		}
		return most > 0 && !e.comment
	})
}

// writer does some writes of every sort; it does not care which are refused.
func writer(ctx context.Context, store *postgres.Store, n int, shared []string) {
	by := auth.Principal{KeyID: news.NewID(), Name: fmt.Sprint("desk ", n), Scopes: []auth.Scope{auth.Admin}}
	edit := news.Edit{Match: news.Match{Any: true}, Minor: true, Reason: "a slip"}
	random := rand.New(rand.NewPCG(uint64(n), 1))
	for i := range 14 {
		ref := shared[random.IntN(len(shared))]
		summary := fmt.Sprintf("Desk %d, part %d", n, i)
		change := func(a *news.Article) error { a.Summary = summary; return nil }
		switch random.IntN(7) {
		case 0, 1:
			_, _ = store.ImportPage(ctx, by, &news.Page{Article: news.Article{Headline: summary, Authors: []news.ArticleAuthor{{Name: "Mira Okafor"}}, Body: []news.Block{{Type: news.Paragraph, Text: "All is well."}}}}, news.Importing{Publish: true})
		case 2, 3:
			_, _ = store.ChangeArticle(ctx, by, ref, edit, change)
		case 4:
			_, _, _ = store.CorrectArticle(ctx, by, ref, edit, news.Correction{Kind: news.KindCorrection, Note: "It was noon."}, "/patch", change)
		case 5: // written, its entries too, and taken back
			once := news.Once{Key: summary, Operation: []byte("edit"), Fingerprint: []byte("edit"), Patience: time.Second}
			_, _ = store.Once(ctx, by, once, func(ctx context.Context) []byte {
				_, _ = store.ChangeArticle(ctx, by, ref, edit, change)
				return nil
			})
		case 6:
			to := []news.Status{news.Withheld, news.Published}[random.IntN(2)]
			_, _ = store.RemoveArticle(ctx, by, ref, edit, news.Removal{To: to, Note: "We are looking into it."})
		}
	}
}

// cutConnections ends some of the database's connections every now and then.
func cutConnections(ctx context.Context, t *testing.T, url string) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close(context.WithoutCancel(ctx))
	for ctx.Err() == nil {
		_, err := conn.Exec(ctx, `
			select pg_terminate_backend(pid) from pg_stat_activity
			where datname = current_database() and pid <> pg_backend_pid() and random() < 0.15`)
		if err != nil && ctx.Err() == nil {
			t.Error(err)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// public is what is public, as a follower has it, and the log's cursors.
func (s *site) public() (copied map[string]string, cursors []string) {
	s.t.Helper()
	conn, err := pgx.Connect(s.t.Context(), s.db.OwnerURL)
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(s.t.Context()))
	rows, err := conn.Query(s.t.Context(), `select epoch || ':' || sequence from changes, change_epoch order by sequence`)
	if err != nil {
		s.t.Fatal(err)
	}
	if cursors, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
		s.t.Fatal(err)
	}
	rows, err = conn.Query(s.t.Context(), `select id, version, summary from articles where status = 'published'`)
	if err != nil {
		s.t.Fatal(err)
	}
	copied = map[string]string{}
	var id uuid.UUID
	var version int
	var summary string
	_, err = pgx.ForEachRow(rows, []any{(*[16]byte)(&id), &version, &summary}, func() error {
		copied[id.String()] = fmt.Sprint(version, " ", summary)
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return copied, cursors
}

// TestPartnersMissNothing has 16 writers publish, edit, correct, withhold and
// roll back, on another server than the one that partners follow, while
// connections of both are cut. Every partner sees each entry once and in its
// order, and ends with what is public.
func TestPartnersMissNothing(t *testing.T) {
	t.Parallel()
	s := serve(t, func(d *api.Deps) { d.Following = api.Following{Comment: 200 * time.Millisecond} })
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	desks, err := postgres.Open(ctx, s.db.ServerURL+"&pool_max_conns=16", migrations.Latest(), render.JSON{}, markup.Setter{})
	if err != nil {
		t.Fatal(err)
	}
	defer desks.Close()
	var shared []string
	for i := range 4 {
		shared = append(shared, s.published(fmt.Sprint("A story that all of them write, ", i)).article().ID.String())
	}

	var stories, partners sync.WaitGroup
	var end atomic.Pointer[string] // of the log, once all is written
	cutting, stopCutting := context.WithCancel(ctx)
	var cut sync.WaitGroup
	cut.Go(func() { cutConnections(cutting, t, s.db.OwnerURL) })
	for n := range 16 {
		stories.Go(func() { writer(ctx, desks, n, shared) })
	}
	var followers []*follower
	follow := func(name string, once func(context.Context, *follower)) {
		f := &follower{name: name, last: map[string]int{}, copied: map[string]string{}, types: map[news.ChangeType]bool{}}
		followers = append(followers, f)
		partners.Go(func() {
			for ctx.Err() == nil {
				once(ctx, f)
				if last := end.Load(); last != nil && f.cursor == *last {
					return
				}
			}
		})
	}
	for i := range 2 {
		follow(fmt.Sprint("polls, ", i), func(ctx context.Context, f *follower) { f.poll(ctx, s, "&limit=7") })
		follow(fmt.Sprint("waits, ", i), func(ctx context.Context, f *follower) { f.poll(ctx, s, "&limit=3&wait=1") })
		follow(fmt.Sprint("streams, ", i), func(ctx context.Context, f *follower) { f.stream(ctx, s, 1+rand.IntN(40)) })
	}
	stories.Wait()
	stopCutting()
	cut.Wait()
	copied, cursors := s.public()
	end.Store(&cursors[len(cursors)-1])
	partners.Wait()
	if ctx.Err() != nil {
		t.Fatal("it takes too long")
	}
	for _, f := range followers {
		f.check(t, cursors, copied)
	}
	if len(cursors) < 60 || len(followers[0].types) < 5 { // published, updated, corrected, withheld, restored
		t.Errorf("only %d writes came through, of the types %v", len(cursors), followers[0].types)
	}
}
