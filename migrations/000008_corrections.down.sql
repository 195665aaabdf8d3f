-- Revisions of the kinds that are gone stay as they are: history is not
-- rewritten, so the check holds for new ones alone.
alter table revisions drop constraint revisions_write_check;
alter table revisions add constraint revisions_write_check check (write in ('created', 'edited', 'published',
    'deleted', 'related', 'restored')) not valid;
drop table corrections, removals;
