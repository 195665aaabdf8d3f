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
		"storywire/api":               {"storywire/internal/news", "storywire/internal/auth", "storywire/internal/cache", "storywire/internal/drill", "storywire/internal/intake", "storywire/internal/obs", "storywire/internal/render"},
		"storywire/internal/auth":     {"storywire/internal/news"},
		"storywire/internal/cache":    {"storywire/internal/news"},
		"storywire/internal/deliver":  {"storywire/internal/news"},
