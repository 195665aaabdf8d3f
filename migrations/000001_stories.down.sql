alter table blocks drop constraint blocks_quote;
alter table articles drop constraint articles_own_slug;
drop table quotes, mentions, article_sources, article_photos, article_tags, article_authors, blocks;
drop table slugs;
drop function keep_public_slug();
drop table articles;
drop table photos, sources, speakers, authors, tags, sections;
drop domain slug;
