drop table newsroom, keys;
