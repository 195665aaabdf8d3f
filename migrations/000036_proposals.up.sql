-- What pages that were read again would change of the articles that they are: for
-- an editor to accept or reject.
create table proposals (
    id           uuid primary key,
    article_id   uuid not null references articles,
    version      integer not null check (version > 0), -- of the article, that it is a change of
    source       text not null default '',
    patch        json not null,                        -- a JSON Patch of that version
    changes      jsonb not null,
    conflicts    text[] not null default '{}',
    warnings     jsonb not null default '[]',
    page         jsonb not null,                       -- what the page said, to tell next time what of it has changed
    state        text not null default 'open' check (state in ('open', 'accepted', 'rejected', 'superseded')),
    at           timestamptz not null,
    key_id       uuid,
    by_name      text not null,
    decided_at   timestamptz,
    decided_by   text not null default '',
    reason       text not null default '',
    made_version integer,
    check ((made_version is null) = (state <> 'accepted'))
);
create unique index proposals_one_open on proposals (article_id) where state = 'open';
create index proposals_of_article on proposals (article_id, at desc, id desc);
create index proposals_newest on proposals (state, at desc, id desc);

-- That the first version of the article is what its page said.
alter table likenesses add column imported boolean not null default false;
