alter table subscriptions drop column credentials_header, drop column credentials_origin, drop column credentials_sealed;
