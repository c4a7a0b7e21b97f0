import type { MultiPolygon, Polygon, Position } from 'geojson'
import { crossesRay } from './ray-index.ts'
import { toLngLat } from './ring-table.ts'
import { turnOf } from './turn.ts'

/** Directed segments between vertices; the inside is on the left of each. */
export type SegmentChain = { from: number[]; to: number[] }

/** A simple closed loop: indexes into the chain's segments, in order. `area2` is twice its signed area (> 0 = the inside
 *  is within the loop) in square millionths of a degree. */
export type SegmentLoop = { segments: number[]; area2: number }

type Vertices = { x: ArrayLike<number>; y: ArrayLike<number> }

/** Follows the segments around the areas they enclose. At a vertex where several loops meet each stays with its own
 *  inside, so squares that touch in a corner stay two rings, and a hole that touches the outer ring stays a hole. A
 *  chain in which a vertex has not as many ends as starts is not closed: what is left over is dropped. Pure. */
export function traceLoops(chain: SegmentChain, vertices: Vertices): SegmentLoop[] {
  const next = linkSegments(chain, vertices)
  const done = new Uint8Array(chain.from.length)
  const loops: SegmentLoop[] = []
  for (let first = 0; first < chain.from.length; first++) {
    if (done[first]) continue
    let path: number[] = []
    // Position in `path` of the segment that starts at a vertex: when a vertex comes again, the loop since then is cut off.
    const startsAt = new Map<number, number>()
    for (let segment = first; segment >= 0 && !done[segment]; segment = next[segment] as number) {
      done[segment] = 1
      startsAt.set(chain.from[segment] as number, path.length)
      path.push(segment)
      const position = startsAt.get(chain.to[segment] as number)
      if (position === undefined) continue
      const loop = path.slice(position)
      path = path.slice(0, position)
      for (const gone of loop) startsAt.delete(chain.from[gone] as number)
      loops.push({ segments: loop, area2: twiceLoopArea(chain, vertices, loop) })
    }
  }
  return loops
}

/** For each segment the one that goes on from its end. */
function linkSegments({ from, to }: SegmentChain, vertices: Vertices): Int32Array {
  const next = new Int32Array(from.length).fill(-1)
  const startsOf = new Map<number, number[]>()
  const endsOf = new Map<number, number[]>()
  for (let i = 0; i < from.length; i++) {
    pushTo(startsOf, from[i] as number, i)
    pushTo(endsOf, to[i] as number, i)
  }
  for (const [vertex, ends] of endsOf) {
    const starts = startsOf.get(vertex) ?? []
    if (ends.length === 1 && starts.length === 1) {
      next[ends[0] as number] = starts[0] as number
      continue
    }
    // Clockwise around the vertex an arriving segment opens the inside and a leaving one closes it, like brackets.
    const spokes = [
      ...ends.map((segment) => ({ segment, isEnd: true, other: from[segment] as number })),
      ...starts.map((segment) => ({ segment, isEnd: false, other: to[segment] as number })),
    ].sort((a, b) => compareClockwise(vertices, vertex, a.other, b.other))
    const open: number[] = []
    for (let round = 0; round < 2; round++) {
      for (const spoke of spokes) {
        if (spoke.isEnd) {
          if (round === 0) open.push(spoke.segment)
        } else if (open.length > 0 && spoke.segment >= 0) {
          next[open.pop() as number] = spoke.segment
          spoke.segment = -1
        }
      }
    }
  }
  return next
}

function pushTo(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}

function compareClockwise({ x, y }: Vertices, center: number, a: number, b: number): number {
  const centerX = x[center] as number
  const centerY = y[center] as number
  const isLow = (id: number) => {
    const dy = (y[id] as number) - centerY
    return dy < 0 || (dy === 0 && (x[id] as number) < centerX) ? 1 : 0
  }
  return isLow(a) - isLow(b) || turnOf(centerX, centerY, x[a] as number, y[a] as number, x[b] as number, y[b] as number)
}

function twiceLoopArea({ from }: SegmentChain, { x, y }: Vertices, loop: number[]): number {
  const origin = from[loop[0] as number] as number
  let sum = 0
  let formerX = 0
  let formerY = 0
  for (const segment of loop) {
    const id = from[segment] as number
    const nextX = (x[id] as number) - (x[origin] as number)
    const nextY = (y[id] as number) - (y[origin] as number)
    sum += formerX * nextY - nextX * formerY
    formerX = nextX
    formerY = nextY
  }
  return sum
}

/** Loops as GeoJSON: outer rings counter-clockwise, each hole in the smallest ring around it, largest polygon first.
 *  Coordinates from millionths of a degree. Pure. */
export function polygonsFromLoops(
  chain: SegmentChain,
  vertices: Vertices,
  loops: SegmentLoop[],
): Polygon | MultiPolygon {
  const outers = loops.filter((loop) => loop.area2 > 0).sort((a, b) => b.area2 - a.area2)
  const holesOf = outers.map((): SegmentLoop[] => [])
  for (const hole of loops) {
    if (hole.area2 >= 0) continue
    // Two loops have no segment in common, so the middle of one is never on the other.
    const [middleX, middleY] = middleOf(chain, vertices, hole.segments[0] as number)
    for (let i = outers.length - 1; i >= 0; i--) {
      if (!isInsideLoop(chain, vertices, outers[i] as SegmentLoop, middleX, middleY)) continue
      holesOf[i]?.push(hole)
      break
    }
  }
  const polygons = outers.map((outer, i) => [outer, ...(holesOf[i] ?? [])].map((loop) => toRing(chain, vertices, loop)))
  const [only] = polygons
  return only && polygons.length === 1
    ? { type: 'Polygon', coordinates: only }
    : { type: 'MultiPolygon', coordinates: polygons }
}

function toRing({ from }: SegmentChain, { x, y }: Vertices, { segments }: SegmentLoop): Position[] {
  // From the lowest vertex on, so that the same ring is written the same way whatever it was made from.
  let lowest = 0
  const isBefore = (a: number, b: number) =>
    (y[a] as number) < (y[b] as number) || (y[a] === y[b] && (x[a] as number) < (x[b] as number))
  for (let i = 1; i < segments.length; i++) {
    if (isBefore(from[segments[i] as number] as number, from[segments[lowest] as number] as number)) lowest = i
  }
  const ring: Position[] = []
  for (let i = 0; i <= segments.length; i++) {
    const id = from[segments[(lowest + i) % segments.length] as number] as number
    ring.push(toLngLat(x[id] as number, y[id] as number))
  }
  return ring
}

function middleOf({ from, to }: SegmentChain, { x, y }: Vertices, segment: number): [x: number, y: number] {
  const start = from[segment] as number
  const end = to[segment] as number
  return [((x[start] as number) + (x[end] as number)) / 2, ((y[start] as number) + (y[end] as number)) / 2]
}

/** Even-odd, exact; the point must not be on the loop. */
function isInsideLoop(
  { from, to }: SegmentChain,
  { x, y }: Vertices,
  loop: SegmentLoop,
  px: number,
  py: number,
): boolean {
  let inside = false
  for (const segment of loop.segments) {
    const start = from[segment] as number
    const end = to[segment] as number
    if (crossesRay(x[start] as number, y[start] as number, x[end] as number, y[end] as number, px, py)) inside = !inside
  }
  return inside
}
