import type Flatbush from 'flatbush'
import { areaSeries } from './geodesic-area.ts'
import { boxOfPart, type GridParts, isInPart } from './grid-parts.ts'
import { isNearEdge, mayEdgeMeetBox, noiseDegrees, type QueryArea } from './query-area.ts'
import { sharedAreaSteps } from './shared-area.ts'
import type { Steps } from './steps.ts'

/** Below this share an area does not touch a grid: a common border has no area, and rounding stays far below. */
const touchedShare = 1e-9
/** An area of less than this share of a grid is measured in its own box: of a few square centimetres no grid has
 *  `touchedShare` of its own, and they lie somewhere all the same. */
const smallShare = 1e-6

/** What an area and a grid have in common, by index of the grid, ascending. */
type AffectedIndex = { grid: number; share: number; whole: boolean }

/** Parts whose box no edge of the area comes near lie wholly in the area or wholly outside, which one vertex decides;
 *  the others are measured. Pure, cannot fail. */
export function* affectedGridSteps(parts: GridParts, index: Flatbush, area: QueryArea): Steps<AffectedIndex[]> {
  const isCrossed = yield* markCrossed(parts, index, area)
  const touched = new Set(index.search(...area.bbox))
  const partsOf = new Map<number, number[]>()
  for (const part of touched) {
    const grid = parts.grid[part] as number
    if (!partsOf.has(grid)) partsOf.set(grid, partsOfGrid(parts, part))
  }
  const affected: AffectedIndex[] = []
  const { areaMeters, leastShared } = yield* measureArea(area)
  for (const [grid, own] of partsOf) {
    yield
    let total = 0
    let shared = 0
    let isWhole = true
    for (const part of own) {
      const measured = isCrossed[part]
        ? yield* measurePart(parts, part, area)
        : { total: 1, shared: touched.has(part) && isVertexInside(parts, part, area) ? 1 : 0 }
      // A grid in one piece needs no area when it is not crossed.
      if (!isCrossed[part] && own.length > 1) {
        const size = (yield* measurePart(parts, part, undefined)).total
        measured.total *= size
        measured.shared *= size
      }
      total += measured.total
      shared += measured.shared
      isWhole &&=
        measured.shared >= measured.total * (1 - touchedShare) &&
        !(isCrossed[part] && (yield* isLeft(parts, part, area)))
    }
    // A part that is not crossed has not been measured where it is the only one.
    const isSmall = areaMeters < smallShare * total && own.some((part) => isCrossed[part])
    if (isSmall) {
      shared = 0
      for (const part of own) shared += yield* measureInArea(parts, part, area)
    }
    const share = shared / total
    if (isSmall ? shared > leastShared : share > touchedShare)
      affected.push({ grid, share: isWhole ? 1 : Math.min(1, share), whole: isWhole })
  }
  return affected.sort((a, b) => a.grid - b.grid)
}

/** All parts of the grid a part belongs to; they follow each other. */
function partsOfGrid({ grid }: GridParts, part: number): number[] {
  let first = part
  while (grid[first - 1] === grid[part]) first--
  const own: number[] = []
  for (let other = first; grid[other] === grid[part]; other++) own.push(other)
  return own
}

/** Edges between two steps: an edge across the whole county looks at thousands of parts, in about 0.05 ms. */
const edgesPerStep = 16

/** Parts whose box an edge of the area may meet. */
function* markCrossed(parts: GridParts, index: Flatbush, { edges }: QueryArea): Steps<Uint8Array> {
  const isCrossed = new Uint8Array(parts.grid.length)
  for (let edge = 0; edge < edges.length / 4; edge++) {
    if (edge % edgesPerStep === 0) yield
    const x1 = edges[4 * edge] as number
    const y1 = edges[4 * edge + 1] as number
    const x2 = edges[4 * edge + 2] as number
    const y2 = edges[4 * edge + 3] as number
    index.search(
      Math.min(x1, x2),
      Math.min(y1, y2),
      Math.max(x1, x2),
      Math.max(y1, y2),
      (part, west, south, east, north) => {
        if (!isCrossed[part] && mayEdgeMeetBox(edges, edge, west, south, east, north)) isCrossed[part] = 1
        return false
      },
    )
  }
  return isCrossed
}

function measurePart(parts: GridParts, part: number, area: QueryArea | undefined) {
  const [west, south, east, north] = boxOfPart(parts, part)
  const range = { edges: parts.edges, start: parts.start[part] as number, end: parts.start[part + 1] as number }
  return sharedAreaSteps(range, { west, south, east, north }, area)
}

const edgeRangeOf = ({ edges }: QueryArea) => ({ edges, start: 0, end: edges.length / 4 })
const boxOfArea = ({ bbox: [west, south, east, north] }: QueryArea) => ({ west, south, east, north })

/** Square metres of a small area, and how many of them it must share with a grid to touch it: more than a strip of a
 *  micrometre along a border, or a hundredth of what is thinner than that. */
function* measureArea(area: QueryArea): Steps<{ areaMeters: number; leastShared: number }> {
  const { west, south, east, north } = boxOfArea(area)
  const [width, height] = [east - west, north - south]
  // Nothing for the series of `sharedAreaSteps`, and not small.
  if (width > 1 || height > 1) return { areaMeters: Infinity, leastShared: 0 }
  const { total: areaMeters } = yield* sharedAreaSteps(edgeRangeOf(area), boxOfArea(area), undefined)
  const series = areaSeries(south)
  const strip = width * series(noiseDegrees, noiseDegrees) + noiseDegrees * series(height, height)
  return { areaMeters, leastShared: Math.min(strip, areaMeters / 100) }
}

/** What an area shares with a part of a grid, the other way round: rounding is then a share of the small area's box. */
function* measureInArea({ edges, start }: GridParts, part: number, area: QueryArea): Steps<number> {
  const range = { edges, start: start[part] as number, end: start[part + 1] as number }
  const { shared } = yield* sharedAreaSteps(edgeRangeOf(area), boxOfArea(area), { edges, edgesInBox: edgesOf(range) })
  return shared
}

/** As `QueryArea.edgesInBox`, of one part. */
const edgesOf =
  ({ edges, start, end }: { edges: Float64Array; start: number; end: number }) =>
  (west: number, south: number, east: number, north: number): number[] => {
    const found: number[] = []
    for (let edge = start; edge < end; edge++) {
      const [x1, y1, x2, y2] = edges.subarray(4 * edge, 4 * edge + 4) as unknown as [number, number, number, number]
      const isBeside = Math.max(x1, x2) < west || Math.min(x1, x2) > east
      if (!isBeside && Math.max(y1, y2) >= south && Math.min(y1, y2) <= north) found.push(edge)
    }
    return found
  }

function isVertexInside({ edges, start }: GridParts, part: number, area: QueryArea): boolean {
  const first = 4 * (start[part] as number)
  return area.contains(edges[first] as number, edges[first + 1] as number)
}

/** Does a part that is covered but for less than 1e-9 still reach out of the area by more than a micrometre? That is so
 *  where a corner of it lies outside, or where a corner of the area lies inside it (a spike or a hole as thin as a hair). */
function* isLeft(parts: GridParts, part: number, area: QueryArea): Steps<boolean> {
  const { edges, start } = parts
  const first = start[part] as number
  const end = start[part + 1] as number
  for (let edge = first; edge < end; edge++) {
    yield
    const x = edges[4 * edge] as number
    const y = edges[4 * edge + 1] as number
    if (!area.contains(x, y) && !area.isOnBorder(x, y)) return true
  }
  for (const edge of area.edgesInBox(...boxOfPart(parts, part))) {
    yield
    const x = area.edges[4 * edge] as number
    const y = area.edges[4 * edge + 1] as number
    if (!isInPart(parts, part, x, y)) continue
    let isOnBorder = false
    for (let own = first; own < end && !isOnBorder; own++) isOnBorder = isNearEdge(edges, own, x, y)
    if (!isOnBorder) return true
  }
  return false
}
