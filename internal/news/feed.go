package news

import "time"

// FeedState is what a feed tells besides its stories, whichever these are.
type FeedState struct {
	Room Newsroom
	// Changed is when readers were last told of anything at all, so that no feed
	// has changed since; zero before the first time.
	Changed time.Time
	Gone    []Tombstone // what was taken from readers; the last to go first
}
