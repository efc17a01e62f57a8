-- A role for each service: it makes and changes its own schemas, sees no other's, and of who is let in what it needs.
--
-- `thidua provision` runs it where THIDUA_DATABASE_ROLES names a folder of passwords. Else by hand, as a superuser, on the
-- installation's database, after `thidua provision` and after each upgrade:
--     psql -d thidua -f roles.sql
-- Then give each a password (ALTER ROLE thidua_tracking PASSWORD ...), and each process its own THIDUA_DATABASE_URL.
-- `thidua provision` and the commands on DATA go on as the owner of the database.
CREATE SCHEMA IF NOT EXISTS thidua;
CREATE TABLE IF NOT EXISTS thidua.read_models (name varchar PRIMARY KEY, number bigint NOT NULL);
ALTER TABLE thidua.read_models ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS its_own ON thidua.read_models;
CREATE POLICY its_own ON thidua.read_models USING ('thidua_' || split_part(name, '.', 1) = current_user);
REVOKE ALL ON SCHEMA public FROM PUBLIC;

DO $$
DECLARE
  service text;
  role text;
  found record;
BEGIN
  FOREACH service IN ARRAY ARRAY['tracking', 'awards', 'notify', 'audit'] LOOP
    role := 'thidua_' || service;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
      EXECUTE format('CREATE ROLE %I LOGIN', role);
    END IF;
    EXECUTE format('GRANT CONNECT, CREATE ON DATABASE %I TO %I', current_database(), role);
    EXECUTE format('GRANT USAGE ON SCHEMA public, thidua TO %I', role);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON thidua.read_models TO %I', role);
    -- Everybody checks tokens and sessions, and notes that they were used.
    EXECUTE format('GRANT SELECT, UPDATE (last_used_at) ON access TO %I', role);
    EXECUTE format('GRANT SELECT, UPDATE (used_at) ON sessions TO %I', role);
    -- Sets of tables that one user had made for all; what is its own already is not waited for.
    FOR found IN
      SELECT nspname FROM pg_namespace
      WHERE nspname ~ ('^' || service || '[._]') AND pg_get_userbyid(nspowner) <> role
    LOOP
      EXECUTE format('ALTER SCHEMA %I OWNER TO %I', found.nspname, role);
    END LOOP;
    FOR found IN
      SELECT schemaname, tablename FROM pg_tables
      WHERE schemaname ~ ('^' || service || '[._]') AND tableowner <> role
    LOOP
      EXECUTE format('ALTER TABLE %I.%I OWNER TO %I', found.schemaname, found.tablename, role);
    END LOOP;
  END LOOP;
END $$;

-- Tracking signs people in and lets them in; nobody ever removes a grant.
GRANT INSERT, UPDATE ON access TO thidua_tracking;
GRANT SELECT, INSERT, UPDATE ON accounts TO thidua_tracking;
GRANT INSERT, UPDATE, DELETE ON sessions TO thidua_tracking;
GRANT SELECT ON hooks, hook_keys TO thidua_tracking;
GRANT SELECT, INSERT, UPDATE, DELETE ON unit_columns TO thidua_tracking;
-- Notify keeps browsers, and which alarms were told.
GRANT SELECT, INSERT, UPDATE, DELETE ON push_addresses, alarms TO thidua_notify;
