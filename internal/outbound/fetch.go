package outbound

import (
	"fmt"
	"io"
	"net/http"
	"time"
)

// Fetched is what an address was answered with.
type Fetched struct {
	Status     int    // 0 where there was no answer
	Address    string // where it came from in the end, redirects followed
	Moved      string // where what was asked for is from now on, as redirects for good say; "" where it was
	Header     http.Header
	Body       []byte
	RetryAfter time.Duration // how long it asks to be left alone; 0 where it does not
	// Fault is why it is not there, whole, in words that whoever gave the address
	// may read.
	Fault string
}

// Fetch makes the call and reads the answer to its end, most bytes of body at
// most, as they are when they are unpacked.
func Fetch(client *http.Client, r *http.Request, most int64) (f Fetched) {
	answer, err := client.Do(r) //nolint:gosec // which addresses it reaches is the client's to say
	if err != nil {
		f.Fault = faultOf(err)
		return f
	}
	defer answer.Body.Close()
	f.Status, f.Header, f.Address = answer.StatusCode, answer.Header, answer.Request.URL.String()
	f.Moved = movedTo(answer.Request)
	f.RetryAfter = retryAfter(answer.Header.Get("Retry-After"), time.Now())
	if f.Body, err = io.ReadAll(io.LimitReader(answer.Body, most+1)); err != nil {
		f.Fault = faultOf(err)
	}
	if int64(len(f.Body)) > most {
		f.Fault = fmt.Sprintf("what came is longer than %d bytes", most)
	}
	if f.Fault != "" {
		f.Body = nil
	}
	return f
}

// movedTo is how far redirects for good lead from the first request to the last,
// none of them from https to http.
func movedTo(last *http.Request) (address string) {
	for r := last; r.Response != nil; r = r.Response.Request {
		from, status := r.Response.Request, r.Response.StatusCode
		forGood := status == http.StatusMovedPermanently || status == http.StatusPermanentRedirect
		switch {
		case !forGood || from.URL.Scheme == "https" && r.URL.Scheme != "https":
			address = ""
		case address == "":
			address = r.URL.String()
		}
	}
	return address
}
