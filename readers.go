package main

import (
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
	all["text/plain"], all["text/html"] = intake.One(intake.Text), intake.One(page.Read)
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
		return "application/x-ndjson"
	}
	head := strings.ToLower(strings.TrimSpace(string(content[:min(len(content), 300)])))
	if strings.HasPrefix(head, "<!doctype html") || strings.HasPrefix(head, "<html") {
		return "text/html"
	}
	if media := wire.Guess(content); media != "" {
		return media
	}
	return "text/plain"
}
