package page

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"storywire/internal/news"
)

// players are the addresses of what others show within a page: a film, a post,
// a map. What else stands in a frame is an advertisement more often than not.
var players = regexp.MustCompile(`(?i)^https?://(?:[\w-]+\.)*(?:youtube(?:-nocookie)?\.com/(?:embed|watch)|youtu\.be/|player\.vimeo\.com|vimeo\.com/\d|(?:platform\.)?twitter\.com/(?:\w+/status|embed)|x\.com/\w+/status|instagram\.com/(?:p|reel|tv)/|facebook\.com/plugins|tiktok\.com/(?:embed|@)|soundcloud\.com|w\.soundcloud\.com|open\.spotify\.com/embed|datawrapper\.dwcdn\.net|flo\.uri\.sh|public\.flourish\.studio|infogram\.com|documentcloud\.org|google\.com/maps/embed|bsky\.app/profile|embed\.bsky\.app|t\.me/\w+/\d|dailymotion\.com/embed|geo\.dailymotion\.com|scribd\.com/embeds|mastodon\.\w+/@)`)

// addEmbed adds a frame that shows something of the story.
func (w *blockWalk) addEmbed(n *html.Node) {
	for _, key := range []string{"src", "data-src", "data-lazy-src"} {
		address := attr(n, key)
		if strings.HasPrefix(address, "//") {
			address = "https:" + address
		}
		if players.MatchString(address) {
			if address = w.absolute(address); address != "" {
				w.out = append(w.out, piece{Block: news.Block{Type: news.Embed, URL: address, Title: cut(tidy(attr(n, "title")), 400)}, node: n})
			}
			return
		}
	}
}

// embedded is the address of the post that a block quote stands for until its
// script has run, "" for other quotes.
func (r *reader) embedded(n *html.Node) string {
	for _, key := range []string{"data-instgrm-permalink", "cite", "data-bluesky-uri"} {
		if a := attr(n, key); players.MatchString(a) {
			return r.absolute(a)
		}
	}
	if !strings.Contains(named(n), "twitter-tweet") && !strings.Contains(named(n), "instagram-media") && !strings.Contains(named(n), "tiktok-embed") && !strings.Contains(named(n), "bluesky-embed") {
		return ""
	}
	last := ""
	each(n, func(c *html.Node) bool {
		if a := attr(c, "href"); c.Data == "a" && players.MatchString(a) {
			last = a
		}
		return true
	})
	return r.absolute(last)
}
