import { type SQL, sql } from 'drizzle-orm'
import { isOpen, isOverdue } from '#api/operations/incidents/incidents.repo.ts'
import { withinScope } from '#api/platform/access/within-scope.ts'
import type { ScopedHandle, ScopedTransaction } from '#api/platform/db/client.ts'
import { afterLatest, countRows } from '#api/platform/db/list-rows.ts'
import { instantText } from '#api/platform/db/sql-text.ts'
import { applyAreaFilter } from '#api/platform/http/list.ts'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { type Handover, type HandoverCounts, mostListed, type SignedIncident } from './handovers.contract.ts'

/** A handover without the name of its area. */
export type HandoverRow = Omit<Handover, 'areaName'>
export type HandoverKeys = [signedAt: string, id: string]
export type Shift = { area: string; from: string; to: string }
export type ShiftState = { counts: HandoverCounts; incidents: SignedIncident[] }

const instant = (value: string) => sql`${value}::text::timestamptz`
const accountOf = ({ scope }: Pick<ScopedHandle, 'scope'>) => `${scope.actor.kind}:${scope.actor.id}`

const columns = (handle: ScopedHandle) => sql`h.id, h.area_code AS area, ${instantText(sql`h.shift_from`)} AS "from",
  ${instantText(sql`h.shift_to`)} AS "to", h.note, h.counts, h.signed_by AS "signedBy",
  ${instantText(sql`h.signed_at`)} AS "signedAt", h.taken_by AS "takenBy", ${instantText(sql`h.taken_at`)} AS "takenAt",
  h.signed_account = ${accountOf(handle)} AS "isOwn", h.version`

/** How an area stands, and what of it is new since a shift began. One more than is listed says that there are more. */
export async function readShift(handle: ScopedHandle, { area, from, to }: Shift): Promise<ShiftState> {
  const isHere = sql`${withinScope(handle, sql`i.grid_code`)} AND i.grid_code LIKE ${`${area}%`}`
  const isIn = (column: SQL) => sql`(${column} >= ${instant(from)} AND ${column} < ${instant(to)})`
  const isFresh = isIn(sql`i.reported_at`)
  const isListed = sql`(${isOpen} OR ${isFresh})`
  const [counts] = await handle.exactly<HandoverCounts>(
    1,
    sql`SELECT count(*) FILTER (WHERE ${isOpen})::integer AS open, count(*) FILTER (WHERE ${isOverdue})::integer AS overdue,
        count(*) FILTER (WHERE ${isFresh})::integer AS fresh,
        count(*) FILTER (WHERE ${isIn(sql`i.closed_at`)})::integer AS ended
      FROM incidents i WHERE ${isHere} AND (${isListed} OR ${isIn(sql`i.closed_at`)})`,
  )
  const incidents = await handle.rows<SignedIncident>(
    sql`SELECT i.id, i.number, i.kind, i.severity, i.state, i.rung, i.grid_code AS "gridCode",
        coalesce(${isOverdue}, false) AS "isOverdue", ${isFresh} AS "isFresh"
      FROM incidents i WHERE ${isHere} AND ${isListed}
      ORDER BY "isOverdue" DESC, (${isOpen}) DESC,
        array_position(ARRAY['red', 'orange', 'yellow', 'blue'], i.severity), i.reported_at DESC, i.id
      LIMIT ${mostListed + 1}::integer`,
  )
  return { counts: counts as HandoverCounts, incidents }
}

/** How far the last handover of this very area went. */
export async function findLastTo(handle: ScopedHandle, area: string): Promise<string | null> {
  const [row] = await handle.rows<{ to: string }>(
    sql`SELECT ${instantText(sql`h.shift_to`)} AS "to" FROM handovers h
      WHERE h.area_code = ${area} AND ${withinScope(handle, sql`h.area_code`)} ORDER BY h.shift_to DESC LIMIT 1`,
  )
  return row?.to ?? null
}

/** Whether it was written: false where this very shift was handed over before. */
export async function insertHandover(
  transaction: ScopedTransaction,
  { id, area, from, to, note, counts, incidents }: Shift & ShiftState & { id: string; note: string },
): Promise<boolean> {
  const json = (value: unknown) => sql`${JSON.stringify(value)}::text::jsonb`
  const written = await transaction.rows(
    sql`INSERT INTO handovers (id, area_code, shift_from, shift_to, note, counts, incidents, signed_account, signed_by, signed_at)
      VALUES (${id}::uuid, ${area}, ${instant(from)}, ${instant(to)}, ${note}, ${json(counts)}, ${json(incidents)},
        ${accountOf(transaction)}, ${transaction.scope.actor.name}, now())
      ON CONFLICT (area_code, shift_from, shift_to) DO NOTHING RETURNING id`,
  )
  return written.length === 1
}

export type HandoverFilter = { area?: string | undefined; isExact: boolean; edition: number }
const conditions = (handle: ScopedHandle, { area, isExact, edition }: HandoverFilter): SQL =>
  sql`${withinScope(handle, sql`h.area_code`)} AND ${
    isExact && area !== undefined ? sql`h.area_code = ${area}` : applyAreaFilter(sql`h.area_code`, area, edition)
  }`

export const countHandovers = (handle: ScopedHandle, filter: HandoverFilter): Promise<number> =>
  countRows(handle, sql`handovers h WHERE ${conditions(handle, filter)}`)

/** The last one signed first. */
export async function listHandovers(
  handle: ScopedHandle,
  filter: HandoverFilter,
  page: { limit: number; after?: HandoverKeys },
): Promise<{ row: HandoverRow; keys: HandoverKeys }[]> {
  const rows = await handle.rows<HandoverRow & { keyAt: string }>(
    sql`SELECT ${columns(handle)}, ${instantText(sql`h.signed_at`, 'US')} AS "keyAt" FROM handovers h
      WHERE ${conditions(handle, filter)}${afterLatest(sql`h.signed_at`, sql`h.id`, page.after)}
      ORDER BY h.signed_at DESC, h.id LIMIT ${page.limit}::integer`,
  )
  return rows.map(({ keyAt, ...row }) => ({ row, keys: [keyAt, row.id] }))
}

/** `lock` holds its row until the transaction ends. */
export async function findHandover(
  handle: ScopedHandle,
  id: string,
  lock?: 'lock',
): Promise<{ row: HandoverRow; incidents: SignedIncident[]; isTakenByOther: boolean } | undefined> {
  const [found] = await handle.rows<HandoverRow & { incidents: SignedIncident[]; isTakenByOther: boolean }>(
    sql`SELECT ${columns(handle)}, h.incidents, coalesce(h.taken_account <> ${accountOf(handle)}, false) AS "isTakenByOther"
      FROM handovers h WHERE h.id = ${id}::uuid AND ${withinScope(handle, sql`h.area_code`)}${lock ? sql` FOR UPDATE` : sql``}`,
  )
  if (!found) return undefined
  const { incidents, isTakenByOther, ...row } = found
  return { row, incidents, isTakenByOther }
}

/** One that is held. */
export const takeHandover = (transaction: ScopedTransaction, id: string): Promise<number> =>
  transaction.run(
    sql`UPDATE handovers SET taken_account = ${accountOf(transaction)}, taken_by = ${transaction.scope.actor.name},
        taken_at = now(), version = version + 1 WHERE id = ${id}::uuid AND taken_at IS NULL`,
    1,
  )

export type Called = { id: string; title: string; lngLat: LngLat }
/** What incidents are called, and where they are. */
export async function readTitles(handle: ScopedHandle, ids: readonly string[]): Promise<Map<string, Called>> {
  if (ids.length === 0) return new Map()
  const rows = await handle.rows<Called>(
    sql`SELECT i.id, i.title, json_build_array(ST_X(i.location), ST_Y(i.location)) AS "lngLat" FROM incidents i
      WHERE i.id = ANY(${`{${ids.join(',')}}`}::uuid[]) AND ${withinScope(handle, sql`i.grid_code`)}`,
  )
  return new Map(rows.map((row) => [row.id, row]))
}
