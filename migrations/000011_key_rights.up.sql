-- What a key is entitled to beside its scopes.
alter table keys
    add column advance boolean not null default false, -- stories under embargo
    add constraint keys_advance check (not advance or scopes && array['feed', 'admin']);
