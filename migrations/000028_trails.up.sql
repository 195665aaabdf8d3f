-- How far each that follows the change log by itself has come: a webhook, say.
-- What it does of an entry, or enqueues, is written in the transaction that moves
-- its place, so that nothing is done of an entry twice, or never.
create table trails (
    name        text primary key check (name <> ''),
    epoch       text not null,
    sequence    bigint not null check (sequence >= 0),
    modified_at timestamptz not null default now()
);
