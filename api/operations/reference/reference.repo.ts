import { sql } from 'drizzle-orm'
import type { Handle, ScopedTransaction } from '#api/platform/db/client.ts'
import { instantText } from '#api/platform/db/sql-text.ts'
import type { ReferenceName } from './reference.contract.ts'

export type ReferenceRow = { name: string; version: number; changedAt: string; body: unknown }

/** Those that somebody has changed. They are common to all who have signed in. */
export const listReferenceLists = (handle: Handle): Promise<ReferenceRow[]> =>
  handle.rows<ReferenceRow>(
    sql`SELECT name, version, ${instantText(sql`changed_at`)} AS "changedAt", body FROM reference_lists ORDER BY name`,
  )

/** Writes a list over the version that was seen (0: the shipped one). False where it is no longer that. */
export async function saveReferenceList(
  transaction: ScopedTransaction,
  { name, version, body }: { name: ReferenceName; version: number; body: unknown },
): Promise<boolean> {
  const text = JSON.stringify(body)
  const changed = await transaction.run(
    version === 0
      ? sql`INSERT INTO reference_lists (name, body) VALUES (${name}, ${text}::text::jsonb) ON CONFLICT (name) DO NOTHING`
      : sql`UPDATE reference_lists SET body = ${text}::text::jsonb, version = version + 1, changed_at = now()
          WHERE name = ${name} AND version = ${version}::integer`,
  )
  return changed === 1
}
