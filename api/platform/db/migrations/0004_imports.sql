-- Imports that came through the API. The process that took the files runs the import; any other can tell how it stands and
-- ask for its end, so all that is known of it stands here and not in a process.
CREATE TABLE imports (
  id uuid PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'refused', 'failed', 'cancelled')),
  -- What was asked for, and the names and sizes of the files.
  settings jsonb NOT NULL,
  files jsonb NOT NULL DEFAULT '[]',
  step text,
  done integer NOT NULL DEFAULT 0,
  total integer NOT NULL DEFAULT 0,
  -- Of each kind of finding the first ones and the number of all.
  findings jsonb,
  report jsonb,
  -- Why it failed: a code for programs, a sentence for people.
  problem jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  cancel_requested_at timestamptz,
  -- The last sign of life of the process that runs it.
  touched_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((state IN ('waiting', 'running')) = (ended_at IS NULL))
);
--> statement-breakpoint
-- One at a time, over all processes.
CREATE UNIQUE INDEX imports_one_at_work ON imports ((true)) WHERE ended_at IS NULL;
--> statement-breakpoint
CREATE INDEX imports_created ON imports (created_at DESC);
