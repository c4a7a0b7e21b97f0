import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '#api/db/client.ts'
import { clearDemoSet } from '#api/demo/clear-demo-set.ts'
import { clearDemo, hasDemo, loadDemo } from '#api/demo/load-demo.ts'
import { createEditionCatalogue } from '#api/editions/edition-catalogue.ts'
import { listCurrentBasemaps } from '#api/editions/editions.repo.ts'
import type { EditionsService } from '#api/editions/editions.service.ts'
import { loadDemoSet } from '../../scripts/start/load-demo-set.ts'
import { openLoadedCounty } from '../support/database.ts'
import { demoNow, huizeFolder } from '../support/load-county.ts'

const tables = ['incidents', 'incident_timeline', 'patrols', 'patrol_stops', 'grid_visits'] as const
const ownIncidentId = '00000000-0000-4000-8000-000000000001'

describe('demo operations in a database', () => {
  let database: Database
  let editions: EditionsService
  beforeAll(async () => {
    ;({ database, editions } = await openLoadedCounty())
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
  afterAll(() => database.close())

  const load = (over: Database = database) => loadDemo({ database: over, editions, folder: huizeFolder, now: demoNow })
  const countRows = async () =>
    Promise.all(
      tables.map(async (table) => {
        const [row] = await database.read((handle) =>
          handle.exactly<{ count: number }>(1, sql`SELECT count(*)::integer AS count FROM ${sql.raw(table)}`),
        )
        return [table, row?.count ?? -1] as const
      }),
    ).then((counts) => Object.fromEntries(counts) as Record<(typeof tables)[number], number>)

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
    })
    expect(await hasDemo(database)).toBe(false)
    expect(await clearDemo(database)).toEqual({ incidents: 0, patrols: 0 })
  })

  it.each([1, 60, 125])(
    'killed after %i transactions, the next load begins anew and is complete',
    async (transactions) => {
      await clearDemo(database)
      await expect(load(dyingAfter(transactions))).rejects.toThrow('killed')
      expect(await hasDemo(database)).toBe(false)
      const report = await load()
      expect(await hasDemo(database)).toBe(true)
      const counts = await countRows()
      expect(counts.incidents).toBe((report?.incidents ?? 0) + 1)
      expect(counts.grid_visits).toBe(report?.visits)
    },
  )
})

describe('the demo set under a coverage of the county’s own', () => {
  let database: Database
  let editions: EditionsService
  beforeAll(async () => {
    ;({ database, editions } = await openLoadedCounty())
    await database.write(async (transaction) => {
      await transaction.run(sql`UPDATE editions SET is_demo = false`)
      await transaction.run(sql`UPDATE basemaps SET is_demo = true`)
    })
  })
  afterAll(() => database.close())

  // A catalogue of its own each time: it remembers what lies around the grids for two seconds.
  const describeCurrent = () => createEditionCatalogue({ editions, database }).describeCurrent()
  const listVersions = async () => (await database.read(listCurrentBasemaps)).map(({ version }) => version).sort()

  it('goes and comes back whole: basemap, relief and their attribution as well', async () => {
    expect(await clearDemoSet(database)).toMatchObject({ basemaps: 2, edition: false })
    expect(await describeCurrent()).toMatchObject({ basemap: null, terrain: null, demo: false, attributions: [] })
    await loadDemoSet(database)
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
    await loadDemoSet(database)
    expect(await listVersions()).toEqual(versions)
  }, 60_000)
})
