import { type SQL, sql } from 'drizzle-orm'
import { withinScope } from '#api/platform/access/within-scope.ts'
import type { ScopedHandle } from '#api/platform/db/client.ts'
import { instantText } from '#api/platform/db/sql-text.ts'
import type { Incident } from './incidents.contract.ts'
import { isOpen } from './incidents.repo.ts'

export type OverdueIncident = Pick<Incident, 'id' | 'kind' | 'type' | 'severity' | 'state' | 'rung' | 'version'> & {
  details: Record<string, unknown>
  dueAt: string
}

/** Its term is over, and nothing was said of that term yet. What is for show stays as it was drawn. */
const isNewlyOverdue = (now: Date): SQL => sql`${isOpen} AND NOT i.is_demo
  AND i.due_at <= ${now.toISOString()}::text::timestamptz AND NOT EXISTS (
    SELECT 1 FROM incident_timeline t WHERE t.incident_id = i.id AND t.kind = 'overdue'
      AND t.data->>'dueAt' = ${instantText(sql`i.due_at`)})`

/** Those that wait longest first. */
export const listNewlyOverdue = (handle: ScopedHandle, now: Date, limit: number): Promise<OverdueIncident[]> =>
  handle.rows<OverdueIncident>(
    sql`SELECT i.id, i.kind, i.type, i.severity, i.state, i.rung, i.version, i.details,
        ${instantText(sql`i.due_at`)} AS "dueAt"
      FROM incidents i WHERE ${withinScope(handle, sql`i.grid_code`)} AND ${isNewlyOverdue(now)}
      ORDER BY i.due_at, i.id LIMIT ${limit}::integer`,
  )

/** Whether that is still so, asked of a row that is held. */
export async function isStillOverdue(handle: ScopedHandle, id: string, now: Date): Promise<boolean> {
  const rows = await handle.rows(
    sql`SELECT 1 FROM incidents i WHERE i.id = ${id}::uuid AND ${withinScope(handle, sql`i.grid_code`)} AND ${isNewlyOverdue(now)}`,
  )
  return rows.length > 0
}
