import type { Bbox } from '#api/platform/http/shared.contract.ts'

/** A frame with some air around it. Pure. */
export function padBounds([west, south, east, north]: Bbox, share: number): Bbox {
  const x = (east - west) * share
  const y = (north - south) * share
  return [west - x, south - y, east + x, north + y]
}

/** The box that holds all of these places; null for none. Pure. */
export function boundsOf(places: readonly (readonly [lng: number, lat: number])[]): Bbox | null {
  if (places.length === 0) return null
  const [lngs, lats] = [places.map(([lng]) => lng), places.map(([, lat]) => lat)]
  return [Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)]
}

/** Nearer to each other than some ten metres, no zoom takes two places apart. */
const doorstepDegrees = 1e-4

/** Whether all places are one on the map, however near one looks. Pure. */
export const isOnePlace = ([west, south, east, north]: Bbox): boolean =>
  east - west < doorstepDegrees && north - south < doorstepDegrees

/** Does a box have nothing in common with the county and half its size around it? There the map has nothing to show, and
 *  its camera cannot go. Pure. */
export function isFarAway([west, south, east, north]: Bbox, countyBounds: Bbox): boolean {
  const near = padBounds(countyBounds, 0.5)
  return west > near[2] || east < near[0] || south > near[3] || north < near[1]
}
