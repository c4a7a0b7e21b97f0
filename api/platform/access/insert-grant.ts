import { sql } from 'drizzle-orm'
import type { Transaction } from '#api/platform/db/client.ts'

/** Undefined where somebody holds just this. One that has expired makes room. */
export async function insertGrant(
  transaction: Transaction,
  grant: {
    userId: string
    role: string
    area: string
    from?: string | undefined
    until?: string | null | undefined
    grantedBy: string
  },
): Promise<string | undefined> {
  const { userId, role, area, from = null, until = null, grantedBy } = grant
  await transaction.run(
    sql`UPDATE onegrid.grants SET revoked_at = now(), revoked_by = ${grantedBy}
      WHERE user_id = ${userId} AND role = ${role} AND area_code = ${area} AND revoked_at IS NULL AND valid_until <= now()`,
  )
  const [row] = await transaction.rows<{ id: string }>(
    sql`INSERT INTO onegrid.grants (user_id, role, area_code, valid_from, valid_until, granted_by)
      VALUES (${userId}, ${role}, ${area}, coalesce(${from}::text::timestamptz, now()), ${until}::text::timestamptz, ${grantedBy})
      ON CONFLICT (user_id, role, area_code) WHERE revoked_at IS NULL DO NOTHING RETURNING id`,
  )
  return row?.id
}
