import { type SQL, sql } from 'drizzle-orm'
import type { ScopedHandle } from '#api/platform/db/client.ts'
import type { BreakdownWord, IncidentBreakdown, IncidentFigures, IncidentTrend } from './incident-figures.contract.ts'
import { type IncidentFilter, incidentConditions, isOpen, isOverdue } from './incidents.repo.ts'

type Span = Omit<IncidentFigures['foundToReported'], 'list'>

/** Of `to - from` in minutes, where both are there. */
const spanOf = (from: SQL, to: SQL): SQL => {
  const minutes = sql`extract(epoch FROM ${to} - ${from}) / 60`
  return sql`json_build_object('count', count(*) FILTER (WHERE ${to} IS NOT NULL),
    'medianMinutes', percentile_cont(0.5) WITHIN GROUP (ORDER BY ${minutes}),
    'p90Minutes', percentile_cont(0.9) WITHIN GROUP (ORDER BY ${minutes}))`
}

/** What stands now, whenever it was reported. */
export async function countStanding(
  handle: ScopedHandle,
  filter: IncidentFilter,
): Promise<{ open: number; overdue: number }> {
  const [row] = await handle.exactly<{ open: number; overdue: number }>(
    1,
    sql`SELECT count(*)::integer AS open, count(*) FILTER (WHERE ${isOverdue})::integer AS overdue
      FROM incidents i WHERE ${incidentConditions(handle, { ...filter, states: ['open'] })}`,
  )
  return row as { open: number; overdue: number }
}

/** How long the steps took of those the filter lets through. */
export async function measureSteps(
  handle: ScopedHandle,
  filter: IncidentFilter,
): Promise<{ reported: number; found: Span; acted: Span; closed: Span }> {
  const [row] = await handle.exactly<{ reported: number; found: Span; acted: Span; closed: Span }>(
    1,
    sql`SELECT count(*)::integer AS reported, ${spanOf(sql`i.found_at`, sql`i.reported_at`)} AS found,
        ${spanOf(sql`i.reported_at`, sql`i.acted_at`)} AS acted,
        ${spanOf(sql`i.reported_at`, sql`CASE WHEN i.state = 'closed' THEN i.closed_at END`)} AS closed
      FROM incidents i WHERE ${incidentConditions(handle, filter)}`,
  )
  return row as { reported: number; found: Span; acted: Span; closed: Span }
}

/** A row a day that has any; `from` is an ISO instant. */
export function listTrend(handle: ScopedHandle, filter: IncidentFilter, from: string): Promise<IncidentTrend['items']> {
  const day = (column: SQL) => sql`to_char(${column} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')`
  const conditions = incidentConditions(handle, { ...filter, from: undefined })
  const since = sql`${from}::text::timestamptz`
  return handle.rows(
    sql`SELECT day, sum(reported)::integer AS reported, sum(ended)::integer AS ended FROM (
        SELECT ${day(sql`i.reported_at`)} AS day, 1 AS reported, 0 AS ended FROM incidents i
          WHERE ${conditions} AND i.reported_at >= ${since}
        UNION ALL
        SELECT ${day(sql`i.closed_at`)}, 0, 1 FROM incidents i WHERE ${conditions} AND i.closed_at >= ${since}
      ) AS moments GROUP BY day ORDER BY day`,
  )
}

const keys: Record<BreakdownWord, SQL> = {
  kind: sql`i.kind`,
  type: sql`i.type`,
  severity: sql`i.severity`,
  rung: sql`i.rung`,
  township: sql`left(i.grid_code, 9)`,
  village: sql`left(i.grid_code, 12)`,
}

export const listBreakdown = (
  handle: ScopedHandle,
  filter: IncidentFilter,
  by: BreakdownWord,
): Promise<Omit<IncidentBreakdown['items'][number], 'name'>[]> =>
  handle.rows(
    sql`SELECT ${keys[by]} AS key, ${by === 'type' ? sql`i.kind` : sql`NULL`} AS kind, count(*)::integer AS total,
        count(*) FILTER (WHERE ${isOpen})::integer AS open, count(*) FILTER (WHERE ${isOverdue})::integer AS overdue
      FROM incidents i WHERE ${incidentConditions(handle, filter)} GROUP BY 1, 2 ORDER BY 1, 2 LIMIT 500`,
  )
