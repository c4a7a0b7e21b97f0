import { rm } from 'node:fs/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clearDemoSet } from '#api/demo/clear-demo-set.ts'
import { clearDemo, hasDemo, loadDemo } from '#api/demo/load-demo.ts'
import { createEditionCatalogue } from '#api/ground/editions/edition-catalogue.ts'
import { listCurrentBasemaps } from '#api/ground/editions/editions.repo.ts'
import { createEditionsService, type EditionsService } from '#api/ground/editions/editions.service.ts'
import type { Database } from '#api/platform/db/client.ts'
import { loadDemoSet } from '../../scripts/start/load-demo-set.ts'
import { silentTrail, told } from '../support/audit.ts'
import { makeBasemapFolder } from '../support/basemap-folder.ts'
import { openLoadedCounty } from '../support/database.ts'
import { demoNow, huizeFolder } from '../support/load-county.ts'

const tables = ['incidents', 'incident_timeline', 'patrols', 'patrol_stops', 'grid_visits', 'units'] as const
const ownIncidentId = '00000000-0000-4000-8000-000000000001'

let database: Database
let editions: EditionsService
beforeAll(async () => {
  ;({ database, editions } = await openLoadedCounty())
})
afterAll(() => database?.close())

describe('demo operations in a database', () => {
  beforeAll(async () => {
    // A county's own case, which no loading or clearing may touch.
    const [grid] = [...(await editions.current()).grids.values()]
    await database.write((transaction) =>
      transaction.run(
        sql`INSERT INTO incidents (id, kind, type, title, state, rung, severity, location, grid_code, reported_at)
          VALUES (${ownIncidentId}::uuid, 'request', '路灯', '路灯不亮', 'reported', 'grid', 'blue',
            ST_SetSRID(ST_MakePoint(${grid?.seat[0]}::float8, ${grid?.seat[1]}::float8), 4326), ${grid?.code}, now())`,
        1,
      ),
    )
  })

  const load = () => loadDemo({ database, audit: told(database).audit, editions, folder: huizeFolder, now: demoNow })
  /** What the record says of loads, in its order. */
  const loadsTold = () =>
    database.read((handle) =>
      handle.rows<{ actor: string; after: { incidents: number } }>(
        sql`SELECT actor_name AS actor, after FROM audit_entries WHERE action = 'demo.load' ORDER BY id`,
      ),
    )
  const countRows = async () =>
    Promise.all(
      tables.map(async (table) => {
        const [row] = await database.read((handle) =>
          handle.exactly<{ count: number }>(1, sql`SELECT count(*)::integer AS count FROM ${sql.raw(table)}`),
        )
        return [table, row?.count ?? -1] as const
      }),
    ).then((counts) => Object.fromEntries(counts) as Record<(typeof tables)[number], number>)

  /** The current edition as if it were of one township: a tenth of its patrols and visits to make and to write. */
  const takeTownship = async (code: string): Promise<EditionsService> => {
    const { grids, areas, index, ...snapshot } = await editions.current()
    const within = <Row>(rows: ReadonlyMap<string, Row>) => new Map([...rows].filter(([own]) => own.startsWith(code)))
    const locate: typeof index.locate = (lngLat) => {
      const found = index.locate(lngLat)
      return found?.startsWith(code) ? found : null
    }
    const township = { ...snapshot, grids: within(grids), areas: within(areas), index: { ...index, locate } }
    return { ...editions, current: async () => township }
  }

  /** A database that dies after so many transactions, like a process that is killed. */
  const dyingAfter = (transactions: number): Database => {
    let left = transactions
    return new Proxy(database, {
      get(target, name) {
        if (name === 'write')
          return (...parameters: Parameters<Database['write']>) => {
            left -= 1
            return left < 0 ? Promise.reject(new Error('killed')) : target.write(...parameters)
          }
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }

  it('loads once; a second load does nothing', async () => {
    expect(await hasDemo(database)).toBe(false)
    const report = await load()
    expect(report).toMatchObject({ incidents: expect.any(Number), patrols: expect.any(Number) })
    expect(await hasDemo(database)).toBe(true)
    const counts = await countRows()
    expect(counts.incidents).toBe((report?.incidents ?? 0) + 1)
    expect(counts.patrols).toBe(report?.patrols)
    expect(counts.grid_visits).toBe(report?.visits)
    expect(await load()).toBeNull()
    expect(await countRows()).toEqual(counts)
    const { incidents, patrols, visits } = report ?? {}
    expect(await loadsTold()).toEqual([{ actor: 'demo', after: { incidents, patrols, visits } }])
  })

  it('puts each incident and stop inside the grid it names, by PostGIS', async () => {
    for (const table of ['incidents', 'patrol_stops']) {
      const [row] = await database.read(
        (handle) =>
          handle.exactly<{ outside: number }>(
            1,
            sql`SELECT count(*)::integer AS outside FROM ${sql.raw(table)} o
              JOIN grid_versions g ON g.code = o.grid_code WHERE NOT ST_Covers(g.geometry, o.location)`,
          ),
        { deadlineMs: 60_000 },
      )
      expect(row?.outside).toBe(0)
    }
  })

  it('has units for every township, of which open incidents are with some', async () => {
    await load()
    const rows = await database.read((handle) =>
      handle.rows<{ area: string; held: number }>(
        sql`SELECT u.area_code AS area, (SELECT count(*) FROM incidents i WHERE i.assignee ->> 'unitId' = u.id::text)::integer AS held
          FROM units u WHERE u.is_demo`,
      ),
    )
    const townships = [...(await editions.current()).areas.values()].filter(({ level }) => level === 'township')
    for (const { code } of townships) expect(rows.filter(({ area }) => area === code)).toHaveLength(2)
    const held = rows.reduce((sum, row) => sum + row.held, 0)
    expect(held).toBeGreaterThan(3)
    const [row] = await database.read((handle) =>
      handle.exactly<{ count: number }>(
        1,
        sql`SELECT count(*)::integer AS count FROM incidents WHERE assignee ->> 'unitId' IS NOT NULL`,
      ),
    )
    expect(row?.count).toBe(held)
  })

  it('gets its units where it was loaded before there were any', async () => {
    await load()
    const counts = await countRows()
    await database.write((transaction) => transaction.run(sql`DELETE FROM units WHERE is_demo`))
    expect(await load()).toBeNull()
    expect(counts.units).toBeGreaterThan(0)
    expect(await countRows()).toEqual(counts)
  })

  it('is taken out in one step, and the county’s own incident stays', async () => {
    await load()
    const removed = await clearDemo(database)
    expect(removed.incidents).toBeGreaterThan(3000)
    expect(await countRows()).toEqual({
      incidents: 1,
      incident_timeline: 0,
      patrols: 0,
      patrol_stops: 0,
      grid_visits: 0,
      units: 0,
    })
    expect(await hasDemo(database)).toBe(false)
    expect(await clearDemo(database)).toEqual({ incidents: 0, patrols: 0 })
  })

  it('killed among its patrols, visits and incidents, it begins anew each time, and is complete in the end', async () => {
    await clearDemo(database)
    const toldBefore = (await loadsTold()).length
    const ofTownship = await takeTownship('530326106')
    const loadTownship = (over: Database) =>
      loadDemo({ database: over, audit: told(database).audit, editions: ofTownship, folder: huizeFolder, now: demoNow })
    // From the second on, the first transaction clears what the one before left: rows that stayed would be there twice,
    // which the tables refuse. 4 are patrols then, 3 visits, one is all units, and 54 incidents.
    for (const [transactions, reached] of [
      [1, { patrols: true, grid_visits: false, incidents: false }],
      [7, { patrols: true, grid_visits: true, incidents: false }],
      [40, { patrols: true, grid_visits: true, incidents: true }],
    ] as const) {
      await expect(loadTownship(dyingAfter(transactions))).rejects.toThrow('killed')
      const { patrols, grid_visits, incidents } = await countRows()
      expect({ patrols: patrols > 0, grid_visits: grid_visits > 0, incidents: incidents > 1 }).toEqual(reached)
      expect(await hasDemo(database)).toBe(false)
    }
    const report = await loadTownship(database)
    expect(await hasDemo(database)).toBe(true)
    expect(await loadsTold()).toHaveLength(toldBefore + 1)
    const counts = await countRows()
    expect(counts.incidents).toBe((report?.incidents ?? 0) + 1)
    expect(counts.patrols).toBe(report?.patrols)
    expect(counts.grid_visits).toBe(report?.visits)
  })
})

describe('the demo set under a coverage of the county’s own', () => {
  let folder: string
  beforeAll(async () => {
    // Any basemap and relief do: what is proved is that they come back, not what they show.
    folder = await makeBasemapFolder()
    await database.write(async (transaction) => {
      await transaction.run(sql`UPDATE editions SET is_demo = false`)
      await transaction.run(sql`UPDATE basemaps SET is_demo = true`)
    })
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  // A catalogue of its own each time: it remembers what lies around the grids for two seconds, and the edition for good.
  const describeCurrent = () =>
    createEditionCatalogue({ editions: createEditionsService({ database }), database }).describeCurrent()
  const listVersions = async () => (await database.read(listCurrentBasemaps)).map(({ version }) => version).sort()

  it('goes and comes back whole: basemap, relief and their attribution as well', async () => {
    expect(await clearDemoSet(database, told(database))).toMatchObject({ basemaps: 2, edition: false })
    expect(await describeCurrent()).toMatchObject({ basemap: null, terrain: null, demo: false, attributions: [] })
    await loadDemoSet(database, silentTrail, folder)
    const current = await describeCurrent()
    expect(current).toMatchObject({ number: 1, demo: true })
    expect(current.basemap).not.toBeNull()
    expect(current.terrain).not.toBeNull()
    const said = current.attributions.map(({ zh }) => zh)
    expect(said).toContain('底图与地形为示意数据')
    expect(said.join()).toContain('GeoNames')
    // Its own borders are what the county says they are.
    expect(said.join()).not.toContain('法定')
    expect(await hasDemo(database)).toBe(true)
  }, 120_000)

  it('leaves a ground of the county’s own alone', async () => {
    const versions = await listVersions()
    await database.write((transaction) =>
      transaction.run(sql`UPDATE basemaps SET is_demo = false, checksum = 'own' WHERE is_current`),
    )
    await loadDemoSet(database, silentTrail, folder)
    expect(await listVersions()).toEqual(versions)
  }, 60_000)
})
