import { type SQL, sql } from 'drizzle-orm'
import { withinScope } from '#api/platform/access/within-scope.ts'
import type { ScopedHandle } from '#api/platform/db/client.ts'
import { afterLatest, countRows } from '#api/platform/db/list-rows.ts'
import { instantText, valueList } from '#api/platform/db/sql-text.ts'
import { applyAreaFilter } from '#api/platform/http/list.ts'
import { type LngLat, levelOfCode } from '#api/platform/http/shared.contract.ts'
import type { Patrol, PatrolStop } from './patrols.contract.ts'

export type PatrolFilter = {
  states?: readonly Patrol['state'][]
  area?: string
  /** ISO instant: changed at or after. */
  since?: string
  /** By which a group's code is resolved. */
  edition: number
}
/** The keys of a row in the order of the list, exact to the microsecond. */
export type PatrolKeys = [plannedStartAt: string, id: string]
/** A row without names of areas, which come from the edition in memory. */
export type PatrolRow = Omit<Patrol, 'villageName' | 'townshipName' | 'stops'> & {
  stops: Omit<PatrolStop, 'gridName'>[]
}

const columns = sql`p.id, p.name, p.state, p.village_code AS "villageCode",
  ${instantText(sql`p.planned_start_at`)} AS "plannedStartAt", ${instantText(sql`p.started_at`)} AS "startedAt",
  ${instantText(sql`p.finished_at`)} AS "finishedAt", ${instantText(sql`p.changed_at`)} AS "changedAt", p.version,
  ${instantText(sql`p.planned_start_at`, 'US')} AS "keyAt", ST_AsGeoJSON(p.line, 6) AS line,
  (SELECT json_agg(json_build_object('position', s.position, 'gridCode', s.grid_code,
      'lngLat', json_build_array(ST_X(s.location), ST_Y(s.location)), 'purpose', s.purpose,
      'visitedAt', ${instantText(sql`s.visited_at`)}) ORDER BY s.position)
    FROM patrol_stops s WHERE s.patrol_id = p.id) AS stops`

type RawRow = Omit<PatrolRow, 'line' | 'stops'> & { line: string; stops: PatrolRow['stops'] | null; keyAt: string }
const toRow = ({ keyAt: _, ...row }: RawRow): PatrolRow => ({
  ...row,
  line: (JSON.parse(row.line) as { coordinates: LngLat[] }).coordinates,
  stops: row.stops ?? [],
})

/** A patrol belongs to a village, so counties, townships and villages are prefixes of its code; a grid or a group is
 *  asked for through the stops. */
function areaFilter(area: string | undefined, edition: number): SQL {
  const level = area === undefined ? undefined : levelOfCode(area)
  if (level !== 'grid' && level !== 'group') return applyAreaFilter(sql`p.village_code`, area, edition)
  return sql`EXISTS (SELECT 1 FROM patrol_stops s
    WHERE s.patrol_id = p.id AND ${applyAreaFilter(sql`s.grid_code`, area, edition)})`
}

/** A patrol is within reach where its village is; where only a grid is, with one of its stops. */
const isInReach = (handle: ScopedHandle): SQL =>
  sql`(${withinScope(handle, sql`p.village_code`)} OR EXISTS (SELECT 1 FROM patrol_stops s
    WHERE s.patrol_id = p.id AND ${withinScope(handle, sql`s.grid_code`)}))`

const conditions = (handle: ScopedHandle, filter: PatrolFilter) =>
  sql.join(
    [
      isInReach(handle),
      areaFilter(filter.area, filter.edition),
      ...(filter.states ? [sql`p.state IN (${valueList(filter.states)})`] : []),
      ...(filter.since ? [sql`p.changed_at >= ${filter.since}::text::timestamptz`] : []),
    ],
    sql` AND `,
  )

export const countPatrols = (handle: ScopedHandle, filter: PatrolFilter): Promise<number> =>
  countRows(handle, sql`patrols p WHERE ${conditions(handle, filter)}`)

/** Latest planned start first, at most `limit`, those that come after `after`. Each row with its keys. */
export async function listPatrols(
  handle: ScopedHandle,
  filter: PatrolFilter,
  page: { limit: number; after?: PatrolKeys },
): Promise<{ row: PatrolRow; keys: PatrolKeys }[]> {
  const rows = await handle.rows<RawRow>(
    sql`SELECT ${columns} FROM patrols p WHERE ${conditions(handle, filter)}${afterLatest(sql`p.planned_start_at`, sql`p.id`, page.after)}
      ORDER BY p.planned_start_at DESC, p.id LIMIT ${page.limit}::integer`,
  )
  return rows.map((row) => ({ row: toRow(row), keys: [row.keyAt, row.id] }))
}

export async function findPatrol(handle: ScopedHandle, id: string): Promise<PatrolRow | undefined> {
  const [found] = await handle.rows<RawRow>(
    sql`SELECT ${columns} FROM patrols p WHERE p.id = ${id}::uuid AND ${isInReach(handle)}`,
  )
  return found && toRow(found)
}
