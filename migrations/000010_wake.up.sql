-- A commit that adds to the change log wakes whoever follows it. Notifications
-- of one transaction with the same payload are one, and none is sent of a
-- transaction that is rolled back.
create or replace function record_change(type text, article uuid, slug text, version integer, note text)
returns bigint language plpgsql as $$
declare
    n bigint;
begin
    perform pg_advisory_xact_lock(7310603155000001);
    n := nextval('change_sequence');
    insert into changes (sequence, type, article_id, slug, version, at, note)
    values (n, type, article, slug, version, clock_timestamp(), note);
    perform pg_notify('storywire_changes', '');
    return n;
end $$;
