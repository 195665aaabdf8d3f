package api

import "net/http"

// The types of problem. Their names are part of the contract: programs tell
// them apart by them.
var (
	kindSyntax = &kind{"syntax", http.StatusBadRequest, "The body is not well formed",
		"The body is not JSON as RFC 8259 has it, in valid UTF-8, with each name once in an object, without U+0000, at most 64 levels deep, and nothing behind it; or, of an import in another format, it breaks the rules of that.",
		"Write the body with a JSON library. The error names the place where reading stopped."}
	kindUnknownFields = &kind{"unknown-fields", http.StatusBadRequest, "The body has fields that are not known",
		"The body has members that this resource does not have. A misspelt name would otherwise be lost without a word.",
		"Each error's pointer names one such member: correct its name or leave it out."}
	kindParameters = &kind{"parameters", http.StatusBadRequest, "A parameter of the query is wrong",
		"The query has a parameter that is not known here, one more often than it may be given, one with a value that cannot be, or a cursor that was not made for this list.",
		"The detail lists the parameters there are. A cursor is used as it was given, with the same filters."}
	kindHeader = &kind{"header", http.StatusBadRequest, "A header of the request is wrong",
		"If-Match is neither * nor a list of entity tags as RFC 9110 has them, or Idempotency-Key is not one key of 1 to 255 visible ASCII characters.",
		"Send the ETag of the last answer as it was, with its quotes. For an Idempotency-Key, a random UUID does."}
	kindUnauthorized = &kind{"unauthorized", http.StatusUnauthorized, "A valid key is needed",
		"The request needs a key and has none, or has one that is not known, has expired or was revoked. A bad key is refused on reads as well.",
		"Send `Authorization: Bearer sw_…` with a key that holds, or read without one."}
	kindForbidden = &kind{"forbidden", http.StatusForbidden, "The key does not allow this",
		"The key is good, but it does not have the scope that the request needs; the detail names it.",
		"Use a key with that scope."}
	kindNotFound = &kind{"not-found", http.StatusNotFound, "There is nothing here",
		"There is no such thing, or none that this caller may see: the two are not told apart.",
		"Check the address; for drafts, send a key with the scope write."}
	kindGone = &kind{"gone", http.StatusGone, "This was taken from readers",
		"The article was public and is so no more: `article_status` says whether it was retracted, withheld for a time, or killed, `note` why, `at` when. `id`, `slug` and, unless it was left out on purpose, `headline` say which it was.",
		"Remove every copy of it. A withheld article may come back; the change log tells."}
	kindRestarted = &kind{"log-restarted", http.StatusGone, "The change log was begun anew",
		"The cursor is of an earlier change log: the database was restored from a backup, or moved to, and what came after the cursor is not known.",
		"Take a fresh copy of everything, then follow the log from the cursor in `from`."}
	kindMethod = &kind{"method-not-allowed", http.StatusMethodNotAllowed, "The method is not allowed here",
		"There is such an address, but it does not take this method.",
		"The header Allow lists the methods that it takes."}
	kindNotAcceptable = &kind{"not-acceptable", http.StatusNotAcceptable, "It is not to be had in that form",
		"The header Accept names none of the media types that this address answers with; the detail lists them.",
		"Send one of them in Accept, or `*/*`."}
	kindConflict = &kind{"conflict", http.StatusConflict, "This cannot be, as things stand",
		"What was asked conflicts with how things stand: something still uses what is to be deleted, or the article's status does not allow the step. `uses` names the API paths of what stands in the way, 20 at most.",
		"Change those first, or ask for another step."}
	kindNeedsNote = &kind{"needs-note", http.StatusConflict, "Readers are to be told of this change",
		"The write would change what a published article says, or shows of a photo, an author and the like, without a public note. That is only for minor edits, and the newsroom's settings can forbid those or cap how many characters one may change; the detail says which it is, with the numbers.",
		"Make the change by POST /v1/articles/{id}/corrections, with a note for readers; or, for what changes nothing that they understood, send the same with `?minor=true&reason=...`, the reason for editors."}
	kindInProgress = &kind{"in-progress", http.StatusConflict, "The same request is in progress",
		"A request with this Idempotency-Key was sent before, to the same address, and has not been answered for as long as this one waited.",
		"Send it again after as many seconds as Retry-After says: it then gets the first one's answer."}
	kindAnswerErased = &kind{"answer-erased", http.StatusConflict, "The answer to the same request was erased",
		"A request with this Idempotency-Key was done before. Its answer is not kept any more: since then an article was erased by order, and with it every answer that could hold it.",
		"Do not send it again under another key: it was done. Read what it was about to see the outcome."}
	kindStale = &kind{"stale", http.StatusPreconditionFailed, "There is a newer version",
		"If-Match names a version that is no longer the current one. `version` and `etag` are those of the current one; a key has a tag alone.",
		"Fetch it again, apply the change to what is there now, and write with the new tag."}
	kindTooLarge = &kind{"too-large", http.StatusRequestEntityTooLarge, "The body is too large",
		"A JSON body is 1 MiB at most, what is to be imported 10 MiB. Whoever says how long the body is, and waits before it is sent (`Expect: 100-continue`), is told " +
			"before anything of it goes over the line. For those who send all of it before they look, the server reads on for up to 8 seconds and 64 MiB, so that the answer reaches them; " +
			"so it does with every answer that does not wait for the body, a 401 among them.",
		"Send less at a time."}
	kindMediaType = &kind{"unsupported-media-type", http.StatusUnsupportedMediaType, "The body is of a type that is not taken here",
		"The body's Content-Type, its charset or its Content-Encoding is not one that this address takes; the detail lists those it does. For PATCH the header Accept-Patch lists them too.",
		"Send one of them, in UTF-8 and not compressed."}
	kindInvalid = &kind{"invalid", http.StatusUnprocessableEntity, "The body is well formed, but wrong",
		"Values are of the wrong type, break a rule, or refer to what is not there. Every fault is told at once. A JSON Patch whose operation cannot be applied, or whose test fails, is one of these: nothing of it was applied.",
		"Each error's pointer (RFC 6901) names a place in the body, and its detail what is wrong there. After a patch the pointers name places in the patched document, but for faults of the operations of a JSON Patch, which they name as /0/path."}
	kindKeyReused = &kind{"key-reused", http.StatusUnprocessableEntity, "The Idempotency-Key was used for another body",
		"A request with this Idempotency-Key was sent to the same address in the last 24 hours, with another body or another Content-Type. Nothing was stored.",
		"Send each new request under a new key, and repeat an old one with exactly what was sent before."}
	kindPrecondition = &kind{"precondition-required", http.StatusPreconditionRequired, "If-Match is needed",
		"A write to something that exists says which version it is meant for, so that nobody's work is overwritten unseen.",
		"Send If-Match with the ETag of the version that you changed, or * to write whatever is there."}
	kindTooMany = &kind{"too-many-waiting", http.StatusTooManyRequests, "Too many requests wait already",
		"Of one key, or without a key from one address, as many requests wait for changes and as many streams are open as may; or its one export is running.",
		"End those that are not needed; one stream, one waiting request or one export sees everything. Try again after as many seconds as Retry-After says."}
	kindTooManyRequests = &kind{"too-many-requests", http.StatusTooManyRequests, "Too many requests",
		"More was asked with this key or, without a key, from this address, than is answered in a minute. Nothing was done.",
		"Try again after as many seconds as Retry-After says. With a key, RateLimit tells on every answer how many requests are left (`r`), and in how many seconds all of them are again (`t`); RateLimit-Policy, how many a minute there are (`q`)."}
	kindInternal = &kind{"internal", http.StatusInternalServerError, "Something went wrong here",
		"The fault is the server's. Nothing was stored.",
		"Tell the operator the `instance`: the log has everything under that id."}
	kindUnavailable = &kind{"unavailable", http.StatusServiceUnavailable, "Not at this moment",
		"The server is starting or about to stop, its database is away, or it has as many waiting requests or exports as it can hold. Nothing was stored.",
		"Try again after as many seconds as Retry-After says."}
	kindTimeout = &kind{"timeout", http.StatusServiceUnavailable, "It took too long",
		"The database did not answer within the time that this kind of request is given. Nothing was stored.",
		"Try again after as many seconds as Retry-After says; ask for a smaller page."}
)

// kinds lists every type of problem, in the order of their status.
var kinds = []*kind{
	kindSyntax, kindUnknownFields, kindParameters, kindHeader, kindUnauthorized, kindForbidden, kindNotFound, kindGone, kindRestarted,
	kindMethod, kindNotAcceptable, kindConflict, kindNeedsNote, kindInProgress, kindAnswerErased, kindStale, kindTooLarge, kindMediaType, kindInvalid, kindKeyReused, kindPrecondition,
	kindTooMany, kindTooManyRequests,
	kindInternal, kindUnavailable, kindTimeout,
}
