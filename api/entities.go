package api

import "storywire/internal/news"

func (a *api) authors() *shelf[news.Author] {
	return &shelf[news.Author]{a, "authors", a.Authors,
		func(v *news.Author) *news.Record { return &v.Record }, func(v *news.Author) *string { return &v.Slug }, false, false}
}

func (a *api) photos() *shelf[news.Photo] {
	return &shelf[news.Photo]{a, "photos", a.Photos,
		func(v *news.Photo) *news.Record { return &v.Record }, nil, false, true}
}

func (a *api) sections() *shelf[news.Section] {
	return &shelf[news.Section]{a, "sections", a.Sections,
		func(v *news.Section) *news.Record { return &v.Record }, func(v *news.Section) *string { return &v.Slug }, true, false}
}

func (a *api) tags() *shelf[news.Tag] {
	return &shelf[news.Tag]{a, "tags", a.Tags,
		func(v *news.Tag) *news.Record { return &v.Record }, func(v *news.Tag) *string { return &v.Slug }, true, false}
}

func (a *api) speakers() *shelf[news.Speaker] {
	return &shelf[news.Speaker]{a, "speakers", a.Speakers,
		func(v *news.Speaker) *news.Record { return &v.Record }, func(v *news.Speaker) *string { return &v.Slug }, false, false}
}

func (a *api) sources() *shelf[news.Source] {
	return &shelf[news.Source]{a, "sources", a.Sources,
		func(v *news.Source) *news.Record { return &v.Record }, func(v *news.Source) *string { return &v.Slug }, false, false}
}
