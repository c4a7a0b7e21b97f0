-- What can be sent: a name, a kind and the area it is for. Nobody's name, no phone. Retired, never taken out: what it was sent
-- to keeps its name.
CREATE TABLE units (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  pinyin text NOT NULL DEFAULT '',
  kind text NOT NULL CHECK (kind IN ('rescue', 'enforcement', 'village_team', 'mediation', 'medical')),
  area_code text NOT NULL CHECK (area_code ~ '^([0-9]{6}|[0-9]{9}|[0-9]{12})$'),
  is_active boolean NOT NULL DEFAULT true,
  version integer NOT NULL DEFAULT 1,
  changed_at timestamptz NOT NULL DEFAULT now(),
  is_demo boolean NOT NULL DEFAULT false
);
--> statement-breakpoint
-- Two clicks make one. In the order of the list.
CREATE UNIQUE INDEX units_name ON units (area_code, name);
--> statement-breakpoint
-- What a unit or a department has.
CREATE INDEX incidents_unit ON incidents ((assignee ->> 'unitId')) WHERE assignee ->> 'unitId' IS NOT NULL;
--> statement-breakpoint
CREATE INDEX incidents_department ON incidents ((assignee ->> 'departmentId'))
  WHERE assignee ->> 'departmentId' IS NOT NULL;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON units TO onegrid_app;
