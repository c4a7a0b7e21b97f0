import type { Bbox } from '#api/http/shared.contract.ts'

/** A frame with some air around it. Pure. */
export function padBounds([west, south, east, north]: Bbox, share: number): Bbox {
  const x = (east - west) * share
  const y = (north - south) * share
  return [west - x, south - y, east + x, north + y]
}

/** Does a box have nothing in common with the county and half its size around it? There the map has nothing to show, and
 *  its camera cannot go. Pure. */
export function isFarAway([west, south, east, north]: Bbox, countyBounds: Bbox): boolean {
  const near = padBounds(countyBounds, 0.5)
  return west > near[2] || east < near[0] || south > near[3] || north < near[1]
}
