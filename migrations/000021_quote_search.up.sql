-- What searches of quotes ask, as article_search is for those of articles. It is
-- kept beside it, after the write, and holds no reference to quotes: a write that
-- takes a quote away does not wait for what reads another.
create table quote_search (
    quote_id   uuid primary key,
    article_id uuid not null references articles,
    listed_at  timestamptz not null,
    config     text not null,
    words      tsvector not null,
    day        integer not null generated always as ((listed_at at time zone 'UTC')::date - date '2000-01-01') stored,
    year       integer not null generated always as (extract(year from listed_at at time zone 'UTC')::integer) stored
);
create index quote_search_words on quote_search using gin (day, year, words) with (fastupdate = off);
create index quote_search_article on quote_search (article_id);

create constraint trigger freshness_counted after insert or update on quote_search
    deferrable initially deferred for each row execute function count_freshness('records');

-- Writes the words of an article's quotes as they stand now.
create function keep_quote_search(article uuid) returns void language sql as $$
    delete from quote_search s where s.article_id = $1 and not exists (select from quotes q where q.id = s.quote_id);
    insert into quote_search as s (quote_id, article_id, listed_at, config, words)
    select q.id, q.article_id, q.listed_at, c.config, to_tsvector(c.config::regconfig, left(q.text, 20000))
    from articles a join quotes q on q.article_id = a.id cross join lateral (select search_config(a.language) as config) c
    where a.id = $1
    on conflict (quote_id) do update set listed_at = excluded.listed_at, config = excluded.config, words = excluded.words
    where (s.listed_at, s.config, s.words) is distinct from (excluded.listed_at, excluded.config, excluded.words);
$$;

insert into search_pending (article_id) select a.id from articles a
where exists (select from quotes q where q.article_id = a.id) order by a.listed_at desc;
