package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// may says which of our own packages each one may stand on, and mayNot which
// of anybody's it must never reach, by any way. What is not named in may stands
// on nothing of ours.
var (
	may = map[string][]string{
		"storywire/api":               {"storywire/internal/news", "storywire/internal/auth", "storywire/internal/cache", "storywire/internal/drill", "storywire/internal/intake", "storywire/internal/obs", "storywire/internal/outbound", "storywire/internal/render", "storywire/internal/websub"},
		"storywire/internal/auth":     {"storywire/internal/news"},
		"storywire/internal/cache":    {"storywire/internal/news"},
		"storywire/internal/deliver":  {"storywire/internal/news", "storywire/internal/outbound"},
		"storywire/internal/drill":    {"storywire/internal/news"},
		"storywire/internal/render":   {"storywire/internal/news"},
		"storywire/internal/websub":   {"storywire/internal/news", "storywire/internal/outbound"},
		"storywire/internal/intake":   {"storywire/internal/news", "storywire/internal/intake/lexicon", "storywire/internal/intake/speech"},
		"storywire/internal/sample":   {"storywire/internal/news"},
		"storywire/internal/postgres": {"storywire/internal/news", "storywire/internal/auth"},
		"storywire/internal/pgtest":   {"storywire/internal/localpg"},

		"storywire/bench/intake":           {"storywire/internal/corpora", "storywire/internal/intake", "storywire/internal/intake/page", "storywire/internal/news"},
		"storywire/internal/intake/speech": {"storywire/internal/news", "storywire/internal/intake/lexicon"},
		"storywire/internal/intake/wire":   {"storywire/internal/news", "storywire/internal/intake", "storywire/internal/intake/page"},
		"storywire/internal/intake/page":   {"storywire/internal/news", "storywire/internal/intake", "storywire/internal/intake/lexicon"},
	}
	mayNot = map[string][]string{
		"storywire/internal/news":        {"net/http", "database/sql", "github.com/jackc/pgx/v5"},
		"storywire/internal/render":      {"net/http", "github.com/jackc/pgx/v5"},
		"storywire/internal/intake":      {"net/http", "github.com/jackc/pgx/v5"},
		"storywire/internal/intake/page": {"storywire/internal/postgres", "github.com/jackc/pgx/v5"},
		"storywire/internal/intake/wire": {"storywire/internal/postgres", "github.com/jackc/pgx/v5"},
		"storywire/internal/drill":       {"net/http", "github.com/jackc/pgx/v5"},
		"storywire/internal/auth":        {"net/http", "github.com/jackc/pgx/v5"},
		"storywire/internal/cache":       {"net/http", "github.com/jackc/pgx/v5"},
		"storywire/internal/deliver":     {"github.com/jackc/pgx/v5"},
		"storywire/internal/edge":        {"github.com/jackc/pgx/v5"},
		"storywire/internal/websub":      {"github.com/jackc/pgx/v5"},
		"storywire/internal/outbound":    {"github.com/jackc/pgx/v5"},
		"storywire/api":                  {"github.com/jackc/pgx/v5"},
	}
)

type listedPackage struct {
	ImportPath string
	Imports    []string
	Deps       []string
	Doc        string
}

// TestFloors keeps the house as docs/architecture.md draws it: every package
// stands only on those below it.
func TestFloors(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports,Deps,Doc", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listedPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		checkPackage(t, p)
	}
}

func checkPackage(t *testing.T, p listedPackage) {
	if p.Doc == "" {
		t.Errorf("%s has no package comment", p.ImportPath)
	}
	for _, i := range p.Imports {
		ours := strings.HasPrefix(i, "storywire/")
		if ours && p.ImportPath != "storywire" && p.ImportPath != "storywire/bench" && !slices.Contains(may[p.ImportPath], i) {
			t.Errorf("%s stands on %s, which is not below it", p.ImportPath, i)
		}
		domain := p.ImportPath == "storywire/internal/news"
		if domain && strings.Contains(i, ".") && i != "github.com/google/uuid" {
			t.Errorf("the domain imports %s", i)
		}
	}
	for _, never := range mayNot[p.ImportPath] {
		if slices.Contains(p.Deps, never) {
			t.Errorf("%s reaches %s", p.ImportPath, never)
		}
	}
}
