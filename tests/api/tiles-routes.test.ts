import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { sql } from 'drizzle-orm'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { basemapRoutes } from '#api/ground/basemap/basemap.routes.ts'
import { createBasemapService } from '#api/ground/basemap/basemap.service.ts'
import { loadBasemap } from '#api/ground/basemap/load-basemap.ts'
import { cutEditionTiles } from '#api/ground/tiles/cut-edition-tiles.ts'
import { mercatorX, mercatorY } from '#api/ground/tiles/mercator.ts'
import { readTile } from '#api/ground/tiles/tiles.fixture.ts'
import { tilesRoutes } from '#api/ground/tiles/tiles.routes.ts'
import { createTilesService } from '#api/ground/tiles/tiles.service.ts'
import type { Database } from '#api/platform/db/client.ts'
import { createMetrics } from '#api/platform/http/metrics.ts'
import { type Problem, toProblem } from '#api/platform/http/problem.ts'
import { openLoadedCounty } from '../support/database.ts'

let database: Database
let app: Hono
const metrics = createMetrics()
let basemapVersion: number
let terrainVersion: number

const makeApp = () =>
  new Hono()
    .route('/', tilesRoutes(createTilesService({ database }), metrics))
    .route('/', basemapRoutes(createBasemapService({ database }), metrics))
    .onError(toProblem)

beforeAll(async () => {
  ;({ database } = await openLoadedCounty())
  app = makeApp() as unknown as Hono
  const rows = await database.read((handle) =>
    handle.rows<{ kind: string; version: number }>(sql`SELECT kind, version FROM basemaps WHERE is_current`),
  )
  basemapVersion = rows.find(({ kind }) => kind === 'basemap')?.version as number
  terrainVersion = rows.find(({ kind }) => kind === 'terrain')?.version as number
}, 240_000)
afterAll(() => database?.close())

/** The tile of the county town. */
const middleAt = (zoom: number) =>
  `${zoom}/${Math.floor(mercatorX(103.3) * 2 ** zoom)}/${Math.floor(mercatorY(26.42) * 2 ** zoom)}`
const middle = middleAt(9)
const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers })
const countTiles = async () => {
  const [counts] = await database.read((handle) =>
    handle.rows<{ one: number; seven: number }>(
      sql`SELECT count(*) FILTER (WHERE edition = 1)::int AS one, count(*) FILTER (WHERE edition = 7)::int AS seven
        FROM edition_tiles`,
    ),
  )
  return counts
}
const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer())

describe('a tile of an edition', () => {
  it('comes in the best encoding asked for, the same content in each', async () => {
    const [brotli, gzip, plain] = await Promise.all([
      get(`/tiles/1/${middle}`, { 'Accept-Encoding': 'gzip, deflate, br' }),
      get(`/tiles/1/${middle}`, { 'Accept-Encoding': 'gzip' }),
      get(`/tiles/1/${middle}`),
    ])
    for (const response of [brotli, gzip, plain]) {
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe('application/vnd.mapbox-vector-tile')
      expect(response.headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
      expect(response.headers.get('vary')).toBe('Accept-Encoding')
    }
    expect([brotli, gzip, plain].map(({ headers }) => headers.get('content-encoding'))).toEqual(['br', 'gzip', null])
    expect(new Set([brotli, gzip, plain].map(({ headers }) => headers.get('etag'))).size).toBe(3)
    const bytes = await bytesOf(plain)
    expect(Buffer.compare(brotliDecompressSync(await bytesOf(brotli)), bytes)).toBe(0)
    expect(Buffer.compare(gunzipSync(await bytesOf(gzip)), bytes)).toBe(0)
    expect(readTile(bytes).grid?.length).toBeGreaterThan(100)
  })

  it('is not sent again to who has it, whatever the encoding', async () => {
    const first = await get(`/tiles/1/${middle}`, { 'Accept-Encoding': 'br' })
    const etag = first.headers.get('etag') as string
    expect(etag).toMatch(/^"[\w-]{22}-br"$/)
    const again = await get(`/tiles/1/${middle}`, { 'Accept-Encoding': 'gzip', 'If-None-Match': etag })
    expect(again.status).toBe(304)
    expect(await again.text()).toBe('')
    expect(again.headers.get('cache-control')).toContain('immutable')
    expect((await get(`/tiles/1/${middle}`, { 'If-None-Match': '"something-else"' })).status).toBe(200)
  })

  it('is 204 where nothing is', async () => {
    const response = await get('/tiles/1/9/0/0')
    expect(response.status).toBe(204)
    expect(response.headers.get('cache-control')).toContain('immutable')
  })

  it.each(['1/6/50/27', '1/15/0/0', '1/9/512/0', '1/9/0/512', '1/9/-1/0', '1/9/a/0', '1/9/0/219.5'])(
    '%s is no tile: 400 that names the field',
    async (path) => {
      const response = await get(`/tiles/${path}`)
      expect(response.status).toBe(400)
      expect(response.headers.get('content-type')).toBe('application/problem+json')
      const problem = (await response.json()) as Problem
      expect(problem.code).toBe('invalid_input')
      expect(problem.errors).toHaveLength(1)
    },
  )

  it.each(['2', '0', 'latest', '99999999999'])('edition %s is unknown: 404', async (edition) => {
    const response = await get(`/tiles/${edition}/${middle}`)
    expect(response.status).toBe(404)
    expect(((await response.json()) as Problem).code).toBe('not_found')
  })

  it('belongs to no edition while that is pending, and is there once it is published', async () => {
    await database.write((transaction) =>
      transaction.run(
        sql`INSERT INTO editions (number, made_by, bounds, county_code, grid_count)
          SELECT 7, 'tests', bounds, county_code, grid_count FROM editions WHERE number = 1`,
      ),
    )
    // What a cut that died has left must not stay.
    await database.write((transaction) =>
      transaction.run(
        sql`INSERT INTO edition_tiles (edition, z, x, y, etag, gzip, brotli) VALUES (7, 9, 0, 0, 'dead', '', '')`,
      ),
    )
    // Grids of edition 1 are valid until another edition ends them: of 25 townships it keeps the one of the tile.
    await database.write(async (transaction) => {
      for (const table of ['grid_versions', 'areas'])
        await transaction.run(
          sql`UPDATE ${sql.identifier(table)} SET editions = int4range(1, 7)
            WHERE code NOT LIKE '530326001%' AND code <> '530326'`,
        )
    })
    const before = await countTiles()
    const progress: number[] = []
    const { tiles } = await cutEditionTiles({
      database,
      edition: 7,
      onProgress: ({ tiles: count }) => progress.push(count),
    })
    expect(tiles).toBeGreaterThan(10)
    expect(await countTiles()).toEqual({ one: before?.one, seven: tiles })
    expect(progress.at(-1)).toBe(tiles)
    expect((await get(`/tiles/7/${middle}`)).status).toBe(404)
    await database.write((transaction) =>
      transaction.run(sql`UPDATE editions SET effective = '[1999-01-01,1999-02-01)' WHERE number = 7`),
    )
    expect((await get(`/tiles/7/${middle}`)).status).toBe(200)
  }, 240_000)

  it('is remembered: the database is asked once for it, and not at all for one that is empty', async () => {
    let reads = 0
    const counted = new Proxy(database, {
      get(target, name) {
        if (name === 'read' || name === 'readRows') reads++
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const own = new Hono().route('/', tilesRoutes(createTilesService({ database: counted }), metrics))
    await Promise.all([1, 2, 3].map(() => own.request(`/tiles/1/${middle}`)))
    await own.request(`/tiles/1/${middle}`)
    expect(reads).toBe(1)
    await own.request('/tiles/1/9/0/0')
    await own.request('/tiles/1/9/0/0')
    expect(reads).toBe(2)
  })

  it('is counted by status', async () => {
    await get('/tiles/1/6/0/0')
    const text = await metrics.registry.metrics()
    expect(text).toMatch(/onegrid_tiles_total\{kind="edition",status="200"\} \d+/)
    expect(text).toMatch(/onegrid_tiles_total\{kind="edition",status="400"\} \d+/)
  })
})

describe('a tile of the basemap', () => {
  it('has water, roads, places and neighbours', async () => {
    const tile = readTile(await bytesOf(await get(`/basemap/${basemapVersion}/${middle}`)))
    expect(Object.keys(tile).sort()).toEqual(['neighbour', 'neighbour_label', 'place', 'road', 'water', 'waterway'])
  })

  it('answers 400 and 404 like those of an edition, and a terrain is no basemap', async () => {
    expect((await get(`/basemap/${basemapVersion}/6/0/0`)).status).toBe(400)
    expect((await get(`/basemap/99/${middle}`)).status).toBe(404)
    expect((await get(`/basemap/${terrainVersion}/${middle}`)).status).toBe(404)
    expect((await get(`/basemap/${basemapVersion}/9/0/0`)).status).toBe(204)
  })
})

describe('a terrain tile', () => {
  it('is a WebP picture that is cached for ever', async () => {
    const response = await get(`/terrain/${terrainVersion}/${middle}.webp`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('image/webp')
    expect(response.headers.get('cache-control')).toContain('immutable')
    expect(
      Buffer.from(await bytesOf(response))
        .subarray(8, 12)
        .toString(),
    ).toBe('WEBP')
    const etag = response.headers.get('etag') as string
    expect((await get(`/terrain/${terrainVersion}/${middle}.webp`, { 'If-None-Match': etag })).status).toBe(304)
  })

  it('ends at zoom 11', async () => {
    expect((await get(`/terrain/${terrainVersion}/${middleAt(11)}.webp`)).status).toBe(200)
    expect((await get(`/terrain/${terrainVersion}/${middleAt(12)}.webp`)).status).toBe(400)
    expect((await get(`/terrain/${terrainVersion}/9/a/0.webp`)).status).toBe(400)
    expect((await get(`/terrain/${terrainVersion}/${middle}`)).status).toBe(400)
    expect((await get(`/terrain/${basemapVersion}/${middle}.webp`)).status).toBe(404)
    expect((await get(`/terrain/${terrainVersion}/9/0/0.webp`)).status).toBe(204)
  })
})

describe('loading the basemap again', () => {
  const folder = new URL('../../data/huize', import.meta.url).pathname

  it('writes nothing when the files are the same', async () => {
    const report = await loadBasemap({ database, folder })
    expect(report.basemap).toMatchObject({ version: basemapVersion, isNew: false })
    expect(report.terrain).toMatchObject({ version: terrainVersion, isNew: false })
    // What is there is counted all the same: a start after a kill does not say "0 tiles".
    expect(report.basemap?.tiles).toBeGreaterThan(1000)
    expect(report.basemap?.places).toBeGreaterThan(1000)
    expect(report.terrain?.tiles).toBeGreaterThan(100)
  })

  it('takes away what a load that died has left, and not the current one', async () => {
    await database.write((transaction) =>
      transaction.run(
        sql`INSERT INTO basemaps (kind, checksum, bounds, details) VALUES ('basemap', 'dead', '{0,0,1,1}', '{}')`,
      ),
    )
    await loadBasemap({ database, folder })
    const rows = await database.read((handle) =>
      handle.rows<{ version: number }>(sql`SELECT version FROM basemaps ORDER BY version`),
    )
    expect(rows.map(({ version }) => version)).toEqual([basemapVersion, terrainVersion].sort())
  })
})
