-- What requests with an Idempotency-Key were answered, for a day. A row is
-- written by the transaction that has the request's effect, so there is never
-- one without the other.
--
-- The answer is sealed under a key that is made from the caller's own API key,
-- of which this database has only the hash: whoever reads the table learns no
-- secret that an answer holds, and no story either. fingerprint, under the same
-- key, tells whether a request is the same one; operation is a hash of the
-- method and the address, which may be longer than an index takes.
create table kept_answers (
    key_id      uuid not null,
    key         text not null check (length(key) between 1 and 255),
    operation   bytea not null check (octet_length(operation) = 32),
    fingerprint bytea not null check (octet_length(fingerprint) = 32),
    answer      bytea not null,
    created_at  timestamptz not null default clock_timestamp(),
    expires_at  timestamptz not null default clock_timestamp() + interval '24 hours',
    primary key (key_id, key, operation)
);
create index kept_answers_by_expiry on kept_answers (expires_at);
alter table kept_answers alter column answer set storage external; -- what is sealed does not compress
