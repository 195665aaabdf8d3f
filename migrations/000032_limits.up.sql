-- How much each caller has asked lately, for the limit that all servers over
-- the database hold together. It is told by one time: when the caller's bucket
-- is full again (the generic cell rate algorithm). Unlogged: nothing that a
-- commit would wait for is written, and after a crash everybody begins anew.
create unlogged table allowances (
    caller   text primary key, -- and the limit, so that a changed one begins anew
    full_at  timestamptz not null,
    admitted boolean not null -- whether the last request was
) with (fillfactor = 50); -- each write finds room beside the row that it replaces

-- What was asked with each key, by day (UTC).
create table usage (
    key_id       uuid not null references keys,
    day          date not null,
    requests     bigint not null check (requests >= 0),
    refused      bigint not null check (refused >= 0),      -- of them, for the limit
    not_modified bigint not null check (not_modified >= 0), -- of them, because the caller had it
    bytes        bigint not null check (bytes >= 0),        -- of bodies, as sent
    primary key (key_id, day)
);
