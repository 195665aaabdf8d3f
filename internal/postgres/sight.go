package postgres

import (
	"storywire/internal/auth"
)

// What one may see is decided here, and by the clock of the statement that
// asks: whether a job has recorded that a time has come changes nothing.

// The parts of the predicates that time decides, of articles a.
const (
	notExpired = `a.public_until > statement_timestamp()`
	seenBefore = `a.first_public_at <= statement_timestamp()` // by readers
)

// public is what an article must be for everybody to see it. Every query that
// answers a reader has it, or advance, so that nothing hidden shows through any
// of them.
const public = `a.status = 'published' and a.deleted_at is null and a.public_from <= statement_timestamp() and ` + notExpired

// advance is public for keys with advance copies: what is under embargo too.
const advance = `a.status = 'published' and a.deleted_at is null
	and (a.publish_at is null or a.publish_at <= statement_timestamp()) and ` + notExpired

// readable is what a list without a filter by status shows the caller: of a
// partner's key what its contract allows of it.
func readable(by auth.Principal) string {
	if by.Advance {
		return advance + entitled(by)
	}
	return public + entitled(by)
}

// visible is what an article must be for the caller to see it: drafts and what
// was taken from readers are there for editors, what was killed for admins.
func visible(by auth.Principal) string {
	switch {
	case by.Can(auth.Admin):
		return `a.deleted_at is null`
	case by.SeesDrafts():
		return `a.deleted_at is null and a.status <> 'killed'`
	}
	return readable(by)
}

// statusNow is an article's status as editors are told it: the same as
// news.Article.StatusAt.
const statusNow = `case when a.status <> 'published' then a.status
	when a.publish_at > statement_timestamp() then 'scheduled'
	when a.public_until <= statement_timestamp() then 'withheld'
	else 'published' end`

// publicRevision is what a revision r must be for everybody to see it: it was
// public for a time. Drafts are not, nor what was written while an article was
// hidden, and written over before it came out.
const publicRevision = `r.status = 'published' and r.public_from <= statement_timestamp()
	and greatest(r.at, r.public_from) < r.public_until
	and not exists (select from revisions n where n.article_id = r.article_id and n.version = r.version + 1
	                and n.at <= r.public_from)`

// statusThen is a revision's status as editors are told it: what was yet to come
// out was scheduled.
const statusThen = `case when r.status = 'published' and r.public_from > r.at and convert_from(r.document, 'UTF8')::jsonb ? 'publish_at'
	then 'scheduled' else r.status end`

// openHistory is what an article must be for everybody to see its public
// revisions. Those of a retracted one stay: what was taken back was said.
const openHistory = `a.status in ('published', 'retracted') and a.deleted_at is null and ` + seenBefore + ` and ` + notExpired

// openTo is openHistory for the caller.
func openTo(by auth.Principal) string { return openHistory + entitled(by) }

// revisionFor is publicRevision for the caller: what the article was filed under
// then is in their contract, too.
func revisionFor(by auth.Principal) string { return publicRevision + entitledThen(by, "r.labels") }

// inLogOf is the condition, after an "and", that an entry of the change log is in
// the log that the caller gets, of the two that there are.
func inLogOf(by auth.Principal, entry string) string {
	if by.Advance || by.SeesDrafts() {
		return ""
	}
	return ` and not ` + entry + `.advance`
}
