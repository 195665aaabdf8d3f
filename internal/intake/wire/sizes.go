package wire

import (
	"math"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"storywire/internal/intake"
	"storywire/internal/news"
)

// sizeInName is what programs put into the name of a picture that they have made in
// another size: WordPress' "-300x200" and "-scaled", "@2x", Ghost's "/size/w600".
var (
	sizeInName = regexp.MustCompile(`(?:-(\d{2,4})x\d{2,4}|-scaled|@[23]x)+(\.\w{2,5})$`)
	sizeInPath = regexp.MustCompile(`/size/w(\d{2,4})(?:h\d{2,4})?(/format/\w+)?/`)
)

// sizeParameters are those of an address that say how large a picture is wanted, or
// in what form, and not which one it is.
var sizeParameters = map[string]bool{
	"w": true, "h": true, "width": true, "height": true, "size": true, "resize": true, "fit": true, "crop": true, "quality": true, "q": true,
	"dpr": true, "format": true, "fm": true, "auto": true, "strip": true, "ssl": true, "zoom": true,
}

// signatures are what a server signs such an address with.
var sizeSignatures = []string{"s", "sig", "signature"}

// picture tells of an address which picture it is, in whatever size, and how wide it
// says that this one is; 0 where it does not say.
func picture(address string) (same string, width int) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address, 0
	}
	name := u.Path
	if m := sizeInName.FindStringSubmatch(name); m != nil {
		name, width = strings.TrimSuffix(name, m[0])+m[2], pixels(m[1])
	}
	if m := sizeInPath.FindStringSubmatch(name); m != nil {
		name, width = strings.Replace(name, m[0], "/", 1), pixels(m[1])
	}
	query, sized := u.Query(), false
	for _, key := range []string{"w", "width"} {
		width = max(width, pixels(query.Get(key)))
	}
	for key := range query {
		if sizeParameters[strings.ToLower(key)] {
			query.Del(key)
			sized = true
		}
	}
	for _, key := range sizeSignatures {
		if sized {
			query.Del(key)
		}
	}
	if query := query.Encode(); query != "" {
		name += "?" + query
	}
	return strings.ToLower(u.Host) + path.Clean("/"+name), width
}

// pictureOf is which picture a photo of the story is, looked at once.
func (s *story) pictureOf(address string) string {
	same, known := s.pictures[address]
	if !known {
		same, _ = picture(address)
		s.pictures[address] = same
	}
	return same
}

// mostSizes is how many other sizes of a photo the provenance names.
const mostSizes = 20

// breadth is how wide a picture is, as far as that is told. What is made of another
// picture says so in its name; of what does not, nothing is wider.
func breadth(p news.PhotoFacts) int {
	if _, width := picture(p.URL); width > 0 {
		return width
	}
	if p.Width > 0 {
		return p.Width
	}
	return math.MaxInt
}

// sameAgain adds what is told of a picture to what the story has of it. Of two sizes
// it is the larger one; the address of the other, and what tells of it, are kept for
// the provenance.
func (s *story) sameAgain(at int, p news.PhotoFacts, evidence string) {
	had := &s.article.Photos[at]
	both := had.Overlay(p)
	if had.URL == "" || p.URL == "" || had.URL == p.URL {
		had.PhotoFacts, s.photosFrom[had.ID] = both, evidence
		return
	}
	larger, smaller := had.PhotoFacts, intake.Rejected{Value: p.URL, Evidence: evidence, Method: "field", Confidence: 0.8}
	if breadth(p) > breadth(had.PhotoFacts) {
		larger, smaller.Value, smaller.Evidence = p, had.URL, s.photosFrom[had.ID]
		s.photosFrom[had.ID] = evidence
	}
	both.URL, both.Width, both.Height = larger.URL, larger.Width, larger.Height
	had.PhotoFacts = both
	if len(s.otherSizes[had.ID]) < mostSizes && !slices.ContainsFunc(s.otherSizes[had.ID], func(r intake.Rejected) bool { return r.Value == smaller.Value }) {
		s.otherSizes[had.ID] = append(s.otherSizes[had.ID], smaller)
	}
}

// showing has the blocks that show one picture show another.
func showing(blocks []news.Block, one, another uuid.UUID) []news.Block {
	for i := range blocks {
		if blocks[i].PhotoID == one && blocks[i].Type == news.PhotoBlock {
			blocks[i].PhotoID = another
		}
	}
	return blocks
}
