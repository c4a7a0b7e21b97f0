import { gunzipSync } from 'node:zlib'
import { sql } from 'drizzle-orm'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { areaDetail } from '#api/ground/areas/areas.contract.ts'
import { areasRoutes } from '#api/ground/areas/areas.routes.ts'
import { createAreasService } from '#api/ground/areas/areas.service.ts'
import { createEditionCatalogue } from '#api/ground/editions/edition-catalogue.ts'
import { currentEdition, editionsAnswer } from '#api/ground/editions/editions.contract.ts'
import { editionsRoutes } from '#api/ground/editions/editions.routes.ts'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import { importEdition } from '#api/ground/editions/import-edition.ts'
import { gridDetail, gridsAnswer, metricJson, metrics } from '#api/ground/grids/grids.contract.ts'
import { gridsRoutes } from '#api/ground/grids/grids.routes.ts'
import { createGridsService } from '#api/ground/grids/grids.service.ts'
import { openIncidents } from '#api/operations/incidents/incident-routing.repo.ts'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import type { Database } from '#api/platform/db/client.ts'
import { toProblem } from '#api/platform/http/problem.ts'
import { openLoadedCounty } from '../support/database.ts'
import { guardFor } from '../support/principals.ts'

let database: Database
let editions: EditionsService
let app: Hono<AccessEnv>

beforeAll(async () => {
  const county = await openLoadedCounty()
  database = county.database
  editions = county.editions
  app = new Hono<AccessEnv>()
    .use(guardFor())
    .route('/api/editions', editionsRoutes(createEditionCatalogue({ editions, database })))
    .route('/api/areas', areasRoutes(createAreasService({ editions })))
    .route('/api/grids', gridsRoutes(createGridsService({ editions })))
    .onError(toProblem)
})
afterAll(() => database.close())

const ask = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers })
const read = async (path: string, headers: Record<string, string> = {}) => {
  const response = await ask(path, headers)
  expect(response.status).toBe(200)
  return response.json()
}

describe('editions', () => {
  it('describes the current one with all a map needs', async () => {
    const edition = currentEdition.parse(await read('/api/editions/current'))
    expect(edition).toMatchObject({
      number: 1,
      bounds: [103.04775, 25.82485, 103.91542, 27.05111],
      tiles: '/tiles/1/{z}/{x}/{y}',
      county: { code: '530326', name: '会泽县' },
      gridCount: 4847,
      demo: true,
    })
    expect(edition.layers).toEqual(expect.arrayContaining(['county', 'township', 'village', 'grid']))
    expect(edition.basemap?.tiles).toMatch(/^\/basemap\/\d+\/\{z\}\/\{x\}\/\{y\}$/)
    expect(edition.terrain).toMatchObject({ encoding: 'terrarium', bounds: [102.98, 25.72, 103.98, 27.14] })
    expect(edition.attributions.map(({ zh }) => zh)).toEqual(
      expect.arrayContaining(['示意数据，不是法定界线', expect.stringContaining('GeoNames')]),
    )
  })

  it('lists editions in pages', async () => {
    const { items, nextCursor, total } = editionsAnswer.parse(await read('/api/editions'))
    expect(items).toMatchObject([{ number: 1, state: 'current', effectiveTo: null, gridCount: 4847, demo: true }])
    expect([nextCursor, total]).toEqual([null, 1])
  })

  it('cuts pages newest first and counts all that changed since', async () => {
    // Numbers below the current one's, so that nothing else in this file sees them.
    await database.write((transaction) =>
      transaction.run(
        sql`INSERT INTO editions (number, effective, made_by, bounds, county_code, grid_count)
          SELECT -n, tstzrange(make_timestamptz(2001 - n, 1, 1, 0, 0, 0, 'UTC'), make_timestamptz(2002 - n, 1, 1, 0, 0, 0, 'UTC')),
            'test', '{103,26,104,27}', '530326', 1 FROM generate_series(0, 3) AS n`,
        4,
      ),
    )
    const numbers: number[] = []
    let cursor = ''
    for (let page = 0; page < 3; page++) {
      const { items, nextCursor, total } = editionsAnswer.parse(await read(`/api/editions?limit=2${cursor}`))
      expect(total).toBe(5)
      numbers.push(...items.map(({ number }) => number))
      expect(nextCursor === null).toBe(page === 2)
      cursor = `&cursor=${nextCursor}`
    }
    expect(numbers).toEqual([1, 0, -1, -2, -3])
    // Superseded at that instant: changed at or after it.
    const since = editionsAnswer.parse(await read('/api/editions?since=2001-01-01T00:00:00Z&limit=1'))
    expect([since.total, since.items.length]).toEqual([3, 1])
    await database.write((transaction) => transaction.run(sql`DELETE FROM editions WHERE number < 1`, 4))
  })
})

describe('areas', () => {
  it.each([
    ['530326', '会泽县', 'county', 25, []],
    ['530326106', '者海镇', 'township', 31, ['530326']],
    ['530326001001', '堂琅社区', 'village', 39, ['530326', '530326001']],
    ['53032600100101', '第 1 组', 'group', 2, ['530326', '530326001', '530326001001']],
    ['530326001001001', '耿家营第一网格', 'grid', 0, ['530326', '530326001', '530326001001', '53032600100101']],
  ])('gives %s %s with figures, parents and parts', async (code, name, level, childCount, parents) => {
    const area = areaDetail.parse(await read(`/api/areas/${code}`))
    expect(area).toMatchObject({ code, name, level, edition: 1 })
    expect(area.parents.map((parent) => parent.code)).toEqual(parents)
    expect(area.children).toHaveLength(childCount)
    if (childCount > 0)
      for (const figure of ['population', 'households', 'gridCount'] as const)
        expect(area.children.reduce((sum, child) => sum + child[figure], 0)).toBe(area[figure])
    const [west, south, east, north] = area.bounds
    expect(area.seat[0] > west && area.seat[0] < east && area.seat[1] > south && area.seat[1] < north).toBe(true)
  })

  it('says who answers, nearest first, as roles and never as names of persons', async () => {
    const { responsible } = areaDetail.parse(await read('/api/areas/530326001001001'))
    expect(responsible).toEqual([
      {
        role: 'grid-worker',
        level: 'grid',
        code: '530326001001001',
        name: '耿家营第一网格',
        workersFull: 1,
        workersPart: 2,
      },
      { role: 'group-head', level: 'group', code: '53032600100101', name: '第 1 组' },
      { role: 'village-clerk', level: 'village', code: '530326001001', name: '堂琅社区' },
      { role: 'township-operator', level: 'township', code: '530326001', name: '古城街道' },
      { role: 'county-operator', level: 'county', code: '530326', name: '会泽县' },
    ])
  })

  it('answers what is not there with 404, and what is no code with 400', async () => {
    expect(await (await ask('/api/areas/530326999')).json()).toMatchObject({ status: 404, code: 'not_found' })
    expect(await (await ask('/api/areas/53032')).json()).toMatchObject({ status: 400, code: 'invalid_input' })
  })
})

describe('a grid', () => {
  it('has every attribute, its neighbours by direction, and the editions it holds for', async () => {
    const grid = gridDetail.parse(await read('/api/grids/530326001001001'))
    expect(grid).toMatchObject({
      name: '耿家营第一网格',
      kind: 'rural',
      group: { code: '53032600100101', name: '第 1 组' },
      population: 41,
      elevationMean: 2161,
      slopeMean: 12,
      areaKm2: 0.1208,
      seat: [103.274024, 26.425956],
      editions: { from: 1, to: null },
    })
    expect(grid.neighbours.length).toBeGreaterThan(2)
  })

  it('names the neighbours that PostGIS finds, with the border they share', async () => {
    const code = '530326001001005'
    const { neighbours } = gridDetail.parse(await read(`/api/grids/${code}`))
    const expected = await database.read((handle) =>
      handle.rows<{ code: string; meters: number }>(
        sql`SELECT other.code, ST_Length(ST_Intersection(one.geometry, other.geometry)::geography) AS meters
            FROM grid_versions AS one JOIN grid_versions AS other
              ON one.geometry && other.geometry AND one.code <> other.code
            WHERE one.code = ${code} AND ST_Relate(one.geometry, other.geometry, '****1****')
            ORDER BY other.code`,
      ),
    )
    expect(neighbours.map((neighbour) => neighbour.code).sort()).toEqual(expected.map((row) => row.code))
    for (const { code: other, meters } of expected)
      expect(neighbours.find((neighbour) => neighbour.code === other)?.sharedBorderMeters).toBeCloseTo(meters, 0)
  })

  it('is found as it was at an instant, and not before the first edition', async () => {
    const { effectiveFrom } = await editions.current()
    expect(await read(`/api/grids/530326001001001?at=${effectiveFrom}`)).toMatchObject({ edition: 1 })
    const early = await ask('/api/grids/530326001001001?at=2000-01-01T00:00:00Z')
    expect(await early.json()).toMatchObject({ status: 404, code: 'no_edition' })
    expect((await ask('/api/grids/530326001001001?at=yesterday')).status).toBe(400)
  })
})

describe('the list of grids', () => {
  it('pages through a township without losing or repeating one', async () => {
    const codes: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`
      const page = gridsAnswer.parse(await read(`/api/grids?area=530326106&limit=100${query}`))
      codes.push(...page.items.map(({ code }) => code))
      cursor = page.nextCursor
      expect(page.total).toBe(areaDetail.parse(await read('/api/areas/530326106')).gridCount)
    }
    expect(new Set(codes).size).toBe(codes.length)
    expect(codes).toHaveLength(areaDetail.parse(await read('/api/areas/530326106')).gridCount)
  })

  it('takes a group through its grids, a box, and a time of change', async () => {
    expect(await read('/api/grids?area=53032600100101')).toMatchObject({ total: 2 })
    const boxed = gridsAnswer.parse(await read('/api/grids?bbox=103.27,26.42,103.28,26.43&limit=500'))
    expect(boxed.items.map(({ code }) => code)).toContain('530326001001001')
    expect(boxed.total).toBeLessThan(60)
    expect(await read('/api/grids?since=2000-01-01T00:00:00Z')).toMatchObject({ total: 4847 })
    expect(await read('/api/grids?since=2999-01-01T00:00:00Z')).toMatchObject({ total: 0, items: [], nextCursor: null })
  })

  it('refuses a cursor of its own making, a wrong box and a page too long', async () => {
    for (const query of ['cursor=abc', 'bbox=1,2,3', 'bbox=104,26,103,27', 'limit=501', 'limit=0', 'area=12'])
      expect((await ask(`/api/grids?${query}`)).status).toBe(400)
  })

  it('answers 404 to an area that the edition has not, in either form', async () => {
    for (const accept of ['application/json', 'application/geo+json']) {
      const response = await ask('/api/grids?area=530326999', { accept })
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ code: 'area_not_found', errors: [{ path: 'area' }] })
    }
  })

  it('gives all matches with polygons as GeoJSON', async () => {
    const response = await ask('/api/grids?area=530326106', { accept: 'application/geo+json' })
    expect(response.headers.get('content-type')).toBe('application/geo+json')
    const { type, features } = (await response.json()) as GeoJSON.FeatureCollection
    expect(type).toBe('FeatureCollection')
    expect(features.length).toBeGreaterThan(100)
    expect(features[0]).toMatchObject({ type: 'Feature', geometry: { type: 'Polygon' } })
    expect(String(features[0]?.id)).toBe(features[0]?.properties?.code)
  })

  it('gives GeoJSON that an import takes for the edition it is: nothing changed, nothing lost', async () => {
    const response = await ask('/api/grids', { accept: 'application/geo+json' })
    const source = { name: 'grids.geojson', bytes: Buffer.from(await response.arrayBuffer()) }
    const report = await importEdition({
      database,
      sources: [source],
      county: '530326',
      madeBy: 'test',
      openWork: openIncidents,
      dryRun: true,
    })
    expect(report.faults).toEqual([])
    expect(report.comparison).toEqual({ added: 0, changed: 0, unchanged: 4847, gone: 0 })
  }, 30_000)
})

describe('metrics', () => {
  it.each(metrics)('gives %s for every grid, the same in both forms', async (metric) => {
    const json = metricJson.parse(await read(`/api/grids/metrics/${metric}`, { accept: 'application/json' }))
    const response = await ask(`/api/grids/metrics/${metric}`)
    expect(response.headers.get('content-type')).toBe('application/octet-stream')
    const bytes = Buffer.from(await response.arrayBuffer())
    const headerLength = bytes.readUInt32LE(0)
    const header = JSON.parse(bytes.subarray(4, 4 + headerLength).toString())
    expect(header).toMatchObject({ metric, edition: 1, count: 4847 })
    const values = Object.values(json.values)
    expect(values).toHaveLength(4847)
    const first = bytes.length - 4847 * 2
    for (const [index, value] of values.entries()) {
      const step = bytes.readUInt16LE(first + index * 2)
      if (value === null) expect(step).toBe(header.noData)
      else expect(Math.abs(header.offset + header.scale * step - value)).toBeLessThanOrEqual(header.scale * 0.501)
    }
  })

  it('is sent compressed, with an ETag that answers 304', async () => {
    const plain = Buffer.from(await (await ask('/api/grids/metrics/population')).arrayBuffer())
    const response = await ask('/api/grids/metrics/population', { 'accept-encoding': 'gzip' })
    expect(response.headers.get('content-encoding')).toBe('gzip')
    expect(response.headers.get('cache-control')).toBe('no-cache')
    expect(gunzipSync(Buffer.from(await response.arrayBuffer()))).toEqual(plain)
    const again = await ask('/api/grids/metrics/population', { 'if-none-match': response.headers.get('etag') ?? '' })
    expect(again.status).toBe(304)
    const json = await ask('/api/grids/metrics/population', { accept: 'application/json' })
    expect(json.headers.get('etag')).not.toBe(response.headers.get('etag'))
  })

  it('does not know other metrics', async () => {
    expect((await ask('/api/grids/metrics/beauty')).status).toBe(400)
  })
})
