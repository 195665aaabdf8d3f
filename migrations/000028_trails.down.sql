drop table trails;
