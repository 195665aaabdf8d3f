alter table likenesses drop column imported;
drop table proposals;
