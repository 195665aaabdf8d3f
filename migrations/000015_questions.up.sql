-- What lists of articles are asked by, at any size of the archive.

-- When readers were last told something new: an article that was never updated
-- counts from its publication, so that every article is in such a list.
alter table articles add column latest_at timestamptz not null
    generated always as (coalesce(updated_at, published_at, created_at)) stored;
create index articles_latest on articles (latest_at desc, id desc)
    where status = 'published' and deleted_at is null;
create index articles_by_kind on articles (kind, listed_at desc, id desc)
    where status = 'published' and deleted_at is null;
create index articles_by_language on articles (language, listed_at desc, id desc)
    where status = 'published' and deleted_at is null;

-- What articles share has each article's place in lists beside it. The newest
-- of a tag are then the first of the tag's own entries: neither is the whole
-- archive walked for a tag that was last used years ago, nor a tag of half the
-- archive sorted for its newest twenty.
alter table article_tags    add column listed_at timestamptz;
alter table article_authors add column listed_at timestamptz;
alter table article_sources add column listed_at timestamptz;
alter table mentions        add column listed_at timestamptz;
alter table quotes          add column listed_at timestamptz;
update article_tags j    set listed_at = a.listed_at from articles a where a.id = j.article_id;
update article_authors j set listed_at = a.listed_at from articles a where a.id = j.article_id;
update article_sources j set listed_at = a.listed_at from articles a where a.id = j.article_id;
update mentions j        set listed_at = a.listed_at from articles a where a.id = j.article_id;
update quotes j          set listed_at = a.listed_at from articles a where a.id = j.article_id;
-- the checks of references are made at once, so that the columns can be changed
set constraints all immediate;
alter table article_tags    alter column listed_at set not null;
alter table article_authors alter column listed_at set not null;
alter table article_sources alter column listed_at set not null;
alter table mentions        alter column listed_at set not null;
alter table quotes          alter column listed_at set not null;

drop index articles_of_tag;
create index articles_of_tag on article_tags (tag_id, listed_at desc, article_id desc);
drop index articles_of_author;
create index articles_of_author on article_authors (author_id, listed_at desc, article_id desc);
drop index articles_of_source;
create index articles_of_source on article_sources (source_id, listed_at desc, article_id desc);
drop index mentions_by_slug;
create index mentions_by_slug on mentions (slug, type, listed_at desc, article_id desc);
drop index quotes_of_speaker;
create index quotes_of_speaker on quotes (speaker_id, listed_at desc, article_id desc);

create function take_listed_at() returns trigger language plpgsql as $$
begin
    select a.listed_at into new.listed_at from articles a where a.id = new.article_id;
    return new;
end $$;
create trigger listed_at_taken before insert on article_tags
    for each row when (new.listed_at is null) execute function take_listed_at();
create trigger listed_at_taken before insert on article_authors
    for each row when (new.listed_at is null) execute function take_listed_at();
create trigger listed_at_taken before insert on article_sources
    for each row when (new.listed_at is null) execute function take_listed_at();
create trigger listed_at_taken before insert on mentions
    for each row when (new.listed_at is null) execute function take_listed_at();
create trigger listed_at_taken before insert on quotes
    for each row when (new.listed_at is null) execute function take_listed_at();

create function give_listed_at() returns trigger language plpgsql as $$
begin
    update article_tags    set listed_at = new.listed_at where article_id = new.id;
    update article_authors set listed_at = new.listed_at where article_id = new.id;
    update article_sources set listed_at = new.listed_at where article_id = new.id;
    update mentions        set listed_at = new.listed_at where article_id = new.id;
    update quotes          set listed_at = new.listed_at where article_id = new.id;
    return null;
end $$;
create trigger listed_at_given after update on articles
    for each row when (old.listed_at is distinct from new.listed_at) execute function give_listed_at();
