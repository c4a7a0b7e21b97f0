import { type SQL, sql } from 'drizzle-orm'
import { withinScope } from '#api/platform/access/within-scope.ts'
import type { ScopedHandle, ScopedTransaction } from '#api/platform/db/client.ts'
import { prepareStatement } from '#api/platform/db/prepared-statement.ts'
import { type Actor, onlyInScope } from '#api/platform/db/scope.ts'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import type { Assignee, GivenLocation } from './incident-work.contract.ts'
import type { Incident, IncidentKind, IncidentState, Severity, TimelineRow } from './incidents.contract.ts'
import {
  type IncidentMore,
  type IncidentRow,
  incidentColumns,
  isOpen,
  moreColumns,
  type RawIncidentRow,
  splitRow,
  toIncidentRow,
} from './incidents.repo.ts'

/** An incident as a statement that wrote it gives it back. */
type Recorded = { row: IncidentRow; more: IncidentMore }

export type NewIncident = {
  id: string
  kind: IncidentKind
  type: string
  title: string
  pinyin: string
  description: string
  severity: Severity
  rung: Incident['rung']
  details: Record<string, unknown>
  lngLat: LngLat
  given: GivenLocation | null
  gridCode: string
  reporter: string
  source: string
  externalId: string | null
  /** ISO instants. */
  foundAt: string | null
  dueAt: string | null
}

const json = (value: unknown) => sql`${JSON.stringify(value)}::text::jsonb`
const pointOf = (lng: unknown, lat: unknown) => sql`ST_SetSRID(ST_MakePoint(${lng}::float8, ${lat}::float8), 4326)`
const point = ([lng, lat]: LngLat) => pointOf(lng, lat)
const instant = (value: string | null) => sql`${value}::text::timestamptz`

const slot = sql.placeholder
const insertStatement = prepareStatement<
  Omit<NewIncident, 'details' | 'given' | 'lngLat'> &
    Record<'details' | 'given', string | null> &
    Record<'lng' | 'lat', number>,
  RawIncidentRow & IncidentMore
>(
  sql`INSERT INTO incidents AS i (id, kind, type, title, pinyin, description, state, rung, severity, details, location,
      given_location, grid_code, reporter, source, external_id, reported_at, found_at, due_at)
    SELECT ${slot('id')}::uuid, ${slot('kind')}, ${slot('type')}, ${slot('title')}, ${slot('pinyin')},
      ${slot('description')}, 'reported', ${slot('rung')}, ${slot('severity')}, ${slot('details')}::text::jsonb,
      ${pointOf(slot('lng'), slot('lat'))}, ${slot('given')}::text::jsonb,
      ${slot('gridCode')}, ${slot('reporter')}, ${slot('source')}, ${slot('externalId')}::text, now(),
      coalesce(${slot('foundAt')}::text::timestamptz, now()), ${slot('dueAt')}::text::timestamptz
    WHERE ${onlyInScope}
    ON CONFLICT (source, external_id) WHERE external_id IS NOT NULL DO NOTHING
    RETURNING ${incidentColumns}, ${moreColumns}`,
)

/** The incident as it stands now; undefined where what came from another system is here already. One that is being taken in at
 *  the same time is waited for. May be the first statement of a transaction that starts at once. */
export async function insertIncident(
  transaction: ScopedTransaction,
  { details, given, lngLat: [lng, lat], ...incident }: NewIncident,
): Promise<Recorded | undefined> {
  const [inserted] = await transaction.rows<RawIncidentRow & IncidentMore>(
    insertStatement.bind({
      ...incident,
      lng,
      lat,
      details: JSON.stringify(details),
      given: given && JSON.stringify(given),
    }),
  )
  return inserted && splitRow(inserted)
}

/** Holds several incidents until the transaction ends, in the order of their ids whoever asks. */
export const lockIncidents = (transaction: ScopedTransaction, ids: readonly string[]): Promise<unknown> =>
  transaction.rows(sql`SELECT FROM incidents WHERE id = ANY(${`{${ids.join(',')}}`}::uuid[]) ORDER BY id FOR UPDATE`)

/** What changes of an incident; what is left out stays. `null` empties. */
export type IncidentChange = {
  type?: string
  title?: string
  pinyin?: string
  description?: string
  severity?: Severity
  details?: Record<string, unknown>
  place?: { lngLat: LngLat; given: GivenLocation | null; gridCode: string }
  state?: IncidentState
  rung?: Incident['rung']
  assignee?: Assignee | null
  mergedInto?: string | null
  /** ISO instant. */
  dueAt?: string | null
  resolved?: 'now' | null
  closed?: 'now' | null
  /** The present rung has it from now on. */
  isRungNew?: boolean
  /** Somebody has done something about it. */
  isActed?: boolean
}

/** Changes an incident whose row is held, and its version by one. Gives it as it stands then. */
export async function updateIncident(
  transaction: ScopedTransaction,
  id: string,
  change: IncidentChange,
): Promise<Recorded> {
  const sets: SQL[] = [sql`version = version + 1`, sql`changed_at = now()`]
  const { place, details, assignee, mergedInto, dueAt } = change
  for (const field of ['type', 'title', 'pinyin', 'description', 'severity', 'state', 'rung'] as const)
    if (change[field] !== undefined) sets.push(sql`${sql.identifier(field)} = ${change[field]}`)
  if (details !== undefined) sets.push(sql`details = ${json(details)}`)
  if (place !== undefined)
    sets.push(
      sql`location = ${point(place.lngLat)}`,
      sql`given_location = ${place.given === null ? sql`NULL` : json(place.given)}`,
      sql`grid_code = ${place.gridCode}`,
    )
  if (assignee !== undefined) sets.push(sql`assignee = ${assignee === null ? sql`NULL` : json(assignee)}`)
  if (mergedInto !== undefined) sets.push(sql`merged_into = ${mergedInto}::uuid`)
  if (dueAt !== undefined) sets.push(sql`due_at = ${instant(dueAt)}`)
  const now = (value: 'now' | null) => (value === 'now' ? sql`now()` : sql`NULL`)
  if (change.resolved !== undefined) sets.push(sql`resolved_at = ${now(change.resolved)}`)
  if (change.closed !== undefined) sets.push(sql`closed_at = ${now(change.closed)}`)
  if (change.isRungNew) sets.push(sql`rung_since = now()`)
  if (change.isActed) sets.push(sql`acted_at = coalesce(acted_at, now())`)
  const [updated] = await transaction.exactly<RawIncidentRow & IncidentMore>(
    1,
    sql`UPDATE incidents AS i SET ${sql.join(sets, sql`, `)} WHERE i.id = ${id}::uuid
      RETURNING ${incidentColumns}, ${moreColumns}`,
  )
  return splitRow(updated as RawIncidentRow & IncidentMore)
}

/** Who is involved goes with the place: the database shows a person by the area alone. Nobody needs to see them for it. */
export async function moveParties(transaction: ScopedTransaction, id: string, gridCode: string): Promise<void> {
  await transaction.exactly(1, sql`SELECT move_incident_parties(${id}::uuid, ${gridCode})`)
}

/** A note changes nothing of the record itself, so nobody's version becomes stale by it. */
export const touchIncident = (transaction: ScopedTransaction, id: string): Promise<number> =>
  transaction.run(sql`UPDATE incidents SET changed_at = now() WHERE id = ${id}::uuid`, 1)

export type TimelineEntry = Pick<TimelineRow, 'kind' | 'state' | 'rung' | 'note' | 'data'>

const timelineInsert = (at: SQL) =>
  prepareStatement<
    Omit<TimelineEntry, 'data'> & { incidentId: string; actorKind: Actor['kind']; actor: string | null; data: string },
    never
  >(
    sql`INSERT INTO incident_timeline (incident_id, at, kind, state, rung, note, actor_kind, actor, data)
      VALUES (${slot('incidentId')}::uuid, ${at}, ${slot('kind')}, ${slot('state')}, ${slot('rung')}, ${slot('note')},
        ${slot('actorKind')}, ${slot('actor')}::text, ${slot('data')}::text::jsonb)`,
  )
const lineInsert = timelineInsert(sql`clock_timestamp()`)
const firstLineInsert = timelineInsert(sql`now()`)

/** Pure. */
const lineValues = (incidentId: string, actor: Actor, { data, ...entry }: TimelineEntry) => ({
  ...entry,
  incidentId,
  actorKind: actor.kind,
  actor: writtenBy(actor),
  data: JSON.stringify(data),
})

/** Whose name stands beside a line. Pure. */
const writtenBy = (actor: Actor): string | null => (actor.kind === 'system' ? null : actor.name)

/** A line of the history; in the order in which the lines of one incident are written, since its row is held. */
export async function insertTimeline(
  transaction: ScopedTransaction,
  incidentId: string,
  actor: Actor,
  entry: TimelineEntry,
): Promise<void> {
  await transaction.run(lineInsert.bind(lineValues(incidentId, actor, entry)), 1)
}

/** The first line of an incident that this transaction has reported, as it will stand there; nobody waits for it. */
export function insertFirstLine(
  transaction: ScopedTransaction,
  { id, state, rung, reportedAt }: Pick<IncidentRow, 'id' | 'state' | 'rung' | 'reportedAt'>,
  actor: Actor,
): TimelineRow {
  const entry: TimelineEntry = { kind: 'state', state, rung, note: '', data: {} }
  transaction.runLater(firstLineInsert.bind(lineValues(id, actor, entry)))
  return { at: reportedAt, ...entry, actor: writtenBy(actor) }
}

/** A unit that whoever asks may send to a grid: it is for that grid, or for an area that they look after as well. */
export async function findSendableUnit(
  handle: ScopedHandle,
  id: string,
  gridCode: string,
): Promise<{ name: string; isActive: boolean } | undefined> {
  const [found] = await handle.rows<{ name: string; isActive: boolean }>(
    sql`SELECT u.name, u.is_active AS "isActive" FROM units u
      WHERE u.id = ${id}::uuid AND (${gridCode} LIKE u.area_code || '%' OR ${withinScope(handle, sql`u.area_code`)})`,
  )
  return found
}

/** Whether a unit is for a grid, which is within reach. */
export async function isUnitFor(handle: ScopedHandle, id: string, gridCode: string): Promise<boolean> {
  const found = await handle.rows(
    sql`SELECT FROM units u WHERE u.id = ${id}::uuid AND ${gridCode} LIKE u.area_code || '%'`,
  )
  return found.length > 0
}

/** Open incidents of one kind within reach around a place, nearest first. */
export async function listSimilar(
  handle: ScopedHandle,
  { kind, lngLat, radiusMeters, days }: { kind: IncidentKind; lngLat: LngLat; radiusMeters: number; days: number },
): Promise<{ row: IncidentRow; distanceMeters: number }[]> {
  // A degree of latitude is 110.6 km at least, and a degree of longitude at the polar edge of the box bounds it; 80 degrees of
  // latitude are beyond any county. The index serves the box, geography decides.
  const latitudeDegrees = radiusMeters / 110_500
  const cosine = Math.cos((Math.min(Math.abs(lngLat[1]) + latitudeDegrees, 80) * Math.PI) / 180)
  const longitudeDegrees = latitudeDegrees / cosine
  const [lng, lat] = lngLat
  const rows = await handle.rows<RawIncidentRow & { distanceMeters: number }>(
    sql`SELECT ${incidentColumns}, ST_Distance(i.location::geography, ${point(lngLat)}::geography) AS "distanceMeters"
      FROM incidents i
      WHERE ${isOpen} AND i.kind = ${kind} AND ${withinScope(handle, sql`i.grid_code`)}
        AND i.reported_at >= now() - make_interval(secs => ${days * 86_400}::float8)
        AND i.location && ST_MakeEnvelope(${lng - longitudeDegrees}::float8, ${lat - latitudeDegrees}::float8,
          ${lng + longitudeDegrees}::float8, ${lat + latitudeDegrees}::float8, 4326)
        AND ST_Distance(i.location::geography, ${point(lngLat)}::geography) <= ${radiusMeters}::float8
      ORDER BY "distanceMeters", i.id LIMIT 20`,
  )
  return rows.map(({ distanceMeters, ...row }) => ({ row: toIncidentRow(row), distanceMeters }))
}
