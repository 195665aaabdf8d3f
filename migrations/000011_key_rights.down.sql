drop function record_reset(uuid);
alter table changes disable trigger append_only;
delete from changes where type = 'reset';
alter table changes enable trigger append_only;
alter table changes drop constraint changes_of;
alter table changes drop constraint changes_type_check;
alter table changes
    add constraint changes_type_check check (type in ('published', 'updated', 'corrected', 'withheld',
                                                      'retracted', 'killed', 'restored', 'deleted')),
    alter column article_id set not null,
    alter column slug set not null,
    alter column version set not null,
    drop column key_id;
alter table keys drop column advance, drop column requests_per_minute, drop column modified_at, drop column origin;
