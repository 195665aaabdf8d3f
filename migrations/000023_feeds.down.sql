drop index removals_newest;
drop table feeds;
