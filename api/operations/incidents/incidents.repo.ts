import { type SQL, sql } from 'drizzle-orm'
import { withinScope } from '#api/platform/access/within-scope.ts'
import type { ScopedHandle } from '#api/platform/db/client.ts'
import { afterLatest, countRows } from '#api/platform/db/list-rows.ts'
import { escapeLike, instantText, valueList } from '#api/platform/db/sql-text.ts'
import { applyAreaFilter, applyBboxFilter } from '#api/platform/http/list.ts'
import type { Bbox, LngLat } from '#api/platform/http/shared.contract.ts'
import {
  endedStates,
  type Incident,
  type IncidentDetail,
  type IncidentKind,
  type IncidentState,
  type Severity,
  shownLines,
  type TimelineRow,
} from './incidents.contract.ts'

export type IncidentFilter = {
  /** Those that somebody chose, and no other. */
  ids?: readonly string[]
  kinds?: readonly IncidentKind[]
  /** `open` = every state that is not an end. */
  states?: readonly (IncidentState | 'open')[]
  rungs?: readonly Incident['rung'][]
  severities?: readonly Severity[]
  types?: readonly IncidentType[]
  /** Past its time limit and not ended, or not so. */
  isOverdue?: boolean
  isActed?: boolean
  /** Null: nobody has it. */
  assignee?: { field: 'role' | 'departmentId' | 'unitId'; value: string } | null
  /** All of them. */
  texts?: readonly TextFilter[]
  /** ISO instants: reported from the one on, before the other. */
  from?: string
  to?: string
  /** ISO instants: ended from the one on, before the other. */
  endedSince?: string
  endedTo?: string
  bbox?: Bbox
  area?: string
  /** ISO instant: changed at or after. */
  since?: string
  /** By which a group's code is resolved. */
  edition: number
}
/** A type by its code: of one kind, or of whatever kind has it. */
export type IncidentType = { kind?: IncidentKind; code: string }
/** What somebody looks for: `typed` in titles and numbers, `reading` in their pinyin, or a place whose code begins with one of
 *  `codes`. */
export type TextFilter = { typed: string; reading: string; codes: readonly string[] }
/** The keys of a row in the order of the list, exact to the microsecond: a JavaScript Date would lose three digits, and
 *  a page could then begin with the row the page before ended with. */
export type IncidentKeys = [reportedAt: string, id: string]
/** A row without the names of its areas, which come from the edition in memory. */
export type IncidentRow = Omit<Incident, 'gridName' | 'villageName' | 'townshipName'>

/** What a list shows of an incident `i`. */
export const incidentColumns = sql`i.id, i.number, i.kind, i.type, i.title, i.state, i.rung, i.severity,
  ST_X(i.location) AS lng, ST_Y(i.location) AS lat, i.grid_code AS "gridCode",
  ${instantText(sql`i.reported_at`)} AS "reportedAt", ${instantText(sql`i.due_at`)} AS "dueAt",
  ${instantText(sql`i.closed_at`)} AS "closedAt", ${instantText(sql`i.changed_at`)} AS "changedAt", i.version,
  ${instantText(sql`i.reported_at`, 'US')} AS "keyAt"`

export type RawIncidentRow = Omit<IncidentRow, 'lngLat'> & { lng: number; lat: number; keyAt: string }
export const toIncidentRow = ({ lng, lat, keyAt: _, ...row }: RawIncidentRow): IncidentRow => ({
  ...row,
  lngLat: [lng, lat] as LngLat,
})

/** Literals, so that the partial index on open incidents serves it. */
export const isOpen = sql.raw(`i.state NOT IN (${endedStates.map((state) => `'${state}'`).join(', ')})`)

/** Neither ended nor sent back: as `isOver` says it of a state. */
export const isGoingOn = sql`(${isOpen} AND i.state <> 'returned')`

function stateFilter(states: readonly (IncidentState | 'open')[]): SQL {
  const named = states.filter((state) => state !== 'open')
  if (named.length === 0) return isOpen
  const isNamed = sql`i.state IN (${valueList(named)})`
  return named.length === states.length ? isNamed : sql`(${isOpen} OR ${isNamed})`
}

function typeFilter(types: readonly IncidentType[]): SQL {
  const isOf = (kind: IncidentKind | undefined) => {
    const codes = types.filter((type) => type.kind === kind).map(({ code }) => code)
    const isNamed = sql`i.type IN (${valueList(codes)})`
    return kind === undefined ? isNamed : sql`(i.kind = ${kind} AND ${isNamed})`
  }
  return sql`(${sql.join([...new Set(types.map(({ kind }) => kind))].map(isOf), sql` OR `)})`
}

/** Past its time limit and not ended. */
export const isOverdue = sql`(${isOpen} AND i.due_at < now())`
const overdueFilter = (isWanted: boolean) => (isWanted ? isOverdue : sql`(${isOverdue}) IS NOT TRUE`)

/** Looks at every row that the other conditions leave: 100,000 titles take 0.11 to 0.18 s, and the whole list at most 1.7 times the bare
 *  statements. A trigram index was tried on them: PostgreSQL 15 leaves it aside for Chinese of two letters and of three, which is
 *  what people type, and the embedded database does not load it. */
function textFilter({ typed, reading, codes }: TextFilter): SQL {
  const places = codes.map((code) => sql`i.grid_code LIKE ${`${code}%`}`)
  return sql`(${sql.join(
    [
      sql`i.title ILIKE ${`%${escapeLike(typed)}%`}`,
      // People say the last digits.
      ...(/^[\d-]+$/.test(typed) ? [sql`i.number LIKE ${`%${typed}%`}`] : []),
      ...(reading === '' ? [] : [sql`i.pinyin LIKE ${`%${escapeLike(reading)}%`}`]),
      ...places,
    ],
    sql` OR `,
  )})`
}

/** The field stands there itself, so that its index serves it. */
const assigneeFilter = (assignee: NonNullable<IncidentFilter['assignee']> | null): SQL =>
  assignee === null
    ? sql`i.assignee IS NULL`
    : sql`i.assignee ->> ${sql.raw(`'${assignee.field}'`)} = ${assignee.value}`

/** What a filter and the scope let through of incidents `i`. */
export const incidentConditions = (handle: ScopedHandle, filter: IncidentFilter) =>
  sql.join(
    [
      withinScope(handle, sql`i.grid_code`),
      applyAreaFilter(sql`i.grid_code`, filter.area, filter.edition),
      applyBboxFilter(sql`i.location`, filter.bbox),
      ...(filter.ids ? [sql`i.id = ANY(${`{${filter.ids.join(',')}}`}::uuid[])`] : []),
      ...(filter.kinds ? [sql`i.kind IN (${valueList(filter.kinds)})`] : []),
      ...(filter.states ? [stateFilter(filter.states)] : []),
      ...(filter.rungs ? [sql`i.rung IN (${valueList(filter.rungs)})`] : []),
      ...(filter.severities ? [sql`i.severity IN (${valueList(filter.severities)})`] : []),
      ...(filter.types ? [typeFilter(filter.types)] : []),
      ...(filter.isOverdue === undefined ? [] : [overdueFilter(filter.isOverdue)]),
      ...(filter.isActed === undefined ? [] : [sql`i.acted_at IS ${filter.isActed ? sql`NOT NULL` : sql`NULL`}`]),
      ...(filter.assignee === undefined ? [] : [assigneeFilter(filter.assignee)]),
      ...(filter.texts ?? []).map(textFilter),
      ...(filter.from ? [sql`i.reported_at >= ${filter.from}::text::timestamptz`] : []),
      ...(filter.to ? [sql`i.reported_at < ${filter.to}::text::timestamptz`] : []),
      ...(filter.endedSince ? [sql`i.closed_at >= ${filter.endedSince}::text::timestamptz`] : []),
      ...(filter.endedTo ? [sql`i.closed_at < ${filter.endedTo}::text::timestamptz`] : []),
      ...(filter.since ? [sql`i.changed_at >= ${filter.since}::text::timestamptz`] : []),
    ],
    sql` AND `,
  )

export const countIncidents = (handle: ScopedHandle, filter: IncidentFilter): Promise<number> =>
  countRows(handle, sql`incidents i WHERE ${incidentConditions(handle, filter)}`)

/** Newest first, at most `limit`, those that come after `after`. Each row with its keys for the next page. */
export async function listIncidents(
  handle: ScopedHandle,
  filter: IncidentFilter,
  page: { limit: number; after?: IncidentKeys },
): Promise<{ row: IncidentRow; keys: IncidentKeys }[]> {
  const rows = await handle.rows<RawIncidentRow>(
    sql`SELECT ${incidentColumns} FROM incidents i WHERE ${incidentConditions(handle, filter)}${afterLatest(sql`i.reported_at`, sql`i.id`, page.after)}
      ORDER BY i.reported_at DESC, i.id LIMIT ${page.limit}::integer`,
  )
  return rows.map((row) => ({ row: toIncidentRow(row), keys: [row.keyAt, row.id] }))
}

/** The end of an incident's history, and how long all of it is. */
export type History = Pick<IncidentDetail, 'timeline' | 'timelineCount'>
/** What one incident has beside what stands in a list. */
export type IncidentMore = Omit<IncidentDetail, keyof Incident | keyof History>
export type FoundIncident = { row: IncidentRow; more: IncidentMore } & History

/** What the unit is called that has an incident `i`; null where none has it. */
export const unitName = sql`(SELECT u.name FROM units u WHERE u.id = (i.assignee ->> 'unitId')::uuid)`

/** What one incident `i` has beside that. */
export const moreColumns = sql`i.description, i.details, i.reporter, i.source, i.external_id AS "externalId", i.assignee,
  i.merged_into AS "mergedInto", ${instantText(sql`i.found_at`)} AS "foundAt", ${instantText(sql`i.acted_at`)} AS "actedAt",
  ${instantText(sql`i.resolved_at`)} AS "resolvedAt", ${instantText(sql`i.rung_since`)} AS "rungSince",
  ${unitName} AS "unitName",
  (SELECT coalesce(json_agg(json_build_object('id', p.id, 'width', p.width, 'height', p.height, 'bytes', p.bytes,
      'uploadedAt', ${instantText(sql`p.uploaded_at`)}, 'uploadedBy', p.uploaded_by) ORDER BY p.uploaded_at, p.id), '[]'::json)
    FROM incident_photos p WHERE p.incident_id = i.id AND p.removed_at IS NULL) AS photos`

/** A row of both. Pure. */
export const splitRow = (raw: RawIncidentRow & IncidentMore): { row: IncidentRow; more: IncidentMore } => {
  const { description, details, reporter, source, externalId, assignee, unitName, ...others } = raw
  const { mergedInto, foundAt, actedAt, resolvedAt, rungSince, photos, ...row } = others
  const times = { foundAt, actedAt, resolvedAt, rungSince }
  return {
    row: toIncidentRow(row),
    more: { description, details, reporter, source, externalId, assignee, unitName, mergedInto, photos, ...times },
  }
}

/** One incident within reach; `lock` holds its row until the transaction ends. */
export async function readIncident(
  handle: ScopedHandle,
  id: string,
  lock?: 'lock',
): Promise<{ row: IncidentRow; more: IncidentMore } | undefined> {
  const [found] = await handle.rows<RawIncidentRow & IncidentMore>(
    sql`SELECT ${incidentColumns}, ${moreColumns} FROM incidents i
      WHERE i.id = ${id}::uuid AND ${withinScope(handle, sql`i.grid_code`)}${lock ? sql` FOR UPDATE` : sql``}`,
  )
  return found && splitRow(found)
}

const lineColumns = sql`${instantText(sql`t.at`)} AS at, t.kind, t.state, t.rung, t.note, t.actor, t.data`

/** The last lines of the history of an incident, oldest first. Its reach is the caller's to have looked at. */
export async function readHistory(handle: ScopedHandle, id: string): Promise<History> {
  // Who was called, and when, is nothing for a shared screen.
  const shown = handle.scope.isSharedScreen ? sql` AND t.kind <> 'whistle'` : sql``
  const rows = await handle.rows<TimelineRow & { count: number }>(
    sql`SELECT ${lineColumns},
        (SELECT count(*)::integer FROM incident_timeline c WHERE c.incident_id = ${id}::uuid) AS count
      FROM incident_timeline t WHERE t.incident_id = ${id}::uuid${shown} ORDER BY t.id DESC LIMIT ${shownLines}::integer`,
  )
  return { timeline: rows.map(({ count: _, ...line }) => line).reverse(), timelineCount: rows[0]?.count ?? 0 }
}

export type LineKeys = [id: number]

/** The history of an incident from its first line on, at most `limit`, those that come after `after`. */
export async function listTimeline(
  handle: ScopedHandle,
  id: string,
  page: { limit: number; after?: LineKeys },
): Promise<{ row: TimelineRow; keys: LineKeys }[]> {
  const rows = await handle.rows<TimelineRow & { key: string }>(
    sql`SELECT ${lineColumns}, t.id AS key FROM incident_timeline t
      WHERE t.incident_id = ${id}::uuid AND t.id > ${page.after?.[0] ?? 0}::bigint ORDER BY t.id LIMIT ${page.limit}::integer`,
  )
  return rows.map(({ key, ...row }) => ({ row, keys: [Number(key)] }))
}

export const countTimeline = (handle: ScopedHandle, id: string): Promise<number> =>
  countRows(handle, sql`incident_timeline t WHERE t.incident_id = ${id}::uuid`)

export async function findIncident(handle: ScopedHandle, id: string): Promise<FoundIncident | undefined> {
  const [found, history] = await Promise.all([readIncident(handle, id), readHistory(handle, id)])
  return found && { ...found, ...history }
}

export type OpenCount = Pick<Incident, 'kind' | 'severity' | 'rung'> & { count: number }

export const countOpenByWord = (handle: ScopedHandle, filter: Pick<IncidentFilter, 'area' | 'edition'>) =>
  handle.rows<OpenCount>(
    sql`SELECT i.kind, i.severity, i.rung, count(*)::integer AS count FROM incidents i
      WHERE ${incidentConditions(handle, { ...filter, states: ['open'] })} GROUP BY i.kind, i.severity, i.rung`,
  )

export const countByRung = (handle: ScopedHandle, filter: IncidentFilter) =>
  handle.rows<{ rung: Incident['rung']; count: number }>(
    sql`SELECT i.rung, count(*)::integer AS count FROM incidents i WHERE ${incidentConditions(handle, filter)} GROUP BY i.rung`,
  )
