-- What a server keeps in memory is dropped because of the change log. Some of
-- what readers see changes without an entry there: what an author's record
-- says, the settings, the slug in a tombstone. Such a write counts here, so
-- that one look tells of both.
--
-- The count is a row and not a sequence: it is seen when the write is, not
-- before. It is written at the commit, under the lock of the change log, so
-- that writers do not wait for each other's work.
create table freshness (
    only_one   boolean primary key default true check (only_one),
    records    bigint not null default 0, -- what is not a published article's document
    everything bigint not null default 0  -- what any answer may show
);
insert into freshness default values;

-- Counts once for each transaction, whatever it writes. Its argument is the
-- column.
create function count_freshness() returns trigger language plpgsql as $$
declare
    counted text := 'storywire.counted_' || tg_argv[0];
    me text := pg_current_xact_id()::text;
begin
    if current_setting(counted, true) is not distinct from me then
        return null;
    end if;
    perform set_config(counted, me, true); -- undone with the savepoint it was set in, as the count is
    perform pg_advisory_xact_lock(7310603155000001);
    update freshness set records = records + (tg_argv[0] = 'records')::int,
                         everything = everything + (tg_argv[0] = 'everything')::int;
    perform pg_notify('storywire_readable', '');
    return null;
end $$;

create constraint trigger freshness_counted after insert or update or delete on authors
    deferrable initially deferred for each row execute function count_freshness('records');
create constraint trigger freshness_counted after insert or update or delete on photos
    deferrable initially deferred for each row execute function count_freshness('records');
create constraint trigger freshness_counted after insert or update or delete on sections
    deferrable initially deferred for each row execute function count_freshness('records');
create constraint trigger freshness_counted after insert or update or delete on tags
    deferrable initially deferred for each row execute function count_freshness('records');
create constraint trigger freshness_counted after insert or update or delete on speakers
    deferrable initially deferred for each row execute function count_freshness('records');
create constraint trigger freshness_counted after insert or update or delete on sources
    deferrable initially deferred for each row execute function count_freshness('records');

-- An article that is hidden, but was not always: its tombstone, its addresses.
create constraint trigger freshness_counted after update on articles
    deferrable initially deferred for each row
    when (new.status <> 'draft' and (new.status <> 'published' or new.deleted_at is not null
          or new.public_from > statement_timestamp() or new.public_until <= statement_timestamp()))
    execute function count_freshness('records');

-- A licence hides a picture in every document at once, before any of them is
-- written anew.
create constraint trigger licence_counted after update of expires_at, deleted_at on photos
    deferrable initially deferred for each row
    when ((old.expires_at, old.deleted_at) is distinct from (new.expires_at, new.deleted_at))
    execute function count_freshness('everything');
create constraint trigger freshness_counted after update on newsroom
    deferrable initially deferred for each row execute function count_freshness('everything');

-- The moments are read with every look; this only wakes.
create function tell_moment() returns trigger language plpgsql as $$
begin
    perform pg_notify('storywire_readable', '');
    return null;
end $$;
create trigger moment_told after insert or update or delete on moments
    for each row execute function tell_moment();
