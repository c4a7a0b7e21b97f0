-- The lists an administrator has changed (types, time limits, departments, …). One that is not here is as shipped with the
-- program (data/reference), so that an upgrade brings the holidays of a new year along.
CREATE TABLE reference_lists (
  name text PRIMARY KEY,
  body jsonb NOT NULL,
  version integer NOT NULL DEFAULT 1,
  changed_at timestamptz NOT NULL DEFAULT now()
);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON reference_lists TO onegrid_app;
