package contract

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
)

// docsAssets are what the documentation page loads: files of somebody else's,
// which no contract declares.
const docsAssets = "/docs/"

// Handler is h, with every response and every request that h accepted held to
// the document; what has drifted fails t. A test that serves it must end its
// server before it ends itself.
//
// HEAD is held to the GET it stands for. OPTIONS, which is CORS's, and what
// lies below /docs/ are passed by.
func (s *Spec) Handler(t testing.TB, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodOptions || strings.HasPrefix(r.URL.Path, docsAssets) {
			h.ServeHTTP(w, r)
			return
		}
		var sent bytes.Buffer
		asked := r.Clone(r.Context()) // as it came: h may rewrite its own
		asked.Body = http.NoBody      // the server may close it before it is looked at; sent has it
		passed := r.WithContext(r.Context())
		if r.Body != nil {
			passed.Body = &teeBody{ReadCloser: r.Body, to: &sent}
		}
		answer := &recorder{ResponseWriter: w}
		h.ServeHTTP(answer, passed)
		if answer.status == 0 && r.Context().Err() != nil {
			return // the caller hung up: there is no answer
		}
		answer.settle()
		for _, fault := range s.check(asked, sent.Bytes(), answer) {
			t.Errorf("%s %s answered %d, which is not as the contract has it: %s", r.Method, asked.URL.RequestURI(), answer.status, fault)
		}
	})
}

// teeBody keeps what a handler read of a body.
type teeBody struct {
	io.ReadCloser
	to *bytes.Buffer
}

func (b *teeBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.to.Write(p[:n])
	return n, err
}

// recorder keeps a copy of what passes through it.
type recorder struct {
	http.ResponseWriter
	status int
	header http.Header // as it was sent
	body   bytes.Buffer
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= 200 { // 1xx is not the answer yet
		r.status, r.header = status, r.Header().Clone()
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	r.settle()
	r.body.Write(p)
	return r.ResponseWriter.Write(p)
}

// settle is what net/http does where no status was written.
func (r *recorder) settle() {
	if r.status == 0 {
		r.status, r.header = http.StatusOK, r.Header().Clone()
	}
}

// Flush lets a stream through as it comes.
func (r *recorder) Flush() {
	r.settle()
	http.NewResponseController(r.ResponseWriter).Flush() //nolint:errcheck // a writer that cannot flush sends later
}

// Unwrap is for http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
