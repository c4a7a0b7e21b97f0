import type { Bbox, LngLat } from '#api/platform/http/shared.contract.ts'

/** Heights in a plate carrée raster, `stepMeters` above `floorMeters`, row by row from the north-west. The bounds are the
 *  outer edges of the outer pixels. */
export type TerrainRaster = { width: number; height: number; bounds: Bbox; heights: Uint16Array<ArrayBufferLike> }

export const floorMeters = -1000
export const stepMeters = 0.5

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
