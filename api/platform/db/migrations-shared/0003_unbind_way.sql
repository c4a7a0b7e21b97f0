-- An administrator sees to whom in other systems an account is bound, and takes that away. Nobody but the sign-in binds.
GRANT SELECT (user_id, provider_id, account_id, created_at) ON onegrid.credentials TO onegrid_app;
--> statement-breakpoint
GRANT SELECT (way) ON onegrid.sessions TO onegrid_app;
--> statement-breakpoint
-- What stands in front of the colon of a provider is the way. A password is none.
CREATE FUNCTION onegrid.unbind_way(account text, way text) RETURNS SETOF text
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
  AS $$
    DELETE FROM onegrid.credentials c
      WHERE c.user_id = account AND c.provider_id <> 'credential' AND split_part(c.provider_id, ':', 1) = way
      RETURNING c.account_id
  $$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION onegrid.unbind_way FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION onegrid.unbind_way TO onegrid_app;
