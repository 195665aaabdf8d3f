package page

import "storywire/internal/news"

// refuse tells pages that are not one article.
func (r *reader) refuse() error {
	var f news.Faults
	if len(r.article.Body) == 0 {
		f.Add("", "not one article: the page has no story")
	}
	return f.Err()
}
