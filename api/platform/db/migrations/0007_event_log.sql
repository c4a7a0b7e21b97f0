-- What happened, in the order of the commits: who writes takes one lock a county first (record-events.ts), so whoever has seen
-- a number never finds a smaller one later. The application's role may add a row, with neither number nor time of its own
-- choice, and change or remove none. There are no names of persons in it and nothing that anybody has typed.
CREATE TABLE event_log (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  name text NOT NULL CHECK (name ~ '^[a-z-]+\.[a-z-]+$'),
  record_kind text NOT NULL,
  record_id text NOT NULL,
  version integer,
  area_code text NOT NULL CHECK (area_code ~ '^(\d{6}|\d{9}|\d{12}|\d{15})$'),
  data jsonb NOT NULL DEFAULT '{}' CHECK (octet_length(data::text) <= 4000)
);
--> statement-breakpoint
-- One row: up to where the log is no longer whole, because its rows were taken away after their time or a backup was put back.
-- Who comes back with a smaller number has to read everything anew.
CREATE TABLE event_log_floor (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  seq bigint NOT NULL DEFAULT 0
);
--> statement-breakpoint
INSERT INTO event_log_floor DEFAULT VALUES;
--> statement-breakpoint
REVOKE ALL ON event_log, event_log_floor FROM onegrid_app;
--> statement-breakpoint
GRANT SELECT ON event_log, event_log_floor TO onegrid_app;
--> statement-breakpoint
GRANT INSERT (name, record_kind, record_id, version, area_code, data) ON event_log TO onegrid_app;
