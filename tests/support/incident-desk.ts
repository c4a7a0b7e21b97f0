import { sql } from 'drizzle-orm'
import type { IncidentDetail } from '#api/operations/incidents/incidents.contract.ts'
import type { Role } from '#api/platform/access/access.contract.ts'
import type { Principal } from '#api/platform/access/principal.ts'
import type { LiveEvent } from '#api/platform/events/events.contract.ts'
import type { Problem } from '#api/platform/http/problem.ts'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { type Desk, openDesk } from './desk-app.ts'
import { aPrincipal } from './principals.ts'

/** A dispute in a grid, as somebody reports it. */
export const aReport = (gridCode: string, change: Record<string, unknown> = {}) => ({
  kind: 'dispute',
  type: 'neighbours',
  title: '两家为院墙争执',
  severity: 'blue',
  location: { gridCode },
  ...change,
})

/** The product's application over the county without incidents, and people of one village who work on them. */
export async function openIncidentDesk() {
  const desk = await openDesk()
  const grids = await desk.database.read((handle) =>
    handle.rows<{ code: string; lng: number; lat: number }>(
      sql`SELECT code, ST_X(seat) AS lng, ST_Y(seat) AS lat FROM grid_versions WHERE upper_inf(editions) AND code LIKE '530326105%' ORDER BY code`,
    ),
  )
  const grid = grids[0] as (typeof grids)[number]
  const village = grid.code.slice(0, 12)
  const sibling = grids.find(({ code }) => code !== grid.code && code.startsWith(village)) as typeof grid
  const elsewhere = grids.find(({ code }) => !code.startsWith(village)) as typeof grid
  const holder = (role: Role, area: string) => aPrincipal({ role, area })
  const people = {
    county: holder('county-operator', '530326'),
    township: holder('township-operator', '530326105'),
    village: holder('village-clerk', village),
    worker: holder('grid-worker', grid.code),
    planner: holder('planner', '530326'),
    elsewhere: holder('township-operator', '530326106'),
    wall: { ...holder('wall', '530326'), actor: { kind: 'wall', id: 'w', name: 'wall' } } as Principal,
  }
  type Asker = Parameters<Desk['ask']>[0]
  const report = async (change: Record<string, unknown> = {}, asker: Asker = people.county) => {
    const { status, body } = await desk.ask<IncidentDetail>(asker, 'POST /api/incidents', aReport(grid.code, change))
    if (status !== 201) throw new Error(`${status}: ${JSON.stringify(body)}`)
    return body
  }
  /** A step of an incident as it is now. */
  const step = async (asker: Asker, id: string, to: string, more: Record<string, unknown> = {}) => {
    const { body } = await desk.ask<IncidentDetail>(people.county, `GET /api/incidents/${id}`)
    return desk.ask<IncidentDetail & Problem>(asker, `POST /api/incidents/${id}/transitions`, {
      to,
      version: body.version,
      ...more,
    })
  }
  const find = async (id: string) => (await desk.ask<IncidentDetail>(people.county, `GET /api/incidents/${id}`)).body
  const eventsOf = (id: string) =>
    desk.database.read((handle) =>
      handle.rows<Pick<LiveEvent, 'name' | 'version' | 'area' | 'data'>>(
        sql`SELECT name, version, area_code AS area, data FROM event_log WHERE record_id = ${id} ORDER BY seq`,
      ),
    )
  const lngLat: LngLat = [grid.lng, grid.lat]
  return {
    ...desk,
    grid: grid.code,
    lngLat,
    village,
    sibling: sibling.code,
    elsewhere: elsewhere.code,
    people,
    report,
    step,
    find,
    eventsOf,
  }
}

export type IncidentDesk = Awaited<ReturnType<typeof openIncidentDesk>>
