import Flatbush from 'flatbush'
import type { Bbox } from '#api/platform/http/shared.contract.ts'
import { type Coverage, ringCoordinates } from './coverage.ts'
import { mayEdgeMeetBox } from './query-area.ts'
import { crossesRay } from './ray-index.ts'
import { unitsPerDegree } from './ring-table.ts'
import type { Steps } from './steps.ts'

/** The polygons of all grids one after the other: a grid in pieces has several. */
export type GridParts = {
  /** Index of the grid, by part. */
  grid: number[]
  /** x1, y1, x2, y2 in degrees, the inside on the left; edges of part p are `start[p]` to `start[p + 1] - 1`. */
  edges: Float64Array
  start: number[]
  /** west, south, east, north by part. */
  boxes: Float64Array
}

/** Grids between two steps. */
const gridsPerStep = 50

export function* gridPartsSteps(coverage: Coverage): Steps<GridParts> {
  const grid: number[] = []
  const start = [0]
  const edges: number[] = []
  const boxes: number[] = []
  for (const [index, polygons] of coverage.polygons.entries()) {
    if (index % gridsPerStep === 0) yield
    for (const rings of polygons) {
      let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
      for (const arcs of rings) {
        const ring = ringCoordinates(coverage, arcs)
        let fromX = (ring[ring.length - 2] as number) / unitsPerDegree
        let fromY = (ring[ring.length - 1] as number) / unitsPerDegree
        for (let i = 0; i < ring.length; i += 2) {
          const toX = (ring[i] as number) / unitsPerDegree
          const toY = (ring[i + 1] as number) / unitsPerDegree
          edges.push(fromX, fromY, toX, toY)
          if (toX < west) west = toX
          if (toX > east) east = toX
          if (toY < south) south = toY
          if (toY > north) north = toY
          fromX = toX
          fromY = toY
        }
      }
      grid.push(index)
      start.push(edges.length / 4)
      boxes.push(west, south, east, north)
    }
  }
  return { grid, edges: Float64Array.from(edges), start, boxes: Float64Array.from(boxes) }
}

/** Even-odd over all rings of the part; a point on the border has one side (`crossesRay`). Exact. */
export function isInPart({ edges, start }: GridParts, part: number, x: number, y: number): boolean {
  let inside = false
  const end = 4 * (start[part + 1] as number)
  for (let i = 4 * (start[part] as number); i < end; i += 4) {
    if (crossesRay(edges[i] as number, edges[i + 1] as number, edges[i + 2] as number, edges[i + 3] as number, x, y)) {
      inside = !inside
    }
  }
  return inside
}

export const boxOfPart = ({ boxes }: GridParts, part: number): Bbox => [
  boxes[4 * part] as number,
  boxes[4 * part + 1] as number,
  boxes[4 * part + 2] as number,
  boxes[4 * part + 3] as number,
]

/** Does the part meet a box, borders included? To a micrometre. */
export function doesPartMeetBox(parts: GridParts, part: number, [west, south, east, north]: Bbox): boolean {
  for (let edge = parts.start[part] as number; edge < (parts.start[part + 1] as number); edge++) {
    if (mayEdgeMeetBox(parts.edges, edge, west, south, east, north)) return true
  }
  // No border in the box: it lies wholly in the part or wholly out of it.
  return isInPart(parts, part, west, south)
}

/** An index over west, south, east, north, …; undefined when there is nothing in it (flatbush refuses that). */
export function indexBoxes(boxes: Float64Array): Flatbush | undefined {
  if (boxes.length === 0) return undefined
  const index = new Flatbush(boxes.length / 4)
  for (let i = 0; i < boxes.length; i += 4) {
    index.add(boxes[i] as number, boxes[i + 1] as number, boxes[i + 2] as number, boxes[i + 3] as number)
  }
  index.finish()
  return index
}
