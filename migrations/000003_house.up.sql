-- The house itself: who may do what, and the newsroom's settings.

create table keys (
    id           uuid primary key,
    name         text not null check (name <> ''),
    hash         bytea not null unique check (octet_length(hash) = 32),
    scopes       text[] not null check (cardinality(scopes) > 0
                 and scopes <@ array['feed', 'write', 'publish', 'admin']),
    created_at   timestamptz not null default now(),
    expires_at   timestamptz,
    revoked_at   timestamptz,
    last_used_at timestamptz
);
create index keys_newest on keys (created_at desc, id desc);

-- What every server over this database must share: the key that signs cursors.
create table secrets (
    name   text primary key,
    secret bytea not null check (octet_length(secret) >= 32)
);

create table newsroom (
    only_one              boolean primary key default true check (only_one),
    id                    uuid not null default gen_random_uuid(),
    name                  text not null default 'Newsroom' check (name <> ''),
    logo_url              text not null default '',
    language              text not null default 'en',
    time_zone             text not null default 'UTC',
    article_url           text not null default '',
    corrections_policy    text not null default '',
    minor_allowed         boolean not null default true,
    minor_max_characters  integer not null default 0 check (minor_max_characters >= 0),
    version               integer not null default 1 check (version > 0),
    created_at            timestamptz not null default now(),
    modified_at           timestamptz not null default now()
);
insert into newsroom default values;
