-- On the primary, once, as postgres. The application owns its tables, makes the role of partners' sessions, and is no
-- superuser; it may pass by row-level security, which binds partners' sessions and not the application itself.
CREATE ROLE voipgrid_privacy LOGIN CREATEROLE BYPASSRLS;
CREATE ROLE replication LOGIN REPLICATION;
CREATE DATABASE voipgrid_privacy OWNER voipgrid_privacy;
-- Then, for both: \password voipgrid_privacy and \password replication
