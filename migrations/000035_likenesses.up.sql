-- What tells that a page is a story which the newsroom has already, whatever it
-- came from: a table of its own, of which no write to an article waits. It follows
-- from the articles and is made with their words for search; an import makes it
-- itself, so that the next one finds it.
create table likenesses (
    article_id uuid primary key references articles,
    address    bytea,             -- the SHA-256 of its address, in the form that all ways of writing it have in common
    bands      integer[] not null -- of which nearly the same words have some in common
);
create index likenesses_address on likenesses (address) where address is not null;
-- Which of a story's numbers others have is found for all of them at once; there
-- is no list of what is yet to be put into the index, which one import would have
-- to look through.
create index likenesses_bands on likenesses using gin (bands) with (fastupdate = off);

-- Stories from before this, whose words have not been read for it.
create table likeness_unread (article_id uuid primary key);
insert into likeness_unread select id from articles where erased_at is null;
