drop table changes, revisions, change_epoch;
drop sequence change_sequence;
drop function record_change(text, uuid, text, integer, text);
drop function append_only();
