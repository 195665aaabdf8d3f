package render

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"strings"
)

//go:embed article.html
var articleHTML string

//go:embed article.css
var articleCSS string

// StyleHash names the page's own style sheet in a Content-Security-Policy (CSP
// Level 3, 2.3.1): a page needs no other.
var StyleHash = func() string {
	sum := sha256.Sum256([]byte(articleCSS))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}()

var articlePage = template.Must(template.New("article").Funcs(template.FuncMap{
	"inline": func(clean string) template.HTML { return template.HTML(clean) }, //nolint:gosec // the inline subset, cleaned when it was written
	"style":  func() template.CSS { return template.CSS(articleCSS) },          //nolint:gosec // our own
	"lines":  func(s string) []string { return strings.Split(s, "\n") },
	"og":     func(lang string) string { return strings.ReplaceAll(lang, "-", "_") },
	"speaks": speakerLine,
	"feeds":  func() []Format { return Formats },
	"typed":  func(f Format) template.HTMLAttr { return template.HTMLAttr(`type="` + f.Media + `"`) }, //nolint:gosec // our own; with its "+", which programs that look for feeds expect
}).Parse(articleHTML))

// HTML is the article as a page by itself (HTML Living Standard): an article
// element with a header, figures, blockquotes, corrections and, for programs,
// its facts as JSON-LD. It runs no script and fetches nothing but its pictures.
func HTML(i *Item) ([]byte, error) {
	data, err := JSONLD(i)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = articlePage.Execute(&b, struct {
		*told
		Base string
		Data template.JS
	}{i.told, i.feed.Base, template.JS(data)}) //nolint:gosec // written with its "<" escaped
	return b.Bytes(), err
}
