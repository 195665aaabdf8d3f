// Package obs is how the program is watched: its log, its metrics, and the
// listener of the operators, which shows both the metrics and the profiles.
//
// It must not know what is logged or counted, nor how either is asked for: it
// is handed names and numbers.
package obs

import (
	"io"
	"log/slog"
)

// NewLog is a log that writes to w, in the format "json" or else as text.
func NewLog(w io.Writer, format string, level slog.Level) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
