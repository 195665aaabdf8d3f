package postgres

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
)

// What a partner's contract lets its keys see is decided here, beside sight.go:
// as conditions that narrow what everybody may see. Without a contract each of
// them is nothing, and a statement is what it was.
//
// What a contract names stands in the statement itself, and not beside it: there
// are few contracts, and what is planned for one of them knows what it names.

// entitled is the condition, after an "and", that an article a is in the caller's
// contract as it is now.
func entitled(by auth.Principal) string {
	c := by.Contract
	if c == nil {
		return ""
	}
	return holding(c) + young(c) + oneOfColumn("a.section_id", idTexts(c.Sections.Allowed), "uuid") + noneOfColumn("a.section_id", idTexts(c.Sections.Denied), "uuid") +
		oneOfColumn("a.kind", kindTexts(c.Kinds.Allowed), "text") + noneOfColumn("a.kind", kindTexts(c.Kinds.Denied), "text") +
		joinedTo("article_tags", "tag_id", c.Tags) + joinedTo("article_sources", "source_id", c.Sources)
}

// entitledThen is the condition, after an "and", that what a column has of labels
// is in the caller's contract: a revision, as it was filed then.
func entitledThen(by auth.Principal, labels string) string {
	if by.Contract == nil {
		return ""
	}
	return ` and ` + filedIn(by.Contract, labels)
}

// entitledGone is the condition, after an "and", that the caller had an article a
// that was taken from readers, and so is to know that it was: it was in the
// contract when it was, or when the log last told of it before.
func entitledGone(by auth.Principal) string {
	c := by.Contract
	if c == nil {
		return ""
	}
	return holding(c) + withinReach(c) + ` and exists (select from (select g.filed from changes g where g.article_id = a.id` + inLogOf(by, "g") + `
		order by g.sequence desc limit 2) l where ` + filedIn(c, "l.filed") + `)`
}

// holding is when the contract holds, by the clock of the statement.
func holding(c *auth.Contract) (sql string) {
	if !c.From.IsZero() {
		sql += ` and statement_timestamp() >= ` + instantOf(c.From)
	}
	if !c.To.IsZero() {
		sql += ` and statement_timestamp() < ` + instantOf(c.To)
	}
	return sql
}

// young is how old an article a may be.
func young(c *auth.Contract) string {
	if c.HistoryDays == 0 {
		return ""
	}
	return ` and ` + since("a.listed_at", c)
}

func since(column string, c *auth.Contract) string {
	return fmt.Sprintf(`%s > statement_timestamp() - interval '%d days'`, column, c.HistoryDays)
}

// youngEntries is young for the times that stand beside entries, so that a list
// that is walked along these ends where the contract does.
func youngEntries(by auth.Principal, at string) []string {
	if by.Contract == nil || by.Contract.HistoryDays == 0 {
		return nil
	}
	return []string{since(at, by.Contract)}
}

// withinReach is which articles a the contract can ever have let its holder see:
// what they may still have of those is corrected and taken back, however old it is
// by now.
func withinReach(c *auth.Contract) string {
	if c.HistoryDays == 0 {
		return ""
	}
	return ` and a.listed_at > ` + instantOf(c.Since.AddDate(0, 0, -c.HistoryDays))
}

func instantOf(t time.Time) string { return `'` + t.UTC().Format(time.RFC3339Nano) + `'::timestamptz` }

// filedIn is the condition that what a column has of labels is in the contract.
func filedIn(c *auth.Contract, labels string) string {
	where := []string{labels + ` is not null`}
	var denied []string
	for _, of := range []struct {
		label           string
		allowed, denied []string
	}{
		{"section/", idTexts(c.Sections.Allowed), idTexts(c.Sections.Denied)}, {"tag/", idTexts(c.Tags.Allowed), idTexts(c.Tags.Denied)},
		{"source/", idTexts(c.Sources.Allowed), idTexts(c.Sources.Denied)}, {"kind/", kindTexts(c.Kinds.Allowed), kindTexts(c.Kinds.Denied)},
	} {
		if len(of.allowed) > 0 {
			where = append(where, labels+` && `+arrayOf(labelled(of.label, of.allowed), "text"))
		}
		denied = append(denied, labelled(of.label, of.denied)...)
	}
	if len(denied) > 0 {
		where = append(where, `not `+labels+` && `+arrayOf(denied, "text"))
	}
	return `(` + strings.Join(where, " and ") + `)`
}

// oneOfColumn is the condition that a column has one of the values, if there are
// any. Of one alone an index has the articles in their order.
func oneOfColumn(column string, values []string, kind string) string {
	switch len(values) {
	case 0:
		return ""
	case 1:
		return ` and ` + column + ` = '` + values[0] + `'::` + kind
	}
	return ` and ` + column + ` = any(` + arrayOf(values, kind) + `)`
}

// noneOfColumn is the condition that a column has none of the values.
func noneOfColumn(column string, values []string, kind string) string {
	if len(values) == 0 {
		return ""
	}
	return ` and (` + column + ` is null or ` + column + ` <> all(` + arrayOf(values, kind) + `))`
}

// joinedTo are the conditions on what articles a are joined to by a table.
func joinedTo(table, column string, t auth.Terms[uuid.UUID]) (sql string) {
	if len(t.Allowed) > 0 {
		sql += ` and exists (select from ` + table + ` t where t.article_id = a.id and t.` + column + ` = any(` + arrayOf(idTexts(t.Allowed), "uuid") + `))`
	}
	if len(t.Denied) > 0 {
		sql += ` and not exists (select from ` + table + ` t where t.article_id = a.id and t.` + column + ` = any(` + arrayOf(idTexts(t.Denied), "uuid") + `))`
	}
	return sql
}

// arrayOf is an array as a literal. The values are ids, kinds and labels of these:
// there is nothing in them to quote.
func arrayOf(values []string, kind string) string {
	return `'{` + strings.Join(values, ",") + `}'::` + kind + `[]`
}

func idTexts(list []uuid.UUID) []string {
	values := make([]string, len(list))
	for i, id := range list {
		values[i] = id.String()
	}
	return values
}

func kindTexts(list []news.Kind) []string {
	values := make([]string, len(list))
	for i, k := range list {
		values[i] = notInKind.ReplaceAllString(string(k), "")
	}
	return values
}

// notInKind is what no kind has in it: whatever is stored, none ends a literal.
var notInKind = regexp.MustCompile(`[^a-z]`)

// walkedByContract are the ways to the articles of the caller's contract that a
// list may be walked by, as by a filter: a partner of one rare tag does not walk
// past the archive.
func walkedByContract(by auth.Principal) (list []sharing) {
	c := by.Contract
	if c == nil {
		return nil
	}
	// Of ways that are alike wide the articles' own come first: the next condition
	// is then asked of the row that is there.
	if len(c.Sections.Allowed) > 0 {
		list = append(list, sharing{table: "articles", column: "section_id", ids: c.Sections.Allowed, contracted: true})
	}
	if len(c.Kinds.Allowed) > 0 {
		list = append(list, sharing{table: "articles", column: "kind", kinds: kindTexts(c.Kinds.Allowed), contracted: true})
	}
	if len(c.Tags.Allowed) > 0 {
		list = append(list, sharing{table: "article_tags", column: "tag_id", ids: c.Tags.Allowed, contracted: true})
	}
	if len(c.Sources.Allowed) > 0 {
		list = append(list, sharing{table: "article_sources", column: "source_id", ids: c.Sources.Allowed, contracted: true})
	}
	return list
}

// besides is whom a principal stands for where the articles are found by a way of
// its contract, so that what the way goes by need not be asked of each once more.
func besides(by auth.Principal, way *sharing) auth.Principal {
	if way == nil || !way.contracted {
		return by
	}
	c := *by.Contract
	switch way.column {
	case "section_id":
		c.Sections.Allowed = nil
	case "kind":
		c.Kinds.Allowed = nil
	case "tag_id":
		c.Tags.Allowed = nil
	case "source_id":
		c.Sources.Allowed = nil
	}
	by.Contract = &c
	return by
}
