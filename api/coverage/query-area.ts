import Flatbush from 'flatbush'
import type { MultiPolygon, Polygon, Position } from 'geojson'
import type { Bbox } from '#api/platform/http/shared.contract.ts'
import { RayIndex } from './ray-index.ts'
import { polygonsOf } from './ring-table.ts'

/** Doubles near 100 degrees lie 1.4e-14 apart; coordinates that went through a projection or a quantised file come back
 *  off by some of these. A micrometre forgives them and nothing a person could mean. */
export const noiseDegrees = 1e-11

/** An area made ready for many questions: its edges, directed with the inside on the left, in two indexes. Coordinates
 *  are the doubles as given. */
export class QueryArea {
  readonly bbox: Bbox
  /** x1, y1, x2, y2, … */
  readonly edges: Float64Array
  readonly #rays: RayIndex
  readonly #index: Flatbush | undefined

  /** Any orientation of rings; rings of less than three positions count for nothing. */
  constructor(geometry: Polygon | MultiPolygon) {
    const edges: number[] = []
    for (const rings of polygonsOf(geometry)) {
      for (const [i, ring] of rings.entries()) pushEdges(edges, ring, i > 0)
    }
    this.edges = Float64Array.from(edges)
    const count = edges.length / 4
    this.#rays = new RayIndex(this.edges, count)
    if (count > 0) {
      const index = new Flatbush(count)
      for (let i = 0; i < count; i++) {
        const x1 = this.edges[4 * i] as number
        const y1 = this.edges[4 * i + 1] as number
        const x2 = this.edges[4 * i + 2] as number
        const y2 = this.edges[4 * i + 3] as number
        index.add(Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2))
      }
      index.finish()
      this.#index = index
    }
    const { minX, minY, maxX, maxY } = this.#index ?? { minX: 0, minY: 0, maxX: -1, maxY: -1 }
    this.bbox = [minX, minY, maxX, maxY]
  }

  /** Inside; a point on the border has one side, as in `crossesRay`. Exact. */
  contains(x: number, y: number): boolean {
    return (this.#rays.windingAt(x, y) & 1) === 1
  }

  /** Indexes of the edges whose box meets the box. */
  edgesInBox(west: number, south: number, east: number, north: number): number[] {
    return this.#index?.search(west, south, east, north) ?? []
  }

  /** Within a micrometre of the border. */
  isOnBorder(x: number, y: number): boolean {
    const near = this.edgesInBox(x - noiseDegrees, y - noiseDegrees, x + noiseDegrees, y + noiseDegrees)
    return near.some((edge) => isNearEdge(this.edges, edge, x, y))
  }
}

function pushEdges(edges: number[], ring: Position[], isHole: boolean): void {
  const [originX = 0, originY = 0] = ring[0] ?? []
  if (ring.length < 3) return
  let area2 = 0
  for (let i = 0; i < ring.length; i++) {
    const [ax = 0, ay = 0] = ring[i] ?? []
    const [bx = 0, by = 0] = ring[(i + 1) % ring.length] ?? []
    area2 += (ax - originX) * (by - originY) - (bx - originX) * (ay - originY)
  }
  const isReversed = area2 > 0 === isHole
  for (let i = 0; i < ring.length; i++) {
    const [ax = 0, ay = 0] = ring[i] ?? []
    const [bx = 0, by = 0] = ring[(i + 1) % ring.length] ?? []
    if (ax === bx && ay === by) continue
    if (isReversed) edges.push(bx, by, ax, ay)
    else edges.push(ax, ay, bx, by)
  }
}

/** Is the point within a micrometre of edge `edge` of x1, y1, x2, y2, …? Pure. */
export function isNearEdge(edges: Float64Array, edge: number, x: number, y: number): boolean {
  const ax = (edges[4 * edge] as number) - x
  const ay = (edges[4 * edge + 1] as number) - y
  const dx = (edges[4 * edge + 2] as number) - x - ax
  const dy = (edges[4 * edge + 3] as number) - y - ay
  const share = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy)))
  return Math.hypot(ax + share * dx, ay + share * dy) <= noiseDegrees
}

/** Does the edge come near the box? May say yes to one that passes a hair outside, never no to one that meets it. */
export function mayEdgeMeetBox(
  edges: Float64Array,
  edge: number,
  west: number,
  south: number,
  east: number,
  north: number,
): boolean {
  const x1 = edges[4 * edge] as number
  const y1 = edges[4 * edge + 1] as number
  const x2 = edges[4 * edge + 2] as number
  const y2 = edges[4 * edge + 3] as number
  if ((x1 < west && x2 < west) || (x1 > east && x2 > east)) return false
  if ((y1 < south && y2 < south) || (y1 > north && y2 > north)) return false
  // All four corners on one side of the line, by more than rounding can move them.
  const dx = x2 - x1
  const dy = y2 - y1
  const margin = (Math.abs(dx) + Math.abs(dy)) * noiseDegrees
  const a = dx * (south - y1) - dy * (west - x1)
  const b = dx * (south - y1) - dy * (east - x1)
  const c = dx * (north - y1) - dy * (west - x1)
  const d = dx * (north - y1) - dy * (east - x1)
  return !(
    (a > margin && b > margin && c > margin && d > margin) ||
    (a < -margin && b < -margin && c < -margin && d < -margin)
  )
}
