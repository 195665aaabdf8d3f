-- Partners, and what each is entitled to. An empty list of what is allowed
-- allows all. What a contract names is kept by its id: it stays what it is when
-- it is called something else.
create table partners (
    id                  uuid primary key,
    slug                slug not null,
    name                text not null check (name <> ''),
    contract_from       timestamptz,
    contract_to         timestamptz,
    sections_allowed    uuid[] not null default '{}',
    sections_denied     uuid[] not null default '{}',
    tags_allowed        uuid[] not null default '{}',
    tags_denied         uuid[] not null default '{}',
    sources_allowed     uuid[] not null default '{}',
    sources_denied      uuid[] not null default '{}',
    kinds_allowed       text[] not null default '{}',
    kinds_denied        text[] not null default '{}',
    advance             boolean not null default false, -- stories under embargo, for those of its keys that have it too
    photos              boolean not null default false,
    history_days        integer not null default 0 check (history_days between 0 and 36500), -- 0: all
    requests_per_minute integer not null default 0      -- of each of its keys that has no limit of its own; 0: as the server's setting says
        check (requests_per_minute between 0 and 1000000),
    version             integer not null default 1 check (version > 0),
    created_at          timestamptz not null default now(),
    modified_at         timestamptz not null default now(),
    deleted_at          timestamptz,
    check (contract_to > contract_from)
);
create unique index partners_slug on partners (slug) where deleted_at is null;
create index partners_newest on partners (created_at desc, id desc) where deleted_at is null;

alter table keys add column partner_id uuid references partners;
create index keys_of_partner on keys (partner_id) where partner_id is not null;
-- Who writes stories sees them, so that a contract could not narrow that.
alter table keys add constraint keys_partner check (partner_id is null or scopes = array['feed']);
