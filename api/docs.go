package api

import (
	_ "embed"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"storywire/internal/news"

	"github.com/swaggest/swgui/v5emb"
)

// The page of the API's documentation, and the script that begins it: a file
// of its own, so that the page needs no script inside it.
var (
	//go:embed docs.html
	docsPage []byte
	//go:embed docs.js
	docsScript []byte
	//go:embed problems.html
	problemsSource string

	problemsTemplate = template.Must(template.New("problems").Parse(problemsSource))
)

// docsPolicy lets the documentation run its own scripts, draw with its own
// styles and icons, and try requests on this server; nothing else.
const docsPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// contract answers with the contract itself.
func (a *api) contract(w http.ResponseWriter, r *http.Request) error {
	return a.send(w, r, a.openapi)
}

func (a *api) docs(w http.ResponseWriter, r *http.Request) error {
	return a.sendDocs(w, r, "text/html; charset=utf-8", docsPage)
}

func (a *api) sendDocs(w http.ResponseWriter, r *http.Request, media string, body []byte) error {
	w.Header().Set("Content-Security-Policy", docsPolicy)
	return a.send(w, r, reply{media: media, body: body, etag: hashTag(body), life: lifeDocs})
}

// problemsPage explains every type of problem, at the address that the types
// are.
func (a *api) problemsPage(w http.ResponseWriter, r *http.Request) error {
	var b strings.Builder
	if err := problemsTemplate.Execute(&b, explained()); err != nil {
		return err
	}
	return a.sendDocs(w, r, "text/html; charset=utf-8", []byte(b.String()))
}

// explanation is what the documentation says of a type of problem, without the
// marks that are for Markdown.
type explanation struct {
	Name, Title, Meaning, Remedy string
	Status                       int
}

func explained() []explanation {
	list := make([]explanation, len(kinds))
	for i, k := range kinds {
		list[i] = explanation{k.name, k.title, strings.ReplaceAll(k.meaning, "`", ""), strings.ReplaceAll(k.remedy, "`", ""), k.status}
	}
	return list
}

// libraryAssets are the library's files that the pages ask for.
var libraryAssets = []string{"/docs/swagger-ui.css", "/docs/swagger-ui-bundle.js", "/docs/favicon-32x32.png"}

// docsAssets answers with what stands below /docs: the pages' own files and
// those of the library, whose own page is not used: it has scripts inside it.
func (a *api) docsAssets() http.HandlerFunc {
	library := v5emb.New("Storywire", "/openapi.yaml", "/docs/")
	own := map[string]endpoint{
		"/docs/":         a.docs,
		"/docs/start.js": a.docsStart,
		problemsPath:     a.problemsPage,
	}
	return a.handle(func(w http.ResponseWriter, r *http.Request) error {
		if e, ok := own[r.URL.Path]; ok {
			return e(w, r)
		}
		if !slices.Contains(libraryAssets, r.URL.Path) {
			return news.ErrNotFound
		}
		w.Header().Set("Content-Security-Policy", docsPolicy)
		setLifetime(w, r, lifeDocs)
		library.ServeHTTP(w, r)
		return nil
	})
}

func (a *api) docsStart(w http.ResponseWriter, r *http.Request) error {
	return a.sendDocs(w, r, "text/javascript; charset=utf-8", docsScript)
}
