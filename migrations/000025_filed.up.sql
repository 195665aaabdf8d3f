-- What a contract with a partner goes by, as it was: what each version of a story
-- was filed under, by id, so that the change log can tell each partner when a
-- story comes into its contract and when it leaves it.

-- A revision's labels have its sources and its kind, too.
alter table revisions disable trigger only_erased;
update revisions r set labels = r.labels || array(
    select 'source/' || s from unnest(r.refs[cardinality(r.refs) - coalesce(jsonb_array_length(d -> 'sources'), 0) + 1 : cardinality(r.refs)]) s
    where s <> '00000000-0000-0000-0000-000000000000' -- what was renamed before ids were kept
    union all select 'kind/' || (d ->> 'kind') where d ? 'kind')
from (select article_id, version, convert_from(document, 'UTF8')::jsonb as d from revisions where document <> '') x -- null where it was erased
where x.article_id = r.article_id and x.version = r.version;
alter table revisions enable trigger only_erased;

-- Of a revision's labels those that never change and say nothing in words.
create function filed_under(labels text[]) returns text[] language sql immutable as $$
    select array(select l from unnest(labels) l
                 where l like 'kind/%' or l ~ '^(section|tag|source)/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' order by l)
$$;

-- Null where it is not known any more, of what was erased before, and then in no
-- contract.
alter table changes add column filed text[];
alter table changes disable trigger only_erased;
update changes c set filed = filed_under(r.labels)
from revisions r where r.article_id = c.article_id and r.version = c.version and r.erased_at is null;
alter table changes enable trigger only_erased;

-- What is being erased stays filed, for those who are told to take it down, as it
-- was when they were last told of it.
create or replace function record_change(type text, article uuid, slug text, version integer, note text, advance boolean)
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
