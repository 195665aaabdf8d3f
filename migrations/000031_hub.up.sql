-- The hub: who is to be told when a feed changes, and who asks to be.

-- A request to be told, or not to be any more, until its subscriber has said
-- that it was theirs. It is asked about once.
create table hub_intents (
    id         uuid primary key,
    mode       text not null check (mode in ('subscribe', 'unsubscribe')),
    callback   text not null,
    host       text not null, -- of the callback: so many of one wait at a time
    topic      text not null, -- path and query of the feed
    named      text not null, -- as the request has it
    secret     bytea,         -- sealed; null for none
    lease      interval not null,
    due_at     timestamptz not null default clock_timestamp(),
    created_at timestamptz not null default clock_timestamp()
);
create index hub_intents_due on hub_intents (due_at);
create index hub_intents_of_host on hub_intents (host);

create table hub_subscriptions (
    id         uuid primary key,
    callback   text not null,
    topic      text not null,
    named      text not null,
    secret     bytea,
    expires_at timestamptz not null,
    delivered  bytea,               -- the digest of what the subscriber has
    due_at     timestamptz,         -- when it is to be told; null for not before the topic changes
    busy_until timestamptz,         -- while a server tells them
    failed     integer not null default 0,
    created_at timestamptz not null default clock_timestamp(),
    unique (callback, topic)
);
create index hub_subscriptions_due on hub_subscriptions (due_at) where due_at is not null;
create index hub_subscriptions_of_topic on hub_subscriptions (topic);

-- What an external hub was told of last.
create table hub_topics (
    address text primary key,
    digest  bytea not null
);
