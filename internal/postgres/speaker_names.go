package postgres

import (
	"context"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"
)

// holdNames is called before a speaker is made or is given another name, and before an
// import decides that there is nobody of a name: whoever does so with the same
// surname, or with a slug that differs by a number alone, waits until this
// transaction has ended. An import holds those of its own speakers and no others, so
// that an editor waits for it only where the two mean one person, or might.
func holdNames(ctx context.Context, tx pgx.Tx, names, slugs []string) error {
	keys := make([]string, 0, len(names)+len(slugs))
	for _, name := range names {
		if words := strings.Fields(strings.ToLower(name)); len(words) > 0 {
			keys = append(keys, "called "+words[len(words)-1])
		}
	}
	for _, slug := range slugs {
		keys = append(keys, "at "+behindSlug.ReplaceAllString(slug, ""))
	}
	// In one order, so that of two who hold several neither waits for the other.
	_, err := tx.Exec(ctx, `
		select pg_advisory_xact_lock(hashtextextended('speaker ' || key, 0))
		from (select distinct key from unnest($1::text[]) key order by key) k`, keys)
	return err
}

// behindSlug is what stands behind a slug that was taken already.
var behindSlug = regexp.MustCompile(`(?:-[0-9]+)+$`)
