-- What a court orders to be erased, and what partners were sent and took in.

-- Of an erased article its slug, times and versions are left, and the note.
alter table articles add column erased_at timestamptz check (erased_at is null or status = 'killed');
alter table articles drop constraint articles_check;
alter table articles add constraint articles_check
    check (status = 'draft' or published_at is not null and (headline <> '' or erased_at is not null));

-- An erased revision has the hash of what it held in its place.
alter table revisions
    alter column document drop not null,
    add column sha256    bytea check (octet_length(sha256) = 32),
    add column erased_at timestamptz,
    add constraint revisions_erased
        check ((document is null) = (erased_at is not null) and (document is null) = (sha256 is not null));
alter table revisions drop constraint revisions_write_check;
alter table revisions add constraint revisions_write_check check (write in ('created', 'edited', 'published',
    'deleted', 'related', 'restored', 'corrected', 'retracted', 'withheld', 'killed', 'released',
    'scheduled', 'unscheduled', 'expired', 'erased'));

-- An erased correction has neither.
alter table corrections drop constraint corrections_note_check;
alter table corrections add constraint corrections_note_check check (note <> '' or changes = '[]');

-- One thing can be done to a row of history: to empty it, where its article was
-- killed and is being erased. The trigger's argument is what is left in the
-- columns that are emptied; no other may change. This holds for whoever may
-- update the table at all, the owner too.
create function only_erased() returns trigger language plpgsql
    set search_path = pg_catalog, public, pg_temp as $$
declare
    emptied jsonb := tg_argv[0];
begin
    if tg_table_name = 'revisions' then
        if old.erased_at is not null or new.erased_at is null or new.sha256 is distinct from sha256(old.document) then
            raise exception 'an erased revision keeps the hash of its document' using errcode = 'restrict_violation';
        end if;
        emptied := emptied || jsonb_build_object('sha256', new.sha256, 'erased_at', new.erased_at);
    end if;
    if to_jsonb(new) is distinct from to_jsonb(old) || emptied
       or not exists (select from articles a where a.id = old.article_id and a.status = 'killed' and a.erased_at is not null) then
        raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
    end if;
    return new;
end $$;

drop trigger append_only on revisions;
drop trigger append_only on corrections;
drop trigger append_only on removals;
drop trigger append_only on changes;
create trigger append_only before delete or truncate on revisions
    for each statement execute function append_only();
create trigger append_only before delete or truncate on corrections
    for each statement execute function append_only();
create trigger append_only before delete or truncate on removals
    for each statement execute function append_only();
create trigger append_only before delete or truncate on changes
    for each statement execute function append_only();
create trigger only_erased before update on revisions
    for each row execute function only_erased('{"document": null, "reason": "", "labels": [], "refs": []}');
create trigger only_erased before update on corrections
    for each row execute function only_erased('{"note": "", "changes": []}');
create trigger only_erased before update on removals
    for each row execute function only_erased('{"note": "", "headline": ""}');
create trigger only_erased before update on changes
    for each row execute function only_erased('{"note": ""}');

-- The one way in which the server's role, which may not update history, empties
-- that of an article: all of it that is older than the article's own version,
-- which is the write that erases it.
create function erase_history(article uuid) returns void language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp as $$
declare
    erasing integer;
begin
    select version into erasing from articles where id = article and status = 'killed' and erased_at is not null for update;
    if not found then
        raise exception 'the article % is not one that is being erased', article using errcode = 'restrict_violation';
    end if;
    update revisions r set document = null, sha256 = sha256(r.document), erased_at = clock_timestamp(),
        reason = '', labels = '{}', refs = '{}'
    where r.article_id = article and r.version < erasing and r.erased_at is null;
    update corrections c set note = '', changes = '[]' where c.article_id = article and c.note <> '';
    update removals m set note = '', headline = '' where m.article_id = article and m.version < erasing;
    update changes h set note = '' where h.article_id = article and h.version < erasing and h.note <> '';
end $$;
revoke execute on function erase_history(uuid) from public;

-- How far each key has come in the change log: what it was sent, and what its
-- holder says was taken in. Places of another epoch than the log's own mean
-- nothing any more.
create table followers (
    key_id          uuid primary key references keys,
    epoch           text not null,
    sent            bigint not null default 0 check (sent >= acknowledged),
    sent_at         timestamptz not null, -- when sent last grew
    acknowledged    bigint not null default 0 check (acknowledged >= 0),
    acknowledged_at timestamptz           -- when acknowledged last grew; null before the first
);
