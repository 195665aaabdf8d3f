-- What a partner's feed is asked for with: a header, which goes to one origin alone.
-- Its value is closed under a secret of the house.
alter table subscriptions
    add column credentials_header text not null default '', -- '' for none
    add column credentials_origin text not null default '',
    add column credentials_sealed bytea,
    add constraint subscriptions_credentials check (
        (credentials_header = '') = (credentials_sealed is null) and (credentials_header = '') = (credentials_origin = ''));
