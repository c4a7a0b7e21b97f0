-- A call from below to departments that must report in (吹哨报到), and of each department its own clock. Where it is, is the
-- grid of its incident: a whistle goes along when that is put into another. There is no key into the accounts, which several
-- counties share; who did something stands here by name of account, as in the history of an incident.
CREATE TABLE whistles (
  id uuid PRIMARY KEY,
  incident_id uuid NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  reason text NOT NULL CHECK (reason IN ('beyond_township', 'joint_enforcement', 'emergency')),
  note text NOT NULL DEFAULT '',
  -- The rung that had the incident when it was called.
  rung text NOT NULL CHECK (rung IN ('grid', 'village', 'township', 'county')),
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed', 'cancelled')),
  called_by text NOT NULL,
  called_at timestamptz NOT NULL,
  closed_at timestamptz,
  closed_by text,
  -- How the working together went, in the words of who called; why it was taken back, where it was. Never about a person.
  assessment text NOT NULL DEFAULT '',
  version integer NOT NULL DEFAULT 1,
  is_demo boolean NOT NULL DEFAULT false,
  CHECK ((state = 'open') = (closed_at IS NULL))
);
--> statement-breakpoint
CREATE INDEX whistles_incident ON whistles (incident_id);
--> statement-breakpoint
CREATE INDEX whistles_called ON whistles (called_at DESC, id);
--> statement-breakpoint
CREATE TABLE whistle_responses (
  whistle_id uuid NOT NULL REFERENCES whistles (id) ON DELETE CASCADE,
  -- Its code in the reference lists.
  department text NOT NULL,
  called_at timestamptz NOT NULL,
  report_due_at timestamptz NOT NULL,
  reported_at timestamptz,
  reported_by text,
  done_due_at timestamptz NOT NULL,
  done_at timestamptz,
  done_by text,
  -- Steps that somebody else has put down for the department.
  on_behalf text[] NOT NULL DEFAULT '{}',
  note text NOT NULL DEFAULT '',
  assessment text NOT NULL DEFAULT '',
  version integer NOT NULL DEFAULT 1,
  -- Which of the two terms were told of as over: each once, however many processes look.
  report_overdue_at timestamptz,
  done_overdue_at timestamptz,
  PRIMARY KEY (whistle_id, department),
  CHECK (done_at IS NULL OR reported_at IS NOT NULL)
);
--> statement-breakpoint
CREATE INDEX whistle_responses_department ON whistle_responses (department, whistle_id);
--> statement-breakpoint
-- What the clock looks for every half a minute.
CREATE INDEX whistle_responses_unreported ON whistle_responses (report_due_at)
  WHERE reported_at IS NULL AND report_overdue_at IS NULL;
--> statement-breakpoint
CREATE INDEX whistle_responses_undone ON whistle_responses (done_due_at) WHERE done_at IS NULL AND done_overdue_at IS NULL;
--> statement-breakpoint
DO $$ BEGIN
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I.whistles, %I.whistle_responses TO onegrid_app',
    current_schema(), current_schema());
END $$;
