import { type SQL, sql } from 'drizzle-orm'
import {
  type IncidentRow,
  incidentColumns,
  isGoingOn,
  isOverdue,
  type RawIncidentRow,
  toIncidentRow,
} from '#api/operations/incidents/incidents.repo.ts'
import { withinScope } from '#api/platform/access/within-scope.ts'
import type { ScopedHandle, ScopedTransaction } from '#api/platform/db/client.ts'
import { instantText } from '#api/platform/db/sql-text.ts'
import { levelOfCode } from '#api/platform/http/shared.contract.ts'
import type { CalledItem, SeenBody } from './my-work.contract.ts'
import type { WorkReach } from './work-reach.ts'

/** More at once are no list any more; the numbers say how many there are. */
const mostItems = 200

export type WorkRow = IncidentRow & { isUnread: boolean; mark: number }
type PlainArea = 'gridName' | 'villageName' | 'townshipName'
export type CalledRow = Omit<CalledItem, 'incident'> & { incident: Omit<CalledItem['incident'], PlainArea> }
export type WorkSection<Row> = { rows: Row[]; total: number; unread: number }

const accountOf = ({ scope }: Pick<ScopedHandle, 'scope'>) => `${scope.actor.kind}:${scope.actor.id}`
const either = (conditions: readonly SQL[]): SQL =>
  conditions.length === 0 ? sql`false` : sql`(${sql.join([...conditions], sql` OR `)})`

/** Lines of the history of incident `i` that somebody else has added behind what the account has seen; `lines`: which count. */
const hasNews = (handle: ScopedHandle, lines: SQL = sql`true`): SQL =>
  sql`EXISTS (SELECT 1 FROM incident_timeline t WHERE t.incident_id = i.id AND ${lines}
    AND (t.actor_kind, t.actor) IS DISTINCT FROM (${handle.scope.actor.kind}::text, ${handle.scope.actor.name}::text)
    AND t.id > coalesce((SELECT m.line FROM incident_marks m
      WHERE m.account = ${accountOf(handle)} AND m.incident_id = i.id), 0))`
/** A number for JavaScript: the lines of a county never come to 2^53. */
const mark = sql`(SELECT coalesce(max(t.id), 0) FROM incident_timeline t WHERE t.incident_id = i.id)::float8`
const ofWhistle = sql`t.kind = 'whistle' AND t.data->>'whistle' = w.id::text`

/** Given to a role that somebody holds, for an area that holds theirs, or to their department; and not done yet. */
function isAssigned(handle: ScopedHandle, { seats, department, departmentAreas }: WorkReach): SQL {
  const toSeat = seats.map(
    ({ role, area }) => sql`(i.assignee->>'role' = ${role} AND i.grid_code LIKE ${`${area}%`}
      AND ${area}::text LIKE (i.assignee->>'area') || '%')`,
  )
  const isWithin = withinScope({ scope: { ...handle.scope, areas: departmentAreas } }, sql`i.grid_code`)
  const toDepartment =
    department === undefined ? [] : [sql`(i.assignee->>'departmentId' = ${department} AND ${isWithin})`]
  return sql`(i.state IN ('assigned', 'in_progress') AND ${withinScope(handle, sql`i.grid_code`)}
    AND ${either([...toSeat, ...toDepartment])})`
}

/** Late at the rung at which somebody works, in their area. */
function isLate(handle: ScopedHandle, { seats }: WorkReach): SQL {
  const atSeat = seats.map(({ area }) => sql`(i.rung = ${levelOfCode(area) ?? ''} AND i.grid_code LIKE ${`${area}%`})`)
  return sql`(${isOverdue} AND ${withinScope(handle, sql`i.grid_code`)} AND ${either(atSeat)})`
}

/** The department's own line `r` of an open whistle `w`, as long as it is not done and the incident goes on. */
function isCalled(handle: ScopedHandle, { department, departmentAreas }: WorkReach): SQL {
  if (department === undefined) return sql`false`
  const isWithin = withinScope({ scope: { ...handle.scope, areas: departmentAreas } }, sql`i.grid_code`)
  return sql`(w.state = 'open' AND ${isGoingOn} AND r.department = ${department} AND r.done_at IS NULL
    AND ${withinScope(handle, sql`i.grid_code`)} AND ${isWithin})`
}

/** The worst first, then what is due first. */
const byUrgency = sql`array_position(ARRAY['red', 'orange', 'yellow', 'blue'], i.severity)`

async function listIncidentsOf(handle: ScopedHandle, condition: SQL): Promise<WorkSection<WorkRow>> {
  const rows = await handle.rows<RawIncidentRow & { isUnread: boolean; mark: number; total: number; unread: number }>(
    sql`SELECT ${incidentColumns}, i."isUnread", ${mark} AS mark, i.total, i.unread FROM (
        SELECT j.*, count(*) OVER ()::integer AS total, count(*) FILTER (WHERE "isUnread") OVER ()::integer AS unread
        FROM (SELECT i.*, ${hasNews(handle)} AS "isUnread" FROM incidents i WHERE ${condition}) AS j) AS i
      ORDER BY ${byUrgency}, i.due_at, i.id LIMIT ${mostItems}::integer`,
  )
  return {
    rows: rows.map(({ isUnread, mark, total: _, unread: __, ...row }) => ({ ...toIncidentRow(row), isUnread, mark })),
    total: rows[0]?.total ?? 0,
    unread: rows[0]?.unread ?? 0,
  }
}

export const listAssigned = (handle: ScopedHandle, reach: WorkReach) =>
  listIncidentsOf(handle, isAssigned(handle, reach))
export const listLate = (handle: ScopedHandle, reach: WorkReach) => listIncidentsOf(handle, isLate(handle, reach))

const calledFrom = sql`whistles w JOIN incidents i ON i.id = w.incident_id JOIN whistle_responses r ON r.whistle_id = w.id`

export async function listCalled(handle: ScopedHandle, reach: WorkReach): Promise<WorkSection<CalledRow>> {
  if (reach.department === undefined) return { rows: [], total: 0, unread: 0 }
  const due = sql`CASE WHEN r.reported_at IS NULL THEN r.report_due_at ELSE r.done_due_at END`
  const isUnread = hasNews(handle, ofWhistle)
  const rows = await handle.rows<CalledRow & { total: number; unread: number }>(
    sql`SELECT w.id AS "whistleId", w.reason, ${instantText(sql`r.called_at`)} AS "calledAt",
        CASE WHEN r.reported_at IS NULL THEN 'report-in' ELSE 'done' END AS step,
        ${instantText(due)} AS "dueAt", ${due} < now() AS "isOverdue", ${isUnread} AS "isUnread", ${mark} AS mark,
        json_build_object('id', i.id, 'number', i.number, 'kind', i.kind, 'type', i.type, 'title', i.title,
          'state', i.state, 'severity', i.severity, 'lngLat', json_build_array(ST_X(i.location), ST_Y(i.location)),
          'gridCode', i.grid_code) AS incident,
        count(*) OVER ()::integer AS total, count(*) FILTER (WHERE ${isUnread}) OVER ()::integer AS unread
      FROM ${calledFrom} WHERE ${isCalled(handle, reach)}
      ORDER BY ${due}, w.id LIMIT ${mostItems}::integer`,
  )
  return {
    rows: rows.map(({ total: _, unread: __, ...row }) => row),
    total: rows[0]?.total ?? 0,
    unread: rows[0]?.unread ?? 0,
  }
}

/** Of all sections together each incident once. */
export async function countWork(handle: ScopedHandle, reach: WorkReach): Promise<{ total: number; unread: number }> {
  const own = sql`SELECT i.id, ${hasNews(handle)} AS "isUnread" FROM incidents i
    WHERE ${isAssigned(handle, reach)} OR ${isLate(handle, reach)}`
  const called =
    reach.department === undefined
      ? sql``
      : sql` UNION ALL SELECT i.id, ${hasNews(handle, ofWhistle)} FROM ${calledFrom} WHERE ${isCalled(handle, reach)}`
  const [row] = await handle.exactly<{ total: number; unread: number }>(
    1,
    sql`SELECT count(DISTINCT id)::integer AS total, count(DISTINCT id) FILTER (WHERE "isUnread")::integer AS unread
      FROM (${own}${called}) AS work`,
  )
  return row ?? { total: 0, unread: 0 }
}

/** Moves the marks of the account forward, of those within reach and never beyond what there is: what is to come is new. */
export async function moveMarks(transaction: ScopedTransaction, items: SeenBody['items']): Promise<void> {
  await transaction.run(
    sql`INSERT INTO incident_marks (account, incident_id, line)
      SELECT ${accountOf(transaction)}, i.id, least(max(given.mark), (
        SELECT coalesce(max(t.id), 0) FROM incident_timeline t WHERE t.incident_id = i.id))
      FROM json_to_recordset(${JSON.stringify(items)}::text::json) AS given("incidentId" uuid, mark bigint)
        JOIN incidents i ON i.id = given."incidentId"
      WHERE ${withinScope(transaction, sql`i.grid_code`)} GROUP BY i.id ORDER BY i.id
      ON CONFLICT (account, incident_id) DO UPDATE SET line = excluded.line WHERE incident_marks.line < excluded.line`,
  )
}
