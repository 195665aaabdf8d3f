-- What search asks. It takes three extensions that come with Postgres itself, in
-- the package that is called contrib where it is one of its own: all are trusted,
-- so that who owns the database may add them.
do $$
declare
    wanted text;
begin
    foreach wanted in array array['unaccent', 'pg_trgm', 'btree_gin'] loop
        if not exists (select from pg_available_extensions where name = wanted) then
            raise exception 'search needs the extension %, which this Postgres does not have', wanted
                using hint = 'Install the contrib package of this version of Postgres (postgresql-contrib).';
        end if;
        execute format('create extension if not exists %I', wanted);
    end loop;
end $$;

-- One configuration for each language that Postgres knows, and one for all
-- others: those of Postgres, but that accents make no difference.
do $$
declare
    stock text;
    stems text;
begin
    for stock in select cfgname from pg_ts_config where cfgnamespace = 'pg_catalog'::regnamespace loop
        execute format('create text search configuration %I (copy = pg_catalog.%I)', 'storywire_' || stock, stock);
        -- words of letters alone have a dictionary of their own in some languages
        for stems in
            select distinct d.dictname from pg_ts_config c join pg_ts_config_map m on m.mapcfg = c.oid
            join pg_ts_dict d on d.oid = m.mapdict join ts_token_type('default') t on t.tokid = m.maptokentype
            where c.cfgname = stock and c.cfgnamespace = 'pg_catalog'::regnamespace and t.alias in ('hword', 'hword_part', 'word')
        loop
            execute format('alter text search configuration %I alter mapping for hword, hword_part, word with unaccent, %I',
                           'storywire_' || stock, stems);
        end loop;
    end loop;
end $$;

-- The configuration for texts in a language, which is a BCP 47 tag.
create function search_config(language text) returns text language sql stable as $$
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

-- The words of each article, in a table of its own: a search reads no document.
create table article_search (
    article_id uuid primary key references articles,
    listed_at  timestamptz not null,
    config     text not null,
    words      tsvector not null,
    day        integer not null generated always as ((listed_at at time zone 'UTC')::date - date '2000-01-01') stored,
    year       integer not null generated always as (extract(year from listed_at at time zone 'UTC')::integer) stored
);
-- Each word's articles of a day, of some days, or of a year are found without
-- those of all other times, so that a common word costs no more in a large
-- archive. There is no list of what is yet to be put into the index, which one
-- unlucky reader would have to look through.
create index article_search_words on article_search using gin (day, year, words) with (fastupdate = off);

-- The configurations that articles are in: a question is asked in each of them.
create table search_configs (config text primary key);

-- Articles whose words, or place in time, a write has changed: an entry for each
-- such write. To read the words of a story and put them into the index takes
-- milliseconds, which no editor waits for.
create table search_pending (
    id         bigint primary key generated always as identity,
    article_id uuid not null
);

-- What is found is another than before: what servers keep of searches goes.
create constraint trigger freshness_counted after insert or update on article_search
    deferrable initially deferred for each row execute function count_freshness('records');

-- Articles of which the words have not been read for the vocabulary.
create table search_unread (article_id uuid primary key);

-- The words that published articles have had, as they are written, to find what
-- a misspelt one may have been meant to be. Whether readers may see one is asked
-- of the articles, not of this.
create table search_words (
    word     text primary key,
    plain    text not null, -- without accents
    -- the first two articles that it was read in, with which it is erased
    source   uuid not null,
    other    uuid,
    articles integer not null -- in about how many it was read
);
create index search_words_alike on search_words using gin (plain gin_trgm_ops);
create index search_words_plain on search_words (plain);

-- Writes the words of an article as its rows stand now. Beyond what is read here
-- of a text, Postgres keeps no places of words.
create function keep_search(article uuid) returns void language plpgsql as $$
begin
    with fresh as (
        select a.id, a.listed_at, search_config(a.language) as config,
               left(concat_ws(E'\n', a.headline, a.subhead), 10000) as title,
               left(concat_ws(E'\n', a.summary, array_to_string(a.highlights, E'\n'),
                   (select string_agg(u.name, E'\n' order by j.position) from article_authors j join authors u on u.id = j.author_id where j.article_id = a.id),
                   (select string_agg(k.name, E'\n' order by j.position) from quotes j join speakers k on k.id = j.speaker_id where j.article_id = a.id),
                   (select string_agg(j.name, E'\n' order by j.position) from mentions j where j.article_id = a.id),
                   (select string_agg(o.name, E'\n' order by j.position) from article_sources j join sources o on o.id = j.source_id where j.article_id = a.id),
                   (select string_agg(p.photographer, E'\n' order by j.position) from article_photos j join photos p on p.id = j.photo_id
                    where j.article_id = a.id and (p.expires_at is null or p.expires_at > statement_timestamp()))), 20000) as names,
               left(concat_ws(E'\n',
                   (select string_agg(p.caption, E'\n' order by j.position) from article_photos j join photos p on p.id = j.photo_id
                    where j.article_id = a.id and (p.expires_at is null or p.expires_at > statement_timestamp())),
                   (select string_agg(j.text, E'\n' order by j.position) from quotes j where j.article_id = a.id)), 20000) as said,
               left((select string_agg(concat_ws(E'\n', b.text, array_to_string(b.items, E'\n'), b.title), E'\n' order by b.position)
                     from blocks b where b.article_id = a.id), 100000) as body
        from articles a where a.id = article
    ), kept as (
        insert into article_search as s (article_id, listed_at, config, words)
        select id, listed_at, config, setweight(to_tsvector(config::regconfig, title), 'A')
            || setweight(to_tsvector(config::regconfig, names), 'B') || setweight(to_tsvector(config::regconfig, said), 'C')
            || setweight(to_tsvector(config::regconfig, coalesce(body, '')), 'D')
        from fresh
        on conflict (article_id) do update set listed_at = excluded.listed_at, config = excluded.config, words = excluded.words
        where (s.listed_at, s.config, s.words) is distinct from (excluded.listed_at, excluded.config, excluded.words)
        returning s.article_id, s.config
    ), configs as (
        insert into search_configs select config from kept where config not in (select config from search_configs)
        on conflict do nothing
    )
    insert into search_unread select article_id from kept on conflict do nothing;
end $$;

create function redate_search() returns trigger language plpgsql as $$
begin
    insert into search_pending (article_id) values (new.id);
    return null;
end $$;
create trigger search_redated after update on articles
    for each row when (old.listed_at is distinct from new.listed_at) execute function redate_search();

insert into search_pending (article_id) select id from articles order by listed_at desc;
do $$
begin
    alter table article_search alter column words set compression lz4;
exception when feature_not_supported then
    null; -- it only takes longer to read
end $$;
