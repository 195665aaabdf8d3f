package api

import (
	"context"
	"net/http"

	"github.com/klauspost/compress/gzhttp"
)

// minCompressed is the size, in bytes, below which coding saves nothing: one
// packet is one packet.
const minCompressed = 1024

// compress codes answers as the caller takes them, zstd before gzip where it
// takes both as gladly. The ETag of a coded answer gets the coding's suffix:
// other bytes, another strong tag (RFC 9110, 8.8.3.3).
func compress() func(http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(
		gzhttp.MinSize(minCompressed),
		gzhttp.SuffixETag("-gzip"), // the library writes -zstd in its place for zstd
	)
	if err != nil {
		panic(err) // the options above are constants
	}
	return func(next http.Handler) http.Handler { return wrap(next) }
}

// headAsGet answers HEAD as it would GET, coding included: the tag that HEAD
// tells is that of the bytes which GET would send. The server itself leaves
// the body out.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			r = r.WithContext(context.WithValue(r.Context(), headKey, true))
			r.Method = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

// isHead tells whether nobody waits for the body.
func isHead(r *http.Request) bool { return r.Context().Value(headKey) != nil }
