-- Partners' feeds that the newsroom follows. What a default names is kept by its id:
-- it stays what it is when it is called something else.
create table subscriptions (
    id            uuid primary key,
    name          text not null default '',
    url           text not null constraint subscriptions_url unique check (url <> ''),
    every         integer not null check (every between 60 and 86400), -- seconds
    section_id    uuid references sections,
    source_id     uuid references sources,
    language      text not null default '',
    credit        text not null default '',
    rights        text not null default '',
    enabled       boolean not null default true,
    reason        text not null default '', -- why it is disabled
    disabled_at   timestamptz,
    etag          text not null default '', -- what came last had it; so the next two
    last_modified text not null default '',
    digest        bytea,
    pace          integer not null default 0, -- seconds: how often at the most the feed asks to be polled
    due_at        timestamptz not null default clock_timestamp(),
    claim         uuid,        -- of the poll that a server has in hand
    claimed_until timestamptz, -- after that the server is taken to be gone
    failures      integer not null default 0, -- in a row
    failing_since timestamptz,
    version       integer not null default 1 check (version > 0),
    created_at    timestamptz not null default now(),
    modified_at   timestamptz not null default now(),
    check (enabled = (disabled_at is null)),
    check ((failures = 0) = (failing_since is null))
);
create index subscriptions_newest on subscriptions (created_at desc, id desc);
create index subscriptions_due on subscriptions (due_at) where enabled;

-- Looks at a feed, and how many of its items became what.
create table polls (
    id              uuid primary key,
    subscription_id uuid not null references subscriptions on delete cascade,
    state           text not null check (state in ('waiting', 'running', 'done', 'failed', 'lost')),
    created_at      timestamptz not null default clock_timestamp(),
    begun_at        timestamptz,
    ended_at        timestamptz,
    status          integer,
    fault           text not null default '',
    moved_to        text not null default '',
    draft           integer not null default 0,
    duplicate       integer not null default 0,
    changed         integer not null default 0,
    refused         integer not null default 0,
    withdrawn       integer not null default 0,
    seen            integer not null default 0
);
create index polls_newest on polls (subscription_id, created_at desc, id desc);
create index polls_old on polls (created_at);
create unique index polls_one_waiting on polls (subscription_id) where state = 'waiting';

-- What came with a feed, each item once: by what it is called there, with a digest
-- of what it said last.
create table subscription_items (
    id              uuid primary key,
    subscription_id uuid not null references subscriptions on delete cascade,
    item            text not null,
    mark            bytea not null,
    headline        text not null default '',
    outcome         text not null check (outcome in ('draft', 'duplicate', 'changed', 'refused', 'withdrawn')),
    note            text not null default '',
    article_id      uuid references articles,
    duplicate_by    text not null default '',
    proposal_id     uuid, -- of what it would change of its article
    errors          json,
    provenance      json not null default '[]',
    warnings        json not null default '[]',
    poll_id         uuid not null, -- that it came with last, which is forgotten before the item is
    first_at        timestamptz not null default clock_timestamp(),
    at              timestamptz not null,
    unique (subscription_id, item)
);
create index subscription_items_newest on subscription_items (subscription_id, at desc, id desc);
create index subscription_items_of_article on subscription_items (article_id);
