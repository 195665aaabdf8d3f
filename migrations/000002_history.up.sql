-- What is only ever added to: revisions and the change log.

create table revisions (
    article_id uuid not null references articles,
    version    integer not null check (version > 0),
    document   bytea not null,
    write      text not null check (write in ('created', 'edited', 'published', 'deleted', 'related')),
    reason     text not null default '',
    key_id     uuid,
    by_name    text not null,
    at         timestamptz not null,
    primary key (article_id, version)
);

create sequence change_sequence;

create table changes (
    sequence   bigint primary key,
    type       text not null check (type in ('published', 'updated', 'corrected', 'withheld',
                                             'retracted', 'killed', 'restored', 'deleted')),
    article_id uuid not null references articles,
    slug       slug not null,
    version    integer not null,
    at         timestamptz not null,
    note       text not null default ''
);
create index changes_of_article on changes (article_id, sequence);

-- The epoch is one half of the log's public cursor. It is new in a new
-- database, and must be made new after a restore from a backup, because the
-- sequence would then give out numbers a second time.
create table change_epoch (
    only_one boolean primary key default true check (only_one),
    epoch    text not null default substr(md5(random()::text || clock_timestamp()::text), 1, 8)
);
insert into change_epoch default values;

-- The last statement of a writing transaction. The lock is held until commit,
-- so numbers become visible in the order in which they were given out: whoever
-- has read up to n has missed nothing below it.
create function record_change(type text, article uuid, slug text, version integer, note text)
returns bigint language plpgsql as $$
declare
    n bigint;
begin
    perform pg_advisory_xact_lock(7310603155000001);
    n := nextval('change_sequence');
    insert into changes (sequence, type, article_id, slug, version, at, note)
    values (n, type, article, slug, version, clock_timestamp(), note);
    return n;
end $$;

create function append_only() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger append_only before update or delete or truncate on revisions
    for each statement execute function append_only();
create trigger append_only before update or delete or truncate on changes
    for each statement execute function append_only();
