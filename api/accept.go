package api

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// accepted is the first of the offered media types that the caller takes most
// gladly (RFC 9110, 12.5.1), else a 406. Without the header it is the first.
func accepted(r *http.Request, offers ...string) (string, error) {
	lines := r.Header.Values("Accept")
	if len(lines) == 0 {
		return offers[0], nil
	}
	ranges := strings.Split(strings.Join(lines, ","), ",")
	best, most := "", 0.0
	for _, offer := range offers {
		if q := quality(ranges, offer); q > most {
			best, most = offer, q
		}
	}
	if best == "" {
		return "", kindNotAcceptable.problem("This is answered as " + strings.Join(offers, ", ") + ".")
	}
	return best, nil
}

// quality is how gladly the media type is taken: what the range says that
// names it most closely, 0 where none does.
func quality(ranges []string, offer string) float64 {
	kind, _, _ := strings.Cut(offer, "/")
	q, closest := 0.0, 0
	for _, s := range ranges {
		media, params, err := mime.ParseMediaType(s)
		if err != nil {
			continue
		}
		near := 0
		switch media {
		case offer:
			near = 3
		case kind + "/*":
			near = 2
		case "*/*":
			near = 1
		}
		if near > closest {
			q, closest = weight(params["q"]), near
		}
	}
	return q
}

// weight is the value of q, 1 without one; what is no weight is none.
func weight(s string) float64 {
	if s == "" {
		return 1
	}
	q, err := strconv.ParseFloat(s, 64)
	if err != nil || q < 0 || q > 1 {
		return 0
	}
	return q
}
