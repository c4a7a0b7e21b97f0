import { sql } from 'drizzle-orm'
import type { Handle, Transaction } from '#api/platform/db/client.ts'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { isOpen } from './incidents.repo.ts'

type OpenIncidentPlace = { id: string; title: string; gridCode: string; lngLat: LngLat; isDemo: boolean }

/** Every open incident with its place and the grid that holds it, in the order of their ids. */
async function listOpenPlaces(handle: Handle): Promise<OpenIncidentPlace[]> {
  const rows = await handle.rows<Omit<OpenIncidentPlace, 'lngLat'> & { lng: number; lat: number }>(
    sql`SELECT i.id, i.title, i.grid_code AS "gridCode", ST_X(i.location) AS lng, ST_Y(i.location) AS lat,
          i.is_demo AS "isDemo"
        FROM incidents i WHERE ${isOpen} ORDER BY i.id`,
  )
  return rows.map(({ lng, lat, ...row }) => ({ ...row, lngLat: [lng, lat] }))
}

/** Hands open incidents over to the grids they lie in under a new edition; each gets a line in its timeline. */
async function routeIncidents(
  transaction: Transaction,
  moves: readonly { id: string; from: string; to: string }[],
  edition: number,
): Promise<void> {
  if (moves.length === 0) return
  const rows = sql`json_to_recordset(${JSON.stringify(moves)}::text::json) AS move(id uuid, "from" text, "to" text)`
  await transaction.run(
    sql`UPDATE incidents AS i SET grid_code = move."to", version = i.version + 1, changed_at = now()
        FROM ${rows} WHERE i.id = move.id AND i.grid_code = move."from"`,
    moves.length,
  )
  // Who is involved goes with the incident: the database shows a person by the area alone.
  await transaction.run(sql`SET LOCAL onegrid.maintenance = 'handover'`)
  await transaction.run(
    sql`UPDATE incident_parties AS p SET area_code = move."to", version = p.version + 1, changed_at = now()
        FROM ${rows} WHERE p.incident_id = move.id`,
  )
  await transaction.run(sql`SET LOCAL onegrid.maintenance = ''`)
  await transaction.run(
    sql`INSERT INTO incident_timeline (incident_id, at, kind, state, rung, actor_kind, data)
        SELECT i.id, now(), 'route', i.state, i.rung, 'system',
               jsonb_build_object('edition', ${edition}::integer, 'from', move."from", 'to', move."to")
        FROM ${rows} JOIN incidents AS i ON i.id = move.id`,
    moves.length,
  )
}

/** Open incidents as the import of an edition asks about them. */
export const openIncidents = { list: listOpenPlaces, route: routeIncidents }
