import type { Position } from 'geojson'
import type { LngLat } from '#api/platform/http/shared.contract.ts'

/** Twice the planar area, positive when counter-clockwise. Pure. */
export function signedArea(ring: Position[]): number {
  const [x0, y0] = ring[0] as LngLat
  let sum = 0
  for (let index = 1; index + 1 < ring.length; index++) {
    const [x1, y1] = ring[index] as LngLat
    const [x2, y2] = ring[index + 1] as LngLat
    sum += (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
  }
  return sum
}
