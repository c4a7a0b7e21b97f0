import { sql } from 'drizzle-orm'
import type { Handle, Transaction } from '#api/db/client.ts'
import type { Grant, Role } from './access.contract.ts'

export type KeyRow = { id: string; name: string; role: Role; area: string; expiresAt: Date }

/** The key of a hash, while it is good. */
export async function findGoodKey(handle: Handle, secretHash: string): Promise<KeyRow | undefined> {
  const [row] = await handle.rows<KeyRow>(
    sql`SELECT id, name, role, area_code AS area, expires_at AS "expiresAt" FROM onegrid.api_keys
        WHERE secret_hash = ${secretHash} AND revoked_at IS NULL AND expires_at > now()`,
  )
  return row
}

/** Says that keys were used, each as often as it was. */
export const touchKeys = (transaction: Transaction, ids: readonly string[]): Promise<number> =>
  transaction.run(
    sql`UPDATE onegrid.api_keys SET last_used_at = now() WHERE id IN (${sql.join(
      ids.map((id) => sql`${id}::uuid`),
      sql`, `,
    )})`,
  )

export async function insertKey(
  transaction: Transaction,
  key: { name: string; secretHash: string; createdBy: string; expiresAt: Date } & Pick<Grant, 'role' | 'area'>,
): Promise<string> {
  const [row] = await transaction.exactly<{ id: string }>(
    1,
    sql`INSERT INTO onegrid.api_keys (name, secret_hash, role, area_code, created_by, expires_at)
        VALUES (${key.name}, ${key.secretHash}, ${key.role}, ${key.area}, ${key.createdBy}, ${key.expiresAt})
        RETURNING id`,
  )
  return row?.id ?? ''
}
