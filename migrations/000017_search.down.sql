drop trigger search_redated on articles;
drop function redate_search();
drop function keep_search(uuid);
drop table search_pending;
drop table search_words;
drop table search_unread;
drop table search_configs;
drop table article_search;
drop function search_config(text);
do $$
declare
    ours text;
begin
    for ours in select cfgname from pg_ts_config where cfgnamespace = 'public'::regnamespace and cfgname like 'storywire\_%' loop
        execute format('drop text search configuration %I', ours);
    end loop;
end $$;
drop extension btree_gin;
drop extension pg_trgm;
drop extension unaccent;
