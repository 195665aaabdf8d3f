package postgres

import (
	"strings"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
)

// toldEntry is how the entries c of the change log are told to one caller, in SQL.
// before joins what it takes besides.
type toldEntry struct{ what, slug, note, minor, before, where string }

// everybodysEntry is an entry as whoever has no contract is told it. Of what was
// withheld or killed since, or has expired, there is only the note that says so.
var everybodysEntry = toldEntry{
	what: `c.type`, slug: `c.slug`,
	note: `case when (a.status in ('withheld', 'killed') or a.public_until <= statement_timestamp()) and c.type not in ('withheld', 'killed') then '' else c.note end`,

	minor: `coalesce(r.minor, false)`,
}

// takenBack are the types of entries, as SQL, after which nobody has the story.
const takenBack = `('withheld', 'retracted', 'killed', 'deleted')`

// toldOf is how the caller is told of the log's entries. A partner is told of those
// of its contract, and of what comes into it and leaves it:
//
//   - here: by the entry the story is in the contract, as it was filed then;
//   - had: by the entry before, of the same story in the same log, it was too, and
//     was there.
//
// An entry of a story that is here and was not had is the story's publication, or
// its return; of one that was had and is not here, it says that it was withheld,
// and not what has become of it. What is taken back is told to whoever may have it.
//
// How old a story may be is asked by the clock of the statement, and no entry says
// that it has grown too old; but corrections and what is taken back are told of
// whatever its holder can ever have had.
func toldOf(by auth.Principal) toldEntry {
	c := by.Contract
	if c == nil {
		return everybodysEntry
	}
	fill := strings.NewReplacer(
		"{here}", filedIn(c, "c.filed"), "{was}", filedIn(c, "p.filed"), "{ever}", filedIn(c, "o.filed"),
		"{gone}", `c.type in `+takenBack, "{had}", `(p.type is not null and p.type not in `+takenBack+` and `+filedIn(c, "p.filed")+`)`,
		"{log of p}", inLogOf(by, "p"), "{log of o}", inLogOf(by, "o"), "{young}", "true"+young(c))
	return toldEntry{
		what: fill.Replace(`case
			when c.type = 'reset' or {gone} or {here} and {had} then c.type
			when {here} and exists (select from changes o where o.article_id = c.article_id and o.sequence < c.sequence{log of o}
				and o.type not in ` + takenBack + ` and {ever}) then 'restored'
			when {here} then 'published'
			else 'withheld' end`),
		slug: fill.Replace(`case when c.type = 'reset' or {here} then c.slug else p.slug end`),
		note: fill.Replace(`case when {gone} or {here} and ({had} or c.type in ('published', 'restored'))
			then ` + everybodysEntry.note + ` else '' end`),
		minor: fill.Replace(`coalesce(r.minor and {here} and {had}, false)`),
		before: fill.Replace(` left join lateral (
			select p.type, p.slug, p.filed from changes p where p.article_id = c.article_id and p.sequence < c.sequence{log of p}
			order by p.sequence desc limit 1) p on true`),
		where: fill.Replace(holding(c) + ` and (c.type = 'reset' or true` + withinReach(c) + ` and case
			when {gone} then {here} or {was}
			when {here} then {young} or {had} and c.type = 'corrected'
			else {had} end)`),
	}
}

// seenBeside is the story beside an entry, without the photos that are not for the
// caller: some whose licence has ended, or all.
func (s *Store) seenBeside(by auth.Principal, document []byte, expired []uuid.UUID) ([]byte, error) {
	d := news.Document{Body: document}
	var err error
	switch {
	case !by.SeesPhotos():
		err = s.dropPhotos(&d)
	case len(expired) > 0:
		d, err = s.withoutPhotos(d, expired)
	}
	return d.Body, err
}
