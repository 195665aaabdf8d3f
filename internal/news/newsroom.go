package news

import "strings"

// Newsroom is the house's own settings: one record, always there.
type Newsroom struct {
	Record
	Name              string `json:"name"`
	LogoURL           string `json:"logo_url,omitempty"`
	Language          string `json:"language"`              // BCP 47; an article's unless it says
	TimeZone          string `json:"time_zone"`             // IANA; an article's unless it says
	ArticleURL        string `json:"article_url,omitempty"` // "https://news.example/{section}/{slug}"
	CorrectionsPolicy string `json:"corrections_policy,omitempty"`
	MinorEdits        Minor  `json:"minor_edits"`
	Terms                    // of every story that says nothing else
}

// Minor is what the newsroom allows to be changed in a published article
// without a public note.
type Minor struct {
	Allowed       bool `json:"allowed"`
	MaxCharacters int  `json:"max_characters,omitempty"` // 0: no cap
}

// Link sets the article's addresses: where the API has it and, when the
// newsroom has a template for it, where readers see it on the web. A story
// without a section leaves that part of the path out.
func (n Newsroom) Link(a *Article) {
	a.Links = Links{"self": "/v1/articles/" + a.ID.String()}
	if n.ArticleURL == "" {
		return
	}
	template, section := n.ArticleURL, ""
	if a.Section != nil {
		section = a.Section.Slug
	} else {
		template = strings.ReplaceAll(template, "{section}/", "")
	}
	a.Links["web"] = strings.NewReplacer("{section}", section, "{slug}", a.Slug, "{id}", a.ID.String()).Replace(template)
}
