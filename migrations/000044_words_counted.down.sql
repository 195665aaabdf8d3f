drop trigger freshness_counted on search_unread;
drop trigger freshness_counted on quote_search;
create constraint trigger freshness_counted after insert or update on quote_search
    deferrable initially deferred for each row execute function count_freshness('records');
drop trigger freshness_counted on article_search;
create constraint trigger freshness_counted after insert or update on article_search
    deferrable initially deferred for each row execute function count_freshness('records');

create or replace function count_freshness() returns trigger language plpgsql as $$
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

alter table marks drop column words;
alter table freshness drop column words;
