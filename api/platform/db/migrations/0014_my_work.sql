-- Up to which line of its history an account has seen an incident: what somebody else adds behind it is new to it. There is no
-- time in it, because when somebody looks is nobody's business, and no key into the accounts, which several counties share.
CREATE TABLE incident_marks (
  account text NOT NULL,
  incident_id uuid NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  line bigint NOT NULL,
  PRIMARY KEY (account, incident_id)
);
--> statement-breakpoint
-- Looked for whenever an incident is taken out.
CREATE INDEX incident_marks_incident ON incident_marks (incident_id);
--> statement-breakpoint
-- Whose work it is, asked by every desk whenever something happens.
CREATE INDEX incidents_assigned_role ON incidents ((assignee->>'role')) WHERE state IN ('assigned', 'in_progress');
--> statement-breakpoint
CREATE INDEX incidents_assigned_department ON incidents ((assignee->>'departmentId'))
  WHERE state IN ('assigned', 'in_progress');
--> statement-breakpoint
-- One shift hands over to the next: what was open as it was signed, by its number and how it stood. Titles stay with the
-- incidents. Who signed and who took it stands here by name of account, as in the history of an incident.
CREATE TABLE handovers (
  id uuid PRIMARY KEY,
  area_code text NOT NULL CHECK (area_code ~ '^(\d{6}|\d{9}|\d{12})$'),
  shift_from timestamptz NOT NULL,
  shift_to timestamptz NOT NULL,
  note text NOT NULL DEFAULT '',
  counts jsonb NOT NULL,
  incidents jsonb NOT NULL,
  signed_account text NOT NULL,
  signed_by text NOT NULL,
  signed_at timestamptz NOT NULL,
  -- By another account than the one that signed.
  taken_account text CHECK (taken_account <> signed_account),
  taken_by text,
  taken_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  CHECK (shift_from < shift_to),
  CHECK ((taken_at IS NULL) = (taken_account IS NULL) AND (taken_at IS NULL) = (taken_by IS NULL))
);
--> statement-breakpoint
CREATE INDEX handovers_signed ON handovers (signed_at DESC, id);
--> statement-breakpoint
CREATE INDEX handovers_area ON handovers (area_code, shift_to DESC);
--> statement-breakpoint
-- A shift is handed over once, also where two do it at the same time.
CREATE UNIQUE INDEX handovers_shift ON handovers (area_code, shift_from, shift_to);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON incident_marks TO onegrid_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE (taken_account, taken_by, taken_at, version) ON handovers TO onegrid_app;
