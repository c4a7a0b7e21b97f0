import type { LngLat } from '#api/http/shared.contract.ts'
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

/** The nearest segment to a point outside: first in a plane, then those within a few percent of the best by geodesic
 *  distance; of equal ones the grid with the smaller index. The place on a segment is that of the plane, which at 100 km
 *  is off by metres along the border, not away from it. */
export function findNearestBorder(
  { edges, grid }: OuterBorder,
  [x, y]: LngLat,
): { grid: number; distanceMeters: number } {
  const squeeze = Math.cos((y * Math.PI) / 180) || 1e-9
  const squared = new Float64Array(grid.length)
  const shares = new Float64Array(grid.length)
  let best = Infinity
  for (let edge = 0; edge < grid.length; edge++) {
    const ax = ((edges[4 * edge] as number) - x) * squeeze
    const ay = (edges[4 * edge + 1] as number) - y
    const dx = ((edges[4 * edge + 2] as number) - x) * squeeze - ax
    const dy = (edges[4 * edge + 3] as number) - y - ay
    const share = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy)))
    shares[edge] = share
    squared[edge] = (ax + share * dx) ** 2 + (ay + share * dy) ** 2
    if ((squared[edge] as number) < best) best = squared[edge] as number
  }
  let nearest = { grid: -1, distanceMeters: Infinity }
  for (let edge = 0; edge < grid.length; edge++) {
    if ((squared[edge] as number) > best * 1.1) continue
    const share = shares[edge] as number
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
