import { sql } from 'drizzle-orm'
import type { Handle } from '#api/platform/db/client.ts'
import { countRows } from '#api/platform/db/list-rows.ts'
import { sharedSchema } from '#api/platform/db/migrate-database.ts'
import type { TrailEnd } from './read-backup-file.ts'

/** What decides whether something is open, by table. Named one by one: a database that has them otherwise is one that cannot
 *  be read, and not one in which nothing was closed. */
const formerColumns = {
  users: 'id, two_factor_enabled, must_change_password, password_changed_at, disabled_at, valid_until, updated_at',
  credentials: 'user_id, provider_id, account_id, password, updated_at',
  second_factors: 'id, user_id, secret, backup_codes, verified, failed_verification_count, locked_until',
  grants: 'id, user_id, role, area_code, valid_from, valid_until, granted_by, granted_at, revoked_at, revoked_by',
  role_policies: 'county_code, role, requires_second_factor, changed_at, changed_by',
  api_keys: 'id, revoked_at, revoked_by',
  walls: 'id, revoked_at, revoked_by',
  secrets: 'name, value',
} as const
export type FormerTable = keyof typeof formerColumns
/** The rows of each table as JSON, for `jsonb_populate_recordset`. 5,000 accounts are about 5 MB. */
export type FormerAccess = Readonly<Record<FormerTable, string>>

/** Accounts, keys and walls as they are in the database now. Throws what the database says where they cannot be read. */
export async function readFormerAccess(handle: Handle): Promise<FormerAccess> {
  const read: Partial<Record<FormerTable, string>> = {}
  for (const [table, columns] of Object.entries(formerColumns)) {
    const [row] = await handle.exactly<{ rows: string }>(
      1,
      sql`SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]')::text AS rows
          FROM (SELECT ${sql.raw(columns)} FROM ${sql.identifier(sharedSchema)}.${sql.identifier(table)}) AS t`,
    )
    read[table as FormerTable] = row?.rows ?? '[]'
  }
  return read as FormerAccess
}

/** Whether the trail goes on from this end of one: it has its last row, and the last line that waited, sealed or not. */
export async function goesOnFrom(handle: Handle, { seq, hash, waiting }: TrailEnd): Promise<boolean> {
  const hasRow = async () =>
    (await handle.rows(sql`SELECT 1 FROM audit_log WHERE seq = ${seq}::bigint AND hash = ${hash}`)).length > 0
  const hasLine = async (line: { id: number; digest: string }) => {
    const isIt = sql`id = ${line.id}::bigint AND digest = ${line.digest}`
    const found = await handle.rows(
      sql`SELECT 1 FROM audit_log WHERE ${isIt} UNION ALL SELECT 1 FROM audit_entries WHERE ${isIt}`,
    )
    return found.length > 0
  }
  // Every county's trail begins alike: that it has neither says nothing.
  if (seq === 0 && !waiting) return false
  return (seq === 0 || (await hasRow())) && (!waiting || (await hasLine(waiting)))
}

export const countWaitingLines = (handle: Handle): Promise<number> => countRows(handle, sql`audit_entries`)
