import { gunzipSync } from 'node:zlib'
import { type SQL, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { boxOfBounds, latitudeAt, longitudeAt, tileRange } from '#api/ground/tiles/mercator.ts'
import { tileBuffer, tileExtent } from '#api/ground/tiles/tile-grid.ts'
import { tileZooms } from '#api/ground/tiles/tiles.contract.ts'
import { areaOf, readTile, type TileFeature } from '#api/ground/tiles/tiles.fixture.ts'
import { readEditionBounds } from '#api/ground/tiles/tiles.repo.ts'
import type { Database } from '#api/platform/db/client.ts'
import { openLoadedCounty } from '../support/database.ts'

/** PostGIS judges the tiles: it knows nothing of arcs, and looks at the grids as they were imported. */

const pixel = 1 / 512
const buffer = tileBuffer / tileExtent
const zooms = Array.from({ length: tileZooms.max - tileZooms.min + 1 }, (_, index) => tileZooms.min + index)
const tilesPerZoom = 14

type Address = { z: number; x: number; y: number }

let database: Database
const sampled = new Map<number, Address[]>()

/** A seeded generator, so that a failure comes again: mulberry32. */
function randomFrom(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

beforeAll(async () => {
  ;({ database } = await openLoadedCounty())
  const bounds = await readEditionBounds(database, 1)
  if (!bounds) throw new Error('edition 1 has no grids')
  const random = randomFrom(530326)
  for (const z of zooms) {
    const { west, east, north, south } = tileRange(boxOfBounds(bounds), z, buffer)
    const all: Address[] = []
    for (let x = west; x <= east; x++) for (let y = north; y <= south; y++) all.push({ z, x, y })
    sampled.set(
      z,
      all
        .map((tile) => ({ tile, key: random() }))
        .sort((one, other) => one.key - other.key)
        .slice(0, tilesPerZoom)
        .map(({ tile }) => tile),
    )
  }
}, 240_000)

afterAll(() => database?.close())

/** A tile's envelope in degrees, grown by a share of its side on each side. */
function envelope({ z, x, y }: Address, grow: number): SQL {
  const west = longitudeAt((x - grow) / 2 ** z)
  const east = longitudeAt((x + 1 + grow) / 2 ** z)
  const north = latitudeAt((y - grow) / 2 ** z)
  const south = latitudeAt((y + 1 + grow) / 2 ** z)
  return sql`ST_MakeEnvelope(${west}::float8, ${south}::float8, ${east}::float8, ${north}::float8, 4326)`
}

async function codesMeeting(table: SQL, condition: SQL, area: SQL): Promise<string[]> {
  const [row] = await database.read((handle) =>
    // One row whatever is found: none would be a GEOS error that the embedded database swallowed.
    handle.exactly<{ codes: string[] }>(
      1,
      sql`SELECT coalesce(json_agg(code), '[]'::json) AS codes FROM ${table}
        WHERE editions @> 1 AND ${condition} AND geometry && ${area} AND ST_Intersects(geometry, ${area})`,
    ),
  )
  return (row as { codes: string[] }).codes
}

async function readStored({ z, x, y }: Address): Promise<Record<string, TileFeature[]>> {
  const [row] = await database.read((handle) =>
    handle.rows<{ gzip: Uint8Array }>(
      sql`SELECT gzip FROM edition_tiles WHERE edition = 1 AND z = ${z} AND x = ${x} AND y = ${y}`,
    ),
  )
  return row ? readTile(gunzipSync(row.gzip)) : {}
}

const levels: { layer: string; table: SQL; condition: SQL }[] = [
  { layer: 'grid', table: sql`grid_versions`, condition: sql`true` },
  { layer: 'village', table: sql`areas`, condition: sql`level = 'village'` },
  { layer: 'township', table: sql`areas`, condition: sql`level = 'township'` },
]

describe.each(zooms)('tiles of zoom %i', (zoom) => {
  it('hold every area that reaches more than a pixel into them, and none that is farther than buffer and a pixel', async () => {
    const tiles = sampled.get(zoom) ?? []
    expect(tiles.length).toBeGreaterThan(0)
    for (const tile of tiles) {
      const layers = await readStored(tile)
      for (const { layer, table, condition } of levels) {
        const codes = new Set((layers[layer] ?? []).map(({ attributes }) => String(attributes.code)))
        const wanted = await codesMeeting(table, condition, envelope(tile, -pixel))
        const allowed = new Set(await codesMeeting(table, condition, envelope(tile, buffer + pixel)))
        const place = `${layer} ${tile.z}/${tile.x}/${tile.y}`
        expect(
          wanted.filter((code) => !codes.has(code)),
          `${place} lacks`,
        ).toEqual([])
        expect(
          [...codes].filter((code) => !allowed.has(code)),
          `${place} has too much`,
        ).toEqual([])
      }
    }
  }, 120_000)

  it('leave every grid at least a triangle', async () => {
    const rows = await database.read((handle) =>
      handle.rows<{ gzip: Uint8Array }>(sql`SELECT gzip FROM edition_tiles WHERE edition = 1 AND z = ${zoom}`),
    )
    const codes = new Set<unknown>()
    for (const { gzip } of rows)
      for (const feature of readTile(gunzipSync(gzip)).grid ?? [])
        if (areaOf(feature) > 0) codes.add(feature.attributes.code)
    expect(codes.size).toBe(4847)
  }, 120_000)
})
