package render

import "storywire/internal/news"

// images are the photos; the house's logo stands in for a missing one.
func images(i *Item) (list []any) {
	for _, p := range i.Pictures() {
		image := imageObject(i, p)
		image["url"], image["contentUrl"] = p.URL, p.URL
		list = append(list, image)
	}
	if len(list) == 0 && i.Room.LogoURL != "" {
		list = []any{logo(i.Room)}
	}
	return list
}

// unshown are the photos of which the story has all but the picture: an image is
// asked to have an address.
func unshown(i *Item) (list []any) {
	for n := range i.Photos {
		if p := &i.Photos[n]; p.URL == "" {
			list = append(list, imageObject(i, p))
		}
	}
	return list
}

// imageObject is what is known of a photo. Its figure on the page is named by
// its identifier.
func imageObject(i *Item, p *news.ArticlePhoto) thing {
	image := thing{"@type": "ImageObject", "identifier": p.ID.String()}
	for name, value := range map[string]string{"caption": p.Caption, "description": p.AltText, "creditText": p.Credit,
		"dateCreated": string(p.TakenOn), "datePublished": string(p.ReleasedOn)} {
		if value != "" {
			image[name] = value
		}
	}
	if p.Photographer != "" {
		image["creator"] = thing{"@type": "Person", "name": p.Photographer}
	}
	if p.ReleasedBy != "" {
		image["publisher"] = thing{"@type": "Organization", "name": p.ReleasedBy}
	}
	license(image, Say(p.Terms))
	if !p.ExpiresAt.IsZero() {
		image["expires"] = i.ISO(p.ExpiresAt)
	}
	if p.Role == news.Lead {
		image["representativeOfPage"] = true
	}
	if p.Width > 0 && p.Height > 0 {
		image["width"], image["height"] = p.Width, p.Height
	}
	return image
}
