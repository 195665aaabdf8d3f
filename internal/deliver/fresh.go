package deliver

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// fresh is for how long an answer that came now stays fresh (RFC 9111, 4.2.1), a day
// at the most; 0 where it does not say. Where Cache-Control says anything of it,
// Expires is not looked at.
func fresh(h http.Header, now time.Time) time.Duration {
	for directive := range strings.SplitSeq(strings.Join(h.Values("Cache-Control"), ","), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		switch strings.ToLower(name) {
		case "no-cache", "no-store":
			return 0
		case "max-age":
			return seconds(strings.Trim(value, `"`))
		}
	}
	expires, err := http.ParseTime(h.Get("Expires"))
	if err != nil { // "0", say, which is long ago
		return 0
	}
	if sent, err := http.ParseTime(h.Get("Date")); err == nil { // their clock against their clock
		now = sent
	}
	return min(max(expires.Sub(now), 0), mostWait)
}

// seconds reads a number of seconds; what is none is 0.
func seconds(text string) time.Duration {
	n, err := strconv.ParseUint(text, 10, 31)
	if errors.Is(err, strconv.ErrRange) {
		return mostWait
	}
	if err != nil {
		return 0
	}
	return min(time.Duration(n)*time.Second, mostWait)
}
