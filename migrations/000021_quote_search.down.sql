drop function keep_quote_search(uuid);
drop table quote_search;
