drop table usage;
drop table allowances;
