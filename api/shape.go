package api

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"storywire/internal/news"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
)

// filler reads JSON into a Go value and gathers everything about it that does
// not fit: encoding/json stops at the first.
type filler struct {
	d       *jsontext.Decoder
	ignore  []string
	unknown news.Faults
	wrong   news.Faults
	err     error // of syntax, which has been checked before
}

// fill reads body, whose syntax has been checked, into v, a pointer. Fields
// that are not known are a problem of their own; else all wrong types are
// told. ignore names members of the whole that are skipped.
func fill(body []byte, v any, ignore []string) error {
	f := &filler{d: jsontext.NewDecoder(bytes.NewReader(body)), ignore: ignore}
	f.value(reflect.ValueOf(v).Elem())
	switch {
	case f.err != nil:
		return syntaxProblem(f.err, body)
	case len(f.unknown) > 0:
		return kindUnknownFields.problem("The body has fields that are not known here.").faults(f.unknown)
	}
	return f.wrong.Err()
}

var (
	stringType    = reflect.TypeFor[string]()
	uuidType      = reflect.TypeFor[uuid.UUID]()
	rawType       = reflect.TypeFor[json.RawMessage]()
	timeType      = reflect.TypeFor[time.Time]()
	referenceType = reflect.TypeFor[news.Reference]()
	reservedType  = reflect.TypeFor[news.Reservation]()
)

// value reads the next JSON value into v.
func (f *filler) value(v reflect.Value) {
	next := f.d.PeekKind()
	switch {
	case v.Kind() == reflect.Pointer && next == 'n':
		f.read()
		v.SetZero()
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.value(v.Elem())
	case v.Type() == rawType:
		f.raw(v)
	case v.Type() == uuidType:
		f.text("an id", func(s string) string { return setID(v, s) })
	case v.Type() == timeType:
		f.text("a time such as 2025-09-03T06:30:00Z", func(s string) string { return setTime(v, s) })
	case next == '"' && v.Addr().Type().Implements(referenceType):
		f.text("a string", func(s string) string { return refer(v, s) })
	case v.Type() == reservedType:
		f.boolean(func(said bool) { setReservation(v, said) })
	case v.Kind() == reflect.Struct:
		f.object(v)
	case v.Kind() == reflect.Slice:
		f.array(v)
	case v.Kind() == reflect.String:
		f.text("a string", func(s string) string { return setString(v, s) })
	case v.Kind() == reflect.Int:
		f.number(v)
	case v.Kind() == reflect.Bool:
		f.boolean(v.SetBool)
	default:
		panic("api: no JSON is read into a " + v.Type().String())
	}
}

// setString refuses "" where a string is a day or one of a few words: not
// having one is said by leaving it out.
func setString(v reflect.Value, s string) string {
	if s == "" && v.Type() != stringType {
		return "must not be empty; leave it out instead"
	}
	v.SetString(s)
	return ""
}

func setID(v reflect.Value, s string) string {
	id, ok := news.ParseID(s)
	if !ok {
		return "is not an id"
	}
	v.Set(reflect.ValueOf(id))
	return ""
}

func setTime(v reflect.Value, s string) string {
	t, err := time.Parse(time.RFC3339, s)
	t = t.UTC() // which may be of another year, and not one that can be written
	if err != nil || t.Year() < 1 || t.Year() > 9999 {
		return "is not a time of RFC 3339 such as 2025-09-03T06:30:00Z"
	}
	v.Set(reflect.ValueOf(t))
	return ""
}

func refer(v reflect.Value, s string) string {
	if err := v.Addr().Interface().(news.Reference).Refer(s); err != nil {
		return err.Error()
	}
	return ""
}

// text reads a string and gives it to set, which says what is wrong with it.
func (f *filler) text(what string, set func(string) string) {
	if f.d.PeekKind() != '"' {
		f.misfit("must be " + what)
		return
	}
	token := f.read()
	if fault := set(token); fault != "" {
		f.wrong.Add(f.at(), "%s", fault)
	}
}

// raw takes a value as it stands, for whoever knows what it is to be.
func (f *filler) raw(v reflect.Value) {
	value, err := f.d.ReadValue()
	if err != nil && f.err == nil {
		f.err = err
	}
	v.SetBytes(slices.Clone(value))
}

// number reads a whole number that a column of the store can hold.
func (f *filler) number(v reflect.Value) {
	if f.d.PeekKind() != '0' {
		f.misfit("must be a whole number")
		return
	}
	n, err := strconv.ParseInt(f.read(), 10, 64)
	if err != nil || n < math.MinInt32 || n > math.MaxInt32 {
		f.wrong.Add(f.at(), "must be a whole number of at most 2147483647")
		return
	}
	v.SetInt(n)
}

func setReservation(v reflect.Value, said bool) {
	v.Set(reflect.ValueOf(news.Unreserved))
	if said {
		v.Set(reflect.ValueOf(news.Reserved))
	}
}

func (f *filler) boolean(set func(bool)) {
	if k := f.d.PeekKind(); k != 't' && k != 'f' {
		f.misfit("must be true or false")
		return
	}
	set(f.read() == "true")
}

func (f *filler) array(v reflect.Value) {
	if f.d.PeekKind() != '[' {
		f.misfit("must be an array")
		return
	}
	f.read()
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	for f.err == nil && f.d.PeekKind() != ']' {
		element := reflect.New(v.Type().Elem()).Elem()
		f.value(element)
		v.Set(reflect.Append(v, element))
	}
	f.read()
}

func (f *filler) object(v reflect.Value) {
	if f.d.PeekKind() != '{' {
		what := "must be an object"
		if v.Addr().Type().Implements(referenceType) {
			what = "must be a string or an object"
		}
		f.misfit(what)
		return
	}
	f.read()
	top := f.d.StackDepth() == 1
	fields := fieldsOf(v.Type())
	for f.err == nil && f.d.PeekKind() != '}' {
		name := f.read()
		index, known := fields[name]
		switch {
		case top && slices.Contains(f.ignore, name):
			f.skip()
		case known:
			f.value(v.FieldByIndex(index))
		default:
			f.skip()
			f.unknown.Add(f.at(), "is not a field here")
		}
	}
	f.read()
}

// misfit skips a value of the wrong type and notes that.
func (f *filler) misfit(detail string) {
	f.skip()
	f.wrong.Add(f.at(), "%s", detail)
}

// at is the JSON Pointer of the value read last.
func (f *filler) at() string { return string(f.d.StackPointer()) }

func (f *filler) skip() {
	if err := f.d.SkipValue(); err != nil && f.err == nil {
		f.err = err
	}
}

// read takes the next token: a string's content, else the token as it stands.
func (f *filler) read() string {
	token, err := f.d.ReadToken()
	if err != nil {
		if f.err == nil {
			f.err = err
		}
		return ""
	}
	return token.String()
}

var fieldCache sync.Map // reflect.Type to map[string][]int

// fieldsOf are the members that a struct has in JSON, those of embedded
// structs included, and where each is.
func fieldsOf(t reflect.Type) map[string][]int {
	if cached, ok := fieldCache.Load(t); ok {
		return cached.(map[string][]int)
	}
	fields := map[string][]int{}
	for _, field := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		if was, ok := fields[name]; !ok || len(field.Index) < len(was) {
			fields[name] = field.Index
		}
	}
	fieldCache.Store(t, fields)
	return fields
}
