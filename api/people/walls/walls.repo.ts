import { sql } from 'drizzle-orm'
import { createTokenRepo } from '#api/people/tokens/token-repo.ts'
import type { Handle, ScopedTransaction } from '#api/platform/db/client.ts'
import { instantText } from '#api/platform/db/sql-text.ts'
import type { WallItem } from './walls.contract.ts'

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

type WallRow = Omit<WallItem, 'areaName'>

export const wallTokens = createTokenRepo<WallRow, 'scene'>({
  table: sql`onegrid.walls`,
  madeAt: sql`t.paired_at`,
  state: sql`CASE WHEN t.revoked_at IS NULL THEN 'valid' ELSE 'revoked' END`,
  kind: 'scene',
  used: 'last_seen_at',
  columns: sql`t.paired_by AS "pairedBy", ${instantText(sql`t.paired_at`)} AS "pairedAt",
    ${instantText(sql`t.last_seen_at`)} AS "lastSeenAt"`,
})
