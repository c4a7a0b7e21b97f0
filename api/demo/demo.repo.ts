import { sql } from 'drizzle-orm'
import { readTitle } from '#api/operations/incidents/title-reading.ts'
import type { Handle, Transaction } from '#api/platform/db/client.ts'
import type { DemoIncident } from '../../data/demo/demo-incidents.ts'
import type { DemoPatrol, DemoVisit } from '../../data/demo/demo-patrols.ts'
import type { DemoUnit } from '../../data/demo/demo-units.ts'

/** Rows go over as one JSON text a statement: a statement with 500 × 15 parameters takes longer to describe than to run.
 *  Cast by way of text, so that no driver serialises the JSON a second time. */
const recordset = (rows: readonly unknown[]) => sql`jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)`

export async function insertIncidents(transaction: Transaction, incidents: readonly DemoIncident[]): Promise<void> {
  const rows = incidents.map(({ timeline, lngLat: [lng, lat], ...incident }) => ({
    ...incident,
    lng,
    lat,
    actedAt: timeline[1]?.at ?? null,
    resolvedAt: timeline.findLast(({ state }) => state === 'resolved')?.at ?? null,
    rungSince: timeline.find(({ rung }) => rung === incident.rung)?.at ?? incident.reportedAt,
    pinyin: readTitle(incident.title),
  }))
  await transaction.run(
    sql`INSERT INTO incidents (id, kind, type, title, state, rung, severity, location, grid_code, reported_at, due_at,
        closed_at, changed_at, version, is_demo, number, found_at, acted_at, resolved_at, rung_since, pinyin, details, assignee)
      SELECT r.id, r.kind, r.type, r.title, r.state, r.rung, r.severity,
        ST_SetSRID(ST_MakePoint(r.lng, r.lat), 4326), r."gridCode", r."reportedAt", r."dueAt", r."closedAt",
        r."changedAt", r.version, true,
        to_char(r."reportedAt" AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDD') || '-' || lpad(nextval('incident_numbers')::text, 6, '0'),
        r."foundAt", r."actedAt", r."resolvedAt", r."rungSince", r.pinyin, r.details, nullif(r.assignee, 'null')
      FROM ${recordset(rows)} AS r(id uuid, kind text, type text, title text, state text, rung text, severity text,
        lng float8, lat float8, "gridCode" text, "reportedAt" timestamptz, "dueAt" timestamptz,
        "closedAt" timestamptz, "changedAt" timestamptz, version integer, "actedAt" timestamptz,
        "resolvedAt" timestamptz, "rungSince" timestamptz, pinyin text, "foundAt" timestamptz, details jsonb,
        assignee jsonb)`,
    incidents.length,
  )
  const steps = incidents.flatMap(({ id, timeline }) => timeline.map((step) => ({ id, ...step })))
  await transaction.run(
    sql`INSERT INTO incident_timeline (incident_id, at, state, rung, note)
      SELECT r.id, r.at, r.state, r.rung, r.note
      FROM ${recordset(steps)} AS r(id uuid, at timestamptz, state text, rung text, note text)`,
    steps.length,
  )
}

export async function insertPatrols(transaction: Transaction, patrols: readonly DemoPatrol[]): Promise<void> {
  const rows = patrols.map(({ stops: _, line, ...patrol }) => ({
    ...patrol,
    line: { type: 'LineString', coordinates: line },
  }))
  await transaction.run(
    sql`INSERT INTO patrols (id, name, state, village_code, planned_start_at, started_at, finished_at, line, changed_at,
        version, is_demo)
      SELECT r.id, r.name, r.state, r."villageCode", r."plannedStartAt", r."startedAt", r."finishedAt",
        ST_SetSRID(ST_GeomFromGeoJSON(r.line), 4326), r."changedAt", r.version, true
      FROM ${recordset(rows)} AS r(id uuid, name text, state text, "villageCode" text, "plannedStartAt" timestamptz,
        "startedAt" timestamptz, "finishedAt" timestamptz, line jsonb, "changedAt" timestamptz, version integer)`,
    patrols.length,
  )
  const stops = patrols.flatMap(({ id, stops }) =>
    stops.map(({ lngLat: [lng, lat], ...stop }) => ({ id, lng, lat, ...stop })),
  )
  await transaction.run(
    sql`INSERT INTO patrol_stops (patrol_id, position, grid_code, location, purpose, visited_at)
      SELECT r.id, r.position, r."gridCode", ST_SetSRID(ST_MakePoint(r.lng, r.lat), 4326), r.purpose, r."visitedAt"
      FROM ${recordset(stops)} AS r(id uuid, position integer, lng float8, lat float8, "gridCode" text, purpose text,
        "visitedAt" timestamptz)`,
    stops.length,
  )
}

/** A grid and day on which somebody really was there keeps its row. */
export async function insertVisits(transaction: Transaction, visits: readonly DemoVisit[]): Promise<void> {
  await transaction.run(
    sql`INSERT INTO grid_visits (grid_code, day, minutes, is_demo)
      SELECT r."gridCode", r.day, r.minutes, true
      FROM ${recordset(visits)} AS r("gridCode" text, day date, minutes integer)
      ON CONFLICT (grid_code, day) DO NOTHING`,
  )
}

/** An area that has a unit of that name keeps its own. */
export async function insertUnits(transaction: Transaction, units: readonly DemoUnit[]): Promise<void> {
  const rows = units.map((unit) => ({ ...unit, pinyin: readTitle(unit.name) }))
  await transaction.run(
    sql`INSERT INTO units (id, name, pinyin, kind, area_code, is_demo)
      SELECT r.id, r.name, r.pinyin, r.kind, r."areaCode", true
      FROM ${recordset(rows)} AS r(id uuid, name text, pinyin text, kind text, "areaCode" text)
      ON CONFLICT DO NOTHING`,
  )
}

/** `complete` where the incident written last is there. Whether a load came to its end is read from its rows: there is no
 *  flag that could be wrong after a crash. */
export async function readDemoState(handle: Handle, lastIncidentId: string): Promise<'none' | 'partial' | 'complete'> {
  const [row] = await handle.exactly<{ complete: boolean; some: boolean }>(
    1,
    sql`SELECT EXISTS (SELECT 1 FROM incidents WHERE id = ${lastIncidentId}::uuid AND is_demo) AS complete,
      EXISTS (SELECT 1 FROM incidents WHERE is_demo) OR EXISTS (SELECT 1 FROM patrols WHERE is_demo)
        OR EXISTS (SELECT 1 FROM grid_visits WHERE is_demo) AS some`,
  )
  if (row?.complete) return 'complete'
  return row?.some ? 'partial' : 'none'
}

/** False in a county whose demonstration is older than units are. */
export async function hasDemoUnits(handle: Handle): Promise<boolean> {
  const [row] = await handle.exactly<{ some: boolean }>(
    1,
    sql`SELECT EXISTS (SELECT 1 FROM units WHERE is_demo) AS some`,
  )
  return row?.some === true
}

export async function deleteDemo(transaction: Transaction): Promise<{ incidents: number; patrols: number }> {
  await transaction.run(sql`DELETE FROM incident_timeline t USING incidents i WHERE i.id = t.incident_id AND i.is_demo`)
  const incidents = await transaction.run(sql`DELETE FROM incidents WHERE is_demo`)
  await transaction.run(sql`DELETE FROM patrol_stops s USING patrols p WHERE p.id = s.patrol_id AND p.is_demo`)
  const patrols = await transaction.run(sql`DELETE FROM patrols WHERE is_demo`)
  await transaction.run(sql`DELETE FROM grid_visits WHERE is_demo`)
  // One that was sent to something real stays, and its name with it.
  await transaction.run(
    sql`DELETE FROM units u WHERE u.is_demo
      AND NOT EXISTS (SELECT 1 FROM incidents i WHERE i.assignee ->> 'unitId' = u.id::text)`,
  )
  return { incidents, patrols }
}
