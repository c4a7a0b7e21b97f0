-- The two places where names and phones of private persons stand, each row for a time. The application's role sees a row
-- only in a transaction that says for which areas it may (onegrid.persons): where that is not set, NULL or empty, nothing.
CREATE TABLE contacts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  area_code text NOT NULL CHECK (area_code ~ '^(\d{6}|\d{9}|\d{12}|\d{15})$'),
  name text NOT NULL,
  phone text,
  duty text NOT NULL DEFAULT '',
  note text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  changed_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1
);
--> statement-breakpoint
CREATE INDEX contacts_area ON contacts (area_code text_pattern_ops);
--> statement-breakpoint
CREATE TABLE incident_parties (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  incident_id uuid NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  -- The grid of the incident, so that the policy needs no join.
  area_code text NOT NULL CHECK (area_code ~ '^\d{15}$'),
  part text NOT NULL CHECK (part IN ('applicant', 'respondent', 'reporter', 'witness', 'other')),
  name text NOT NULL,
  phone text,
  note text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  changed_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1
);
--> statement-breakpoint
CREATE INDEX incident_parties_incident ON incident_parties (incident_id);
--> statement-breakpoint
CREATE FUNCTION is_within_persons(code text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT EXISTS (SELECT 1 FROM unnest(string_to_array(current_setting('onegrid.persons', true), ',')) AS area (prefix)
    WHERE length(area.prefix) >= 6 AND starts_with(code, area.prefix)) $$;
--> statement-breakpoint
ALTER TABLE contacts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE incident_parties ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY contacts_in_reach ON contacts USING (is_within_persons(area_code)) WITH CHECK (is_within_persons(area_code));
--> statement-breakpoint
CREATE POLICY incident_parties_in_reach ON incident_parties
  USING (is_within_persons(area_code)) WITH CHECK (is_within_persons(area_code));
--> statement-breakpoint
-- The owner is under the policies as well (FORCE); a backup, a restore, the hand-over of an incident to another grid and
-- the removal of what has expired say what they are.
CREATE POLICY contacts_maintained ON contacts TO CURRENT_USER USING (current_setting('onegrid.maintenance', true) IN ('backup', 'handover', 'expiry'));
--> statement-breakpoint
CREATE POLICY incident_parties_maintained ON incident_parties TO CURRENT_USER
  USING (current_setting('onegrid.maintenance', true) IN ('backup', 'handover', 'expiry'));
--> statement-breakpoint
DO $$ BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO onegrid_app', current_schema());
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO onegrid_app', current_schema());
  EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA %I TO onegrid_app', current_schema());
  EXECUTE format('REVOKE ALL ON %I.__drizzle_migrations FROM onegrid_app', current_schema());
END $$;
