import { type SQL, sql } from 'drizzle-orm'
import { withinScope } from '#api/access/within-scope.ts'
import type { ScopedHandle, ScopedTransaction } from '#api/db/client.ts'
import { instantText } from '#api/db/sql-text.ts'
import {
  type IncidentRow,
  incidentColumns,
  isOpen,
  type RawIncidentRow,
  toIncidentRow,
} from '#api/incidents/incidents.repo.ts'
import type { AcknowledgedAnswer } from './alarms.contract.ts'

/** More at once are no list any more; the number says how many there are. */
const mostAlarms = 50

/** Not those that were made up to show something: nobody waits for them. Who has seen a red one has seen it as an orange one. */
const isSounding = (handle: ScopedHandle): SQL =>
  sql`${isOpen} AND i.severity IN ('orange', 'red') AND NOT i.is_demo AND ${withinScope(handle, sql`i.grid_code`)}
    AND NOT EXISTS (SELECT 1 FROM incident_alarms a WHERE a.incident_id = i.id AND a.severity IN (i.severity, 'red'))`

export async function listAlarms(handle: ScopedHandle): Promise<{ rows: IncidentRow[]; total: number }> {
  const rows = await handle.rows<RawIncidentRow & { total: number }>(
    sql`SELECT ${incidentColumns}, count(*) OVER ()::integer AS total FROM incidents i WHERE ${isSounding(handle)}
      ORDER BY i.severity DESC, i.reported_at DESC, i.id LIMIT ${mostAlarms}::integer`,
  )
  return { rows: rows.map(({ total: _, ...row }) => toIncidentRow(row)), total: rows[0]?.total ?? 0 }
}

/** Gives who has acknowledged it, and whether it was just now. */
export async function acknowledge(
  transaction: ScopedTransaction,
  incidentId: string,
  severity: string,
): Promise<AcknowledgedAnswer & { isNew: boolean }> {
  const added = await transaction.run(
    sql`INSERT INTO incident_alarms (incident_id, severity, acknowledged_by)
      VALUES (${incidentId}::uuid, ${severity}, ${transaction.scope.actor.name}) ON CONFLICT DO NOTHING`,
  )
  const [row] = await transaction.exactly<AcknowledgedAnswer>(
    1,
    sql`SELECT acknowledged_by AS "acknowledgedBy", ${instantText(sql`acknowledged_at`)} AS "acknowledgedAt"
      FROM incident_alarms WHERE incident_id = ${incidentId}::uuid AND severity = ${severity}`,
  )
  return { ...(row as AcknowledgedAnswer), isNew: added === 1 }
}
