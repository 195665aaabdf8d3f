package main

import (
	"path/filepath"
	"strings"

	"storywire/internal/intake"
	"storywire/internal/intake/page"
)

// readers are the importers by the media type of what they read.
var readers = map[string]intake.Reader{
	"text/plain": intake.One(intake.Text),
	"text/html":  intake.One(page.Read),
}

// mediaOf is the media type of a file, by its name and, where that says
// nothing, by how it begins.
func mediaOf(name string, content []byte) string {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".html", ".htm", ".xhtml":
		return "text/html"
	case ".txt":
		return "text/plain"
	}
	head := strings.ToLower(strings.TrimSpace(string(content[:min(len(content), 300)])))
	if strings.HasPrefix(head, "<!doctype html") || strings.HasPrefix(head, "<html") {
		return "text/html"
	}
	return "text/plain"
}
