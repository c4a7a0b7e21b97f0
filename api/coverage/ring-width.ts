import type { LngLat } from '#api/http/shared.contract.ts'

const metersPerDegree = 111_195
/** Places along the border that are asked: a wide spot shorter than a hundredth of the border may go unseen where no
 *  edge of it is among the first so many. */
const askedPlaces = 128

/** How wide the ground within a ring is at its widest, in metres: the diameter of the largest circle that fits in and
 *  touches the border at one of the places asked, which are the middles of its first edges and others spread evenly
 *  along it. At a place m with the inward normal n such a circle has the radius
 *  r = min over border points q of |q - m|² / (2 (q - m)·n), which on an edge is either an end of it or where the circle
 *  touches its line. Never more than the true width. The ring is counter-clockwise; neither it nor
 *  the islands, which the circle may not cover either, need be closed. Pure. */
export function findWidestMeters(ring: readonly LngLat[], islands: readonly (readonly LngLat[])[] = []): number {
  const origin = ring[0] as LngLat
  const perDegree = metersPerDegree * Math.cos((origin[1] * Math.PI) / 180)
  const toEdges = (corners: readonly LngLat[]) =>
    corners
      .map((from, index) => toEdge(from, corners[(index + 1) % corners.length] as LngLat, origin, perDegree))
      .filter(({ length }) => length > 0)
  const own = toEdges(ring)
  const all = [...own, ...islands.flatMap(toEdges)]
  let widest = 0
  for (const place of listPlaces(own)) widest = Math.max(widest, 2 * findRadius(place, all))
  return widest
}

/** From (x, y) along the unit vector (ux, uy); the inside is on its left. */
type Edge = { x: number; y: number; ux: number; uy: number; length: number }
type Place = { x: number; y: number; nx: number; ny: number; edge: Edge }

function toEdge([lng1, lat1]: LngLat, [lng2, lat2]: LngLat, [lng0, lat0]: LngLat, perDegree: number): Edge {
  const dx = (lng2 - lng1) * perDegree
  const dy = (lat2 - lat1) * metersPerDegree
  const length = Math.hypot(dx, dy)
  const [x, y] = [(lng1 - lng0) * perDegree, (lat1 - lat0) * metersPerDegree]
  return { x, y, ux: dx / length, uy: dy / length, length }
}

function* listPlaces(edges: readonly Edge[]): Generator<Place> {
  for (const edge of edges.slice(0, askedPlaces)) yield placeOn(edge, edge.length / 2)
  const step = edges.reduce((sum, { length }) => sum + length, 0) / askedPlaces
  let next = step / 2
  for (const edge of edges) {
    for (; next < edge.length; next += step) yield placeOn(edge, next)
    next -= edge.length
  }
}

const placeOn = (edge: Edge, along: number): Place => ({
  x: edge.x + edge.ux * along,
  y: edge.y + edge.uy * along,
  nx: -edge.uy,
  ny: edge.ux,
  edge,
})

/** Of the largest circle within all edges that touches the border here. */
function findRadius({ x, y, nx, ny, edge: own }: Place, edges: readonly Edge[]): number {
  let radius = Number.POSITIVE_INFINITY
  for (const edge of edges) {
    if (edge === own) continue
    const [ax, ay] = [edge.x - x, edge.y - y]
    radius = Math.min(radius, radiusTo(ax, ay, nx, ny))
    // The edge's line lies at `away` on its right, and the circle that grows along n touches it where both are as far.
    const away = ay * edge.ux - ax * edge.uy
    const touching = Math.abs(away) / (1 + Math.sign(away) * (ny * edge.ux - nx * edge.uy))
    if (touching >= radius) continue
    const along = (nx * touching - ax) * edge.ux + (ny * touching - ay) * edge.uy
    if (along > 0 && along < edge.length) radius = touching
  }
  return Number.isFinite(radius) ? radius : 0
}

/** Of the circle that touches the border here and goes through a point at (x, y) from here. */
function radiusTo(x: number, y: number, nx: number, ny: number): number {
  const height = x * nx + y * ny
  return height > 0 ? (x * x + y * y) / (2 * height) : Number.POSITIVE_INFINITY
}
