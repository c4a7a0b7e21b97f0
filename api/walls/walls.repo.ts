import { type SQL, sql } from 'drizzle-orm'
import { withinSharedScope } from '#api/access/within-scope.ts'
import type { Handle, ScopedHandle, ScopedTransaction, Transaction } from '#api/db/client.ts'
import { instantText } from '#api/db/sql-text.ts'
import type { WallItem, WallsQuery } from './walls.contract.ts'

/** The wall of a token's hash, while it is good. */
export async function findGoodWall(
  handle: Handle,
  secretHash: string,
): Promise<{ id: string; name: string; area: string } | undefined> {
  const [row] = await handle.rows<{ id: string; name: string; area: string }>(
    sql`SELECT id, name, area_code AS area FROM onegrid.walls WHERE secret_hash = ${secretHash} AND revoked_at IS NULL`,
  )
  return row
}

/** Says that a wall is in use. */
export const touchWall = (transaction: Transaction, id: string): Promise<number> =>
  transaction.run(sql`UPDATE onegrid.walls SET last_seen_at = now() WHERE id = ${id}::uuid`)

export type WallRow = Omit<WallItem, 'areaName'>
/** The keys of a row in the order of the list, exact to the microsecond. */
export type WallKeys = [pairedAt: string, id: string]

const stateColumn = sql`CASE WHEN w.revoked_at IS NULL THEN 'valid' ELSE 'revoked' END`

type Filter = Pick<WallsQuery, 'state' | 'since'>
const conditions = (handle: ScopedHandle, { state, since }: Filter): SQL =>
  sql.join(
    [
      withinSharedScope(handle, sql`w.area_code`),
      ...(state ? [sql`${stateColumn} = ${state}`] : []),
      ...(since ? [sql`greatest(w.paired_at, w.revoked_at) >= ${since}::text::timestamptz`] : []),
    ],
    sql` AND `,
  )

export async function countWalls(handle: ScopedHandle, filter: Filter): Promise<number> {
  const [row] = await handle.exactly<{ total: number }>(
    1,
    sql`SELECT count(*)::integer AS total FROM onegrid.walls w WHERE ${conditions(handle, filter)}`,
  )
  return row?.total ?? 0
}

/** Paired last comes first, at most `limit`, those that come after `after`. */
export async function listWalls(
  handle: ScopedHandle,
  filter: Filter,
  page: { limit: number; after?: WallKeys },
): Promise<{ row: WallRow; keys: WallKeys }[]> {
  const after = page.after
    ? sql` AND (w.paired_at < ${page.after[0]}::text::timestamptz
        OR w.paired_at = ${page.after[0]}::text::timestamptz AND w.id > ${page.after[1]}::uuid)`
    : sql``
  const rows = await handle.rows<WallRow & { keyAt: string }>(
    sql`SELECT w.id, w.name, w.scene, w.area_code AS area, ${stateColumn} AS state, w.paired_by AS "pairedBy",
        ${instantText(sql`w.paired_at`)} AS "pairedAt", ${instantText(sql`w.last_seen_at`)} AS "lastSeenAt",
        ${instantText(sql`w.revoked_at`)} AS "revokedAt", w.revoked_by AS "revokedBy",
        ${instantText(sql`w.paired_at`, 'US')} AS "keyAt"
      FROM onegrid.walls w WHERE ${conditions(handle, filter)}${after}
      ORDER BY w.paired_at DESC, w.id LIMIT ${page.limit}::integer`,
  )
  return rows.map(({ keyAt, ...row }) => ({ row, keys: [keyAt, row.id] }))
}

/** `secretHash` stands for no token yet: its screen fetches it. */
export async function insertWall(
  transaction: ScopedTransaction,
  wall: Pick<WallItem, 'name' | 'scene' | 'area' | 'pairedBy'> & { secretHash: string },
): Promise<string> {
  const [row] = await transaction.exactly<{ id: string }>(
    1,
    sql`INSERT INTO onegrid.walls (name, scene, area_code, secret_hash, paired_by)
      VALUES (${wall.name}, ${wall.scene}, ${wall.area}, ${wall.secretHash}, ${wall.pairedBy}) RETURNING id`,
  )
  return row?.id ?? ''
}

/** The wall as it was, or undefined where there is no good one of this id within reach. */
export async function revokeWall(
  transaction: ScopedTransaction,
  id: string,
  revokedBy: string,
): Promise<Pick<WallItem, 'name' | 'scene' | 'area'> | undefined> {
  const [row] = await transaction.rows<Pick<WallItem, 'name' | 'scene' | 'area'>>(
    sql`UPDATE onegrid.walls AS w SET revoked_at = now(), revoked_by = ${revokedBy}
      WHERE w.id = ${id}::uuid AND w.revoked_at IS NULL AND ${withinSharedScope(transaction, sql`w.area_code`)}
      RETURNING w.name, w.scene, w.area_code AS area`,
  )
  return row
}
