-- What a write costs the database. A function in SQL is planned anew each time that
-- it is called: it took longer to plan the one that finds a language's
-- configuration, once for each quote of a story, than to read its words.
create or replace function search_config(language text) returns text language plpgsql stable as $$
begin
    return coalesce((
        select c.cfgname::text from (values ('ar', 'arabic'), ('ca', 'catalan'), ('da', 'danish'), ('de', 'german'),
            ('el', 'greek'), ('en', 'english'), ('es', 'spanish'), ('et', 'estonian'), ('eu', 'basque'), ('fi', 'finnish'),
            ('fr', 'french'), ('ga', 'irish'), ('hi', 'hindi'), ('hu', 'hungarian'), ('hy', 'armenian'), ('id', 'indonesian'),
            ('it', 'italian'), ('lt', 'lithuanian'), ('nb', 'norwegian'), ('ne', 'nepali'), ('nl', 'dutch'), ('nn', 'norwegian'),
            ('no', 'norwegian'), ('pt', 'portuguese'), ('ro', 'romanian'), ('ru', 'russian'), ('sr', 'serbian'),
            ('sv', 'swedish'), ('ta', 'tamil'), ('tr', 'turkish'), ('yi', 'yiddish')) known(code, name)
        join pg_ts_config c on c.cfgname = 'storywire_' || known.name
        where known.code = lower(split_part(search_config.language, '-', 1))), 'storywire_simple');
end $$;

-- Who writes knows what the version is filed under, and says it: the entry of the
-- change log is made under the log's lock, for which all writers wait. Null is what
-- is being erased, which stays filed, for those who are told to take it down, as it
-- was when they were last told of it.
drop function record_change(text, uuid, text, integer, text, boolean);
create function record_change(type text, article uuid, slug text, version integer, note text, advance boolean, filed text[])
returns bigint language plpgsql as $$
declare
    n bigint;
begin
    if filed is null then
        filed := (select h.filed from changes h where h.article_id = article order by h.sequence desc limit 1);
    end if;
    perform pg_advisory_xact_lock(7310603155000001);
    n := nextval('change_sequence');
    insert into changes (sequence, type, article_id, slug, version, at, note, advance, filed)
    values (n, type, article, slug, version, clock_timestamp(), note, advance, filed);
    perform pg_notify('storywire_changes', '');
    return n;
end $$;
drop function filed_under(text[]);
