alter table revisions drop column minor;
