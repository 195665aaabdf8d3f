-- What a document depends on stands beside it: a read asks for no more than one
-- row.
alter table articles add column surrogate_keys text not null default '';
update articles a set surrogate_keys = concat_ws(' ', 'article-' || a.id, 'section-' || a.section_id,
    (select string_agg(distinct 'author-' || j.author_id, ' ') from article_authors j where j.article_id = a.id));
