package page

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"storywire/internal/intake"
	"storywire/internal/news"
)

// asideNames are what those elements are called that stand beside a story, in
// it or under it.
var asideNames = regexp.MustCompile(`related|recommend|newsletter|subscri|share|sharing|social|comment|disqus|advert|(?:^|[ _-])ads?(?:[ _-]|$)|sponsor|promo|outbrain|taboola|teaser|read-?more|read-?next|readmore|` +
	`more-(?:on|from|stories|news)|also-?(?:read|like)|see-?also|breadcrumb|author-?(?:bio|box|card|info|desc)|about-?(?:the-)?author|(?:^|[ _-])bio(?:[ _-]|$)|(?:^|[ _-])tags?(?:[ _-]|$)|tag-?list|article-?tags|topics|keywords|` +
	`caption|(?:^|[ _-])credits?(?:[ _-]|$)|copyright|gallery|carousel|slideshow|cookie|consent|gdpr|popup|modal|overlay|toolbar|paginat|sidebar|footer|masthead|timestamp|most-?(?:read|popular)|trending|popular|` +
	`(?:^|[ _-])poll(?:[ _-]|$)|quiz|sign-?up|log-?in|register|donat|support-us|player|(?:^|[ _-])print(?:[ _-]|$)|navigat|(?:^|[ _-])nav(?:[ _-]|$)|(?:^|[ _-])menu|sr-only|visually-hidden|visuallyhidden|screen-reader|table-of-contents|(?:^|[ _-])toc(?:[ _-]|$)|widget|byline|metadata|article-?meta|(?:^|[ _-])meta(?:[ _-]|$)|contentinfo|complementary|paywall-?(?:box|offer|teaser)|barrier|disclaimer|linkbox|link-?list|article-?list|latest`)

// aside tells an element that its name, its tag or its style sets apart from a
// story.
func aside(n *html.Node) bool {
	switch n.Data {
	case "body", "html", "main":
		return false
	case "aside", "footer", "form", "nav":
		return true
	}
	if hasAttr(n, "hidden") || attr(n, "aria-hidden") == "true" || strings.Contains(strings.ReplaceAll(attr(n, "style"), " ", ""), "display:none") {
		return true
	}
	return asideNames.MatchString(named(n))
}

var (
	pointsAway = regexp.MustCompile(`(?i)^(?:\W{0,3})(?:(?:read|see|watch|listen|learn|find out) (?:more|also|next|this)|also read|read also|related|more (?:on|from|about|stories)|recommended|don't miss|sign up|subscribe|follow us|click here|download (?:the|our)|` +
		`lesen sie (?:auch|mehr|hier)|mehr zum thema|mehr (?:dazu|lesen|news)|auch interessant|das könnte|lire aussi|à lire|lire la suite|leer más|lea también|lee también|te puede interesar|más información|leggi anche|les også|læs også|läs (?:också|mer)|lue myös|czytaj (?:też|także|więcej)|baca juga|lees ook|leia (?:também|mais)|यह भी पढ़ें|ये भी पढ़ें|もっと読む|関連記事|اقرأ أيضا)`)
	legal = regexp.MustCompile(`(?i)^(?:©|\(c\) ?\d{4}|copyright\b)|all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|use of cookies|accept (?:all )?cookies|privacy policy|terms of (?:use|service)`)
	plea  = regexp.MustCompile(`(?i)\b(?:newsletter|sign up (?:for|to)|subscribe (?:to|now|for)|your inbox|follow us on|join our|support our journalism|become a (?:member|subscriber)|whatsapp-kanal|abonnieren sie|folgen sie uns|abonnez-vous|suscríbete)\b`)
	shot  = regexp.MustCompile(`(?i)^(?:photo|image|picture|foto|bild|photograph|crédit|credit|illustration|grafik|video|quelle|source)s?\s?(?:by|credit|courtesy|montage)?\s?[:©/]`)
)

// isFurniture tells a block by its own words: what readers press, are asked to
// sign, or have read above. They are looked at once.
func (b *bodyReader) isFurniture(c *candidate) bool {
	if !c.looked {
		c.furniture, c.looked = b.looksLikeFurniture(c), true
	}
	return c.furniture
}

func (b *bodyReader) looksLikeFurniture(c *candidate) bool {
	s := c.Text
	switch {
	case c.Type == news.Embed:
		return false
	case c.Type == news.List:
		return c.links > 0.75 || c.text == "" || areLabels(c.Items)
	case c.text == "", c.text == letters(b.article.Headline), c.node == b.mainHeading(), intake.IsFurniture(s):
		return true
	case c.Type == news.Paragraph && c.size < 80 && kickerNames.MatchString(named(c.node)):
		return true
	case c.links > 0.7 && c.size > 25 && c.Type != news.Heading:
		return true
	case c.size < 300 && (pointsAway.MatchString(s) && (c.links > 0.2 || !strings.HasSuffix(s, ".")) || legal.MatchString(s) || plea.MatchString(s) && c.links > 0.1):
		return true
	case c.size < 250 && shot.MatchString(s):
		return true
	case c.size < 200:
		credits, stamps := intake.ReadLine(intake.InEnglish(s))
		return (len(credits)+len(stamps) > 0 || b.creditsPeople(s)) && c.Type != news.Heading
	}
	return false
}
