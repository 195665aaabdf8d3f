alter table keys drop column advance;
