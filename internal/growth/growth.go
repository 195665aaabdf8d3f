// Package growth sees that the work of a reader grows with what it reads and no
// faster, so that nobody keeps a core busy with a file that is made for it.
//
// It is for tests alone. It measures one function by the time that its own thread
// spends on a processor, which no neighbour on the machine adds to, and compares
// sizes of one run: how fast a machine is plays no part. It must not know what is
// read.
package growth

import (
	"fmt"
	"math"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

const (
	// most is how many times the work four times as much may take: it is four in
	// proportion, and sixteen as the square.
	most = 10
	// enough is how often the large one is read before its growth is believed. A busy
	// machine slows what it runs, at times, and makes nothing faster: the least of the
	// times comes near the truth from above.
	enough = 6
	// heap is what a reading may fill before garbage is collected.
	heap = 2 << 30
)

// Check fails the test where reading four times as much takes more than ten times the
// work. The function prepares what is read, of the given size, and returns its
// reading, which must not hand its work to other goroutines. A reading of the size n
// should take some milliseconds.
//
// It sets how the process collects garbage, so that the test cannot be parallel.
func Check(t testing.TB, n int, prepare func(n int) (read func())) {
	t.Helper()
	small, large := compare(prepare(n), prepare(4*n))
	grown := fmt.Sprintf("four times as much takes %.1f times as long as %s", float64(large)/float64(small), small)
	if large > most*small {
		t.Error(grown)
	} else {
		t.Log(grown)
	}
}

// compare is the least that each of two readings takes, in turns. It ends with
// the first in which the large one is within bounds.
func compare(readSmall, readLarge func()) (small, large time.Duration) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	// The collector would run when the large one has made enough, and make the thread
	// work for it.
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(heap))
	defer debug.SetGCPercent(debug.SetGCPercent(-1))

	small, large = math.MaxInt64, math.MaxInt64
	for range enough {
		runtime.GC() // so that what is read finds the memory of the turn before
		for range 3 {
			small = min(small, spent(readSmall))
		}
		if large = min(large, spent(readLarge)); large <= most*small {
			break
		}
	}
	return small, large
}

// spent is what a reading takes of this thread's time.
func spent(read func()) time.Duration {
	before := processor()
	read()
	return processor() - before
}
