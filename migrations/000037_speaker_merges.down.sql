drop trigger merged_speaker_taken on quotes;
drop function take_merged_speaker();
drop index speakers_surname;
drop index speakers_name;
drop index speakers_slug;
create unique index speakers_slug on speakers (slug) where deleted_at is null;
drop index speakers_merged;
alter table speakers drop constraint speakers_merged, drop column was_public, drop column merged_into;
