package news

import (
	"maps"
	"slices"
)

// Clone is a deep copy: nothing done to it shows in the article.
func (a *Article) Clone() *Article {
	c := *a
	c.Aliases, c.Highlights = slices.Clone(a.Aliases), slices.Clone(a.Highlights)
	if a.Section != nil {
		section := *a.Section
		c.Section = &section
	}
	c.Tags, c.Authors, c.Photos = slices.Clone(a.Tags), slices.Clone(a.Authors), slices.Clone(a.Photos)
	c.Sources, c.Mentions = slices.Clone(a.Sources), slices.Clone(a.Mentions)
	c.Corrections = slices.Clone(a.Corrections) // what one of them says never changes
	c.Body = slices.Clone(a.Body)
	for i := range c.Body {
		c.Body[i].Items = slices.Clone(c.Body[i].Items)
	}
	c.Quotes = slices.Clone(a.Quotes)
	for i := range c.Quotes {
		if s := c.Quotes[i].Speaker; s != nil {
			speaker := *s
			c.Quotes[i].Speaker = &speaker
		}
	}
	c.Links = maps.Clone(a.Links)
	return &c
}
