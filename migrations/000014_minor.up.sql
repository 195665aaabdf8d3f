-- Which writes changed a published story without a public note.
alter table revisions add column minor boolean not null default false;
