-- Who answers for a department answers for one: its code in the reference lists of the county. A word and no key, because those
-- lists are a county's own.
ALTER TABLE onegrid.users ADD COLUMN department text CHECK (department ~ '^[a-z][a-z0-9-]{0,39}$');
--> statement-breakpoint
GRANT INSERT (department), UPDATE (department) ON onegrid.users TO onegrid_app;
