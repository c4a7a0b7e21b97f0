import { type SQL, sql } from 'drizzle-orm'
import { type IncidentRow, isGoingOn } from '#api/operations/incidents/incidents.repo.ts'
import { withinScope } from '#api/platform/access/within-scope.ts'
import type { ScopedHandle, ScopedTransaction } from '#api/platform/db/client.ts'
import { afterLatest, countRows } from '#api/platform/db/list-rows.ts'
import { instantText } from '#api/platform/db/sql-text.ts'
import { applyAreaFilter } from '#api/platform/http/list.ts'
import type { WhistleReach } from './whistle-reach.ts'
import type { Whistle, WhistleReason, WhistleResponse, WhistleStep } from './whistles.contract.ts'

/** A whistle with its incident, without the names of the areas. */
export type WhistleRow = Omit<Whistle, 'incident'> & {
  incident: Pick<
    IncidentRow,
    'id' | 'number' | 'kind' | 'type' | 'title' | 'state' | 'rung' | 'severity' | 'lngLat' | 'gridCode'
  >
}
export type WhistleKeys = [calledAt: string, id: string]

const instant = (value: Date) => sql`${value.toISOString()}::text::timestamptz`

/** Of an open whistle: the first step of a department `r` whose time is over. */
const overdueStep = (now: Date) => sql`CASE
  WHEN w.state <> 'open' THEN NULL
  WHEN r.reported_at IS NULL AND r.report_due_at < ${instant(now)} THEN 'report-in'
  WHEN r.done_at IS NULL AND r.done_due_at < ${instant(now)} THEN 'done' END`

const columns = (now: Date) => sql`w.id, w.reason, w.note, w.rung, w.state, w.called_by AS "calledBy",
  ${instantText(sql`w.called_at`)} AS "calledAt", ${instantText(sql`w.closed_at`)} AS "closedAt",
  w.closed_by AS "closedBy", w.assessment, w.version, ${instantText(sql`w.called_at`, 'US')} AS "keyAt",
  json_build_object('id', i.id, 'number', i.number, 'kind', i.kind, 'type', i.type, 'title', i.title, 'state', i.state,
    'rung', i.rung, 'severity', i.severity, 'lngLat', json_build_array(ST_X(i.location), ST_Y(i.location)), 'gridCode', i.grid_code) AS incident,
  (SELECT json_agg(json_build_object('department', r.department, 'calledAt', ${instantText(sql`r.called_at`)},
      'reportDueAt', ${instantText(sql`r.report_due_at`)}, 'reportedAt', ${instantText(sql`r.reported_at`)},
      'reportedBy', r.reported_by, 'doneDueAt', ${instantText(sql`r.done_due_at`)},
      'doneAt', ${instantText(sql`r.done_at`)}, 'doneBy', r.done_by, 'onBehalf', r.on_behalf, 'note', r.note,
      'assessment', r.assessment, 'version', r.version, 'overdue', ${overdueStep(now)}) ORDER BY r.department)
    FROM whistle_responses r WHERE r.whistle_id = w.id) AS responses`
const from = sql`whistles w JOIN incidents i ON i.id = w.incident_id`

type RawRow = WhistleRow & { keyAt: string }
const toRow = ({ keyAt: _, ...row }: RawRow): WhistleRow => row

const hasResponse = (condition: SQL) =>
  sql`EXISTS (SELECT 1 FROM whistle_responses r WHERE r.whistle_id = w.id AND ${condition})`

function isReached(handle: ScopedHandle, { dispatch, scope, department }: WhistleReach): SQL {
  const isOwn = (areas: readonly string[]) => withinScope({ scope: { ...scope, areas } }, sql`i.grid_code`)
  const calls = isOwn(dispatch.areas)
  if (department === undefined) return calls
  return sql`(${calls} OR (${withinScope(handle, sql`i.grid_code`)} AND ${hasResponse(sql`r.department = ${department}`)}))`
}

export type WhistleFilter = {
  state?: 'open' | 'closed' | undefined
  isOverdue: boolean
  area?: string | undefined
  department?: string | undefined
  /** By which a group's code is resolved. */
  edition: number
  now: Date
}

function conditions(handle: ScopedHandle, reach: WhistleReach, filter: WhistleFilter): SQL {
  const { state, isOverdue, area, department, edition, now } = filter
  const asked = [
    ...(department === undefined ? [] : [sql`r.department = ${department}`]),
    ...(isOverdue ? [sql`${overdueStep(now)} IS NOT NULL`] : []),
  ]
  return sql.join(
    [
      isReached(handle, reach),
      applyAreaFilter(sql`i.grid_code`, area, edition),
      ...(state ? [state === 'open' ? sql`w.state = 'open'` : sql`w.state <> 'open'`] : []),
      ...(asked.length > 0 ? [hasResponse(sql.join(asked, sql` AND `))] : []),
    ],
    sql` AND `,
  )
}

export const countWhistles = (handle: ScopedHandle, reach: WhistleReach, filter: WhistleFilter): Promise<number> =>
  countRows(handle, sql`${from} WHERE ${conditions(handle, reach, filter)}`)

/** The last one called first, at most `limit`, those that come after `after`. */
export async function listWhistles(
  handle: ScopedHandle,
  reach: WhistleReach,
  filter: WhistleFilter,
  page: { limit: number; after?: WhistleKeys },
): Promise<{ row: WhistleRow; keys: WhistleKeys }[]> {
  const rows = await handle.rows<RawRow>(
    sql`SELECT ${columns(filter.now)} FROM ${from}
      WHERE ${conditions(handle, reach, filter)}${afterLatest(sql`w.called_at`, sql`w.id`, page.after)}
      ORDER BY w.called_at DESC, w.id LIMIT ${page.limit}::integer`,
  )
  return rows.map((row) => ({ row: toRow(row), keys: [row.keyAt, row.id] }))
}

/** Those of an incident, the last one first. Its reach is the caller's to have looked at. */
export const listWhistlesOf = async (handle: ScopedHandle, incidentId: string, now: Date): Promise<WhistleRow[]> =>
  (
    await handle.rows<RawRow>(
      sql`SELECT ${columns(now)} FROM ${from}
        WHERE w.incident_id = ${incidentId}::uuid AND ${withinScope(handle, sql`i.grid_code`)}
        ORDER BY w.called_at DESC, w.id`,
    )
  ).map(toRow)

/** Which incident it is about, without holding anything. */
export async function findWhistleIncident(
  handle: ScopedHandle,
  reach: WhistleReach,
  id: string,
): Promise<string | undefined> {
  const [row] = await handle.rows<{ incidentId: string }>(
    sql`SELECT i.id AS "incidentId" FROM ${from} WHERE w.id = ${id}::uuid AND ${isReached(handle, reach)}`,
  )
  return row?.incidentId
}

/** One whose incident is held; `lock` holds its own row as well. */
export async function readWhistle(
  handle: ScopedHandle,
  id: string,
  now: Date,
  lock?: 'lock',
): Promise<WhistleRow | undefined> {
  const [row] = await handle.rows<RawRow>(
    sql`SELECT ${columns(now)} FROM ${from}
      WHERE w.id = ${id}::uuid AND ${withinScope(handle, sql`i.grid_code`)}${lock ? sql` FOR UPDATE OF w` : sql``}`,
  )
  return row && toRow(row)
}

export type NewWhistle = {
  id: string
  incidentId: string
  reason: WhistleReason
  note: string
  rung: Whistle['rung']
  calledBy: string
  calledAt: Date
  reportDueAt: Date
  doneDueAt: Date
  departments: readonly string[]
}

export async function insertWhistle(transaction: ScopedTransaction, whistle: NewWhistle): Promise<void> {
  const { id, incidentId, reason, note, rung, calledBy, calledAt, reportDueAt, doneDueAt, departments } = whistle
  await transaction.run(
    sql`INSERT INTO whistles (id, incident_id, reason, note, rung, called_by, called_at)
      VALUES (${id}::uuid, ${incidentId}::uuid, ${reason}, ${note}, ${rung}, ${calledBy}, ${instant(calledAt)})`,
    1,
  )
  const rows = departments.map(
    (code) => sql`(${id}::uuid, ${code}, ${instant(calledAt)}, ${instant(reportDueAt)}, ${instant(doneDueAt)})`,
  )
  await transaction.run(
    sql`INSERT INTO whistle_responses (whistle_id, department, called_at, report_due_at, done_due_at)
      VALUES ${sql.join(rows, sql`, `)}`,
    departments.length,
  )
}

/** Departments that are called to an incident already and are not done. */
export const listCalledDepartments = async (transaction: ScopedTransaction, incidentId: string): Promise<string[]> =>
  (
    await transaction.rows<{ department: string }>(
      sql`SELECT DISTINCT r.department FROM whistles w JOIN whistle_responses r ON r.whistle_id = w.id
        WHERE w.incident_id = ${incidentId}::uuid AND w.state = 'open' AND r.done_at IS NULL ORDER BY 1`,
    )
  ).map(({ department }) => department)

/** Those of an incident, which is held, that have not ended; their rows are held. */
export const lockOpenWhistles = async (transaction: ScopedTransaction, incidentId: string): Promise<string[]> =>
  (
    await transaction.rows<{ id: string }>(
      sql`SELECT id FROM whistles WHERE incident_id = ${incidentId}::uuid AND state = 'open' ORDER BY called_at, id FOR UPDATE`,
    )
  ).map(({ id }) => id)

export type Answer = {
  step: WhistleStep
  at: Date
  by: string
  isOnBehalf: boolean
  /** Left out: as it was. */
  note?: string | undefined
  assessment?: string | undefined
}

/** A step of a department of a whistle that is held. */
export async function recordAnswer(
  transaction: ScopedTransaction,
  { whistleId, department }: { whistleId: string } & Pick<WhistleResponse, 'department'>,
  { step, at, by, isOnBehalf, note, assessment }: Answer,
): Promise<void> {
  const sets = [
    sql`version = version + 1`,
    step === 'done'
      ? sql`done_at = ${instant(at)}, done_by = ${by}`
      : sql`reported_at = ${instant(at)}, reported_by = ${by}`,
    ...(isOnBehalf ? [sql`on_behalf = array_append(on_behalf, ${step}::text)`] : []),
    ...(note === undefined ? [] : [sql`note = ${note}`]),
    ...(assessment === undefined ? [] : [sql`assessment = ${assessment}`]),
  ]
  await transaction.run(
    sql`UPDATE whistle_responses SET ${sql.join(sets, sql`, `)}
      WHERE whistle_id = ${whistleId}::uuid AND department = ${department}`,
    1,
  )
  await touchWhistle(transaction, whistleId)
}

export const touchWhistle = (transaction: ScopedTransaction, id: string): Promise<number> =>
  transaction.run(sql`UPDATE whistles SET version = version + 1 WHERE id = ${id}::uuid`, 1)

export async function endWhistle(
  transaction: ScopedTransaction,
  id: string,
  { state, at, by, assessment }: { state: 'closed' | 'cancelled'; at: Date; by: string; assessment: string },
): Promise<void> {
  await transaction.run(
    sql`UPDATE whistles SET state = ${state}, closed_at = ${instant(at)}, closed_by = ${by}, assessment = ${assessment},
        version = version + 1 WHERE id = ${id}::uuid`,
    1,
  )
}

const isUntold = (now: Date) => sql`w.state = 'open' AND (
  (r.reported_at IS NULL AND r.report_overdue_at IS NULL AND r.report_due_at < ${instant(now)})
  OR (r.done_at IS NULL AND r.done_overdue_at IS NULL AND r.done_due_at < ${instant(now)}))`

/** Open whistles with a term that is over and was not told of yet, with their incidents, which go on; the longest over first. */
export const listUntold = (handle: ScopedHandle, now: Date) =>
  handle.rows<{ id: string; incidentId: string }>(
    sql`SELECT w.id, w.incident_id AS "incidentId" FROM whistles w JOIN whistle_responses r ON r.whistle_id = w.id
        JOIN incidents i ON i.id = w.incident_id
      WHERE ${isUntold(now)} AND ${isGoingOn} AND ${withinScope(handle, sql`i.grid_code`)}
      GROUP BY w.id ORDER BY min(r.report_due_at), w.id LIMIT 200`,
  )

/** Marks the terms of a whistle, whose row is held, that are over and were not told of. What another process has marked is not
 *  among them. */
export async function markOverdue(
  transaction: ScopedTransaction,
  id: string,
  now: Date,
): Promise<{ department: string; term: WhistleStep }[]> {
  const mark = (step: WhistleStep, done: string, due: string, told: string) =>
    transaction.rows<{ department: string; term: WhistleStep }>(
      sql`UPDATE whistle_responses r SET ${sql.identifier(told)} = ${instant(now)}
        WHERE r.whistle_id = ${id}::uuid AND ${sql.identifier(done)} IS NULL AND ${sql.identifier(told)} IS NULL
          AND ${sql.identifier(due)} < ${instant(now)}
        RETURNING r.department, ${step}::text AS term`,
    )
  return [
    ...(await mark('report-in', 'reported_at', 'report_due_at', 'report_overdue_at')),
    ...(await mark('done', 'done_at', 'done_due_at', 'done_overdue_at')),
  ]
}
