package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"path/filepath"
	"strings"

	"storywire/internal/intake"
	"storywire/internal/intake/page"
	"storywire/internal/intake/wire"
)

// readers are the importers by the media type of what they read.
var readers = func() map[string]intake.Reader {
	all := maps.Clone(wire.Readers)
	all["text/plain"], all["text/html"] = wire.AnyEncoding(intake.One(intake.Text)), intake.One(page.Read)
	return all
}()

// mediaOf is the media type of a file, by its name and, where that says
// nothing, by how it begins.
func mediaOf(name string, content []byte) string {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".html", ".htm", ".xhtml":
		return "text/html"
	case ".txt":
		return "text/plain"
	case ".md", ".markdown":
		return "text/markdown"
	case ".ndjson", ".jsonl":
		return lines
	}
	head := strings.ToLower(strings.TrimSpace(string(content[:min(len(content), 300)])))
	if strings.HasPrefix(head, "<!doctype html") || strings.HasPrefix(head, "<html") {
		return "text/html"
	}
	switch media := wire.Guess(content); {
	case media == "application/json" && isLines(content):
		return lines
	case media != "":
		return media
	}
	return "text/plain"
}

// isLines tells whether content begins with a line that is an object of JSON, whole,
// and has another behind it.
func isLines(content []byte) bool {
	first, rest, _ := bytes.Cut(bytes.TrimSpace(content), []byte("\n"))
	return bytes.HasPrefix(bytes.TrimSpace(rest), []byte("{")) && json.Valid(first)
}
