package main

import (
	"crypto/sha256"
	"encoding/hex"
	"net"
	"os/exec"
	"testing"
)

// TestAFollowerOfOthers has a subscriber that others wrote follow a feed: it is
// asked, told of a change with what the feed says, under a signature that it
// verifies, and asked again when it leaves.
func TestAFollowerOfOthers(t *testing.T) {
	t.Parallel()
	for _, needed := range []string{"node", "npm"} {
		if _, err := exec.LookPath(needed); err != nil {
			t.Skipf("%s is not installed: that a subscriber of others follows our feeds is not shown", needed)
		}
	}
	dir, err := packages()
	if err != nil {
		t.Fatal(err)
	}
	h := aHub(t)
	h.publish("Gulls return", "")
	address := freeAddress(t)
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	follower := &partner{name: "subscribe.mjs", dir: dir, lines: make(chan string, 100)}
	cmd := exec.CommandContext(t.Context(), "node", "subscribe.mjs", h.url+theQuay, h.url+"/hub", port)
	leave, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	follower.begin(t, cmd)
	follower.takes(t, "subscribed "+h.url+theQuay+" 60")
	h.settled()
	h.publish("Ferry is late", "")
	_, header, body := h.read(theQuay)
	digest := sha256.Sum256([]byte(body))
	follower.takes(t, "told "+header.Get("Content-Type")+" "+hex.EncodeToString(digest[:]))
	if _, err := leave.Write([]byte("\n")); err != nil {
		t.Fatal(err)
	}
	follower.takes(t, "unsubscribed "+h.url+theQuay)
	h.settled()
	if n := h.count(`select count(*) from hub_subscriptions`); n != 0 {
		t.Errorf("%d subscriptions are left", n)
	}
}
