package news

import "github.com/google/uuid"

// Mark is a place in all that changes what readers see: in the change log, and
// in the counts of what has no entry there. Whoever hands on what changes keeps
// one.
type Mark struct {
	Epoch                      string // of the change log
	Sequence                   int64  // of its last entry; 0 without any
	Records, Words, Everything int64  // as in Look
}

// Changed is what everybody sees otherwise at one mark than at an earlier one.
type Changed struct {
	// Articles are those with entries in the change log between the marks that
	// are everybody's; Removed, those of them that were taken from readers.
	Articles, Removed []uuid.UUID
	// Records says that something changed of which the log does not tell.
	Records bool
	// Words says that a search may find something else.
	Words bool
	// Everything says that any answer may be another one, or that it is not known
	// what is.
	Everything bool
}

// The surrogate keys that are no single article's, section's or author's.
const (
	// KeyOfAll is a key of every answer that may be kept.
	KeyOfAll = "storywire"
	// KeyOfLists is one of every answer that is not a single article's: any
	// article may come to be in it.
	KeyOfLists = "articles"
	// KeyOfSearches is one of every answer that was found by words, beside
	// KeyOfLists: these are read some time after what they stand in has changed.
	KeyOfSearches = "searches"
)

// KeyOfArticle is the surrogate key of what shows the article.
func KeyOfArticle(id uuid.UUID) string { return "article-" + id.String() }

// Any tells whether anybody sees anything otherwise.
func (c Changed) Any() bool {
	return c.Everything || c.Records || c.Words || len(c.Articles) > 0
}

// Keys are the surrogate keys of the answers that are not as they were; none
// where all are. A section's and an author's own are not among them: the other
// stories of both are as they were.
func (c Changed) Keys() []string {
	switch {
	case c.Everything:
		return []string{KeyOfAll}
	case len(c.Articles) == 0 && !c.Records && c.Words:
		return []string{KeyOfSearches}
	case len(c.Articles) == 0 && !c.Records:
		return nil
	}
	keys := make([]string, 0, len(c.Articles)+1)
	for _, id := range c.Articles {
		keys = append(keys, KeyOfArticle(id))
	}
	return append(keys, KeyOfLists)
}

// RemovedKeys are those of Keys that go for what was taken from readers.
func (c Changed) RemovedKeys() []string {
	switch {
	case c.Everything:
		return []string{KeyOfAll}
	case len(c.Removed) == 0:
		return nil
	}
	return Changed{Articles: c.Removed}.Keys()
}
