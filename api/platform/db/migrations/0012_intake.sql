-- Which incidents went to which other system: what was reported once need not be entered there again.
CREATE TABLE incident_exports (
  incident_id uuid NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  system text NOT NULL,
  first_at timestamptz NOT NULL DEFAULT now(),
  last_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (incident_id, system)
);
--> statement-breakpoint
CREATE INDEX incident_exports_first ON incident_exports (first_at);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON incident_exports TO onegrid_app;
--> statement-breakpoint
-- Files of incidents that are taken in, or tried: how far they are and what was refused. No cell of a file stands here.
CREATE TABLE intake_files (
  id uuid PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('running', 'done', 'failed', 'cancelled')),
  -- Of whoever sent it: others see it where they reach all of this.
  reach jsonb NOT NULL,
  settings jsonb NOT NULL,
  file_name text NOT NULL,
  bytes integer NOT NULL,
  mapping jsonb,
  total integer NOT NULL DEFAULT 0,
  done integer NOT NULL DEFAULT 0,
  counts jsonb,
  findings jsonb,
  problem jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  cancel_requested_at timestamptz,
  -- The last sign of life of the process that runs it.
  touched_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((state = 'running') = (ended_at IS NULL))
);
--> statement-breakpoint
CREATE INDEX intake_files_created ON intake_files (created_at DESC);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON intake_files TO onegrid_app;
