-- What is known of a photo; the photo itself is a file of that name in the folder of the photos (ONEGRID_PHOTOS), which all
-- copies of the server share. One that was removed keeps its file for a month, so that a backup from before is whole.
CREATE TABLE incident_photos (
  id uuid PRIMARY KEY,
  incident_id uuid NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  bytes integer NOT NULL,
  width integer NOT NULL,
  height integer NOT NULL,
  thumbnail_sha256 text NOT NULL CHECK (thumbnail_sha256 ~ '^[0-9a-f]{64}$'),
  thumbnail_bytes integer NOT NULL,
  uploaded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  uploaded_by text NOT NULL,
  removed_at timestamptz
);
--> statement-breakpoint
CREATE INDEX incident_photos_incident ON incident_photos (incident_id);
--> statement-breakpoint
CREATE INDEX incident_photos_removed ON incident_photos (removed_at) WHERE removed_at IS NOT NULL;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE (removed_at) ON incident_photos TO onegrid_app;
