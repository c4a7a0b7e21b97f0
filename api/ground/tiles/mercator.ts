import type { Bbox } from '#api/platform/http/shared.contract.ts'

/** Web Mercator with the world as the unit square, x to the east and y to the south: what tiles are numbered in. Nothing
 *  but the cutters and the terrain reckons in it. Pure. */
export const mercatorX = (longitude: number) => longitude / 360 + 0.5

export function mercatorY(latitude: number) {
  const sine = Math.sin((latitude * Math.PI) / 180)
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)
}

export const longitudeAt = (x: number) => (x - 0.5) * 360

export const latitudeAt = (y: number) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI

/** `[west, north, east, south]` in the unit square. */
export type UnitBox = [west: number, north: number, east: number, south: number]

/** A `[west, south, east, north]` of degrees in the unit square. */
export const boxOfBounds = ([west, south, east, north]: Bbox): UnitBox => [
  mercatorX(west),
  mercatorY(north),
  mercatorX(east),
  mercatorY(south),
]

/** Tiles from `west` to `east` and `north` to `south`, both ends belong to it. */
export type TileRange = { z: number; west: number; east: number; north: number; south: number }

/** The tiles of zoom `z` that meet a box, grown by `margin` (a share of a tile's side). */
export function tileRange([west, north, east, south]: UnitBox, z: number, margin = 0): TileRange {
  const count = 2 ** z
  const clamp = (tile: number) => Math.min(count - 1, Math.max(0, Math.floor(tile)))
  return {
    z,
    west: clamp(west * count - margin),
    east: clamp(east * count + margin),
    north: clamp(north * count - margin),
    south: clamp(south * count + margin),
  }
}
