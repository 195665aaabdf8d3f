package growth

import (
	"time"

	"golang.org/x/sys/unix"
)

// processor is the time that this thread has spent on a processor so far. What
// getrusage says of a thread is behind by up to a tick of the scheduler.
func processor() time.Duration {
	var spent unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &spent); err != nil {
		panic(err) // there is no such clock: nothing can be measured
	}
	return time.Duration(spent.Nano())
}
