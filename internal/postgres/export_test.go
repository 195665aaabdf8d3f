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
