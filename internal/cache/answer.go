package cache

import (
	"bytes"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Field is a header of an answer, under its canonical name. The values are
// shared by all who are answered: they must not be changed.
type Field struct {
	Name   string
	Values []string
}

// Answer is an answer as it is kept. What is exported is set before it is kept
// and not changed any more.
type Answer struct {
	Status int
	Fields []Field // that all its forms have
	Media  string  // Content-Type; "" without a body
	Body   []byte
	Tag    string // its strong entity tag, with the quotes; "" without one

	// Depends is the names of what it shows.
	Depends []string
	// Negotiated says that it is for those alone who sent the same Accept.
	Negotiated bool
	// About is whatever the caller wants to know when it is served.
	About any

	forms    [codings]*Form
	signpost bool // stands for answers that were negotiated, and is none
	key      Key
	own      bool         // only the moments of the articles that it shows concern it
	limit    int64        // when it ends whatever comes
	ends     atomic.Int64 // when a moment of its articles may come, where it is its own
	weight   uint32
	dropped  atomic.Bool
}

// Coding is a content coding (RFC 9110, 8.4.1).
type Coding int

// The codings that answers come in.
const (
	Identity Coding = iota
	Gzip
	Zstd
	codings
)

// String is the coding's name as Content-Encoding has it.
func (c Coding) String() string { return [...]string{"identity", "gzip", "zstd"}[c] }

// Form is an answer in one coding.
type Form struct {
	Body   []byte
	Fields []Field // those of the body: type, length, coding, tag
	tag    []string
}

// overhead is what an answer takes in memory beside its bytes, in bytes: the
// structs, the entries of the tables that it is found by.
const overhead = 768

func (a *Answer) weigh() {
	n := overhead + len(a.key.Path) + len(a.key.Query) + len(a.key.Accept) + len(a.Body)
	for _, f := range a.Fields {
		n += 64 + len(f.Values[0])
	}
	for _, name := range a.Depends {
		n += 64 + len(name)
	}
	for coding, f := range a.forms {
		if f != nil {
			n += 256
		}
		if f != nil && coding != int(Identity) {
			n += len(f.Body)
		}
	}
	a.weight = uint32(min(n, 1<<31))
}

// Form is the answer in the coding. It is made when it is asked for first.
func (c *Cache) Form(a *Answer, coding Coding) *Form {
	if f := a.forms[coding]; f != nil {
		return f
	}
	f := a.Coded(coding)
	if c.store == nil {
		return f
	}
	with := &Answer{
		Status: a.Status, Fields: a.Fields, Media: a.Media, Body: a.Body, Tag: a.Tag,
		Depends: a.Depends, Negotiated: a.Negotiated, About: a.About, forms: a.forms, key: a.key, own: a.own, limit: a.limit,
	}
	with.forms[coding] = f
	with.weigh()
	c.replace(a, with)
	return f
}

// TagIs is the value of ETag that the tag is, of a form that has been asked for;
// nil where it is none. It does not allocate.
func (a *Answer) TagIs(tag string) []string {
	for _, f := range a.forms {
		if f != nil && f.tag != nil && f.tag[0] == tag {
			return f.tag
		}
	}
	return nil
}

// Coded is the answer in the coding, made anew.
func (a *Answer) Coded(coding Coding) *Form {
	f := &Form{Body: a.Body}
	suffix := ""
	if coding != Identity {
		f.Body = Encode(coding, a.Body)
		f.Fields = append(f.Fields, Field{"Content-Encoding", []string{coding.String()}})
		suffix = "-" + coding.String()
	}
	if a.Tag != "" {
		f.tag = []string{strings.TrimSuffix(a.Tag, `"`) + suffix + `"`}
		f.Fields = append(f.Fields, Field{"Etag", f.tag})
	}
	if a.Body != nil {
		f.Fields = append(f.Fields, Field{"Content-Type", []string{a.Media}}, Field{"Content-Length", []string{strconv.Itoa(len(f.Body))}})
	}
	return f
}

var (
	gzips = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}
	zstds = sync.OnceValue(func() *zstd.Encoder {
		e, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true))
		if err != nil {
			panic(err) // the options above are constants
		}
		return e
	})
)

// Encode is the body in the coding.
func Encode(coding Coding, body []byte) []byte {
	switch coding {
	case Gzip:
		var b bytes.Buffer
		w := gzips.Get().(*gzip.Writer)
		defer gzips.Put(w)
		w.Reset(&b)
		_, _ = w.Write(body) // a buffer takes everything
		_ = w.Close()
		return bytes.Clone(b.Bytes()) // without the room that the buffer has left
	case Zstd:
		return zstds().EncodeAll(body, nil)
	}
	return body
}
