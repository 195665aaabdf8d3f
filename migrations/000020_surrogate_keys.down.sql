alter table articles drop column surrogate_keys;
