package news

import "time"

// Erased is what is left of a killed article whose content is removed for good,
// at the given time: which article it was, and when. Its slug stays, although
// it may have words of the headline, so that its address can say why there is
// nothing.
func (a *Article) Erased(at time.Time) *Article {
	return &Article{
		ID: a.ID, Slug: a.Slug, Aliases: a.Aliases, Status: Killed, Version: a.Version,
		Kind: a.Kind, Language: a.Language, TimeZone: a.TimeZone,
		PublishedAt: a.PublishedAt, UpdatedAt: a.UpdatedAt, CreatedAt: a.CreatedAt, ErasedAt: at,
		FirstPublicAt: a.FirstPublicAt,
		Highlights:    []string{}, Tags: []Ref{}, Authors: []ArticleAuthor{}, Photos: []ArticlePhoto{}, Body: []Block{},
		Quotes: []Quote{}, Sources: []ArticleSource{}, Mentions: []Mention{}, Corrections: []Correction{},
	}
}
