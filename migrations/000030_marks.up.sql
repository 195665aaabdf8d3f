-- How far each of those who hand on what changes has come: a purge of the caches
-- in front, the notices of a hub. A mark moves only once what is before it was
-- handed on.
create table marks (
    name       text primary key,
    epoch      text not null, -- of the change log; '' before the first time
    sequence   bigint not null default 0,
    records    bigint not null default 0, -- as freshness counts them
    everything bigint not null default 0,
    moved_at   timestamptz not null default clock_timestamp()
);
