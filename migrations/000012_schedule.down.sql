drop table moments, scheduled_revisions cascade;
drop trigger article_moment_made on articles;
drop trigger article_moment_changed on articles;
drop trigger photo_moment on photos;
drop function keep_article_moment();
drop function keep_photo_moment();
drop function keep_revision_moment();
drop function keep_moment(text, uuid, uuid, timestamptz);

drop function record_change(text, uuid, text, integer, text, boolean);
create function record_change(type text, article uuid, slug text, version integer, note text)
returns bigint language plpgsql as $$
declare
    n bigint;
begin
    perform pg_advisory_xact_lock(7310603155000001);
    n := nextval('change_sequence');
    insert into changes (sequence, type, article_id, slug, version, at, note)
    values (n, type, article, slug, version, clock_timestamp(), note);
    perform pg_notify('storywire_changes', '');
    return n;
end $$;
alter table changes drop column advance;

-- history is not rewritten, so the check holds for new revisions alone
alter table revisions drop constraint revisions_write_check;
alter table revisions add constraint revisions_write_check check (write in ('created', 'edited', 'published',
    'deleted', 'related', 'restored', 'corrected', 'retracted', 'withheld', 'killed', 'released')) not valid;
alter table revisions drop column public_from, drop column public_until;

drop index photos_expiring;
alter table photos drop column expires_at, drop column withdrawn;

-- What is hidden by its time alone stays hidden.
update articles set status = 'withheld' where status = 'published' and (public_from > now() or public_until <= now());
alter table articles drop column public_from, drop column public_until, drop column publish_at,
    drop column embargoed_until, drop column expires_at, drop column withdrawn, drop column first_public_at;
