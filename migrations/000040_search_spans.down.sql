drop index quote_search_words;
create index quote_search_words on quote_search using gin (day, year, words) with (fastupdate = off);
drop index article_search_words;
create index article_search_words on article_search using gin (day, year, words) with (fastupdate = off);
