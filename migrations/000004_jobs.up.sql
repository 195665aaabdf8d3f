-- Where the queue of jobs lives. Its tables are the queue library's own and are
-- brought up to date by it, right after these migrations.
create schema river;
