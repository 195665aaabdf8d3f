-- What photos are asked by, newest first.
create index photos_of_photographer on photos (lower(photographer), created_at desc, id desc)
    where deleted_at is null and photographer <> '';
create index photos_of_credit on photos (lower(credit), created_at desc, id desc)
    where deleted_at is null and credit <> '';
create index photos_taken on photos (taken_on desc) where taken_on is not null;
create index photos_released on photos (released_on desc) where released_on is not null;

-- What quotes are asked by, the newest article's first.
create index quotes_newest on quotes (listed_at desc, id);
create index quotes_said on quotes (said_on desc) where said_on is not null;
