import { sql } from 'drizzle-orm'
import { createTokenRepo } from '#api/people/tokens/token-repo.ts'
import type { Grant, Role } from '#api/platform/access/access.contract.ts'
import type { Handle, Transaction } from '#api/platform/db/client.ts'
import { instantText } from '#api/platform/db/sql-text.ts'
import type { KeyItem } from './keys.contract.ts'

/** The key of a hash, while it is good. */
export async function findGoodKey(
  handle: Handle,
  secretHash: string,
): Promise<{ id: string; name: string; role: Role; area: string; expiresAt: Date } | undefined> {
  const [row] = await handle.rows<{ id: string; name: string; role: Role; area: string; expiresAt: Date }>(
    sql`SELECT id, name, role, area_code AS area, expires_at AS "expiresAt" FROM onegrid.api_keys
        WHERE secret_hash = ${secretHash} AND revoked_at IS NULL AND expires_at > now()`,
  )
  return row
}

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

type KeyRow = Omit<KeyItem, 'areaName'>

/** Newest first; one that has expired can be taken back as well. */
export const keyTokens = createTokenRepo<KeyRow, 'role'>({
  table: sql`onegrid.api_keys`,
  madeAt: sql`t.created_at`,
  state: sql`CASE WHEN t.revoked_at IS NOT NULL THEN 'revoked' WHEN t.expires_at <= now() THEN 'expired' ELSE 'valid' END`,
  kind: 'role',
  used: 'last_used_at',
  columns: sql`t.created_by AS "createdBy", ${instantText(sql`t.created_at`)} AS "createdAt",
    ${instantText(sql`t.expires_at`)} AS "expiresAt", ${instantText(sql`t.last_used_at`)} AS "lastUsedAt"`,
})
