package auth

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
)

// NewSigningSecret makes what signs a webhook's messages: 256 random bits, and the
// text that its receiver is given of them, in the form of Standard Webhooks.
func NewSigningSecret() (secret []byte, text string) {
	secret = make([]byte, 32)
	rand.Read(secret) // never fails: it ends the program instead
	return secret, "whsec_" + base64.StdEncoding.EncodeToString(secret)
}

// Vault closes secrets that the house itself must be able to read again: with
// AES-256-GCM, under a key that is made from a secret of the house.
type Vault struct{ aead cipher.AEAD }

// NewVault is the vault of a secret of the house, for what purpose says.
func NewVault(secret []byte, purpose string) (Vault, error) {
	const size = 32 // AES-256
	key, err := hkdf.Key(sha256.New, secret, nil, "storywire vault "+purpose, size)
	if err != nil {
		return Vault{}, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return Vault{}, err
	}
	aead, err := cipher.NewGCM(block)
	return Vault{aead}, err
}

// Close is the secret as it may be stored: the nonce, then what is sealed. It
// opens only for the same owner.
func (v Vault) Close(secret, owner []byte) []byte {
	nonce := make([]byte, v.aead.NonceSize(), v.aead.NonceSize()+len(secret)+v.aead.Overhead())
	rand.Read(nonce) // never fails: it ends the program instead
	return v.aead.Seal(nonce, nonce, secret, owner)
}

// Open is what was closed for the owner. What was not closed by this vault is
// nil.
func (v Vault) Open(closed, owner []byte) []byte {
	n := v.aead.NonceSize()
	if len(closed) < n {
		return nil
	}
	secret, err := v.aead.Open(nil, closed[:n], closed[n:], owner)
	if err != nil {
		return nil
	}
	return secret
}
