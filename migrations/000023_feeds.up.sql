-- Feeds that a newsroom gives a name: a query with the format, the title and
-- the length in which somebody gets it.
create table feeds (
    id          uuid primary key,
    name        slug not null unique,
    title       text not null check (title <> ''),
    format      text not null,
    query       text not null default '', -- as it stands in an address
    items       integer not null check (items between 1 and 100),
    content     text not null check (content in ('full', 'summary')),
    version     integer not null default 1 check (version > 0),
    created_at  timestamptz not null default now(),
    modified_at timestamptz not null default now()
);
create index feeds_newest on feeds (created_at desc, id desc);
create constraint trigger freshness_counted after insert or update or delete on feeds
    deferrable initially deferred for each row execute function count_freshness('records');

-- The newest of what was taken from readers: every feed tells of it.
create index removals_newest on removals (at desc, article_id);
