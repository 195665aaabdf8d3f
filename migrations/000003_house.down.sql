drop table newsroom, secrets, keys;
