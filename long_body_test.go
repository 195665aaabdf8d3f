package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// tooLong is a body that is longer than any that is taken.
const tooLong = 50 << 20

// TestWhoSendsTooMuchIsTold has programs send 50 MB, with a key and without: each gets
// the answer that says what is wrong, those too that read nothing before they have
// sent it all.
func TestWhoSendsTooMuchIsTold(t *testing.T) {
	t.Parallel()
	p := furnished(t)
	key := p.started()
	for _, chunked := range []bool{false, true} {
		for _, k := range []string{key, ""} {
			want := http.StatusRequestEntityTooLarge
			if k == "" {
				want = http.StatusUnauthorized
			}
			status, body := p.sendsBeforeItReads(k, chunked, nil)
			if status != want || !strings.Contains(body, `"type":`) {
				t.Errorf("chunked: %v, with a key: %v: %d %s", chunked, k != "", status, body)
			}
		}
	}
	if status, body := p.sendsBeforeItReads(key, false, []string{"Idempotency-Key: a-key"}); status != http.StatusRequestEntityTooLarge {
		t.Errorf("with an Idempotency-Key: %d %s", status, body)
	}
	file := filepath.Join(t.TempDir(), "long.html")
	if err := os.WriteFile(file, bytes.Repeat([]byte("a"), tooLong), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range longBodyClients {
		if _, err := exec.LookPath(c[0]); err != nil {
			t.Logf("%s is not run: %v", c[0], err)
			continue
		}
		for k, want := range map[string]string{key: "413", "": "401"} {
			cmd := exec.CommandContext(t.Context(), c[0], c[1:]...)
			cmd.Env = append(os.Environ(), "URL="+p.url+"/v1/import", "KEY="+k, "FILE="+file)
			out, err := cmd.CombinedOutput()
			if strings.Contains(string(out), "No module named") {
				t.Logf("%s is not run: %s", c, out)
				break
			}
			if err != nil || !strings.HasPrefix(string(out), want) {
				t.Errorf("%s: %v, %s", c, err, out)
			}
		}
	}
}

// longBodyClients send $FILE to $URL and print the status.
var longBodyClients = [][]string{
	{"python3", "-c", `
import os, urllib.request, urllib.error
try:
    urllib.request.urlopen(urllib.request.Request(os.environ["URL"], open(os.environ["FILE"], "rb").read(),
        {"Content-Type": "text/html"} | ({"Authorization": "Bearer " + os.environ["KEY"]} if os.environ["KEY"] else {})))
except urllib.error.HTTPError as e:
    print(e.code, e.read().decode())`},
	{"python3", "-c", `
import os, requests
r = requests.post(os.environ["URL"], open(os.environ["FILE"], "rb"), headers=
    {"Content-Type": "text/html"} | ({"Authorization": "Bearer " + os.environ["KEY"]} if os.environ["KEY"] else {}))
print(r.status_code, r.text)`},
	{"sh", "-c", curlLong + `-H "Expect:"`},
	{"sh", "-c", curlLong + `-H "Expect: 100-continue"`},
	{"sh", "-c", curlLong + `-H "Transfer-Encoding: chunked"`},
}

// curlLong sends the header with the key only where there is one.
const curlLong = `exec curl -sS -o /dev/null -w '%{http_code}' ${KEY:+-H} ${KEY:+"Authorization: Bearer $KEY"} -H "Content-Type: text/html" --data-binary @"$FILE" "$URL" `

// sendsBeforeItReads is a program that writes all of a request and only then looks at
// the answer.
func (p *program) sendsBeforeItReads(key string, chunked bool, headers []string) (int, string) {
	p.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
	if err != nil {
		p.t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		p.t.Fatal(err)
	}
	headers = append([]string{"POST /v1/import HTTP/1.1", "Host: newsroom.example", "Content-Type: text/html"}, headers...)
	if key != "" {
		headers = append(headers, "Authorization: Bearer "+key)
	}
	length := fmt.Sprintf("Content-Length: %d", tooLong)
	if chunked {
		length = "Transfer-Encoding: chunked"
	}
	fmt.Fprintf(conn, "%s\r\n%s\r\n\r\n", strings.Join(headers, "\r\n"), length)
	part := bytes.Repeat([]byte("a"), 1<<20)
	for range tooLong / len(part) {
		sent := part
		if chunked {
			sent = fmt.Appendf(nil, "%x\r\n%s\r\n", len(part), part)
		}
		if _, err := conn.Write(sent); err != nil {
			return 0, err.Error()
		}
	}
	if chunked {
		fmt.Fprint(conn, "0\r\n\r\n")
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0, err.Error()
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return answer.StatusCode, err.Error()
	}
	return answer.StatusCode, string(body)
}
