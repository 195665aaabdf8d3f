package page

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"storywire/internal/intake"
	"storywire/internal/news"
)

const mostPhotos = 100

var creditNames = regexp.MustCompile(`credit|copyright|(?:^|[ _-])source|photographer|attribution|(?:^|[ _-])author|agency|byline|rights`)

// setPhotos makes a photo of each figure of the story. The one that the page
// shows to others, or the one above the story, is the lead.
func (b *bodyReader) setPhotos() {
	lead := b.leadImage()
	b.first, b.last = b.firstKept(), b.lastKept()
	each(b.doc, func(n *html.Node) bool {
		if n.Data != "figure" {
			return !beyond(n) || n.Data == "picture"
		}
		if len(b.article.Photos) >= mostPhotos {
			return false
		}
		if p, ok := b.figure(n); ok && b.isOfStory(n) {
			b.addPhoto(p, place(n), "figure", 0.9)
		}
		return false
	})
	if lead.URL == "" {
		b.placeLead(-1)
		return
	}
	at := slices.IndexFunc(b.article.Photos, func(p news.ArticlePhoto) bool { return sameImage(p.URL, lead.URL) })
	if at < 0 && len(b.article.Photos) > 0 && b.article.Photos[0].Role == news.Lead {
		return // above the story stands another
	}
	if at < 0 {
		b.addPhoto(lead, b.leadEvidence, "meta", 0.8)
		at = len(b.article.Photos) - 1
	} else {
		p := &b.article.Photos[at].PhotoFacts
		*p = lead.Overlay(*p)
	}
	b.placeLead(at)
}

// placeLead makes one photo the lead: the given one, else the first where it
// stands above the story.
func (b *bodyReader) placeLead(at int) {
	for i := range b.article.Photos {
		p := &b.article.Photos[i]
		if i == at || at < 0 && i == 0 && p.Role == news.Lead {
			p.Role = news.Lead
			continue
		}
		p.Role = news.Inline
	}
}

func (b *bodyReader) addPhoto(p news.PhotoFacts, evidence, method string, confidence float64) {
	for _, o := range b.article.Photos {
		if sameImage(o.URL, p.URL) {
			return
		}
	}
	i := len(b.article.Photos)
	photo := news.ArticlePhoto{Role: news.Inline, PhotoFacts: p}
	if i == 0 && b.over {
		photo.Role = news.Lead
	}
	b.article.Photos = append(b.article.Photos, photo)
	note(b.reader, under("photos", i), claim[string]{evidence: evidence, method: method, confidence: confidence}, nil)
}

// isOfStory tells a figure of the story from those of teasers: it stands in the
// smallest element that holds most of the story, or above it under the
// headline, and not in one that stands aside.
func (b *bodyReader) isOfStory(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if b.weight[p]*10 >= b.total*3 && b.total > 0 {
			b.over = !b.passed(n)
			return p.Data != "body" && p.Data != "html" || b.between(n)
		}
		if asideNames.MatchString(named(p)) && !imageNames.MatchString(named(p)) || p.Data == "aside" || p.Data == "nav" || p.Data == "footer" {
			return false
		}
		if p.Data == "a" && find(p, func(c *html.Node) bool { return c.Data == "h2" || c.Data == "h3" }) != nil {
			return false
		}
	}
	return false
}

var imageNames = regexp.MustCompile(`image|photo|picture|media|figure|caption|gallery|slideshow|lead|hero|player`)

// passed tells whether the first paragraph of the story stands before n.
func (b *bodyReader) passed(n *html.Node) bool {
	return b.first != nil && before(b.first, n)
}

// between tells whether n stands between the headline and the story's end.
func (b *bodyReader) between(n *html.Node) bool {
	h := b.mainHeading()
	return (h == nil || before(h, n)) && b.last != nil && before(n, b.last)
}

func (b *bodyReader) firstKept() *html.Node {
	for i := range b.all {
		if b.all[i].kept && b.all[i].Type == news.Paragraph {
			return b.all[i].node
		}
	}
	return nil
}

func (b *bodyReader) lastKept() *html.Node {
	for i := len(b.all) - 1; i >= 0; i-- {
		if b.all[i].kept {
			return b.all[i].node
		}
	}
	return nil
}

// before tells whether a stands before c on the page.
func before(a, c *html.Node) bool {
	line := func(n *html.Node) []*html.Node {
		var up []*html.Node
		for ; n != nil; n = n.Parent {
			up = append(up, n)
		}
		slices.Reverse(up)
		return up
	}
	x, y := line(a), line(c)
	for i := 0; i < len(x) && i < len(y); i++ {
		if x[i] == y[i] {
			continue
		}
		for s := x[i].NextSibling; s != nil; s = s.NextSibling {
			if s == y[i] {
				return true
			}
		}
		return false
	}
	return len(x) < len(y)
}

// figure reads a figure that has a picture.
func (b *bodyReader) figure(n *html.Node) (news.PhotoFacts, bool) {
	img := find(n, func(c *html.Node) bool { return c.Data == "img" })
	if img == nil || find(n, func(c *html.Node) bool { return c.Data == "iframe" || c.Data == "blockquote" }) != nil {
		return news.PhotoFacts{}, false
	}
	p := b.image(img)
	if p.URL == "" || p.Width > 0 && p.Width < 80 {
		return p, false
	}
	if c := find(n, func(c *html.Node) bool { return c.Data == "figcaption" }); c != nil {
		b.caption(c, &p)
	}
	return p, true
}

// caption reads a caption with the credit in it, which may be marked.
func (b *bodyReader) caption(n *html.Node, p *news.PhotoFacts) {
	var marked *html.Node
	each(n, func(c *html.Node) bool {
		if marked == nil && (creditNames.MatchString(named(c)) || c.Data == "small" || c.Data == "cite") && words(c) != "" {
			marked = c
		}
		return marked == nil
	})
	whole := words(n)
	if marked != nil {
		if credit := words(marked); credit != whole && len(credit) < 200 {
			p.Credit = cleanCredit(credit)
			whole = tidy(strings.Replace(whole, credit, "", 1))
		}
	}
	caption, credit, photographer := readCaption(whole)
	if p.Credit == "" {
		p.Credit, p.Photographer = cut(cleanCredit(credit), 400), photographer
	} else {
		caption = whole
	}
	if p.Photographer == "" {
		p.Photographer = intake.Photographer(p.Credit)
	}
	p.Caption = cut(strings.TrimRight(caption, " |"), 4000)
}

var creditTail = regexp.MustCompile(`(?i)(?:^|[\s.(\[|–—-])(?:fotos?|bilder?|bildquelle|quelle|crédits?(?:\s+photo)?|foto(?:grafía)?\s+de|imagen|illustration|grafik|फोटो|फ़ोटो)\s*:\s*([^:]{2,80}?)[)\]. ]*$|(?:^|[\s.(\[|–—-])©\s*([^©]{2,80}?)[)\]. ]*$`)

// readCaption cuts a caption from its credit, whose label may be in another
// language than English.
func readCaption(s string) (caption, credit, photographer string) {
	if caption, credit, photographer = intake.ReadCaption(s); credit != "" {
		return caption, credit, photographer
	}
	m := creditTail.FindStringSubmatchIndex(s)
	if m == nil {
		return caption, "", ""
	}
	from, to := m[2], m[3]
	if from < 0 {
		from, to = m[4], m[5]
	}
	credit = strings.TrimSpace(s[from:to])
	end := m[0]
	if end < len(s) && s[end] == '.' {
		end++ // the full stop is the caption's
	}
	return strings.TrimRight(s[:end], " ([|–—-"), credit, intake.Photographer(credit)
}

var creditLabel = regexp.MustCompile(`(?i)^(?:(?:photo(?:graph)?|image|picture|foto|bild|crédit(?: photo)?|credit|bildquelle|quelle|source|fotograf|copyright|illustration)s?(?:\s+(?:by|credit|courtesy of))?\s*[:©]\s*|©\s*|photograph(?:y)? by\s+|photo by\s+|foto de\s+)+`)

func cleanCredit(s string) string {
	return strings.Trim(creditLabel.ReplaceAllString(tidy(s), ""), " ()[]|·•,;")
}

var sources = regexp.MustCompile(`\s*(\S+)(?:\s+(\d+)w)?[^,]*(?:,|$)`)

// image reads an img element: its own address, or the widest of its set.
func (b *bodyReader) image(n *html.Node) news.PhotoFacts {
	p := news.PhotoFacts{AltText: cut(tidy(attr(n, "alt")), 1000)}
	for _, key := range []string{"src", "data-src", "data-original", "data-lazy-src"} {
		if a := attr(n, key); a != "" && !strings.HasPrefix(a, "data:") && p.URL == "" {
			p.URL = b.absolute(a)
		}
	}
	if p.URL == "" {
		widest := -1
		for _, key := range []string{"srcset", "data-srcset"} {
			for _, m := range sources.FindAllStringSubmatch(attr(n, key), 50) {
				if w, _ := strconv.Atoi(m[2]); w > widest && !strings.HasPrefix(m[1], "data:") {
					widest, p.URL = w, b.absolute(m[1])
				}
			}
		}
	}
	w, _ := strconv.Atoi(strings.TrimSuffix(attr(n, "width"), "px"))
	h, _ := strconv.Atoi(strings.TrimSuffix(attr(n, "height"), "px"))
	if w > 0 && h > 0 && w < 100_000 && h < 100_000 {
		p.Width, p.Height = w, h
	}
	return p
}

// leadImage is the picture that the page gives for its story.
func (b *bodyReader) leadImage() news.PhotoFacts {
	for _, t := range b.told()[:min(1, len(b.told()))] {
		for _, v := range items(t.fields["image"]) {
			p := b.imageObject(v)
			if p.URL != "" {
				b.leadEvidence = t.from + " " + t.kind + ".image"
				return p
			}
		}
	}
	p := news.PhotoFacts{URL: b.absolute(b.meta("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")), AltText: cut(b.meta("og:image:alt", "twitter:image:alt"), 1000)}
	p.Width, _ = strconv.Atoi(b.meta("og:image:width"))
	p.Height, _ = strconv.Atoi(b.meta("og:image:height"))
	b.leadEvidence = "meta og:image"
	return p
}

func (b *bodyReader) imageObject(v any) news.PhotoFacts {
	m, ok := v.(map[string]any)
	if !ok {
		return news.PhotoFacts{URL: b.absolute(text(v))}
	}
	p := news.PhotoFacts{Caption: cut(text(m["caption"]), 4000), Credit: cut(cleanCredit(text(m["creditText"])), 400)}
	for _, key := range []string{"contentUrl", "url", "@id"} {
		if p.URL == "" {
			p.URL = b.absolute(text(m[key]))
		}
	}
	p.Width, _ = strconv.Atoi(strings.TrimSuffix(text(m["width"]), "px"))
	p.Height, _ = strconv.Atoi(strings.TrimSuffix(text(m["height"]), "px"))
	if p.Credit == "" {
		p.Credit = cut(cleanCredit(text(m["copyrightHolder"])), 400)
	}
	p.Rights, p.LicenseURL = bounded(text(m["copyrightNotice"]), longestText), b.address(text(m["license"]))
	if creator, is := m["creator"].(map[string]any); is && kindOf(creator) == "Person" {
		p.Photographer = bounded(text(creator["name"]), longestLine)
	}
	if caption, credit, who := readCaption(p.Caption); p.Credit == "" && credit != "" {
		p.Caption, p.Credit, p.Photographer = caption, credit, cmp.Or(p.Photographer, who)
	}
	if p.Photographer == "" {
		p.Photographer = intake.Photographer(p.Credit)
	}
	return p
}

var sizeParts = regexp.MustCompile(`[?#].*$|[-_/](?:\d{2,4}x\d{2,4}|w\d{2,4}|\d{2,4}w|scaled)\b`)

// sameImage tells one picture in two sizes.
func sameImage(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	strip := func(s string) string { return sizeParts.ReplaceAllString(s, "") }
	x, y := strip(a), strip(b)
	if x == y {
		return true
	}
	name := func(s string) string { return s[strings.LastIndexByte(s, '/')+1:] }
	return len(name(x)) > 12 && name(x) == name(y)
}
