package news

import (
	"errors"
	"time"
)

// Once is a request that has one effect and one answer, however often it is
// made: what its caller calls it, and what tells it from others.
type Once struct {
	Key         string        // the caller's name for it, 1 to 255 characters
	Operation   []byte        // a hash of what is to be done, 32 bytes: a key is good once for each
	Fingerprint []byte        // a hash of what was sent along, 32 bytes: the same each time
	Patience    time.Duration // how long to wait for the same request, made before and not answered yet
}

// ErrInProgress says that the same request was made before and is not answered
// yet.
var ErrInProgress = errors.New("the same request is in progress")

// ErrKeyReused says that another request was made under the same key before.
var ErrKeyReused = errors.New("the key was used for another request")

// ErrAnswerErased says that the same request was made before, and that its
// answer was erased since: it may have held what was to be removed for good.
var ErrAnswerErased = errors.New("the answer was erased")
