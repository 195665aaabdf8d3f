-- A search opens windows of time, each of which is one entry of the index: a
-- day, four days, thirty-two days, a year. Of a range of days Postgres reads one
-- side to the end of the archive, whatever the other is.
drop index article_search_words;
create index article_search_words on article_search using gin (day, (day >> 2), (day >> 5), year, words) with (fastupdate = off);
drop index quote_search_words;
create index quote_search_words on quote_search using gin (day, (day >> 2), (day >> 5), year, words) with (fastupdate = off);
