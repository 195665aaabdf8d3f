package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"sync"
	"syscall"
	"testing"
)

// TestKilledWhileItWrites kills the program while it answers requests that
// have an Idempotency-Key, and sends all of them again to the next one: each
// has one effect, and who was answered gets the same answer.
func TestKilledWhileItWrites(t *testing.T) {
	t.Parallel()
	p := furnished(t)
	p.start()
	key := regexp.MustCompile(`sw_[\w-]{43}`).FindString(p.said.String())
	const stories, before = 60, 15
	var first, second [stories]string
	var answered sync.WaitGroup
	answered.Add(before)
	var mu sync.Mutex
	left := before
	var all sync.WaitGroup
	for i := range stories {
		all.Go(func() {
			first[i] = p.post("/v1/articles", key, fmt.Sprint("story-", i), fmt.Sprintf(`{"headline": "Log entry %d"}`, i))
			mu.Lock()
			defer mu.Unlock()
			if left--; left >= 0 {
				answered.Done()
			}
		})
	}
	answered.Wait()
	if err := p.end(syscall.SIGKILL); err == nil {
		t.Fatal("it was not killed")
	}
	all.Wait()
	p.start()
	same := 0
	for i := range stories {
		second[i] = p.post("/v1/articles", key, fmt.Sprint("story-", i), fmt.Sprintf(`{"headline": "Log entry %d"}`, i))
		switch first[i] {
		case second[i]:
			same++
		case "":
		default:
			t.Errorf("the answer was %s\nand is %s", first[i], second[i])
		}
		if second[i] == "" {
			t.Fatal("no answer after the restart")
		}
	}
	_, body := p.send(http.MethodGet, "/v1/articles?status=draft&limit=100", key, "", "")
	var list struct{ Data []json.RawMessage }
	if err := json.Unmarshal([]byte(body), &list); err != nil || len(list.Data) != stories || same < before {
		t.Errorf("%d articles of %d requests, of which %d were answered the same twice; %v", len(list.Data), stories, same, err)
	}
}

// post is the body of the 201 that a POST is answered with; "" for any other
// answer or none.
func (p *program) post(path, key, idempotencyKey, body string) string {
	header := http.Header{"Authorization": {"Bearer " + key}, "Content-Type": {"application/json"}, "Idempotency-Key": {idempotencyKey}}
	if status, answer := p.request(http.MethodPost, path, header, body); status == http.StatusCreated {
		return answer
	}
	return ""
}
