-- Who has seen an incident that cannot wait. One row an incident and severity: what becomes worse is seen once more.
CREATE TABLE incident_alarms (
  incident_id uuid NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  severity text NOT NULL CHECK (severity IN ('orange', 'red')),
  acknowledged_at timestamptz NOT NULL DEFAULT now(),
  -- Name of the account.
  acknowledged_by text NOT NULL,
  PRIMARY KEY (incident_id, severity)
);
--> statement-breakpoint
-- The few that are looked for all the time.
CREATE INDEX incidents_severe ON incidents (reported_at DESC)
  WHERE severity IN ('orange', 'red') AND state NOT IN ('closed', 'merged', 'cancelled');
--> statement-breakpoint
DO $$ BEGIN
  EXECUTE format('GRANT SELECT, INSERT ON %I.incident_alarms TO onegrid_app', current_schema());
END $$;
