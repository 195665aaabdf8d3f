drop index revisions_listed, revisions_at;
alter table revisions drop column status, drop column listed_at, drop column labels, drop column refs;
-- Revisions of the kind that is gone stay as they are: history is not
-- rewritten, so the check holds for new ones alone.
alter table revisions drop constraint revisions_reason_length, drop constraint revisions_write_check;
alter table revisions add constraint revisions_write_check
    check (write in ('created', 'edited', 'published', 'deleted', 'related')) not valid;
