package auth

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
)

func TestScopes(t *testing.T) {
	for name, test := range map[string]struct {
		has    []Scope
		can    []Scope
		cannot []Scope
		drafts bool
	}{
		"nobody":    {nil, nil, Scopes, false},
		"a partner": {[]Scope{Feed}, []Scope{Feed}, []Scope{Write, Publish, Admin}, false},
		"a writer":  {[]Scope{Write}, []Scope{Write}, []Scope{Feed, Publish, Admin}, true},
		"an admin":  {[]Scope{Admin}, Scopes, nil, true},
	} {
		p := Principal{Scopes: test.has}
		for _, s := range test.can {
			if !p.Can(s) {
				t.Errorf("%s cannot %s", name, s)
			}
		}
		for _, s := range test.cannot {
			if p.Can(s) {
				t.Errorf("%s can %s", name, s)
			}
		}
		if p.SeesDrafts() != test.drafts {
			t.Errorf("%s sees drafts: %v", name, p.SeesDrafts())
		}
	}
}

func TestSettle(t *testing.T) {
	for name, test := range map[string]struct {
		key  Key
		want []string // the places that are wrong
	}{
		"a partner's":                  {Key{Name: "Coast Agency", Scopes: []Scope{Feed}}, nil},
		"one with advance copies":      {Key{Name: "Coast Agency", Scopes: []Scope{Write, Feed}, Advance: true}, nil},
		"an admin holds feed too":      {Key{Name: "desk", Scopes: []Scope{Admin}, Advance: true}, nil},
		"advance copies for no reader": {Key{Name: "desk", Scopes: []Scope{Write}, Advance: true}, []string{"/advance"}},
		"everything at once": {Key{Scopes: []Scope{Feed, "root"}, Advance: true, Name: strings.Repeat("n", maxName+1)},
			[]string{"/name", "/scopes/1"}},
		"nothing": {Key{Advance: true}, []string{"/name", "/scopes", "/advance"}},
	} {
		var got []string
		for _, f := range test.key.Settle() {
			got = append(got, f.Pointer)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, not %v", name, got, test.want)
		}
	}
}

func TestSecretsAreLongAndNeverTheSame(t *testing.T) {
	a, b := NewSecret(), NewSecret()
	if a == b || !strings.HasPrefix(a, "sw_") || len(a) != 46 {
		t.Errorf("%q, %q", a, b)
	}
	if string(Hash(a)) == string(Hash(b)) || len(Hash(a)) != 32 {
		t.Error("hashes")
	}
}

func TestPrincipalTravelsInTheContext(t *testing.T) {
	p := Principal{KeyID: uuid.New(), Name: "desk"}
	if got := From(With(context.Background(), p)); got.KeyID != p.KeyID || got.Anonymous() {
		t.Errorf("%+v", got)
	}
	if got := From(context.Background()); !got.Anonymous() {
		t.Errorf("%+v", got)
	}
}
