-- How the newsroom corrects itself: public notes with the change that each
-- explains, and what was taken from readers and why. Both are only added to.

create table corrections (
    id         uuid primary key,
    article_id uuid not null references articles,
    position   integer not null check (position >= 0),
    version    integer not null,
    kind       text not null check (kind in ('correction', 'clarification', 'update', 'editors_note', 'retraction')),
    severity   text not null check (severity in ('minor', 'substantive')),
    note       text not null check (note <> ''),
    corrects   uuid references corrections,
    changes    jsonb not null default '[]' check (jsonb_typeof(changes) = 'array'),
    at         timestamptz not null,
    key_id     uuid,
    by_name    text not null,
    unique (article_id, position),
    foreign key (article_id, version) references revisions (article_id, version) deferrable initially deferred
);
create index corrections_newest on corrections (at desc, id desc);

-- A row for each time that an article was taken from readers or given back:
-- the newest is what its tombstone says.
create table removals (
    article_id uuid not null references articles,
    version    integer not null,
    status     text not null check (status in ('withheld', 'retracted', 'killed', 'published')),
    note       text not null,
    headline   text not null default '', -- what the tombstone shows; '' where it shows none
    at         timestamptz not null,
    key_id     uuid,
    by_name    text not null,
    primary key (article_id, version),
    foreign key (article_id, version) references revisions (article_id, version) deferrable initially deferred
);

create trigger append_only before update or delete or truncate on corrections
    for each statement execute function append_only();
create trigger append_only before update or delete or truncate on removals
    for each statement execute function append_only();

alter table revisions drop constraint revisions_write_check;
alter table revisions add constraint revisions_write_check check (write in ('created', 'edited', 'published',
    'deleted', 'related', 'restored', 'corrected', 'retracted', 'withheld', 'killed', 'released'));
