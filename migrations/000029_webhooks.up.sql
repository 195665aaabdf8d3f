-- Addresses that are told of what happens to stories. What a filter names is kept
-- by its id: it stays what it is when it is called something else.
create table webhooks (
    id            uuid primary key,
    owner_id      uuid not null references keys, -- the first of the keys that took each other's place
    url           text not null check (url <> ''),
    description   text not null default '',
    events        text[] not null default '{}',
    sections      uuid[] not null default '{}',
    tags          uuid[] not null default '{}',
    sources       uuid[] not null default '{}',
    kinds         text[] not null default '{}',
    article       boolean not null default false,
    enabled       boolean not null default true,
    reason        text not null default '', -- why it is disabled
    disabled_at   timestamptz,
    failing       boolean not null default false, -- the last attempt did: it is called one at a time
    resting_until timestamptz,                    -- its receiver asked to be left alone
    version       integer not null default 1 check (version > 0),
    created_at    timestamptz not null default now(),
    modified_at   timestamptz not null default now(),
    check (enabled = (disabled_at is null))
);
create index webhooks_newest on webhooks (created_at desc, id desc);
create index webhooks_of_owner on webhooks (owner_id, created_at desc, id desc);

-- What signs deliveries, closed with the secret of that name in the table
-- secrets. An old one signs beside the new one until it ends.
create table webhook_secrets (
    id         uuid primary key,
    webhook_id uuid not null references webhooks on delete cascade,
    sealed     bytea not null,
    created_at timestamptz not null default now(),
    ends_at    timestamptz
);
create index webhook_secrets_of on webhook_secrets (webhook_id, created_at desc);

-- Events on their way. Those of one story go one after the other, in the order of
-- their numbers: only the first that waits has a time at which it is due.
create table deliveries (
    id            uuid primary key,
    number        bigint not null generated always as identity,
    webhook_id    uuid not null references webhooks on delete cascade,
    type          text not null,
    epoch         text,   -- of the change log's entry; null for a ping
    sequence      bigint, -- the same
    article_id    uuid references articles,
    at            timestamptz not null, -- when what it tells of happened
    created_at    timestamptz not null default clock_timestamp(),
    state         text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed', 'skipped')),
    attempts      integer not null default 0, -- since it was last asked for
    due_at        timestamptz,
    claimed_until timestamptz, -- a server has it in hand; after that the server is taken to be gone
    attempted_at  timestamptz,
    status        integer,
    latency       integer, -- milliseconds
    answer        text not null default '' check (octet_length(answer) <= 1024),
    fault         text not null default '',
    unique (webhook_id, epoch, sequence),
    check (due_at is null or state = 'waiting')
);
create index deliveries_due on deliveries (webhook_id, due_at) where due_at is not null;
create index deliveries_of_article on deliveries (webhook_id, article_id, number);
create index deliveries_newest on deliveries (webhook_id, created_at desc, id desc);
create index deliveries_waiting on deliveries (webhook_id, created_at) where state = 'waiting';
create index deliveries_old on deliveries (created_at);
