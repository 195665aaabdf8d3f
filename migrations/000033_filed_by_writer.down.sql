create function filed_under(labels text[]) returns text[] language sql immutable as $$
    select array(select l from unnest(labels) l
                 where l like 'kind/%' or l ~ '^(section|tag|source)/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' order by l)
$$;
drop function record_change(text, uuid, text, integer, text, boolean, text[]);
create function record_change(type text, article uuid, slug text, version integer, note text, advance boolean)
returns bigint language plpgsql as $$
declare
    n bigint;
    filed text[];
begin
    select case when r.write = 'erased'
                then (select h.filed from changes h where h.article_id = article order by h.sequence desc limit 1)
                else filed_under(r.labels) end
    into filed from revisions r where r.article_id = article and r.version = record_change.version;
    perform pg_advisory_xact_lock(7310603155000001);
    n := nextval('change_sequence');
    insert into changes (sequence, type, article_id, slug, version, at, note, advance, filed)
    values (n, type, article, slug, version, clock_timestamp(), note, advance, filed);
    perform pg_notify('storywire_changes', '');
    return n;
end $$;

create or replace function search_config(language text) returns text language sql stable as $$
    select coalesce((
        select c.cfgname::text from (values ('ar', 'arabic'), ('ca', 'catalan'), ('da', 'danish'), ('de', 'german'),
            ('el', 'greek'), ('en', 'english'), ('es', 'spanish'), ('et', 'estonian'), ('eu', 'basque'), ('fi', 'finnish'),
            ('fr', 'french'), ('ga', 'irish'), ('hi', 'hindi'), ('hu', 'hungarian'), ('hy', 'armenian'), ('id', 'indonesian'),
            ('it', 'italian'), ('lt', 'lithuanian'), ('nb', 'norwegian'), ('ne', 'nepali'), ('nl', 'dutch'), ('nn', 'norwegian'),
            ('no', 'norwegian'), ('pt', 'portuguese'), ('ro', 'romanian'), ('ru', 'russian'), ('sr', 'serbian'),
            ('sv', 'swedish'), ('ta', 'tamil'), ('tr', 'turkish'), ('yi', 'yiddish')) known(code, name)
        join pg_ts_config c on c.cfgname = 'storywire_' || known.name
        where known.code = lower(split_part(search_config.language, '-', 1))), 'storywire_simple')
$$;
