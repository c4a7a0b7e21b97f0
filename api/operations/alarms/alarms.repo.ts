import { type SQL, sql } from 'drizzle-orm'
import type { Severity } from '#api/operations/incidents/incidents.contract.ts'
import {
  type IncidentRow,
  incidentColumns,
  isOpen,
  type RawIncidentRow,
  toIncidentRow,
} from '#api/operations/incidents/incidents.repo.ts'
import { withinScope } from '#api/platform/access/within-scope.ts'
import type { ScopedHandle, ScopedTransaction } from '#api/platform/db/client.ts'
import { instantText } from '#api/platform/db/sql-text.ts'
import { levelOfCode } from '#api/platform/http/shared.contract.ts'
import type { AcknowledgedAnswer, Alarm } from './alarms.contract.ts'

/** More at once are no list any more; the number says how many there are. */
const mostAlarms = 50

/** Whether somebody has said for `area`, or for one it lies in, that they have seen it. Below the county the history says it;
 *  for the whole county, and for all from the time before each level had its own word, it stands in `incident_alarms`. */
const isSeenFor = (area: SQL): SQL =>
  sql`EXISTS (SELECT 1 FROM incident_timeline t WHERE t.incident_id = i.id AND t.kind = 'alarm'
    AND t.data->>'severity' IN (i.severity, 'red') AND starts_with(${area}, t.data->>'area'))`

/** Where it is not over at one's own level. */
function isUnseen({ scope }: ScopedHandle): SQL {
  const isOver = sql`EXISTS (SELECT 1 FROM incident_alarms a WHERE a.incident_id = i.id AND a.severity IN (i.severity, 'red'))`
  if (scope.areas.some(isCounty)) return sql`NOT ${isOver}`
  const unseen = scope.areas.map(
    (area) => sql`(i.grid_code LIKE ${`${area}%`} AND NOT ${isSeenFor(sql`${area}::text`)})`,
  )
  return unseen.length === 0 ? sql`false` : sql`(NOT ${isOver} AND (${sql.join(unseen, sql` OR `)}))`
}
const isCounty = (area: string): boolean => levelOfCode(area) === 'county'

/** Not those that were made up to show something: nobody waits for them. Who has seen a red one has seen it as an orange one. */
const isSounding = (handle: ScopedHandle): SQL =>
  sql`${isOpen} AND i.severity IN ('orange', 'red') AND NOT i.is_demo AND ${withinScope(handle, sql`i.grid_code`)}
    AND ${isUnseen(handle)}`

/** All that it lies in now, as long as it sounds: whoever is above would have ended it. */
const seenBelow = sql`coalesce((SELECT jsonb_agg(jsonb_build_object('area', t.data->>'area', 'acknowledgedBy', t.actor,
    'acknowledgedAt', ${instantText(sql`t.at`)}) ORDER BY t.id)
  FROM incident_timeline t WHERE t.incident_id = i.id AND t.kind = 'alarm' AND t.data->>'severity' IN (i.severity, 'red')
    AND starts_with(i.grid_code, t.data->>'area')), '[]')`

export type AlarmRow = { row: IncidentRow; seenBelow: Alarm['seenBelow'] }

export async function listAlarms(handle: ScopedHandle): Promise<{ rows: AlarmRow[]; total: number }> {
  const rows = await handle.rows<RawIncidentRow & { seenBelow: Alarm['seenBelow']; total: number }>(
    sql`SELECT ${incidentColumns}, ${seenBelow} AS "seenBelow", count(*) OVER ()::integer AS total FROM incidents i
      WHERE ${isSounding(handle)} ORDER BY i.severity DESC, i.reported_at DESC, i.id LIMIT ${mostAlarms}::integer`,
  )
  return {
    rows: rows.map(({ total: _, seenBelow, ...row }) => ({ row: toIncidentRow(row), seenBelow })),
    total: rows[0]?.total ?? 0,
  }
}

/** Who was first to say for `area`, or for one it lies in, that they have seen it at just this severity. */
export async function findAcknowledged(
  handle: ScopedHandle,
  { incidentId, severity, area }: { incidentId: string; severity: Severity; area: string },
): Promise<AcknowledgedAnswer | undefined> {
  const [row] = await handle.rows<AcknowledgedAnswer>(
    sql`SELECT by AS "acknowledgedBy", ${instantText(sql`at`)} AS "acknowledgedAt" FROM (
        SELECT acknowledged_by AS by, acknowledged_at AS at FROM incident_alarms
          WHERE incident_id = ${incidentId}::uuid AND severity = ${severity}
        UNION ALL SELECT actor, at FROM incident_timeline WHERE incident_id = ${incidentId}::uuid AND kind = 'alarm'
          AND data->>'severity' = ${severity} AND starts_with(${area}::text, data->>'area')) seen
      ORDER BY at LIMIT 1`,
  )
  return row
}

/** Over for everybody. What holds for a part of the county is a line of the history and nothing else. */
export async function endAlarm(transaction: ScopedTransaction, incidentId: string, severity: Severity): Promise<void> {
  await transaction.run(
    sql`INSERT INTO incident_alarms (incident_id, severity, acknowledged_by)
      VALUES (${incidentId}::uuid, ${severity}, ${transaction.scope.actor.name}) ON CONFLICT DO NOTHING`,
  )
}
