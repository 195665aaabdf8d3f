drop table followers;

drop function erase_history(uuid);
drop trigger only_erased on revisions;
drop trigger only_erased on corrections;
drop trigger only_erased on removals;
drop trigger only_erased on changes;
drop function only_erased();
drop trigger append_only on revisions;
drop trigger append_only on corrections;
drop trigger append_only on removals;
drop trigger append_only on changes;
create trigger append_only before update or delete or truncate on revisions
    for each statement execute function append_only();
create trigger append_only before update or delete or truncate on corrections
    for each statement execute function append_only();
create trigger append_only before update or delete or truncate on removals
    for each statement execute function append_only();
create trigger append_only before update or delete or truncate on changes
    for each statement execute function append_only();

-- What was erased stays so: of the words that the older rules ask for there is
-- the one that says it. History is not rewritten otherwise, so the checks hold
-- for new rows alone.
alter table corrections drop constraint corrections_note_check;
alter table corrections add constraint corrections_note_check check (note <> '') not valid;

alter table revisions drop constraint revisions_write_check;
alter table revisions add constraint revisions_write_check check (write in ('created', 'edited', 'published',
    'deleted', 'related', 'restored', 'corrected', 'retracted', 'withheld', 'killed', 'released',
    'scheduled', 'unscheduled', 'expired')) not valid;
alter table revisions drop constraint revisions_erased;
alter table revisions disable trigger append_only;
update revisions set document = '{}' where document is null;
alter table revisions enable trigger append_only;
alter table revisions drop column sha256, drop column erased_at, alter column document set not null;

update articles set headline = 'Erased' where erased_at is not null;
alter table articles drop constraint articles_check;
alter table articles add constraint articles_check
    check (status = 'draft' or (headline <> '' and published_at is not null));
alter table articles drop column erased_at;
