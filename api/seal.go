package api

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
)

// seal closes and opens the answers that are kept for one Idempotency-Key of
// one caller and one operation. Its keys are made from the caller's API key,
// which is kept nowhere: a kept answer is closed to everybody else, to whoever
// reads the database as well. Every answer is: that of POST /v1/keys holds a
// secret, others a story that nobody may see yet.
type seal struct {
	aead    cipher.AEAD
	mac     []byte // the key of fingerprints
	context []byte // what an answer is bound to
}

func newSeal(secret, key string, operation []byte) (*seal, error) {
	const size = 32 // AES-256, HMAC-SHA-256
	keys, err := hkdf.Key(sha256.New, []byte(secret), operation, "storywire idempotency "+key, 2*size)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(keys[:size])
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	return &seal{aead: aead, mac: keys[size:], context: slices.Concat(operation, []byte(key))}, err
}

// fingerprint tells one body from another, to who has the caller's API key.
func (s *seal) fingerprint(media string, body []byte) []byte {
	h := hmac.New(sha256.New, s.mac)
	h.Write([]byte(media))
	h.Write([]byte{0}) // no header has it
	h.Write(body)
	return h.Sum(nil)
}

// close is the answer as it may be stored: the nonce, then what is sealed.
func (s *seal) close(answer []byte) []byte {
	nonce := make([]byte, s.aead.NonceSize(), s.aead.NonceSize()+len(answer)+s.aead.Overhead())
	rand.Read(nonce) // never fails: it ends the program instead
	return s.aead.Seal(nonce, nonce, answer, s.context)
}

// open is what was closed. A nil answer is one that was not closed by us.
func (s *seal) open(closed []byte) []byte {
	n := s.aead.NonceSize()
	if len(closed) < n {
		return nil
	}
	answer, err := s.aead.Open(nil, closed[:n], closed[n:], s.context)
	if err != nil {
		return nil
	}
	return answer
}

// heldHead is all of an answer but its body.
type heldHead struct {
	Status int         `json:"status"`
	Header http.Header `json:"header"`
}

// encode is the answer as bytes: its head as a line of JSON, then the body.
func (h *heldAnswer) encode() []byte {
	head, err := json.Marshal(heldHead{h.status, h.header})
	if err != nil {
		panic(err) // strings and a number alone
	}
	return slices.Concat(head, []byte("\n"), h.body)
}

// decodeHeld reads what encode wrote.
func decodeHeld(encoded []byte) (heldAnswer, error) {
	line, body, ok := bytes.Cut(encoded, []byte("\n"))
	var head heldHead
	if !ok || json.Unmarshal(line, &head) != nil || head.Header == nil {
		return heldAnswer{}, errors.New("a kept answer that cannot be read")
	}
	return heldAnswer{head.Status, head.Header, body}, nil
}
