-- What reading history takes: whether a revision was public, where it stood in
-- the lists of its day, and what it was filed under.

-- A revision of its own kind: old content made new again.
alter table revisions drop constraint revisions_write_check;
alter table revisions add constraint revisions_write_check
    check (write in ('created', 'edited', 'published', 'deleted', 'related', 'restored'));
alter table revisions add constraint revisions_reason_length check (char_length(reason) <= 500);

alter table revisions
    add column status    text,
    add column listed_at timestamptz,
    -- 'section/world', 'tag/ferries', 'author/ida-bell', and each by its id too:
    -- what a list of then is narrowed by
    add column labels    text[] not null default '{}',
    -- the ids that the document leaves out: its section's, its tags' and its
    -- sources', in the order of the document
    add column refs      uuid[] not null default '{}';

-- Revisions from before this version are filled in from their documents. What
-- was renamed since is not found by its slug; its id is then all zeros.
alter table revisions disable trigger append_only;
update revisions r set
    status = d ->> 'status',
    listed_at = coalesce(d ->> 'published_at', d ->> 'created_at')::timestamptz,
    labels = array(
        select 'section/' || (d -> 'section' ->> 'slug') where d ? 'section'
        union all select 'section/' || id from sections where slug = d -> 'section' ->> 'slug' and deleted_at is null
        union all select 'tag/' || (t ->> 'slug') from jsonb_array_elements(d -> 'tags') t
        union all select 'tag/' || id from jsonb_array_elements(d -> 'tags') t join tags on slug = t ->> 'slug' and deleted_at is null
        union all select 'author/' || (u ->> 'slug') from jsonb_array_elements(d -> 'authors') u
        union all select 'author/' || (u ->> 'id') from jsonb_array_elements(d -> 'authors') u),
    refs = array(
        select coalesce(id, '00000000-0000-0000-0000-000000000000') from (
            select 1 as part, 0 as n, (select id from sections where slug = d -> 'section' ->> 'slug' and deleted_at is null) as id
            where d ? 'section'
            union all
            select 2, n, (select id from tags where slug = t ->> 'slug' and deleted_at is null)
            from jsonb_array_elements(d -> 'tags') with ordinality x(t, n)
            union all
            select 3, n, (select id from sources where slug = o ->> 'slug' and deleted_at is null)
            from jsonb_array_elements(d -> 'sources') with ordinality x(o, n)) ids
        order by part, n)
from (select article_id, version, convert_from(document, 'UTF8')::jsonb as d from revisions) x
where x.article_id = r.article_id and x.version = r.version;
alter table revisions enable trigger append_only;

alter table revisions alter column status set not null, alter column listed_at set not null;
-- which revision of an article held at a time
create index revisions_at on revisions (article_id, at, version);
-- the lists of then, newest first
create index revisions_listed on revisions (listed_at desc, article_id desc, at) where status = 'published';
