import { areaSeries } from './geodesic-area.ts'
import type { QueryArea } from './query-area.ts'
import type { Steps } from './steps.ts'

/** Directed edges x1, y1, x2, y2, … of a polygon, the inside on the left: `edges[4 * start] … edges[4 * end - 1]`. */
type EdgeRange = { edges: Float64Array; start: number; end: number }
type Box = { west: number; south: number; east: number; north: number }

/** An area by its edges, of the same direction. */
type Edges = Pick<QueryArea, 'edges' | 'edgesInBox'>

/** Pairs of edges between two steps: about half a millisecond. */
const pairsPerStep = 20_000

/** A piece of the area's border inside the box, from west to east, `weight` = +1 where the area lies below it. */
type Piece = { x1: number; y1: number; x2: number; y2: number; weight: number }

/** Square metres of a polygon and of what it shares with an area (with none: 0). Pure, cannot fail.
 *
 *  A polygon is the sum of what lies below each of its edges (down to the bottom of its box), counted + or - by the
 *  edge's direction. What two polygons share is therefore the sum over pairs of edges of what lies below both: the lower
 *  of two lines, integrated over the longitudes they have in common. There is no topology to get wrong: where borders
 *  touch, coincide or nearly coincide the terms cancel to rounding, about 1e-12 of the box, far below the 1e-9 that
 *  counts as touched. What it costs is pairs of edges in one small box. */
export function* sharedAreaSteps(
  polygon: EdgeRange,
  box: Box,
  area: Edges | undefined,
): Steps<{ total: number; shared: number }> {
  const series = areaSeries(box.south)
  const pieces = area ? clipToBox(area, box) : []
  let total = 0
  let shared = 0
  const { edges } = polygon
  let pairs = 0
  for (let edge = polygon.start; edge < polygon.end; edge++) {
    const startX = (edges[4 * edge] as number) - box.west
    const endX = (edges[4 * edge + 2] as number) - box.west
    if (startX === endX) continue
    const isWestward = endX < startX
    const startY = (edges[4 * edge + 1] as number) - box.south
    const endY = (edges[4 * edge + 3] as number) - box.south
    const x1 = isWestward ? endX : startX
    const y1 = isWestward ? endY : startY
    const x2 = isWestward ? startX : endX
    const y2 = isWestward ? startY : endY
    const weight = isWestward ? 1 : -1
    total += weight * (x2 - x1) * series(y1, y2)
    pairs += pieces.length
    if (pairs > pairsPerStep) {
      pairs = 0
      yield
    }
    for (const piece of pieces) {
      const low = Math.max(piece.x1, x1)
      const high = Math.min(piece.x2, x2)
      if (low >= high) continue
      const slope = (y2 - y1) / (x2 - x1)
      const pieceSlope = (piece.y2 - piece.y1) / (piece.x2 - piece.x1)
      const lowY = y1 + slope * (low - x1)
      const highY = y1 + slope * (high - x1)
      const pieceLowY = piece.y1 + pieceSlope * (low - piece.x1)
      const pieceHighY = piece.y1 + pieceSlope * (high - piece.x1)
      const lowGap = lowY - pieceLowY
      const highGap = highY - pieceHighY
      const width = high - low
      let below: number
      if (lowGap <= 0 && highGap <= 0) below = width * series(lowY, highY)
      else if (lowGap >= 0 && highGap >= 0) below = width * series(pieceLowY, pieceHighY)
      else {
        const share = lowGap / (lowGap - highGap)
        const middleY = lowY + share * (highY - lowY)
        below =
          width *
          (share * series(lowGap < 0 ? lowY : pieceLowY, middleY) +
            (1 - share) * series(middleY, highGap < 0 ? highY : pieceHighY))
      }
      shared += weight * piece.weight * below
    }
  }
  return { total, shared }
}

/** The area's border in the box, relative to its south-west corner. What runs above the box is drawn along its top (the
 *  area then lies below it all the same), what runs below it or beside it adds nothing. */
function clipToBox(area: Edges, { west, south, east, north }: Box): Piece[] {
  const width = east - west
  const height = north - south
  const pieces: Piece[] = []
  // Steps of "how many pieces along the top": neighbouring edges cancel, so that ten thousand become a few.
  const steps = new Map<number, number>()
  const addTop = (x1: number, x2: number, weight: number) => {
    steps.set(x1, (steps.get(x1) ?? 0) + weight)
    steps.set(x2, (steps.get(x2) ?? 0) - weight)
  }
  for (const edge of area.edgesInBox(west, south, east, Infinity)) {
    const startX = (area.edges[4 * edge] as number) - west
    const endX = (area.edges[4 * edge + 2] as number) - west
    if (startX === endX) continue
    const isWestward = endX < startX
    const weight = isWestward ? 1 : -1
    const startY = (area.edges[4 * edge + 1] as number) - south
    const endY = (area.edges[4 * edge + 3] as number) - south
    const fullX1 = isWestward ? endX : startX
    const fullY1 = isWestward ? endY : startY
    const fullX2 = isWestward ? startX : endX
    const fullY2 = isWestward ? startY : endY
    const slope = (fullY2 - fullY1) / (fullX2 - fullX1)
    const x1 = Math.max(0, fullX1)
    const x2 = Math.min(width, fullX2)
    if (x1 >= x2) continue
    const y1 = x1 === fullX1 ? fullY1 : fullY1 + slope * (x1 - fullX1)
    const y2 = x2 === fullX2 ? fullY2 : fullY1 + slope * (x2 - fullX1)
    // Cut where the edge passes the bottom and the top; between two cuts it is on one side of each.
    const cuts = [x1]
    for (const level of y1 < y2 ? [0, height] : [height, 0]) {
      if ((y1 < level && y2 > level) || (y1 > level && y2 < level)) {
        const cut = x1 + ((level - y1) / (y2 - y1)) * (x2 - x1)
        if (cut > (cuts.at(-1) as number) && cut < x2) cuts.push(cut)
      }
    }
    cuts.push(x2)
    for (let i = 0; i + 1 < cuts.length; i++) {
      const cutX1 = cuts[i] as number
      const cutX2 = cuts[i + 1] as number
      const cutY1 = y1 + ((cutX1 - x1) / (x2 - x1)) * (y2 - y1)
      const cutY2 = cutX2 === x2 ? y2 : y1 + ((cutX2 - x1) / (x2 - x1)) * (y2 - y1)
      const middleY = (cutY1 + cutY2) / 2
      if (middleY <= 0) continue
      if (middleY >= height) addTop(cutX1, cutX2, weight)
      else pieces.push({ x1: cutX1, y1: cutY1, x2: cutX2, y2: cutY2, weight })
    }
  }
  let weight = 0
  let formerX = 0
  for (const [x, step] of [...steps].sort((a, b) => a[0] - b[0])) {
    if (weight !== 0 && x > formerX) pieces.push({ x1: formerX, y1: height, x2: x, y2: height, weight })
    weight += step
    formerX = x
  }
  return pieces
}
