-- Two records of one person become one: the one that goes points to the one that
-- stays. Its slug leads there from then on, and is never given to another.
alter table speakers
    add column merged_into uuid references speakers,
    -- Readers had been shown the merged one, so that its slug leads them on.
    add column was_public  boolean not null default false,
    add constraint speakers_merged check (merged_into is null or deleted_at is not null and merged_into <> id);
create index speakers_merged on speakers (merged_into) where merged_into is not null;

drop index speakers_slug;
create unique index speakers_slug on speakers (slug) where deleted_at is null or merged_into is not null;

-- What imports look for: the same name, and who has the same surname.
create index speakers_name on speakers (lower(name));
create index speakers_surname on speakers (lower(substring(name from '[^ ]+$')));

-- A write that began before a merge may still store what was said as said by the
-- one that goes. It is the other's.
create function take_merged_speaker() returns trigger language plpgsql as $$
begin
    new.speaker_id := coalesce((select k.merged_into from speakers k where k.id = new.speaker_id for key share), new.speaker_id);
    return new;
end $$;
create trigger merged_speaker_taken before insert or update of speaker_id on quotes
    for each row when (new.speaker_id is not null) execute function take_merged_speaker();
