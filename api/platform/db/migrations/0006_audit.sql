-- Who did or read what. A line is written to audit_entries in the transaction of what it tells; a sealer of the program
-- moves it into audit_log, where each row carries the hash of the one before. The application's role may add a line, with
-- neither number nor time of its own choice, and nothing else.
CREATE TABLE audit_entries (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor_kind text NOT NULL CHECK (actor_kind IN ('person', 'key', 'wall', 'system')),
  actor_id text NOT NULL,
  actor_name text NOT NULL,
  address text NOT NULL,
  request_id text NOT NULL,
  action text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('done', 'refused', 'failed')),
  record_kind text,
  record_id text,
  area_code text,
  before jsonb,
  after jsonb,
  details jsonb,
  is_personal boolean NOT NULL,
  -- `algorithm:hex` over all of it but the number and the time, which the database gives.
  digest text NOT NULL
);
--> statement-breakpoint
CREATE TABLE audit_log (
  seq bigint PRIMARY KEY,
  -- Of the entry it was; what the lists are ordered by.
  id bigint NOT NULL UNIQUE,
  at timestamptz NOT NULL,
  sealed_at timestamptz NOT NULL,
  -- What a row keeps whose content was removed after its time: these, and the hashes.
  is_personal boolean NOT NULL,
  clock_suspect boolean NOT NULL,
  digest text NOT NULL,
  previous text NOT NULL,
  hash text NOT NULL,
  content_removed_at timestamptz,
  actor_kind text,
  actor_id text,
  actor_name text,
  address text,
  request_id text,
  action text,
  outcome text,
  record_kind text,
  record_id text,
  area_code text,
  before jsonb,
  after jsonb,
  details jsonb
);
--> statement-breakpoint
CREATE INDEX audit_log_at ON audit_log (at);
--> statement-breakpoint
CREATE INDEX audit_log_actor ON audit_log (actor_id, id);
--> statement-breakpoint
CREATE INDEX audit_log_record ON audit_log (record_kind, record_id, id) WHERE record_kind IS NOT NULL;
--> statement-breakpoint
-- One row: where the chain ends and where what is left of it begins. Who seals holds its lock.
CREATE TABLE audit_head (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  seq bigint NOT NULL,
  hash text NOT NULL,
  -- The number and time of the last line whose time is beyond doubt.
  reference_id bigint,
  reference_at timestamptz,
  -- The last row that was taken away at the beginning; 0 and the genesis hash: none.
  anchor_seq bigint NOT NULL DEFAULT 0,
  anchor_hash text NOT NULL
);
--> statement-breakpoint
-- One row: how far the chain was sent to another system, and until when who sends has the turn. Apart from the head, whose
-- lock belongs to who seals.
CREATE TABLE audit_sent (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  seq bigint NOT NULL DEFAULT 0,
  sender text,
  turn_until timestamptz
);
--> statement-breakpoint
INSERT INTO audit_sent DEFAULT VALUES;
--> statement-breakpoint
INSERT INTO audit_head (seq, hash, anchor_hash)
  SELECT 0, genesis, genesis FROM (
    SELECT 'sha256:' || encode(sha256(convert_to('onegrid audit ' || replace(current_schema(), 'county_', ''), 'UTF8')), 'hex') AS genesis) AS first;
--> statement-breakpoint
ALTER TABLE audit_entries ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE audit_head ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY audit_entries_added ON audit_entries FOR INSERT WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY audit_entries_read ON audit_entries FOR SELECT USING (current_setting('onegrid.reads_audit', true) = 'yes');
--> statement-breakpoint
CREATE POLICY audit_entries_sealed ON audit_entries TO CURRENT_USER USING (true);
--> statement-breakpoint
CREATE POLICY audit_log_read ON audit_log FOR SELECT USING (current_setting('onegrid.reads_audit', true) = 'yes');
--> statement-breakpoint
CREATE POLICY audit_log_kept ON audit_log FOR SELECT TO CURRENT_USER USING (true);
--> statement-breakpoint
CREATE POLICY audit_log_sealed ON audit_log FOR INSERT TO CURRENT_USER WITH CHECK (true);
--> statement-breakpoint
-- The owner as well touches nothing before its time; a superuser is under no policy, and the statement says the same. Of a
-- line's two times the later one counts.
CREATE FUNCTION is_audit_expired(at timestamptz, sealed_at timestamptz, is_personal boolean) RETURNS boolean LANGUAGE sql STABLE
  AS $$ SELECT greatest(at, sealed_at) < now() - CASE WHEN is_personal THEN interval '3 years' ELSE interval '180 days' END $$;
--> statement-breakpoint
CREATE POLICY audit_log_emptied ON audit_log FOR UPDATE TO CURRENT_USER USING (is_audit_expired(at, sealed_at, is_personal));
--> statement-breakpoint
CREATE POLICY audit_log_removed ON audit_log FOR DELETE TO CURRENT_USER USING (is_audit_expired(at, sealed_at, is_personal));
--> statement-breakpoint
CREATE POLICY audit_head_read ON audit_head FOR SELECT USING (current_setting('onegrid.reads_audit', true) = 'yes');
--> statement-breakpoint
CREATE POLICY audit_head_moved ON audit_head TO CURRENT_USER USING (true);
--> statement-breakpoint
REVOKE ALL ON audit_entries, audit_log, audit_head, audit_sent FROM onegrid_app;
--> statement-breakpoint
GRANT SELECT ON audit_entries, audit_log, audit_head TO onegrid_app;
--> statement-breakpoint
GRANT INSERT (actor_kind, actor_id, actor_name, address, request_id, action, outcome, record_kind, record_id, area_code,
  before, after, details, is_personal, digest) ON audit_entries TO onegrid_app;
