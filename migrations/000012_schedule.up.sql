-- Before its time, and after it: what is scheduled, under embargo, or of which
-- the licence has ended is hidden by what these columns say, whoever asks and
-- whether or not a job ran.

alter table articles
    add column publish_at      timestamptz, -- emptied when its time has come and that is recorded
    add column embargoed_until timestamptz, -- the same
    add column expires_at      timestamptz,
    add column withdrawn       boolean not null default false, -- that it has expired is recorded
    -- since when readers have seen it, or will; what it says in the past stays
    add column first_public_at timestamptz,
    add column public_from     timestamptz not null
        generated always as (coalesce(greatest(publish_at, embargoed_until), '-infinity'::timestamptz)) stored,
    add column public_until    timestamptz not null
        generated always as (coalesce(expires_at, 'infinity'::timestamptz)) stored;
update articles set first_public_at = published_at where status <> 'draft';

alter table photos
    add column expires_at timestamptz,
    add column withdrawn  boolean not null default false; -- articles show it no more
create index photos_expiring on photos (expires_at) where expires_at is not null;

alter table revisions
    add column public_from  timestamptz not null default '-infinity',
    add column public_until timestamptz not null default 'infinity';
-- which photos it shows, beside what it is filed under: a licence that ends
-- hides a picture in history too
alter table revisions disable trigger append_only;
update revisions r set labels = labels || array(
    select 'photo/' || (p ->> 'id') from jsonb_array_elements(convert_from(r.document, 'UTF8')::jsonb -> 'photos') p);
alter table revisions enable trigger append_only;
alter table revisions drop constraint revisions_write_check;
alter table revisions add constraint revisions_write_check check (write in ('created', 'edited', 'published',
    'deleted', 'related', 'restored', 'corrected', 'retracted', 'withheld', 'killed', 'released',
    'scheduled', 'unscheduled', 'expired'));

-- An entry that is only for keys with advance copies: of a story under embargo.
alter table changes add column advance boolean not null default false;

drop function record_change(text, uuid, text, integer, text);
create function record_change(type text, article uuid, slug text, version integer, note text, advance boolean)
returns bigint language plpgsql as $$
declare
    n bigint;
begin
    perform pg_advisory_xact_lock(7310603155000001);
    n := nextval('change_sequence');
    insert into changes (sequence, type, article_id, slug, version, at, note, advance)
    values (n, type, article, slug, version, clock_timestamp(), note, advance);
    perform pg_notify('storywire_changes', '');
    return n;
end $$;

-- Corrections of published stories that are to be made at a time.
create table scheduled_revisions (
    id         uuid primary key,
    article_id uuid not null references articles,
    publish_at timestamptz not null,
    kind       text not null,
    severity   text not null,
    note       text not null,
    corrects   uuid references corrections,
    patch      json, -- a JSON Merge Patch of the article, or
    json_patch json, -- a JSON Patch of it, or neither
    changes    jsonb not null default '[]', -- what it was to change, when it was planned
    reason     text not null default '',
    key_id     uuid,
    by_name    text not null,
    created_at timestamptz not null,
    state      text not null default 'waiting' check (state in ('waiting', 'published', 'cancelled', 'failed')),
    version    integer,                  -- of the article, that it made
    fault      text not null default ''  -- why it failed
);
create index scheduled_revisions_of_article on scheduled_revisions (article_id, publish_at, id);

-- Every time to come at which what readers see changes. It follows from the
-- tables above: who serves an answer learns from it how long that holds, and
-- the job what there is to record.
create table moments (
    kind       text not null check (kind in ('article', 'photo', 'revision')),
    id         uuid not null,
    article_id uuid,
    at         timestamptz not null,
    primary key (kind, id)
);
create index moments_next on moments (at);
create index moments_of_article on moments (article_id);

create function keep_moment(kind text, id uuid, article uuid, at timestamptz) returns void language plpgsql as $$
begin
    if at is null then
        delete from moments m where m.kind = keep_moment.kind and m.id = keep_moment.id;
    else
        insert into moments values (kind, id, article, at)
        on conflict on constraint moments_pkey do update set at = excluded.at;
    end if;
end $$;

create function keep_article_moment() returns trigger language plpgsql as $$
begin
    perform keep_moment('article', new.id, new.id, case when new.status = 'published' and new.deleted_at is null
        then least(coalesce(new.publish_at, new.embargoed_until), case when not new.withdrawn then new.expires_at end) end);
    return null;
end $$;
create trigger article_moment_made after insert on articles for each row
    when (coalesce(new.publish_at, new.embargoed_until, new.expires_at) is not null)
    execute function keep_article_moment();
create trigger article_moment_changed after update on articles for each row
    when ((old.status, old.publish_at, old.embargoed_until, old.expires_at, old.withdrawn, old.deleted_at)
          is distinct from (new.status, new.publish_at, new.embargoed_until, new.expires_at, new.withdrawn, new.deleted_at)
          and coalesce(old.publish_at, old.embargoed_until, old.expires_at,
                       new.publish_at, new.embargoed_until, new.expires_at) is not null)
    execute function keep_article_moment();

create function keep_photo_moment() returns trigger language plpgsql as $$
begin
    perform keep_moment('photo', new.id, null, case when not new.withdrawn and new.deleted_at is null then new.expires_at end);
    return null;
end $$;
create trigger photo_moment after insert or update of expires_at, withdrawn, deleted_at on photos
    for each row execute function keep_photo_moment();

create function keep_revision_moment() returns trigger language plpgsql as $$
begin
    perform keep_moment('revision', new.id, new.article_id, case when new.state = 'waiting' then new.publish_at end);
    return null;
end $$;
create trigger revision_moment after insert or update on scheduled_revisions
    for each row execute function keep_revision_moment();
