import Flatbush from 'flatbush'
import { finishSteps, type Steps } from './steps.ts'
import { turnOf } from './turn.ts'

/** How two segments meet. `cross`: each passes through the other; `touch`: an end of one lies inside the other;
 *  `overlap`: they run along each other for some length; `vertex`: they have an end in common and nothing else. */
export type ContactKind = 'cross' | 'touch' | 'overlap' | 'vertex'

export type ContactVisitor = (i: number, j: number, kind: ContactKind) => boolean | undefined

/** Segments between two steps. The longest look at 10,000 others, 0.1 ms each. */
const segmentsPerStep = 8
/** Below this many segments comparing boxes one by one is faster than an index. */
const pairwiseLimit = 128
/** Segments that follow each other lie together: whole runs of them are passed over by one box. */
const runLength = 6
/** west, south, east, north of each segment, and of each run; used again and again. */
const segmentBoxes = new Float64Array(4 * pairwiseLimit)
const runBoxes = new Float64Array(4 * Math.ceil(pairwiseLimit / runLength))

/** Tells `visit` of each pair of segments that meet; `visit` returns true to stop. `segments` is x1, y1, x2, y2, … for
 *  `count` segments, each of some length. Exact for any doubles. A segment's box is looked up in an index, so the time
 *  is n log n for borders as they are drawn; a comb of 5,000 slanting teeth is its worst case (all boxes overlap). */
export function findContacts(segments: Float64Array, count: number, visit: ContactVisitor): void {
  // The coverage rule asks about thousands of small sets: no generator for each.
  if (count <= pairwiseLimit) compareRuns(segments, count, visit)
  else finishSteps(contactSteps(segments, count, visit))
}

/** `findContacts` in steps. */
export function* contactSteps(segments: Float64Array, count: number, visit: ContactVisitor): Steps<void> {
  if (count <= pairwiseLimit) {
    compareRuns(segments, count, visit)
    return
  }
  const index = new Flatbush(count)
  for (let i = 0; i < count; i++) {
    const [x1, y1, x2, y2] = boxOf(segments, i)
    index.add(x1, y1, x2, y2)
  }
  index.finish()
  let isDone = false
  for (let i = 0; i < count && !isDone; i++) {
    if (i % segmentsPerStep === 0) yield
    const [x1, y1, x2, y2] = boxOf(segments, i)
    index.search(x1, y1, x2, y2, (j) => {
      if (j <= i || isDone) return false
      const kind = contactOf(segments, i, j)
      if (kind && visit(i, j, kind)) isDone = true
      return false
    })
  }
}

function boxOf(segments: Float64Array, i: number): [number, number, number, number] {
  const x1 = segments[4 * i] as number
  const y1 = segments[4 * i + 1] as number
  const x2 = segments[4 * i + 2] as number
  const y2 = segments[4 * i + 3] as number
  return [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)]
}

function compareRuns(segments: Float64Array, count: number, visit: ContactVisitor): void {
  const runs = Math.ceil(count / runLength)
  for (let run = 0; run < runs; run++) {
    let west = Infinity
    let south = Infinity
    let east = -Infinity
    let north = -Infinity
    for (let i = run * runLength; i < Math.min(count, (run + 1) * runLength); i++) {
      const x1 = segments[4 * i] as number
      const y1 = segments[4 * i + 1] as number
      const x2 = segments[4 * i + 2] as number
      const y2 = segments[4 * i + 3] as number
      segmentBoxes[4 * i] = Math.min(x1, x2)
      segmentBoxes[4 * i + 1] = Math.min(y1, y2)
      segmentBoxes[4 * i + 2] = Math.max(x1, x2)
      segmentBoxes[4 * i + 3] = Math.max(y1, y2)
      west = Math.min(west, x1, x2)
      south = Math.min(south, y1, y2)
      east = Math.max(east, x1, x2)
      north = Math.max(north, y1, y2)
    }
    runBoxes[4 * run] = west
    runBoxes[4 * run + 1] = south
    runBoxes[4 * run + 2] = east
    runBoxes[4 * run + 3] = north
  }
  for (let a = 0; a < runs; a++) {
    for (let b = a; b < runs; b++) {
      if (!doBoxesMeet(runBoxes, a, b)) continue
      const lastA = Math.min(count, (a + 1) * runLength)
      const lastB = Math.min(count, (b + 1) * runLength)
      for (let i = a * runLength; i < lastA; i++) {
        for (let j = a === b ? i + 1 : b * runLength; j < lastB; j++) {
          if (!doBoxesMeet(segmentBoxes, i, j)) continue
          const kind = contactOf(segments, i, j)
          if (kind && visit(i, j, kind)) return
        }
      }
    }
  }
}

const doBoxesMeet = (boxes: Float64Array, a: number, b: number): boolean =>
  (boxes[4 * a] as number) <= (boxes[4 * b + 2] as number) &&
  (boxes[4 * b] as number) <= (boxes[4 * a + 2] as number) &&
  (boxes[4 * a + 1] as number) <= (boxes[4 * b + 3] as number) &&
  (boxes[4 * b + 1] as number) <= (boxes[4 * a + 3] as number)

/** How segments i and j meet, or undefined. Exact, pure. */
function contactOf(s: Float64Array, i: number, j: number): ContactKind | undefined {
  const ax = s[4 * i] as number
  const ay = s[4 * i + 1] as number
  const bx = s[4 * i + 2] as number
  const by = s[4 * i + 3] as number
  const cx = s[4 * j] as number
  const cy = s[4 * j + 1] as number
  const dx = s[4 * j + 2] as number
  const dy = s[4 * j + 3] as number
  // Neighbours along a border are by far the most pairs: one turn decides.
  if (bx === cx && by === cy && (ax !== dx || ay !== dy) && turnOf(ax, ay, bx, by, dx, dy) !== 0) return 'vertex'
  const c = turnOf(ax, ay, bx, by, cx, cy)
  const d = turnOf(ax, ay, bx, by, dx, dy)
  if ((c > 0 && d > 0) || (c < 0 && d < 0)) return undefined
  if (c === 0 && d === 0) {
    // On one line: compare along the axis on which the first segment is longer.
    const isWide = Math.abs(bx - ax) >= Math.abs(by - ay)
    const low = isWide ? Math.max(Math.min(ax, bx), Math.min(cx, dx)) : Math.max(Math.min(ay, by), Math.min(cy, dy))
    const high = isWide ? Math.min(Math.max(ax, bx), Math.max(cx, dx)) : Math.min(Math.max(ay, by), Math.max(cy, dy))
    if (low > high) return undefined
    return low < high ? 'overlap' : 'vertex'
  }
  const isShared =
    (ax === cx && ay === cy) || (ax === dx && ay === dy) || (bx === cx && by === cy) || (bx === dx && by === dy)
  if (isShared) return 'vertex'
  const a = turnOf(cx, cy, dx, dy, ax, ay)
  const b = turnOf(cx, cy, dx, dy, bx, by)
  if ((a > 0 && b > 0) || (a < 0 && b < 0)) return undefined
  return a !== 0 && b !== 0 && c !== 0 && d !== 0 ? 'cross' : 'touch'
}

/** Where segments i and j meet, rounded as doubles are: an end that lies on the other one, or the crossing. Pure. */
export function contactPlace(s: Float64Array, i: number, j: number): [x: number, y: number] {
  const ax = s[4 * i] as number
  const ay = s[4 * i + 1] as number
  const bx = s[4 * i + 2] as number
  const by = s[4 * i + 3] as number
  const cx = s[4 * j] as number
  const cy = s[4 * j + 1] as number
  const dx = s[4 * j + 2] as number
  const dy = s[4 * j + 3] as number
  const isWithin = (px: number, py: number, x1: number, y1: number, x2: number, y2: number) =>
    turnOf(x1, y1, x2, y2, px, py) === 0 &&
    px >= Math.min(x1, x2) &&
    px <= Math.max(x1, x2) &&
    py >= Math.min(y1, y2) &&
    py <= Math.max(y1, y2)
  if (isWithin(ax, ay, cx, cy, dx, dy)) return [ax, ay]
  if (isWithin(bx, by, cx, cy, dx, dy)) return [bx, by]
  if (isWithin(cx, cy, ax, ay, bx, by)) return [cx, cy]
  if (isWithin(dx, dy, ax, ay, bx, by)) return [dx, dy]
  const divisor = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
  const share = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / divisor
  return [ax + share * (bx - ax), ay + share * (by - ay)]
}
