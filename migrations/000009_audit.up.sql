-- Who did what, with which key, from which address. It is only added to.
create table audit (
    id       uuid primary key,
    at       timestamptz not null,
    key_id   uuid,          -- null for who works on the machine itself
    key_name text not null,
    address  text not null default '',
    action   text not null check (action <> ''),
    subject  text not null check (subject <> ''), -- what it was done to, as a path of the API
    version  integer        -- that it made, where the subject has versions
);
create index audit_newest on audit (at desc, id desc);
create index audit_by_key on audit (key_id, at desc, id desc);
create index audit_by_subject on audit (subject, at desc, id desc);

create trigger append_only before update or delete or truncate on audit
    for each statement execute function append_only();
