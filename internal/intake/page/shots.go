package page

import (
	"time"

	"storywire/internal/intake"
	"storywire/internal/news"
)

// dateShots sets what the captions tell of their pictures: when each was taken
// and given out, and by whom.
func (r *reader) dateShots() {
	published := r.article.PublishedAt
	if l, err := time.LoadLocation(r.article.TimeZone); err == nil && !published.IsZero() {
		published = published.In(l)
	}
	for i := range r.article.Photos {
		p := &r.article.Photos[i].PhotoFacts
		shot := intake.ReadShot(p.Caption, published)
		day := func(to *news.Date, on news.Date, name string, confidence float64) {
			if *to == "" && on != "" {
				*to = on
				note(r, under("photos", i)+"/"+name, claim[string]{evidence: cut(p.Caption, 120), method: "day_in_caption", confidence: confidence}, nil)
			}
		}
		day(&p.TakenOn, shot.TakenOn, "taken_on", shot.Taken)
		day(&p.ReleasedOn, shot.ReleasedOn, "released_on", shot.Released)
		if p.ReleasedBy == "" && shot.ReleasedBy != "" {
			p.ReleasedBy = shot.ReleasedBy
			note(r, under("photos", i)+"/released_by", claim[string]{evidence: cut(p.Caption, 120), method: "name_in_caption", confidence: 0.85}, nil)
		}
	}
}
