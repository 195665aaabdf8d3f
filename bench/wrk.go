package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// load is what is asked of one server: the same request again and again, or
// one of many paths each time.
type load struct {
	url     string
	paths   []string // one of them each time; none for url alone
	headers []string // "Accept-Encoding: gzip"
	status  int      // what every answer is to have; 200 unless it says
	// writes is how many of a hundred requests correct one of the paths; each is
	// answered 201.
	writes int
	// large is an answer that wrk is not to look at: it copies what it looks at,
	// which of a large one takes longer than to send it. It still counts those
	// that are no success.
	large bool
}

// result is what a load came to.
type result struct {
	perSecond float64
	p50, p99  time.Duration
	cpu       time.Duration // of the server's process, a request
}

// drive has wrk, a process of its own, ask as fast as it is answered over some
// connections, and measures what the server's process takes of the processor.
func drive(ctx context.Context, dir string, l load, server *process, span time.Duration, connections int) (r result, err error) {
	args := []string{"-t1", "-c" + strconv.Itoa(connections), "-d" + span.String(), "--latency", "--timeout", "10s"}
	for _, h := range l.headers {
		args = append(args, "-H", h)
	}
	script := filepath.Join(dir, "load.lua")
	if err := os.WriteFile(script, []byte(luaOf(l)), 0o600); err != nil {
		return r, err
	}
	before, err := server.cpu()
	if err != nil {
		return r, err
	}
	out, err := exec.CommandContext(ctx, "wrk", append(args, "-s", script, l.url)...).CombinedOutput() //nolint:gosec // our own arguments
	if err != nil {
		return r, fmt.Errorf("wrk: %w\n%s", err, out)
	}
	after, err := server.cpu()
	if err != nil {
		return r, err
	}
	return parse(string(out), after-before)
}

// luaOf is the script that says what wrk asks for, and counts answers of
// another status than the one that is right.
func luaOf(l load) string {
	var b strings.Builder
	if len(l.paths) > 0 {
		b.WriteString("local paths = {\n")
		for _, p := range l.paths {
			fmt.Fprintf(&b, "%q,\n", p)
		}
		b.WriteString("}\nlocal made = {}\nlocal n = 0\n")
		b.WriteString("init = function()\nfor i, p in ipairs(paths) do\nmade[i] = wrk.format(nil, p);\n end;\n end\n")
		b.WriteString("request = function() n = n % #made + 1; return made[n] end\n")
	}
	if l.writes > 0 {
		fmt.Fprintf(&b, correcting, l.writes, adminKey, corrected)
	}
	status := l.status
	if status == 0 {
		status = 200
	}
	fmt.Fprintf(&b, "local wrong = 0\nlocal threads = {}\nsetup = function(t) table.insert(threads, t) end\n")
	if !l.large {
		fmt.Fprintf(&b, "other = 0\nresponse = function(s)\nif s ~= %d and not (writing and s == 201) then other = other + 1; end;\n end\n", status)
	}
	b.WriteString("done = function(summary) wrong = summary.errors.status\nfor _, t in ipairs(threads) do wrong = wrong + (t:get('other') or 0) end\n")
	b.WriteString("io.write(string.format('answered %d in %d us, %d wrong, %d failed\\n', summary.requests, summary.duration, wrong,\n")
	b.WriteString("summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout)) end\n")
	return b.String()
}

// correcting has some of the requests correct the story that would have been
// read, each with words of its own.
const correcting = `
writing = true
local read, writes, word = request, %d, os.time() * 1000000
request = function()
  local one = read()
  if math.random(100) > writes then return one; end
  word = word + 1
  return wrk.format("POST", paths[n] .. "/corrections", {["Authorization"] = "Bearer %s", ["If-Match"] = "*", ["Content-Type"] = "application/json"},
    string.format('{"kind": "correction", "note": "It was %%d.", "json_patch": [{"op": "replace", "path": "/body/%d/text", "value": "The tide turned at %%d."}]}', word, word))
end
`

var (
	answered = regexp.MustCompile(`answered (\d+) in (\d+) us, (\d+) wrong, (\d+) failed`)
	quantile = regexp.MustCompile(`(?m)^\s+(50|99)%\s+([0-9.]+)(us|ms|s)$`)
)

func parse(out string, cpu time.Duration) (r result, err error) {
	m := answered.FindStringSubmatch(out)
	if m == nil || m[3] != "0" || m[4] != "0" {
		return r, fmt.Errorf("not every answer was right:\n%s", out)
	}
	requests, err := strconv.ParseFloat(m[1], 64)
	if err != nil || requests == 0 {
		return r, fmt.Errorf("nothing was answered:\n%s", out)
	}
	micros, err := strconv.ParseFloat(m[2], 64)
	if err != nil {
		return r, err
	}
	r.perSecond = requests / micros * 1e6
	r.cpu = time.Duration(float64(cpu) / requests)
	for _, q := range quantile.FindAllStringSubmatch(out, -1) {
		took, err := time.ParseDuration(q[2] + q[3])
		if err != nil {
			return r, err
		}
		if q[1] == "50" {
			r.p50 = took
		} else {
			r.p99 = took
		}
	}
	return r, nil
}
