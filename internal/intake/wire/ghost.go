package wire

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"storywire/internal/intake"
	"storywire/internal/intake/page"
	"storywire/internal/news"
)

// JSON reads an article as the house's own API answers it, or the export of a
// Ghost site.
func JSON(input []byte, o intake.Options) (intake.Found, error) {
	return inUTF8(input, o, jsonOf)
}

func jsonOf(input []byte, o intake.Options) (intake.Found, error) {
	v, err := readJSON(input)
	if err != nil {
		return intake.Found{}, err
	}
	if export, ok := v.(object); ok && export["db"] != nil {
		return ghost(export, o)
	}
	return single(ownStory(input, o))
}

// ghostSite is a Ghost export: tables of rows that name each other by id.
type ghostSite struct{ data object }

// ghost reads the posts of an export. Pages are no stories.
func ghost(export object, o intake.Options) (intake.Found, error) {
	var posts []object
	var g ghostSite
	for _, db := range export.objects("db") {
		for _, data := range db.objects("data") {
			g.data = data
			for _, p := range data.objects("posts") {
				if of := p.text("type"); of == "" || of == "post" {
					posts = append(posts, p)
				}
			}
		}
	}
	names := g.named()
	return list(posts, o, func(p object) *story {
		s := newStory(o)
		s.ghostPost(names, p)
		return s
	})
}

// ghostNames is what posts name, by the id of the post, in its order.
type ghostNames struct{ tags, authors map[string][]string }

func (g ghostSite) named() ghostNames {
	join := func(table, entities, key string) map[string][]string {
		names := map[string]string{}
		for _, e := range g.data.objects(entities) {
			names[e.text("id")] = e.text("name")
		}
		rows := g.data.objects(table)
		slices.SortStableFunc(rows, func(a, b object) int {
			x, _ := strconv.Atoi(a.text("sortorder"))
			y, _ := strconv.Atoi(b.text("sortorder"))
			return cmp.Compare(x, y)
		})
		of := map[string][]string{}
		for _, r := range rows {
			of[r.text("postid")] = append(of[r.text("postid")], names[r.text(key)])
		}
		return of
	}
	return ghostNames{join("poststags", "tags", "tagid"), join("postsauthors", "users", "authorid")}
}

func (s *story) ghostPost(names ghostNames, p object) {
	a := &s.article
	s.called(p.text("title"), p.text("slug"), p.text("id"))
	s.identified("", p.text("uuid"), p.text("id"))
	s.line(&a.Headline, "/headline", p.text("title"), "title")
	s.line(&a.Summary, "/summary", p.text("customexcerpt"), "custom_excerpt")
	s.address(&a.CanonicalURL, "/canonical_url", p.text("canonicalurl"), "canonical_url")
	s.base = a.CanonicalURL
	s.time(&a.PublishedAt, "/published_at", p.text("publishedat"), "published_at")
	if a.PublishedAt.IsZero() && p.text("status") == "published" {
		s.time(&a.PublishedAt, "/published_at", p.text("createdat"), "created_at")
	}
	if !a.PublishedAt.IsZero() {
		s.time(&a.UpdatedAt, "/updated_at", p.text("updatedat"), "updated_at")
	}
	s.language(p.text("locale"), "locale")
	for _, name := range names.authors[p.text("id")] {
		s.author(name, news.RoleAuthor, "posts_authors")
	}
	for _, name := range names.tags[p.text("id")] {
		if !strings.HasPrefix(name, "#") { // which only the site itself sees
			s.tag(name, "posts_tags")
		}
	}
	s.body(here(p.text("html")), "html")
	s.body(here(lexicalHTML(p.text("lexical"))), "lexical")
	s.body(here(mobiledocHTML(p.text("mobiledoc"))), "mobiledoc")
	s.text(p.text("plaintext"), "plaintext")
	if len(a.Body) == 0 && p.text("lexical", "mobiledoc") != "" {
		s.warn("no_html", "the post has neither HTML nor words in a form that is known; export it with its HTML")
	}
	caption, credit, who := page.ReadCaption(page.LineOfHTML(p.text("featureimagecaption")))
	s.photo(news.PhotoFacts{URL: here(p.text("featureimage")), AltText: page.Line(p.text("featureimagealt")), Caption: caption, Credit: credit, Photographer: who}, news.Lead, "feature_image")
}

// here leaves out what an export has for the site's own address, which it does
// not tell.
func here(s string) string { return strings.ReplaceAll(s, "__GHOST_URL__", "") }
