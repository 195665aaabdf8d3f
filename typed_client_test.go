package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestATypedClientAsksItsQuestions makes types of the contract, compiles a
// client against them as strictly as the compiler can, and has it ask the
// sample newsroom what frontends ask.
func TestATypedClientAsksItsQuestions(t *testing.T) {
	t.Parallel()
	for _, needed := range []string{"node", "npm"} {
		if _, err := exec.LookPath(needed); err != nil {
			t.Logf("the client is not compiled: %v", err)
			return
		}
	}
	p := furnished(t)
	p.start()
	if _, said, err := p.run("", "sample"); err != nil {
		t.Fatal(said)
	}
	root := t.TempDir()
	dir := filepath.Join(root, "clients", "typescript")
	if err := os.CopyFS(dir, os.DirFS("clients/typescript")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "openapi.yaml"), openapi, 0o600); err != nil {
		t.Fatal(err)
	}
	var out []byte
	for _, step := range []string{"ci --prefer-offline --no-audit --no-fund --ignore-scripts", "run --silent generate", "run --silent build", "run --silent start"} {
		cmd := exec.CommandContext(t.Context(), "npm", strings.Fields(step)...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "API="+p.url)
		var said strings.Builder
		cmd.Stderr = &said
		var err error
		if out, err = cmd.Output(); err != nil {
			t.Fatalf("npm %s: %v\n%s%s", step, err, said.String(), out)
		}
	}
	answers := map[string]json.RawMessage{}
	for line := range strings.Lines(string(out)) {
		var a struct {
			Question string
			Answer   json.RawMessage
		}
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		answers[a.Question] = a.Answer
	}
	for _, question := range []string{"the newest stories", "all of a section, two at a time", "one story", "what somebody said", "what was corrected",
		"a search, with counts", "what has to do with it", "how often somebody was quoted"} {
		if answer := string(answers[question]); len(answer) < 10 {
			t.Errorf("%s: %s", question, answer)
		}
	}
	if got := string(answers["what happened first"]); !strings.HasPrefix(got, `["published",`) {
		t.Errorf("the log begins with %s", got)
	}
	if got := string(answers["what there is not"]); got != "404" {
		t.Errorf("what there is not is a %s", got)
	}
}
