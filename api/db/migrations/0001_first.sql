-- Tables of one county; they stand in the county's own schema, which search_path names first.
-- PostGIS itself lives in "public". No triggers, no foreign key out of the schema: a prefecture spreads schemas over nodes.
CREATE TABLE editions (
  number integer PRIMARY KEY,
  -- Null while pending. Publishing sets it and closes the former one's, in one short transaction.
  effective tstzrange,
  made_by text NOT NULL,
  bounds double precision[] NOT NULL,
  county_code text NOT NULL,
  grid_count integer NOT NULL,
  is_demo boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- While pending: the import's last sign of life. One that gave none for half a minute is dead and is taken away.
  touched_at timestamptz NOT NULL DEFAULT now(),
  EXCLUDE USING gist (effective WITH &&)
);
--> statement-breakpoint
CREATE TABLE areas (
  code text NOT NULL,
  level text NOT NULL CHECK (level IN ('county', 'township', 'village', 'group')),
  -- The editions this row is part of. A pending edition is written beside the current one; nobody sees it.
  editions int4range NOT NULL,
  name text NOT NULL,
  type text,
  pinyin text NOT NULL,
  seat geometry(Point, 4326) NOT NULL,
  geometry geometry(MultiPolygon, 4326) NOT NULL,
  grid_count integer NOT NULL,
  population integer NOT NULL,
  households integer NOT NULL,
  need_help integer NOT NULL,
  workers_full integer NOT NULL,
  workers_part integer NOT NULL,
  area_km2 double precision NOT NULL,
  PRIMARY KEY (code, editions),
  -- Codes are whole numbers below 2^53, so a range of one number keeps two rows of one code apart without btree_gist.
  EXCLUDE USING gist (int8range(code::bigint, code::bigint, '[]') WITH &&, editions WITH &&)
);
--> statement-breakpoint
CREATE TABLE grids (
  code text PRIMARY KEY,
  split_from text,
  merged_into text,
  first_edition integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE grid_versions (
  code text NOT NULL REFERENCES grids (code),
  editions int4range NOT NULL,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('residential', 'rural', 'commercial', 'industrial', 'forest', 'special')),
  group_code text,
  pinyin text NOT NULL,
  seat geometry(Point, 4326) NOT NULL,
  geometry geometry(MultiPolygon, 4326) NOT NULL,
  population integer NOT NULL CHECK (population >= 0),
  households integer NOT NULL CHECK (households >= 0),
  need_help integer NOT NULL CHECK (need_help >= 0),
  workers_full integer NOT NULL CHECK (workers_full >= 0),
  workers_part integer NOT NULL CHECK (workers_part >= 0),
  elevation_min double precision,
  elevation_mean double precision,
  elevation_max double precision,
  slope_mean double precision,
  area_km2 double precision NOT NULL,
  PRIMARY KEY (code, editions),
  EXCLUDE USING gist (int8range(code::bigint, code::bigint, '[]') WITH &&, editions WITH &&)
);
--> statement-breakpoint
CREATE INDEX grid_versions_geometry ON grid_versions USING gist (geometry);
--> statement-breakpoint
CREATE TABLE edition_tiles (
  edition integer NOT NULL REFERENCES editions (number) ON DELETE CASCADE,
  z smallint NOT NULL,
  x integer NOT NULL,
  y integer NOT NULL,
  etag text NOT NULL,
  gzip bytea NOT NULL,
  brotli bytea NOT NULL,
  PRIMARY KEY (edition, z, x, y)
);
--> statement-breakpoint
-- Basemap (vector) and terrain (raster) of the county, versioned like editions but by content: they change with data, not with grids.
CREATE TABLE basemaps (
  version integer PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('basemap', 'terrain')),
  checksum text NOT NULL,
  is_current boolean NOT NULL DEFAULT false,
  is_demo boolean NOT NULL DEFAULT false,
  bounds double precision[] NOT NULL,
  -- What the kind needs besides its tiles: layer names; for terrain width and height in pixels.
  details jsonb NOT NULL,
  attributions jsonb NOT NULL DEFAULT '[]',
  -- Terrain: heights as 16-bit steps of half a metre above -1000 m, row by row from north-west, zlib-compressed. Basemap: null.
  heights bytea,
  created_at timestamptz NOT NULL DEFAULT now()
);
--> statement-breakpoint
CREATE UNIQUE INDEX basemaps_one_current ON basemaps (kind) WHERE is_current;
--> statement-breakpoint
CREATE TABLE basemap_tiles (
  version integer NOT NULL REFERENCES basemaps (version) ON DELETE CASCADE,
  z smallint NOT NULL,
  x integer NOT NULL,
  y integer NOT NULL,
  etag text NOT NULL,
  -- Vector tiles: both encodings. Terrain: the WebP bytes in "plain".
  plain bytea,
  gzip bytea,
  brotli bytea,
  PRIMARY KEY (version, z, x, y)
);
--> statement-breakpoint
CREATE TABLE places (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  version integer NOT NULL REFERENCES basemaps (version) ON DELETE CASCADE,
  name text NOT NULL,
  kind text NOT NULL,
  rank integer NOT NULL,
  code text,
  pinyin text NOT NULL,
  elevation double precision,
  location geometry(Point, 4326) NOT NULL
);
--> statement-breakpoint
CREATE TABLE incidents (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('dispute', 'hazard', 'emergency', 'request')),
  type text NOT NULL,
  title text NOT NULL,
  state text NOT NULL CHECK (state IN ('reported', 'accepted', 'assigned', 'in_progress', 'resolved', 'closed', 'returned', 'merged', 'cancelled')),
  rung text NOT NULL CHECK (rung IN ('grid', 'village', 'township', 'county')),
  severity text NOT NULL CHECK (severity IN ('blue', 'yellow', 'orange', 'red')),
  location geometry(Point, 4326) NOT NULL,
  grid_code text NOT NULL REFERENCES grids (code),
  reported_at timestamptz NOT NULL,
  due_at timestamptz,
  closed_at timestamptz,
  changed_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1,
  is_demo boolean NOT NULL DEFAULT false
);
--> statement-breakpoint
CREATE INDEX incidents_grid ON incidents (grid_code text_pattern_ops);
--> statement-breakpoint
CREATE INDEX incidents_location ON incidents USING gist (location);
--> statement-breakpoint
CREATE INDEX incidents_open ON incidents (reported_at DESC, id) WHERE state NOT IN ('closed', 'merged', 'cancelled');
--> statement-breakpoint
CREATE INDEX incidents_reported ON incidents (reported_at DESC, id);
--> statement-breakpoint
CREATE INDEX incidents_changed ON incidents (changed_at);
--> statement-breakpoint
CREATE TABLE incident_timeline (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  incident_id uuid NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  at timestamptz NOT NULL,
  state text NOT NULL,
  rung text NOT NULL,
  note text NOT NULL DEFAULT ''
);
--> statement-breakpoint
CREATE INDEX incident_timeline_incident ON incident_timeline (incident_id, at);
--> statement-breakpoint
CREATE TABLE patrols (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  state text NOT NULL CHECK (state IN ('scheduled', 'ready', 'overdue', 'under_way', 'done', 'cancelled')),
  village_code text NOT NULL,
  planned_start_at timestamptz NOT NULL,
  started_at timestamptz,
  finished_at timestamptz,
  -- The planned round along roads, for drawing. Nobody's track.
  line geometry(LineString, 4326) NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1,
  is_demo boolean NOT NULL DEFAULT false
);
--> statement-breakpoint
CREATE INDEX patrols_village ON patrols (village_code text_pattern_ops);
--> statement-breakpoint
CREATE INDEX patrols_planned ON patrols (planned_start_at DESC, id);
--> statement-breakpoint
CREATE TABLE patrol_stops (
  patrol_id uuid NOT NULL REFERENCES patrols (id) ON DELETE CASCADE,
  position integer NOT NULL,
  grid_code text NOT NULL REFERENCES grids (code),
  location geometry(Point, 4326) NOT NULL,
  purpose text NOT NULL CHECK (purpose IN ('grid', 'hazard')),
  visited_at timestamptz,
  PRIMARY KEY (patrol_id, position)
);
--> statement-breakpoint
CREATE TABLE grid_visits (
  grid_code text NOT NULL REFERENCES grids (code),
  day date NOT NULL,
  minutes integer NOT NULL CHECK (minutes >= 0),
  is_demo boolean NOT NULL DEFAULT false,
  PRIMARY KEY (grid_code, day)
);
