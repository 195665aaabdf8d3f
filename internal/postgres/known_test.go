package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/news"
	"storywire/internal/postgres"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"
)

// tide is a story of some length, told at an address.
func tide(address string) *news.Article {
	words := func(from int) string {
		var list []string
		for i := range 60 {
			list = append(list, fmt.Sprintf("tide%d", (from+i)*(i+3)%977))
		}
		return strings.Join(list, " ") + "."
	}
	return &news.Article{Headline: "High tide at Port Ellery", CanonicalURL: address, Body: []news.Block{
		{Type: news.Paragraph, Text: words(1)}, {Type: news.Paragraph, HTML: "<em>" + words(40) + "</em>"},
		{Type: news.List, Items: []string{"one <strong>wall</strong>", "two walls"}},
		{Type: news.Paragraph, Text: words(90)}, {Type: news.Paragraph, Text: words(300)},
	}}
}

func bring(ctx context.Context, s *postgres.Store, by auth.Principal, p news.Page) (news.Document, *news.Known, error) {
	doc, err := s.ImportPage(ctx, by, &p, news.Importing{})
	var known *news.Known
	if errors.As(err, &known) {
		return doc, known, nil
	}
	return doc, nil, err
}

// known brings a page that the newsroom has.
func known(t *testing.T, s *postgres.Store, by auth.Principal, p news.Page) news.Known {
	t.Helper()
	_, k, err := bring(t.Context(), s, by, p)
	if err != nil || k == nil {
		t.Fatalf("it is not known: %v", err)
	}
	return *k
}

func TestAPageIsImportedOnce(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	doc, k, err := bring(t.Context(), s, writer, news.Page{Article: *tide("https://courier.example/tide?utm_source=rss")})
	if err != nil || k != nil {
		t.Fatal(k, err)
	}
	other := tide("http://COURIER.example/tide/#live")
	other.Body = []news.Block{{Type: news.Paragraph, Text: "It is another story by now."}}
	want := news.Known{ID: doc.ID, Slug: doc.Slug, Headline: "High tide at Port Ellery", Status: news.Draft, Version: 1, By: news.KnownByAddress}
	if k := known(t, s, writer, news.Page{Article: *other}); k != want {
		t.Errorf("%+v", k)
	}
	mirrored := tide("https://mirror.example/1")
	mirrored.Headline, mirrored.Body[0].Text = "The tide", mirrored.Body[0].Text+" More at noon."
	k2 := known(t, s, writer, news.Page{Article: *mirrored})
	if k2.ID != doc.ID || k2.By != news.KnownByWords || k2.Likeness < 0.9 || k2.Likeness >= 1 {
		t.Errorf("%+v", k2)
	}
	if k := known(t, s, writer, news.Page{Article: news.Article{Headline: "X"}, Own: doc.ID}); k.By != news.KnownByID || k.ID != doc.ID {
		t.Errorf("%+v", k)
	}
	if _, k, err := bring(t.Context(), s, writer, news.Page{Article: news.Article{Headline: "X"}, Own: uuid.New()}); k != nil || err != nil {
		t.Errorf("an article of somebody else's: %+v, %v", k, err)
	}
	if n := count(t, db, `select count(*) from articles`); n != 2 {
		t.Errorf("%d articles", n)
	}
}

// TestWhatWasWrittenIsKnown has editors write a story themselves: it is known by
// its words, and by its address, once these have been read; and as it was changed
// since.
func TestWhatWasWrittenIsKnown(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	a := create(t, s, tide(""))
	page := news.Page{Article: *tide("https://mirror.example/1")}
	keepSearch(t, s)
	if k := known(t, s, writer, page); k.ID != a.ID || k.Likeness != 1 {
		t.Errorf("%+v", k)
	}
	_, err := s.ChangeArticle(t.Context(), writer, a.Slug, anyEdit, func(a *news.Article) error {
		a.CanonicalURL, a.Body = "https://courier.example/tide", []news.Block{{Type: news.Paragraph, Text: "Nothing of it is left now."}}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	keepSearch(t, s)
	if k := known(t, s, writer, news.Page{Article: *tide("https://courier.example/tide")}); k.By != news.KnownByAddress {
		t.Errorf("%+v", k)
	}
	if _, k, err := bring(t.Context(), s, writer, page); k != nil || err != nil {
		t.Errorf("%+v, %v", k, err)
	}
	exec(t, db, `truncate likenesses`)
	exec(t, db, `insert into likeness_unread select id from articles`)
	keepSearch(t, s)
	if n := count(t, db, `select count(*) from likenesses`); n != 2 {
		t.Errorf("of 2 stories from before, %d are known", n)
	}
}

// TestWhatWasTakenDoesNotComeBack brings the page of a story that was retracted,
// killed, erased: its tombstone is told, and no draft is made.
func TestWhatWasTakenDoesNotComeBack(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	page := news.Page{Article: *tide("https://courier.example/tide")}
	doc, err := s.ImportPage(t.Context(), publisher, &page, news.Importing{Publish: true})
	if err != nil {
		t.Fatal(err)
	}
	c := news.Correction{Kind: news.KindRetraction, Note: "It was made up."}
	if _, _, err := s.CorrectArticle(t.Context(), publisher, doc.Slug, anyEdit, c, "", nil); err != nil {
		t.Fatal(err)
	}
	if k := known(t, s, writer, page); k.Status != news.Retracted || k.Note != "It was made up." || k.Version != 2 || !k.Taken() {
		t.Errorf("%+v", k)
	}
	for _, r := range []news.Removal{{To: news.Killed, Note: "A court said so."}, {To: news.Killed, Note: "Erased.", Erase: true}} {
		if _, err := s.RemoveArticle(t.Context(), chief, doc.ID.String(), anyEdit, r); err != nil {
			t.Fatal(err)
		}
		keepSearch(t, s)
		k := known(t, s, writer, page)
		if k.ID != doc.ID || k.Status != news.Killed || k.Note != r.Note || k.Version != 0 || (k.Headline == "") != r.Erase || k.At.IsZero() {
			t.Errorf("%+v", k)
		}
	}
	if n := count(t, db, `select count(*) from likenesses where bands <> '{}'`); n != 0 {
		t.Error("what was erased is still known by its words")
	}
}

// TestWhatIsHiddenIsNotKnown takes stories out of an editor's sight: a deleted
// draft, and one that was killed before any reader saw it.
func TestWhatIsHiddenIsNotKnown(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	page := news.Page{Article: *tide("https://courier.example/tide")}
	doc, _, err := bring(t.Context(), s, writer, page)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.DeleteArticle(t.Context(), writer, doc.Slug, anyEdit); err != nil {
		t.Fatal(err)
	}
	again, k, err := bring(t.Context(), s, writer, page)
	if k != nil || err != nil || again.ID == doc.ID {
		t.Fatalf("%+v, %v", k, err)
	}
}

// TestTheSamePageAtOnceIsOneArticle brings a page, and copies of it that stand
// elsewhere, many times at the same moment.
func TestTheSamePageAtOnceIsOneArticle(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	var all sync.WaitGroup
	made := make(chan uuid.UUID, 32)
	for i := range cap(made) {
		page := news.Page{Article: *tide("https://courier.example/tide")}
		if i%2 == 1 {
			page.Article.CanonicalURL = fmt.Sprintf("https://mirror.example/%d", i)
			page.Article.Body[2].Items[1] = fmt.Sprintf("%d walls", i)
		}
		all.Go(func() {
			doc, k, err := bring(t.Context(), s, writer, page)
			switch {
			case err != nil:
				t.Error(err)
			case k != nil:
				made <- k.ID
			default:
				made <- doc.ID
			}
		})
	}
	all.Wait()
	close(made)
	first := <-made
	for id := range made {
		if id != first {
			t.Errorf("%s and %s were made", first, id)
		}
	}
	if n := count(t, db, `select count(*) from articles`); n != 1 {
		t.Errorf("%d articles", n)
	}
}

// TestAPageIsKnownHoweverItsLettersAreWritten has editors type letters as two code
// points, which stay as they are typed, and brings the page with letters of one.
func TestAPageIsKnownHoweverItsLettersAreWritten(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	words := strings.Repeat("Les élèves de l’école d’à côté sont déjà revenus au café après trois étés. ", 4)
	typed := norm.NFD.String(words)
	a := create(t, s, &news.Article{Headline: "Le café", Body: []news.Block{{Type: news.Paragraph, Text: typed}}})
	if !strings.Contains(a.Body[0].Text, norm.NFD.String("élèves")) {
		t.Error("what was typed is not kept")
	}
	keepSearch(t, s)
	page := news.Page{Article: news.Article{Headline: "Le café", Body: []news.Block{{Type: news.Paragraph, Text: words}}}}
	if k := known(t, s, writer, page); k.ID != a.ID || k.Likeness != 1 {
		t.Errorf("%+v", k)
	}
}
