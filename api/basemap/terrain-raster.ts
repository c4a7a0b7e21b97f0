import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { z } from 'zod'
import { type Bbox, bboxSchema, type LngLat } from '#api/http/shared.contract.ts'

/** Heights in a plate carrée raster, `stepMeters` above `floorMeters`, row by row from the north-west. The bounds are the
 *  outer edges of the outer pixels. */
export type TerrainRaster = { width: number; height: number; bounds: Bbox; heights: Uint16Array<ArrayBufferLike> }

export const floorMeters = -1000
export const stepMeters = 0.5

/** What is read of `terrain.json`. */
const terrainFile = z.object({
  width: z.number().int().min(2).max(20_000),
  height: z.number().int().min(2).max(20_000),
  bbox: bboxSchema,
  encoding: z.literal('terrarium'),
})

/** Reads `terrain.png` and `terrain.json` of a folder. Throws where the two do not fit each other. */
export async function readTerrainRaster(folder: string): Promise<TerrainRaster> {
  const { width, height, bbox } = terrainFile.parse(JSON.parse(await readFile(join(folder, 'terrain.json'), 'utf8')))
  const { data, info } = await sharp(join(folder, 'terrain.png'))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  if (info.width !== width || info.height !== height || info.channels !== 3)
    throw new Error(
      `terrain.png has ${info.width} × ${info.height} pixels of ${info.channels} channels, terrain.json says ${width} × ${height} of 3`,
    )
  const heights = new Uint16Array(new SharedArrayBuffer(width * height * 2))
  for (let i = 0; i < heights.length; i++) {
    const red = data[i * 3] as number
    const green = data[i * 3 + 1] as number
    const blue = data[i * 3 + 2] as number
    const meters = red * 256 + green + blue / 256 - 32768
    heights[i] = Math.min(65535, Math.max(0, Math.round((meters - floorMeters) / stepMeters)))
  }
  return { width, height, bounds: bbox, heights }
}

/** Where a coordinate lies between two rows or columns of pixel centres. Beyond the outer centres it is the outer one:
 *  there is no cliff at the raster's edge. */
export type PixelPlace = { first: number; second: number; share: number }

const placeAt = (centres: number, count: number): PixelPlace => {
  const clamped = Math.min(count - 1, Math.max(0, centres))
  const first = Math.min(count - 2, Math.floor(clamped))
  return { first, second: first + 1, share: clamped - first }
}

export const columnAt = ({ width, bounds: [west, , east] }: TerrainRaster, longitude: number): PixelPlace =>
  placeAt(((longitude - west) / (east - west)) * width - 0.5, width)

export const rowAt = ({ height, bounds: [, south, , north] }: TerrainRaster, latitude: number): PixelPlace =>
  placeAt(((north - latitude) / (north - south)) * height - 0.5, height)

/** Metres at a place, bilinear between decoded heights. */
export function metersAt({ width, heights }: TerrainRaster, column: PixelPlace, row: PixelPlace): number {
  const at = (r: number, c: number) => heights[r * width + c] as number
  const upper = at(row.first, column.first) * (1 - column.share) + at(row.first, column.second) * column.share
  const lower = at(row.second, column.first) * (1 - column.share) + at(row.second, column.second) * column.share
  return floorMeters + stepMeters * (upper * (1 - row.share) + lower * row.share)
}

/** Metres above sea at a point, null outside the raster. Pure. */
export function elevationOf(raster: TerrainRaster, [longitude, latitude]: LngLat): number | null {
  const [west, south, east, north] = raster.bounds
  if (!(longitude >= west && longitude <= east && latitude >= south && latitude <= north)) return null
  return metersAt(raster, columnAt(raster, longitude), rowAt(raster, latitude))
}
