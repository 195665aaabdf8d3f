-- What a key is allowed beside its scopes, and what is told to its holder when
-- that changes.

alter table keys
    add column advance             boolean not null default false, -- stories under embargo
    add column requests_per_minute integer not null default 0      -- 0: as the server's setting says
        check (requests_per_minute between 0 and 1000000),
    add column modified_at         timestamptz not null default now(), -- by anything but its use
    -- the first of the keys that took each other's place; null for itself
    add column origin              uuid references keys,
    add constraint keys_advance check (not advance or scopes && array['feed', 'admin']);
update keys set modified_at = coalesce(revoked_at, created_at);

-- An entry of the change log that is for the holder of one key alone: what the
-- key may see is another than before. It is about no story.
alter table changes
    add column key_id uuid references keys, -- the first of the keys that took each other's place
    alter column article_id drop not null,
    alter column slug drop not null,
    alter column version drop not null;
alter table changes drop constraint changes_type_check;
alter table changes
    add constraint changes_type_check check (type in ('published', 'updated', 'corrected', 'withheld',
                                                      'retracted', 'killed', 'restored', 'deleted', 'reset')),
    add constraint changes_of check (case when type = 'reset' then key_id is not null and num_nonnulls(article_id, slug, version) = 0
                                          else key_id is null and num_nulls(article_id, slug, version) = 0 end);

-- As record_change: under the same lock, so that the log has one order.
create function record_reset(key uuid)
returns bigint language plpgsql as $$
declare
    n bigint;
begin
    perform pg_advisory_xact_lock(7310603155000001);
    n := nextval('change_sequence');
    insert into changes (sequence, type, at, key_id)
    select n, 'reset', clock_timestamp(), coalesce(k.origin, k.id) from keys k where k.id = key;
    perform pg_notify('storywire_changes', '');
    return n;
end $$;
