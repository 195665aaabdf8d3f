package api

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestIdempotencyKeys(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"8c6f2d1e-4b0a":           "8c6f2d1e-4b0a",
		`"8c6f2d1e-4b0a"`:         "8c6f2d1e-4b0a",
		` "a" `:                   "a",
		`"a\"b\\c"`:               `a"b\c`,
		`a"b`:                     `a"b`,
		strings.Repeat("x", 255):  strings.Repeat("x", 255),
		strings.Repeat("x", 256):  "",
		"":                        "",
		`""`:                      "",
		`"`:                       "",
		`"a`:                      "",
		`"a"b`:                    "",
		`"a";x=1`:                 "",
		`"a\`:                     "",
		`"\x"`:                    "",
		`"a b"`:                   "",
		"a b":                     "",
		"sch\u00f6n":              "",
		"\"a\x7f\"":               "",
		"a, b":                    "",
		`"` + "\u2028" + `"`:      "",
		"8c6f2d1e-4b0a,8c6f2d1e2": "8c6f2d1e-4b0a,8c6f2d1e2",
	} {
		got, ok := idempotencyKey([]string{header})
		if ok != (want != "") || ok && got != want {
			t.Errorf("%q: read as %q, %v", header, got, ok)
		}
	}
	if _, ok := idempotencyKey([]string{"a", "a"}); ok {
		t.Error("two headers are taken")
	}
}

func FuzzIdempotencyKey(f *testing.F) {
	for _, seed := range []string{"a", `"a"`, `"\"\\"`, `"`, `"\`, "", "\x00", `"a"b`, "é"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		key, ok := idempotencyKey([]string{header})
		if !ok {
			return
		}
		quoted := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(key) + `"`
		if again, ok := idempotencyKey([]string{quoted}); !ok || again != key || len(key) > maxKey {
			t.Errorf("%q is %q, and in quotes %q, %v", header, key, again, ok)
		}
	})
}

func TestSeals(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringN(1, 20, -1)
		secret, key, operation := text.Draw(t, "secret"), text.Draw(t, "key"), text.Draw(t, "operation")
		made := func(secret, key, operation string) *seal {
			s, err := newSeal(secret, key, []byte(operation))
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		s := made(secret, key, operation)
		a := heldAnswer{201, http.Header{"Etag": {`"1-x"`}}, rapid.SliceOf(rapid.Byte()).Draw(t, "body")}
		closed := s.close(a.encode())
		got, err := decodeHeld(made(secret, key, operation).open(closed))
		if err != nil || got.status != a.status || string(got.body) != string(a.body) || !cmp.Equal(got.header, a.header) {
			t.Fatalf("opened as %v, %v", got, err)
		}
		for _, other := range []*seal{made(secret+"x", key, operation), made(secret, key+"x", operation), made(secret, key, operation+"x")} {
			if other.open(closed) != nil || string(other.fingerprint("m", a.body)) == string(s.fingerprint("m", a.body)) {
				t.Fatal("somebody else's seal fits")
			}
		}
		closed[rapid.IntRange(0, len(closed)-1).Draw(t, "bent")] ^= 1
		if _, err := decodeHeld(s.open(closed)); err == nil {
			t.Fatal("a bent answer is taken")
		}
		if _, err := decodeHeld(s.open(closed[:5])); err == nil {
			t.Fatal("a piece of an answer is taken")
		}
	})
}
