package intake

import (
	"regexp"
	"strings"
	"time"

	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// Shot is what a caption tells of its picture: the days, each with how sure it
// is, and who gave it out.
type Shot struct {
	TakenOn, ReleasedOn news.Date
	Taken, Released     float64
	ReleasedBy          string
}

// ReadShot reads what a caption tells of a picture in a story that was published
// then, in English and in the languages whose months are known. A day that the
// caption does not give whole, and one yet to come, are left out.
func ReadShot(caption string, published time.Time) (shot Shot) {
	caption = lexicon.PlainSpaces(caption)
	if len(caption) > longestShot {
		return shot
	}
	caption = captionInEnglish(caption)
	f := readCaption(caption)
	shot.TakenOn, shot.Taken = f.taken.shotDay(published)
	shot.ReleasedOn, shot.Released = f.released.shotDay(published)
	if by := caption[f.releasedBy.start:f.releasedBy.end]; lexicon.Sluggable(by) {
		shot.ReleasedBy = by
	}
	return shot
}

// shotDay is the day of a picture, and how sure it is: less where the year is
// that of the story.
func (m moment) shotDay(published time.Time) (news.Date, float64) {
	sure := 0.9
	if !m.hasYear {
		sure = 0.7
	}
	if m = m.near(published); !m.hasDay || !m.hasYear || m.eitherWay {
		return "", 0
	}
	on := time.Date(m.year, time.Month(m.month), m.day, 0, 0, 0, 0, time.UTC)
	if !published.IsZero() && on.After(published.AddDate(0, 0, 1)) {
		return "", 0
	}
	return news.Date(m.date()), sure
}

const englishDay = `(\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December))`

var (
	foreignTaken = regexp.MustCompile(`(?i)aufgenommen|fotografiert|aufnahme|\bprises?\b|photographiée?s?|\btomad[oa]s?\b|fotografiad[oa]s?|captad[oa]s?`)
	foreignPhoto = regexp.MustCompile(`(?i)archiv(?:foto|bild)|foto de archivo|imagen de archivo|photo d['’]archives?`)
	foreignOn    = regexp.MustCompile(`(^|[\s(,])(?:[Aa]m|[Vv]om|[Dd]en|[Ll]e|[Dd]u|[Ee]l|[Dd]el) (?:\p{L}+,? )?(?:de[nm] )?` + englishDay)
	onWeekday    = regexp.MustCompile(`, (\p{L}+) ` + englishDay)
	hindiOn      = regexp.MustCompile(englishDay + `((?:,? \d{4})?) को`)
)

// captionInEnglish writes the days of a caption, and the words that say that one
// is its picture's, as the reader of English captions takes them.
func captionInEnglish(s string) string {
	s, changed := daysInEnglish(s)
	if !changed {
		return s
	}
	s = foreignTaken.ReplaceAllString(s, "taken")
	s = foreignPhoto.ReplaceAllString(s, "photo")
	s = foreignOn.ReplaceAllString(s, "${1}on $2")
	s = onWeekday.ReplaceAllStringFunc(s, func(day string) string {
		if m := onWeekday.FindStringSubmatch(day); weekdays[strings.ToLower(m[1])] != "" {
			return ", " + m[2]
		}
		return day
	})
	return hindiOn.ReplaceAllString(s, "on $1$2")
}
