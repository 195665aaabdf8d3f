drop trigger listed_at_given on articles;
drop trigger listed_at_taken on article_tags;
drop trigger listed_at_taken on article_authors;
drop trigger listed_at_taken on article_sources;
drop trigger listed_at_taken on mentions;
drop trigger listed_at_taken on quotes;
drop function give_listed_at;
drop function take_listed_at;

drop index articles_of_tag;
drop index articles_of_author;
drop index articles_of_source;
drop index mentions_by_slug;
drop index quotes_of_speaker;
alter table article_tags    drop column listed_at;
alter table article_authors drop column listed_at;
alter table article_sources drop column listed_at;
alter table mentions        drop column listed_at;
alter table quotes          drop column listed_at;
create index articles_of_tag on article_tags (tag_id, article_id);
create index articles_of_author on article_authors (author_id, article_id);
create index articles_of_source on article_sources (source_id, article_id);
create index mentions_by_slug on mentions (slug, type);
create index quotes_of_speaker on quotes (speaker_id, id desc);

drop index articles_by_language;
drop index articles_by_kind;
drop index articles_latest;
alter table articles drop column latest_at;
