-- What the server's own role may do, given anew after every migration: read
-- and write rows, but neither change history nor the schema.
select pg_advisory_xact_lock(7310603155000002); -- servers that start at once take turns
grant usage on schema public to %[1]s;
grant select, insert, update, delete on all tables in schema public to %[1]s;
grant usage on all sequences in schema public to %[1]s;
revoke update, delete, truncate on revisions, changes, change_epoch, corrections, removals, audit from %[1]s;
revoke insert, update, delete, truncate on schema_migrations from %[1]s;
revoke delete, truncate on keys, newsroom from %[1]s;
revoke update, delete, truncate on secrets from %[1]s;
grant execute on function erase_history(uuid) to %[1]s;
grant usage on schema river to %[1]s;
grant select, insert, update, delete on all tables in schema river to %[1]s;
grant usage on all sequences in schema river to %[1]s;
revoke insert, update, delete on river.river_migration from %[1]s;
