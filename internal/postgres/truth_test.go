package postgres

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/markup"
	"storywire/internal/news"
	"storywire/internal/pgtest"
	"storywire/internal/render"
	"storywire/migrations"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// TestDocumentsStayTrue does writes of every sort in any order and then holds
// what is served to the rows: the document, the card and the ETag of each
// article must be what its rows would be rendered to now, and each quote's
// words must stand where its anchor says.
func TestDocumentsStayTrue(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	s, err := Open(t.Context(), db.ServerURL, migrations.Latest(), render.JSON{}, markup.Setter{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	rapid.Check(t, func(rt *rapid.T) {
		w := writes{store: s, ctx: t.Context()}
		w.create(rt)
		rt.Repeat(map[string]func(*rapid.T){
			"create": w.create, "edit": w.edit, "rename an author": w.renameAuthor, "caption": w.caption,
			"quote": w.quote, "publish": w.publish, "slug": w.slug, "correct": w.correct,
			"restore": w.restore, "replay": w.replay, "": w.check,
		})
	})
}

type writes struct {
	store    *Store
	ctx      context.Context
	articles []uuid.UUID
}

var (
	chief   = auth.Principal{Name: "chief", Scopes: []auth.Scope{auth.Admin}}
	anyOne  = news.Match{Any: true}
	anyHow  = news.Edit{Match: anyOne, Minor: true, Reason: "any"}
	names   = rapid.SampledFrom([]string{"Mira Okafor", "Tom Quill", "Lena Marsh"})
	phrases = rapid.SampledFrom([]string{
		"We waited long enough", "The tide was higher than ever", "Nobody asked us", "é́ ÷ 中 🚢 says it all",
	})
)

func paragraph(rt *rapid.T) news.Block {
	return news.Block{Type: news.Paragraph, Text: fmt.Sprintf("%s said: “%s.” And so on.", names.Draw(rt, "who"), phrases.Draw(rt, "words"))}
}

func (w *writes) some(rt *rapid.T) string {
	return w.articles[rapid.IntRange(0, len(w.articles)-1).Draw(rt, "article")].String()
}

// ok lets pass what the domain refuses: a random write may well be wrong. What
// it must never do is break.
func (w *writes) ok(rt *rapid.T, err error) bool {
	invalid, conflict := (*news.Invalid)(nil), (*news.Conflict)(nil)
	if err != nil && !errors.As(err, &invalid) && !errors.As(err, &conflict) {
		rt.Fatalf("%v", err)
	}
	return err == nil
}

func (w *writes) create(rt *rapid.T) {
	a := &news.Article{
		Headline: phrases.Draw(rt, "headline"),
		Authors:  []news.ArticleAuthor{{Name: names.Draw(rt, "author")}},
		Body:     []news.Block{paragraph(rt), paragraph(rt)},
		Photos:   []news.ArticlePhoto{{Role: news.Lead, PhotoFacts: news.PhotoFacts{Caption: phrases.Draw(rt, "caption")}}},
	}
	doc, err := w.store.CreateArticle(w.ctx, chief, a)
	if w.ok(rt, err) {
		w.articles = append(w.articles, doc.ID)
	}
}

func (w *writes) edit(rt *rapid.T) {
	_, err := w.store.ChangeArticle(w.ctx, chief, w.some(rt), anyHow, func(a *news.Article) error {
		i := rapid.IntRange(0, len(a.Body)).Draw(rt, "at")
		a.Body = append(a.Body[:i:i], append([]news.Block{paragraph(rt)}, a.Body[i:]...)...)
		if rapid.Bool().Draw(rt, "drop") {
			a.Body = a.Body[1:]
		}
		return nil
	})
	w.ok(rt, err)
}

func (w *writes) renameAuthor(rt *rapid.T) {
	list, err := w.store.Authors.List(w.ctx, chief, news.EntityQuery{Limit: 10})
	if err != nil {
		rt.Fatal(err)
	}
	ref := list[rapid.IntRange(0, len(list)-1).Draw(rt, "which")].Value.ID.String()
	_, err = w.store.Authors.Change(w.ctx, chief, ref, anyHow, func(a *news.Author) error {
		a.Name += "!"
		if len(a.Name) > 40 {
			a.Name = a.Name[:10]
		}
		return nil
	})
	w.ok(rt, err)
}

func (w *writes) caption(rt *rapid.T) {
	_, err := w.store.ChangeArticle(w.ctx, chief, w.some(rt), anyHow, func(a *news.Article) error {
		a.Photos[0].Caption = phrases.Draw(rt, "caption")
		return nil
	})
	w.ok(rt, err)
}

func (w *writes) quote(rt *rapid.T) {
	_, err := w.store.CreateQuote(w.ctx, chief, w.some(rt), anyHow, news.Quote{
		Text: phrases.Draw(rt, "words"), Speaker: &news.QuoteSpeaker{Name: names.Draw(rt, "speaker")},
	})
	w.ok(rt, err)
}

func (w *writes) publish(rt *rapid.T) {
	_, err := w.store.PublishArticle(w.ctx, chief, w.some(rt), anyHow, news.Schedule{})
	w.ok(rt, err)
}

func (w *writes) slug(rt *rapid.T) {
	_, err := w.store.ChangeArticle(w.ctx, chief, w.some(rt), anyHow, func(a *news.Article) error {
		a.Slug = rapid.SampledFrom([]string{"", "tide", "pier", "harbour"}).Draw(rt, "slug")
		return nil
	})
	w.ok(rt, err)
}

func (w *writes) correct(rt *rapid.T) {
	_, _, err := w.store.CorrectArticle(w.ctx, chief, w.some(rt), anyHow, news.Correction{Kind: news.KindCorrection, Note: "We were wrong."},
		"/patch", func(a *news.Article) error {
			a.Photos[0].Caption, a.Summary = phrases.Draw(rt, "caption"), phrases.Draw(rt, "summary")
			return nil
		})
	w.ok(rt, err)
}

func (w *writes) check(rt *rapid.T) {
	for _, id := range w.articles {
		tx, err := w.store.pool.Begin(w.ctx)
		if err != nil {
			rt.Fatal(err)
		}
		u := &unit{Tx: tx}
		if err := u.begin(w.ctx); err != nil {
			rt.Fatal(err)
		}
		a, err := loadArticle(w.ctx, u, id)
		if err != nil {
			rt.Fatal(err)
		}
		u.room.Link(a)
		doc, card, err := w.store.renderArticle(a)
		if err != nil {
			rt.Fatal(err)
		}
		var document, stored []byte
		var etag string
		if err := tx.QueryRow(w.ctx, `select document, card, etag from articles where id = $1`, id).Scan(&document, &stored, &etag); err != nil {
			rt.Fatal(err)
		}
		if !bytes.Equal(document, doc.Body) || !bytes.Equal(stored, card) || etag != doc.ETag {
			rt.Fatalf("what is served is not what the rows say:\n%s\n%s", document, doc.Body)
		}
		for _, q := range a.Quotes {
			for _, b := range a.Body {
				if words, ok := news.Slice(b.Text, q.Start, q.End); b.ID == q.BlockID && (!ok || words != q.Text) {
					rt.Fatalf("the quote %q is anchored to %q", q.Text, words)
				}
			}
		}
		if err := tx.Rollback(w.ctx); err != nil {
			rt.Fatal(err)
		}
	}
}

func (w *writes) restore(rt *rapid.T) {
	ref := w.some(rt)
	history := w.history(rt, ref)
	version := rapid.SampledFrom(history).Draw(rt, "version").Version
	doc, err := w.store.RestoreArticle(w.ctx, chief, ref, anyHow, version)
	if !w.ok(rt, err) {
		return
	}
	old, now := w.revision(rt, ref, version), article(rt, doc.Body)
	for _, d := range news.Diff(old, now) {
		// What a restored version shows of others is as it is now, and what
		// happened to the article since has happened.
		shared := strings.HasPrefix(d.Pointer, "/photos/") || strings.HasSuffix(d.Pointer, "/name") ||
			strings.HasPrefix(d.Pointer, "/corrections/") // nothing takes one back
		if !shared && d.Pointer != "/status" && d.Pointer != "/slug" && d.Pointer != "/published_at" {
			rt.Fatalf("restored from version %d, %s differs: %s, %s", version, d.Pointer, d.Before, d.After)
		}
	}
}

// history is every revision of the article, newest first, as editors see it.
func (w *writes) history(rt *rapid.T, ref string) []news.Revision {
	list, err := w.store.Revisions(w.ctx, chief, ref, news.RevisionQuery{Limit: 10_000})
	if err != nil {
		rt.Fatal(err)
	}
	return list
}

func (w *writes) revision(rt *rapid.T, ref string, version int) *news.Article {
	doc, err := w.store.Revision(w.ctx, chief, ref, version)
	if err != nil {
		rt.Fatal(err)
	}
	return article(rt, doc.Body)
}

func article(rt *rapid.T, document []byte) *news.Article {
	var a news.Article
	if err := json.Unmarshal(document, &a); err != nil {
		rt.Fatal(err)
	}
	return &a
}

// replay holds the history of an article to the article: its versions are
// without a gap, the last is the document, each was the article's at its time,
// and what is told of two versions is told exactly when they differ.
func (w *writes) replay(rt *rapid.T) {
	ref := w.some(rt)
	current, err := w.store.Article(w.ctx, chief, ref)
	if err != nil {
		rt.Fatal(err)
	}
	history := w.history(rt, ref)
	for i, r := range history {
		if r.Version != len(history)-i || i > 0 && r.At.After(history[i-1].At) {
			rt.Fatalf("the revisions are %+v", history)
		}
		then, err := w.store.ArticleAt(w.ctx, auth.Principal{}, ref, r.At)
		public := r.Status == news.Published
		if public != (err == nil) || !public && !errors.Is(err, news.ErrNotFound) || public && then.Version != r.Version {
			rt.Fatalf("version %d, %s at %s: then readers got %d, %v", r.Version, r.Status, r.At, then.Version, err)
		}
	}
	last, err := w.store.Revision(w.ctx, chief, ref, len(history))
	if err != nil || !bytes.Equal(last.Body, current.Body) || last.ETag != current.ETag {
		rt.Fatalf("%v: the last revision is not the article:\n%s\n%s", err, last.Body, current.Body)
	}
}
