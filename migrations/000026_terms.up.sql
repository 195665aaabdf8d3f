-- What others may do with a story or a picture: words, the licence's address,
-- and whether mining its text and data is reserved. Null leaves that to the
-- newsroom, whose own row says what holds for every story that says nothing.
alter table articles
    add column rights          text not null default '',
    add column license_url     text not null default '',
    add column tdm_reservation boolean,
    add column tdm_policy      text not null default '';
alter table photos
    add column license_url     text not null default '',
    add column tdm_reservation boolean,
    add column tdm_policy      text not null default '';
alter table newsroom
    add column rights          text not null default '',
    add column license_url     text not null default '',
    add column tdm_reservation boolean,
    add column tdm_policy      text not null default '';
