package auth

import (
	"bytes"
	"testing"
)

func TestAVaultOpensForItsOwner(t *testing.T) {
	t.Parallel()
	secret, owner := []byte("what signs"), []byte("a webhook")
	v, err := NewVault([]byte("of the house, and long enough to be one"), "tests")
	if err != nil {
		t.Fatal(err)
	}
	closed := v.Close(secret, owner)
	if bytes.Contains(closed, secret) || bytes.Equal(closed, v.Close(secret, owner)) {
		t.Error("what is closed shows, or is the same twice")
	}
	if got := v.Open(closed, owner); !bytes.Equal(got, secret) {
		t.Errorf("it opens to %q", got)
	}
	other, err := NewVault([]byte("of the house, and long enough to be one"), "something else")
	if err != nil {
		t.Fatal(err)
	}
	bent := bytes.Clone(closed)
	bent[len(bent)-1] ^= 1
	for name, got := range map[string][]byte{
		"another owner": v.Open(closed, []byte("another webhook")), "another purpose": other.Open(closed, owner),
		"bent": v.Open(bent, owner), "cut": v.Open(closed[:5], owner), "empty": v.Open(nil, owner),
	} {
		if got != nil {
			t.Errorf("%s: it opens to %q", name, got)
		}
	}
}
