package postgres

import (
	"context"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// SearchInWindows has the store look for words in windows of time alone, however
// few articles there are.
func (s *Store) SearchInWindows() { s.fewSearched = 0 }

// FollowLog is followLog for a follower that writes nothing of its own.
func (s *Store) FollowLog(ctx context.Context, trail string, by auth.Principal, take func([]news.Change) error) (int, error) {
	return s.followLog(ctx, trail, by, func(_ *unit, list []news.Change) error { return take(list) })
}

// PublishNew stores a new article and publishes it, whether there is one like it
// or not.
func (s *Store) PublishNew(ctx context.Context, by auth.Principal, a *news.Article) (doc news.Document, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		doc, err = s.create(ctx, u, a.Clone(), news.NewID(), true)
		return err
	})
	return doc, err
}

// Crowd is how many writes at once words wait for, and GiveWay for how long.
const Crowd, GiveWay = crowd, giveWay
