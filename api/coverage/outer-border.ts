import type Flatbush from 'flatbush'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import type { Coverage } from './coverage.ts'
import { geodesicDistanceMeters } from './geodesic-area.ts'
import { toLngLat } from './ring-table.ts'

/** The segments with nothing on the other side. */
type OuterBorder = {
  /** x1, y1, x2, y2, … in degrees. */
  edges: Float64Array
  /** Index of the grid the segment belongs to. */
  grid: number[]
  /** west, south, east, north by segment. */
  boxes: Float64Array
}

export function readOuterBorder({ arcLeft, arcRight, arcStart, coordinates }: Coverage): OuterBorder {
  const edges: number[] = []
  const boxes: number[] = []
  const grid: number[] = []
  for (let arc = 0; arc < arcLeft.length; arc++) {
    const left = arcLeft[arc] as number
    const right = arcRight[arc] as number
    if (left >= 0 && right >= 0) continue
    for (let i = arcStart[arc] as number; i < (arcStart[arc + 1] as number) - 1; i++) {
      const [x1, y1] = toLngLat(coordinates[2 * i] as number, coordinates[2 * i + 1] as number)
      const [x2, y2] = toLngLat(coordinates[2 * i + 2] as number, coordinates[2 * i + 3] as number)
      edges.push(x1, y1, x2, y2)
      boxes.push(Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2))
      grid.push(Math.max(left, right))
    }
  }
  return { edges: Float64Array.from(edges), grid, boxes: Float64Array.from(boxes) }
}

/** Squared eccentricity of GRS80. */
const eccentricitySquared = 0.0066943800229
/** How much shorter a degree of longitude is than one of latitude, on the ellipsoid. */
const squeezeAt = (latitude: number): number => {
  const radians = (latitude * Math.PI) / 180
  const flat = 1 - eccentricitySquared * Math.sin(radians) ** 2
  return (Math.cos(radians) * flat) / (1 - eccentricitySquared) || 1e-9
}

/** By how much, at most, a distance of so many degrees in the plane can be off: the squeeze changes on the way. */
const errorOfPlane = (degrees: number): number => 0.002 + 0.02 * degrees

/** The nearest segment to a point outside: first in a plane, then those within the plane's error of the best by geodesic
 *  distance; of equal ones the grid with the smaller index. The place on a segment is that of the plane, which at 100 km
 *  is off by metres along the border, not away from it. `index` is over `boxes`: only segments in reach are looked at. */
export function findNearestBorder(
  { edges, grid }: OuterBorder,
  index: Flatbush,
  [x, y]: LngLat,
): { grid: number; distanceMeters: number } {
  const squeeze = squeezeAt(y)
  // Set by `measure`, which runs for dozens of segments a question: no object for each.
  let share = 0
  /** Distance to a segment in degrees of latitude; `share` becomes how far along it the nearest place is. */
  const measure = (edge: number): number => {
    const ax = ((edges[4 * edge] as number) - x) * squeeze
    const ay = (edges[4 * edge + 1] as number) - y
    const dx = ((edges[4 * edge + 2] as number) - x) * squeeze - ax
    const dy = (edges[4 * edge + 3] as number) - y - ay
    share = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy)))
    const toX = ax + share * dx
    const toY = ay + share * dy
    return Math.sqrt(toX * toX + toY * toY)
  }
  // Not the nearest yet, but none that is lies outside of this box.
  const [first] = index.neighbors(x, y, 1)
  const near = measure(first as number)
  // Widened by far more than coordinates of three digits are rounded to.
  const reach = near * (1 + errorOfPlane(near)) + 1e-11
  const inReach = index.search(x - reach / squeeze, y - reach, x + reach / squeeze, y + reach)
  let best = near
  for (const edge of inReach) best = Math.min(best, measure(edge))
  const limit = best * (1 + errorOfPlane(best))
  let nearest = { grid: -1, distanceMeters: Infinity }
  for (const edge of inReach) {
    if (measure(edge) > limit) continue
    const x1 = edges[4 * edge] as number
    const y1 = edges[4 * edge + 1] as number
    const place: LngLat = [
      x1 + share * ((edges[4 * edge + 2] as number) - x1),
      y1 + share * ((edges[4 * edge + 3] as number) - y1),
    ]
    const distanceMeters = geodesicDistanceMeters([x, y], place)
    const candidate = grid[edge] as number
    const isNearer = distanceMeters < nearest.distanceMeters
    if (isNearer || (distanceMeters === nearest.distanceMeters && candidate < nearest.grid)) {
      nearest = { grid: candidate, distanceMeters }
    }
  }
  return nearest
}
