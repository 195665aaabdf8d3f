-- What is found by words is another than before once the words of a story have
-- been read, which is after its change was seen, and in batches for as long as a
-- storm of corrections lasts. That is counted apart from other records, so that
-- no list drops for it that nobody searched for.
alter table freshness add column words bigint not null default 0; -- what a search finds
alter table marks add column words bigint not null default 0;

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
                         words = words + (tg_argv[0] = 'words')::int,
                         everything = everything + (tg_argv[0] = 'everything')::int;
    perform pg_notify('storywire_readable', '');
    return null;
end $$;

drop trigger freshness_counted on article_search;
create constraint trigger freshness_counted after insert or update on article_search
    deferrable initially deferred for each row execute function count_freshness('words');
drop trigger freshness_counted on quote_search;
create constraint trigger freshness_counted after insert or update on quote_search
    deferrable initially deferred for each row execute function count_freshness('words');

-- What a misspelt word may have been meant to be.
create constraint trigger freshness_counted after delete on search_unread
    deferrable initially deferred for each row execute function count_freshness('words');
