package render

import (
	"io"
	"iter"
	"slices"
)

// Format is one way to write a list of stories. A new one is a file with its
// function, and a line in Formats.
type Format struct {
	Name  string // in addresses: /v1/feeds/atom
	Media string
	// Embargo tells that the format can say until when a story is not to be
	// passed on. Whoever reads one that cannot shows what it gets: such a format
	// is never given a story under embargo, whoever asks.
	Embargo bool
	// Archives tells that the format can say where all of the stories are that
	// came before: Feed.Current and Feed.PrevArchive.
	Archives bool
	// Versions are those of the format that one can ask for, the newest first; none
	// where there is but one.
	Versions []string
	// Write writes the feed, story by story as they come; it keeps none of them.
	Write func(w io.Writer, f *Feed, items Items) error
}

// Items are the stories of a feed, in their order. The first error ends them.
type Items = iter.Seq2[*Item, error]

// Formats are the formats that there are.
var Formats = []Format{
	{Name: "rss", Media: "application/rss+xml", Write: RSS},
	{Name: "atom", Media: "application/atom+xml", Archives: true, Write: Atom},
	{Name: "json", Media: "application/feed+json", Write: JSONFeed},
	{Name: "ninjs", Media: MediaNinjs, Embargo: true, Versions: NinjsVersions, Write: NinjsFeed},
	{Name: "newsml-g2", Media: MediaNewsMessage, Embargo: true, Write: NewsMessage},
}

// FormatOf is the format with the name, and whether there is one.
func FormatOf(name string) (Format, bool) {
	i := slices.IndexFunc(Formats, func(f Format) bool { return f.Name == name })
	if i < 0 {
		return Format{}, false
	}
	return Formats[i], true
}

// FormatNames are the names of all formats.
func FormatNames() []string {
	names := make([]string, len(Formats))
	for i, f := range Formats {
		names[i] = f.Name
	}
	return names
}
