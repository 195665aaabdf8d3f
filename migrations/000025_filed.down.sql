create or replace function record_change(type text, article uuid, slug text, version integer, note text, advance boolean)
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
alter table changes drop column filed;
drop function filed_under(text[]);

alter table revisions disable trigger only_erased;
update revisions set labels = array(select l from unnest(labels) l where l not like 'kind/%' and l not like 'source/%');
alter table revisions enable trigger only_erased;
