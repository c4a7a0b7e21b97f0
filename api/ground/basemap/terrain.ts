import { endianness } from 'node:os'
import { promisify } from 'node:util'
import { deflate, inflate } from 'node:zlib'
import type { Database } from '#api/platform/db/client.ts'
import type { Bbox, LngLat } from '#api/platform/http/shared.contract.ts'
import { findCurrentTerrain } from './basemap.repo.ts'
import { elevationOf, type TerrainRaster } from './terrain-raster.ts'

const deflateAsync = promisify(deflate)
const inflateAsync = promisify(inflate)

/** The heights of the county and around it. */
export type Terrain = {
  readonly version: number
  readonly bounds: Bbox
  /** Metres above sea, bilinear between the centres of the raster's pixels; null outside its bounds. */
  elevationAt(lngLat: LngLat): number | null
}

/** The current terrain out of the database (about 1 MB, 30 ms), or null where none was loaded. */
export async function loadTerrain(database: Database): Promise<Terrain | null> {
  const row = await database.read(findCurrentTerrain)
  if (!row) return null
  const heights = await unpackHeights(row.heights)
  const { width, height } = row.details as { width: number; height: number }
  if (heights.length !== width * height)
    throw new Error(`terrain ${row.version} has ${heights.length} heights, expected ${width} × ${height}`)
  const bounds = row.bounds as Bbox
  const raster: TerrainRaster = { width, height, bounds, heights }
  return { version: row.version, bounds, elevationAt: (lngLat) => elevationOf(raster, lngLat) }
}

/** Heights as the table keeps them: 16 bits, the low byte first, compressed. */
export function packHeights(heights: Uint16Array<ArrayBufferLike>): Promise<Buffer> {
  const bytes = Buffer.from(new Uint8Array(heights.buffer, heights.byteOffset, heights.byteLength))
  return deflateAsync(inTableOrder(bytes), { level: 6 })
}

async function unpackHeights(packed: Uint8Array): Promise<Uint16Array> {
  const bytes = inTableOrder(await inflateAsync(packed))
  const heights = new Uint16Array(bytes.length / 2)
  new Uint8Array(heights.buffer).set(bytes)
  return heights
}

/** From this machine's order of bytes to the table's, or back. */
const inTableOrder = (bytes: Buffer) => (endianness() === 'BE' ? bytes.swap16() : bytes)
