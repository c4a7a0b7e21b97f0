-- What an incident needs to be worked on: a number people can say, what it is about, who has it, and who did what.
CREATE SEQUENCE incident_numbers;
--> statement-breakpoint
-- The number is the day of the report in China and the next free number: 20261126-000042.
ALTER TABLE incidents
  ADD COLUMN number text,
  ADD COLUMN description text NOT NULL DEFAULT '',
  ADD COLUMN details jsonb NOT NULL DEFAULT '{}',
  -- As the caller gave it, with its coordinate system; null where the place was named by a grid.
  ADD COLUMN given_location jsonb,
  -- Which system it came from, and its number there: nothing is taken in twice.
  ADD COLUMN source text NOT NULL DEFAULT 'onegrid',
  ADD COLUMN external_id text,
  -- Account or key that reported it.
  ADD COLUMN reporter text,
  -- {role, area}, {departmentId} or {unitId}.
  ADD COLUMN assignee jsonb,
  ADD COLUMN merged_into uuid REFERENCES incidents (id) ON DELETE SET NULL,
  ADD COLUMN found_at timestamptz,
  -- When somebody first did something about it.
  ADD COLUMN acted_at timestamptz,
  ADD COLUMN resolved_at timestamptz,
  -- Since when the present rung has it: what its time limit runs from.
  ADD COLUMN rung_since timestamptz,
  ADD COLUMN pinyin text NOT NULL DEFAULT '';
--> statement-breakpoint
UPDATE incidents AS i SET
  number = to_char(i.reported_at AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDD') || '-' || lpad(o.position::text, 6, '0'),
  found_at = i.reported_at,
  rung_since = coalesce(
    (SELECT min(t.at) FROM incident_timeline t WHERE t.incident_id = i.id AND t.rung = i.rung), i.reported_at),
  acted_at = (SELECT min(t.at) FROM incident_timeline t WHERE t.incident_id = i.id AND t.state <> 'reported'),
  resolved_at = (SELECT max(t.at) FROM incident_timeline t WHERE t.incident_id = i.id AND t.state = 'resolved')
FROM (SELECT id, row_number() OVER (ORDER BY reported_at, id) AS position FROM incidents) AS o WHERE o.id = i.id;
--> statement-breakpoint
SELECT setval('incident_numbers', 1 + (SELECT count(*) FROM incidents));
--> statement-breakpoint
ALTER TABLE incidents
  ALTER COLUMN number SET DEFAULT
    to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDD') || '-' || lpad(nextval('incident_numbers')::text, 6, '0'),
  ALTER COLUMN number SET NOT NULL,
  ALTER COLUMN found_at SET DEFAULT now(),
  ALTER COLUMN found_at SET NOT NULL,
  ALTER COLUMN rung_since SET DEFAULT now(),
  ALTER COLUMN rung_since SET NOT NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX incidents_number ON incidents (number);
--> statement-breakpoint
CREATE UNIQUE INDEX incidents_external ON incidents (source, external_id) WHERE external_id IS NOT NULL;
--> statement-breakpoint
-- By which containment and trends go.
CREATE INDEX incidents_closed ON incidents (closed_at) WHERE closed_at IS NOT NULL;
--> statement-breakpoint
-- Looked for whenever an incident is taken out.
CREATE INDEX incidents_merged ON incidents (merged_into) WHERE merged_into IS NOT NULL;
--> statement-breakpoint
-- What the clocks look for every half a minute.
CREATE INDEX incidents_due ON incidents (due_at) WHERE state NOT IN ('closed', 'merged', 'cancelled');
--> statement-breakpoint
ALTER TABLE incident_timeline
  -- What kind of line it is: a state, a change of the rung, a note, …
  ADD COLUMN kind text NOT NULL DEFAULT 'state',
  ADD COLUMN actor_kind text,
  ADD COLUMN actor text,
  ADD COLUMN data jsonb NOT NULL DEFAULT '{}';
--> statement-breakpoint
-- A retried request is the request it was: its key, what it asked, and what came of it. Removed after a week.
CREATE TABLE request_keys (
  actor text NOT NULL,
  key text NOT NULL,
  digest text NOT NULL,
  record_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (actor, key)
);
--> statement-breakpoint
CREATE INDEX request_keys_created ON request_keys (created_at);
--> statement-breakpoint
-- Who is involved goes along when an incident is put into another grid; who does so need not see them. What it says it is
-- stands in its body: a function that carries a setting of ours only a superuser may make.
CREATE FUNCTION move_incident_parties(incident uuid, area text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path FROM CURRENT
  AS $$ BEGIN
    SET LOCAL onegrid.maintenance = 'handover';
    UPDATE incident_parties SET area_code = area, version = version + 1, changed_at = now() WHERE incident_id = incident;
    SET LOCAL onegrid.maintenance = '';
  END $$;
--> statement-breakpoint
DO $$ BEGIN
  EXECUTE format('REVOKE ALL ON FUNCTION %I.move_incident_parties(uuid, text) FROM PUBLIC', current_schema());
  EXECUTE format('GRANT EXECUTE ON FUNCTION %I.move_incident_parties(uuid, text) TO onegrid_app', current_schema());
  EXECUTE format('GRANT SELECT, INSERT, DELETE ON %I.request_keys TO onegrid_app', current_schema());
  EXECUTE format('GRANT USAGE ON SEQUENCE %I.incident_numbers TO onegrid_app', current_schema());
  -- The history is added to, never changed.
  EXECUTE format('REVOKE UPDATE, DELETE ON %I.incident_timeline FROM onegrid_app', current_schema());
  EXECUTE format('REVOKE DELETE ON %I.incidents FROM onegrid_app', current_schema());
END $$;
