import { sql } from 'drizzle-orm'
import type { Handle } from '#api/platform/db/client.ts'

/** Whether anybody else than `exceptId` can sign in and administer the county now. Accounts of the demonstration do not count,
 *  because all of them go at one word; with `isDemo` they alone do. */
export async function hasAdministrator(
  handle: Handle,
  county: string,
  { exceptId = '', isDemo = false }: { exceptId?: string; isDemo?: boolean } = {},
): Promise<boolean> {
  const found = await handle.rows(
    sql`SELECT 1 FROM onegrid.users u JOIN onegrid.grants g ON g.user_id = u.id
        WHERE u.id <> ${exceptId} AND u.is_demo = ${isDemo}
          AND u.disabled_at IS NULL AND (u.valid_until IS NULL OR u.valid_until > now())
          AND g.role = 'administrator' AND g.area_code = ${county} AND g.revoked_at IS NULL
          AND g.valid_from <= now() AND (g.valid_until IS NULL OR g.valid_until > now()) LIMIT 1`,
  )
  return found.length > 0
}
