-- What the counties of one database share: who may sign in, and with which rights. In the schema "onegrid"; named in full,
-- because search_path names a county's schema.
CREATE TABLE onegrid.users (
  id text PRIMARY KEY,
  username text NOT NULL UNIQUE,
  name text NOT NULL,
  -- The library wants one; nobody is written to. username@onegrid.invalid
  email text NOT NULL UNIQUE,
  email_verified boolean NOT NULL DEFAULT false,
  image text,
  two_factor_enabled boolean NOT NULL DEFAULT false,
  must_change_password boolean NOT NULL DEFAULT true,
  password_changed_at timestamptz,
  disabled_at timestamptz,
  valid_until timestamptz,
  last_sign_in_at timestamptz,
  is_demo boolean NOT NULL DEFAULT false,
  -- Counts what administrators change.
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
--> statement-breakpoint
CREATE TABLE onegrid.sessions (
  id text PRIMARY KEY,
  token text NOT NULL UNIQUE,
  user_id text NOT NULL REFERENCES onegrid.users (id) ON DELETE CASCADE,
  expires_at timestamptz NOT NULL,
  -- The last thing a person did; what a page asks for by itself does not count.
  active_at timestamptz NOT NULL DEFAULT now(),
  ip_address text,
  user_agent text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
--> statement-breakpoint
CREATE INDEX sessions_user ON onegrid.sessions (user_id);
--> statement-breakpoint
-- A password (provider "credential") or the name somebody has with another system that signs people in.
CREATE TABLE onegrid.credentials (
  id text PRIMARY KEY,
  user_id text NOT NULL REFERENCES onegrid.users (id) ON DELETE CASCADE,
  provider_id text NOT NULL,
  account_id text NOT NULL,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (provider_id, account_id)
);
--> statement-breakpoint
CREATE INDEX credentials_user ON onegrid.credentials (user_id);
--> statement-breakpoint
CREATE TABLE onegrid.verifications (
  id text PRIMARY KEY,
  identifier text NOT NULL,
  value text NOT NULL,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
--> statement-breakpoint
CREATE INDEX verifications_identifier ON onegrid.verifications (identifier);
--> statement-breakpoint
CREATE TABLE onegrid.second_factors (
  id text PRIMARY KEY,
  user_id text NOT NULL UNIQUE REFERENCES onegrid.users (id) ON DELETE CASCADE,
  secret text NOT NULL,
  backup_codes text NOT NULL,
  verified boolean NOT NULL DEFAULT true,
  failed_verification_count integer NOT NULL DEFAULT 0,
  locked_until timestamptz
);
--> statement-breakpoint
-- A role in an area; the area is a county's, township's, village's or grid's code and holds for all below it.
CREATE TABLE onegrid.grants (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id text NOT NULL REFERENCES onegrid.users (id) ON DELETE CASCADE,
  role text NOT NULL,
  area_code text NOT NULL CHECK (area_code ~ '^(\d{6}|\d{9}|\d{12}|\d{15})$'),
  valid_from timestamptz NOT NULL DEFAULT now(),
  valid_until timestamptz,
  granted_by text NOT NULL,
  granted_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz,
  revoked_by text,
  CHECK (valid_until > valid_from)
);
--> statement-breakpoint
CREATE UNIQUE INDEX grants_once ON onegrid.grants (user_id, role, area_code) WHERE revoked_at IS NULL;
--> statement-breakpoint
CREATE INDEX grants_area ON onegrid.grants (area_code text_pattern_ops);
--> statement-breakpoint
CREATE TABLE onegrid.role_policies (
  county_code text NOT NULL CHECK (county_code ~ '^\d{6}$'),
  role text NOT NULL,
  requires_second_factor boolean NOT NULL DEFAULT false,
  changed_at timestamptz NOT NULL DEFAULT now(),
  changed_by text NOT NULL,
  PRIMARY KEY (county_code, role)
);
--> statement-breakpoint
-- Of a key only its hash is kept: who reads this table cannot use one.
CREATE TABLE onegrid.api_keys (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL,
  secret_hash text NOT NULL UNIQUE,
  role text NOT NULL,
  area_code text NOT NULL CHECK (area_code ~ '^(\d{6}|\d{9}|\d{12}|\d{15})$'),
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoked_by text
);
--> statement-breakpoint
CREATE INDEX api_keys_area ON onegrid.api_keys (area_code text_pattern_ops);
--> statement-breakpoint
CREATE TABLE onegrid.walls (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL,
  scene text NOT NULL,
  area_code text NOT NULL CHECK (area_code ~ '^(\d{6}|\d{9}|\d{12})$'),
  secret_hash text NOT NULL UNIQUE,
  paired_by text NOT NULL,
  paired_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz,
  revoked_at timestamptz,
  revoked_by text
);
--> statement-breakpoint
-- A screen that waits to be paired: the code that it shows, and the secret by which it alone fetches its token.
CREATE TABLE onegrid.wall_pairings (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  code_hash text NOT NULL UNIQUE,
  claim_hash text NOT NULL UNIQUE,
  address text NOT NULL,
  wall_id uuid REFERENCES onegrid.walls (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
--> statement-breakpoint
-- How often in a stretch of time: requests and tries to pair, by account or address. All copies of the server count here.
-- UNLOGGED: a crash may empty it, and a commit that touches nothing else waits for no disk.
CREATE UNLOGGED TABLE onegrid.rate_counts (
  key text NOT NULL,
  starts_at timestamptz NOT NULL,
  count integer NOT NULL DEFAULT 0,
  PRIMARY KEY (key, starts_at)
);
--> statement-breakpoint
CREATE INDEX rate_counts_old ON onegrid.rate_counts (starts_at);
--> statement-breakpoint
CREATE TABLE onegrid.sign_in_failures (
  key text PRIMARY KEY,
  failures integer NOT NULL,
  last_at timestamptz NOT NULL DEFAULT now(),
  blocked_until timestamptz
);
--> statement-breakpoint
-- What the server made for itself, such as the key that signs cookies. The application's role reads nothing of it.
CREATE TABLE onegrid.secrets (
  name text PRIMARY KEY,
  value text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
--> statement-breakpoint
-- The application reaches what an administrator works on, column by column; passwords, tokens and secrets only the sign-in
-- does, as the owner. A password that an administrator sets is always one that has to be changed.
CREATE FUNCTION onegrid.set_one_time_password(account text, hash text) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
  AS $$
    INSERT INTO onegrid.credentials (id, user_id, provider_id, account_id, password)
      VALUES (gen_random_uuid()::text, account, 'credential', account, hash)
      ON CONFLICT (provider_id, account_id) DO UPDATE SET password = excluded.password, updated_at = now();
    -- Whoever had the account may have bound it to a name elsewhere, or be between the password and the code.
    DELETE FROM onegrid.credentials WHERE user_id = account AND provider_id <> 'credential';
    DELETE FROM onegrid.verifications WHERE value = account;
    UPDATE onegrid.users SET must_change_password = true, password_changed_at = NULL WHERE id = account
  $$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION onegrid.set_one_time_password FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION onegrid.set_one_time_password TO onegrid_app;
--> statement-breakpoint
GRANT USAGE ON SCHEMA onegrid TO onegrid_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON onegrid.grants, onegrid.role_policies, onegrid.api_keys, onegrid.walls TO onegrid_app;
--> statement-breakpoint
GRANT SELECT ON onegrid.users TO onegrid_app;
--> statement-breakpoint
GRANT INSERT (id, username, name, email, valid_until),
  UPDATE (name, disabled_at, valid_until, two_factor_enabled, version, updated_at) ON onegrid.users TO onegrid_app;
--> statement-breakpoint
GRANT SELECT (id, user_id, expires_at, active_at, ip_address, user_agent, created_at), DELETE ON onegrid.sessions TO onegrid_app;
--> statement-breakpoint
GRANT SELECT (user_id), DELETE ON onegrid.second_factors TO onegrid_app;
--> statement-breakpoint
GRANT SELECT (id, code_hash, wall_id, expires_at), UPDATE (wall_id, expires_at) ON onegrid.wall_pairings TO onegrid_app;
