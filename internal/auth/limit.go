package auth

import "time"

// Allowance is what a caller may still ask of a limit: a bucket that holds a
// minute's requests, and into which as many run in a minute, evenly. Whoever was
// quiet for a minute may send all of them at once.
type Allowance struct {
	Limit    int       // requests a minute
	Left     float64   // requests in the bucket
	Admitted bool      // whether the request that was asked about is answered
	At       time.Time // by the asker's clock
}

// After is the allowance some time later, when so many more were admitted.
func (a Allowance) After(now time.Time, admitted int) Allowance {
	a.Left = min(float64(a.Limit), a.Left+now.Sub(a.At).Minutes()*float64(a.Limit)) - float64(admitted)
	a.At = now
	return a
}

// Full is how long it takes until the bucket is full again.
func (a Allowance) Full() time.Duration { return a.until(float64(a.Limit)) }

// Wait is how long it takes until a request is in the bucket.
func (a Allowance) Wait() time.Duration { return a.until(1) }

func (a Allowance) until(requests float64) time.Duration {
	return time.Duration(max(0, requests-a.Left) / float64(a.Limit) * float64(time.Minute))
}
