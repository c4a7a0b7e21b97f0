import { type SQL, sql } from 'drizzle-orm'
import type { Grant, Role } from '#api/access/access.contract.ts'
import { withinSharedScope } from '#api/access/within-scope.ts'
import type { Handle, ScopedHandle, ScopedTransaction, Transaction } from '#api/db/client.ts'
import { instantText } from '#api/db/sql-text.ts'
import type { KeyItem, KeysQuery } from './keys.contract.ts'

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

/** Says that a key is in use. */
export const touchKey = (transaction: Transaction, id: string): Promise<number> =>
  transaction.run(sql`UPDATE onegrid.api_keys SET last_used_at = now() WHERE id = ${id}::uuid`)

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

export type KeyRow = Omit<KeyItem, 'areaName'>
/** The keys of a row in the order of the list, exact to the microsecond. */
export type KeyKeys = [createdAt: string, id: string]

const stateColumn = sql`CASE WHEN k.revoked_at IS NOT NULL THEN 'revoked'
  WHEN k.expires_at <= now() THEN 'expired' ELSE 'valid' END`
const columns = sql`k.id, k.name, k.role, k.area_code AS area, ${stateColumn} AS state, k.created_by AS "createdBy",
  ${instantText(sql`k.created_at`)} AS "createdAt", ${instantText(sql`k.expires_at`)} AS "expiresAt",
  ${instantText(sql`k.last_used_at`)} AS "lastUsedAt", ${instantText(sql`k.revoked_at`)} AS "revokedAt",
  k.revoked_by AS "revokedBy"`

type Filter = Pick<KeysQuery, 'state' | 'since'>
const conditions = (handle: ScopedHandle, { state, since }: Filter): SQL =>
  sql.join(
    [
      withinSharedScope(handle, sql`k.area_code`),
      ...(state ? [sql`${stateColumn} = ${state}`] : []),
      ...(since ? [sql`greatest(k.created_at, k.revoked_at) >= ${since}::text::timestamptz`] : []),
    ],
    sql` AND `,
  )

export async function countKeys(handle: ScopedHandle, filter: Filter): Promise<number> {
  const [row] = await handle.exactly<{ total: number }>(
    1,
    sql`SELECT count(*)::integer AS total FROM onegrid.api_keys k WHERE ${conditions(handle, filter)}`,
  )
  return row?.total ?? 0
}

/** Newest first, at most `limit`, those that come after `after`. */
export async function listKeys(
  handle: ScopedHandle,
  filter: Filter,
  page: { limit: number; after?: KeyKeys },
): Promise<{ row: KeyRow; keys: KeyKeys }[]> {
  const after = page.after
    ? sql` AND (k.created_at < ${page.after[0]}::text::timestamptz
        OR k.created_at = ${page.after[0]}::text::timestamptz AND k.id > ${page.after[1]}::uuid)`
    : sql``
  const rows = await handle.rows<KeyRow & { keyAt: string }>(
    sql`SELECT ${columns}, ${instantText(sql`k.created_at`, 'US')} AS "keyAt" FROM onegrid.api_keys k
      WHERE ${conditions(handle, filter)}${after} ORDER BY k.created_at DESC, k.id LIMIT ${page.limit}::integer`,
  )
  return rows.map(({ keyAt, ...row }) => ({ row, keys: [keyAt, row.id] }))
}

/** The key as it was, or undefined where there is no good one of this id within reach. */
export async function revokeKey(
  transaction: ScopedTransaction,
  id: string,
  revokedBy: string,
): Promise<Pick<KeyItem, 'name' | 'role' | 'area'> | undefined> {
  const [row] = await transaction.rows<Pick<KeyItem, 'name' | 'role' | 'area'>>(
    sql`UPDATE onegrid.api_keys AS k SET revoked_at = now(), revoked_by = ${revokedBy}
      WHERE k.id = ${id}::uuid AND k.revoked_at IS NULL AND ${withinSharedScope(transaction, sql`k.area_code`)}
      RETURNING k.name, k.role, k.area_code AS area`,
  )
  return row
}
