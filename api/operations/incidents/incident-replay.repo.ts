import { type SQL, sql } from 'drizzle-orm'
import type { ScopedHandle } from '#api/platform/db/client.ts'
import { instantText } from '#api/platform/db/sql-text.ts'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { type ReplayItem, replayStepMs } from './incident-replay.contract.ts'
import { type IncidentFilter, incidentConditions } from './incidents.repo.ts'
import type { ReplayLine, ReplayRow } from './replay-history.ts'

/** ISO instants. */
export type Span = { from: string; to: string }
const instant = (text: string) => sql`${text}::text::timestamptz`

/** Came before the end, and had not ended for good before the beginning: what was opened again has no end. */
const standsIn = (handle: ScopedHandle, filter: IncidentFilter, { from, to }: Span): SQL =>
  sql`${incidentConditions(handle, filter)} AND i.reported_at < ${instant(to)}
    AND (i.closed_at IS NULL OR i.closed_at >= ${instant(from)})`

export type ReplayedRow = ReplayRow & Pick<ReplayItem, 'number' | 'kind' | 'type' | 'title' | 'reportedAt'>

/** Incidents that stood at any instant of a time, newest report first. */
export async function listReplayed(
  handle: ScopedHandle,
  filter: IncidentFilter,
  span: Span,
  limit: number,
): Promise<ReplayedRow[]> {
  const rows = await handle.rows<Omit<ReplayedRow, 'lngLat'> & { lng: number; lat: number }>(
    sql`SELECT i.id, i.number, i.kind, i.type, i.title, i.state, i.rung, i.severity, i.grid_code AS "gridCode",
        ST_X(i.location) AS lng, ST_Y(i.location) AS lat, ${instantText(sql`i.reported_at`)} AS "reportedAt",
        (SELECT json_build_object('state', t.state, 'rung', t.rung) FROM incident_timeline t
          WHERE t.incident_id = i.id AND t.at <= ${instant(span.from)} ORDER BY t.at DESC, t.id DESC LIMIT 1) AS before
      FROM incidents i WHERE ${standsIn(handle, filter, span)}
      ORDER BY i.reported_at DESC, i.id LIMIT ${limit}::integer`,
  )
  return rows.map(({ lng, lat, ...row }) => ({ ...row, lngLat: [lng, lat] as LngLat }))
}

const lineColumns = sql`t.incident_id AS id, ${instantText(sql`t.at`)} AS at, ${instantText(sql`t.at`, 'US')} AS "keyAt",
  t.state, t.rung, t.data->'changed'->'severity' AS severity, t.data->'changed'->'location' AS place`
const idList = (ids: readonly string[]) => sql`${`{${ids.join(',')}}`}::text::uuid[]`
type KeyedLine = ReplayLine & { keyAt: string }

/** What the histories of these incidents say of a time, in its order. Their reach is the caller's to have looked at. */
export const listLines = (
  handle: ScopedHandle,
  ids: readonly string[],
  { from, to }: Span,
  limit: number,
): Promise<KeyedLine[]> =>
  handle.rows(
    sql`SELECT ${lineColumns} FROM incident_timeline t
      WHERE t.incident_id = ANY(${idList(ids)}) AND t.at > ${instant(from)} AND t.at <= ${instant(to)}
      ORDER BY t.at, t.id LIMIT ${limit}::integer`,
  )

/** The changes of severity and place since: few, since a word is seldom corrected. */
export const listLaterWords = (
  handle: ScopedHandle,
  ids: readonly string[],
  after: string,
  limit: number,
): Promise<KeyedLine[]> =>
  handle.rows(
    sql`SELECT ${lineColumns} FROM incident_timeline t
      WHERE t.incident_id = ANY(${idList(ids)}) AND t.at > ${instant(after)} AND t.kind = 'change'
        AND (t.data->'changed'->'severity' IS NOT NULL OR t.data->'changed'->'location' IS NOT NULL)
      ORDER BY t.at DESC, t.id DESC LIMIT ${limit}::integer`,
  )

/** How many were reported and how many steps were taken by quarters of an hour; those without any have no row. */
export const countQuarters = (
  handle: ScopedHandle,
  filter: IncidentFilter,
  span: Span,
): Promise<{ quarter: number; reported: number; steps: number }[]> =>
  handle.rows(
    sql`SELECT floor(extract(epoch FROM at - ${instant(span.from)}) / ${replayStepMs / 1000}::integer)::integer AS quarter,
        sum(reported)::integer AS reported, sum(steps)::integer AS steps
      FROM (
        SELECT i.reported_at AS at, 1 AS reported, 0 AS steps FROM incidents i
          WHERE ${incidentConditions(handle, filter)}
            AND i.reported_at >= ${instant(span.from)} AND i.reported_at < ${instant(span.to)}
        UNION ALL
        SELECT t.at, 0, 1 FROM incidents i JOIN incident_timeline t ON t.incident_id = i.id
          WHERE ${standsIn(handle, filter, span)} AND t.kind IN ('state', 'rung', 'change')
            AND t.at >= ${instant(span.from)} AND t.at < ${instant(span.to)}
      ) AS moments GROUP BY 1 ORDER BY 1`,
  )
