import Flatbush from 'flatbush'
import { type ArcSet, joinArcs, minWeightAt, unitsPerDegree, type WeightedPosition } from './arc-set.ts'
import { mercatorX, mercatorY } from './mercator.ts'
import { tileExtent } from './tile-grid.ts'

/**
 * The arcs as a zoom draws them: corners below half a pixel gone, ends kept. Where that would let two borders meet or
 * cross, put an enclave on the other side of a border, or take a face's area (also after rounding to the tile's grid),
 * the points of the arcs concerned come back bit by bit until it does not. With every point back the coverage is the one
 * that came in, so this ends. Pure: the answer holds the very points of `set`.
 */
export function simplifyArcs(set: ArcSet, zoom: number, deepestZoom: number): WeightedPosition[][] {
  const minWeight = minWeightAt(zoom, deepestZoom)
  if (minWeight === 0) return set.arcs
  const thresholds = new Float64Array(set.arcs.length).fill(minWeight)
  const kept = set.arcs.map((arc) => keepPoints(arc, minWeight))
  let toCheck = kept.flatMap((arc, index) => (arc.length < (set.arcs[index] as unknown[]).length ? [index] : []))
  if (set.faces.length === 0 || toCheck.length === 0) return kept
  const islands = islandsOf(set.arcs)
  for (;;) {
    const offenders = findOffenders(set, kept, toCheck, islands, zoom)
    toCheck = []
    for (const index of offenders) {
      const arc = set.arcs[index] as WeightedPosition[]
      if ((kept[index] as unknown[]).length === arc.length) continue
      // A quarter of the area is half the length; after four halvings the rest comes back at once.
      const lowered = (thresholds[index] as number) / 4
      thresholds[index] = lowered < minWeight / 256 ? 0 : lowered
      kept[index] = keepPoints(arc, thresholds[index] as number)
      toCheck.push(index)
    }
    if (toCheck.length === 0) return kept
  }
}

function keepPoints(arc: WeightedPosition[], minWeight: number): WeightedPosition[] {
  const points = arc.filter((point) => point[2] >= minWeight)
  return points.length === arc.length ? arc : points
}

/** Arcs that break the rule after simplifying; only the arcs in `changed` (and what they meet) are looked at for
 *  crossings, and every face for its area. */
function findOffenders(set: ArcSet, kept: WeightedPosition[][], changed: number[], islands: Island[], zoom: number) {
  const offenders = new Set<number>()
  findCrossings(kept, changed, offenders)
  for (const index of changed)
    for (const { point, arcs } of islands)
      if (
        !arcs.has(index) &&
        hasJumped(point, set.arcs[index] as WeightedPosition[], kept[index] as WeightedPosition[])
      )
        offenders.add(index)
  for (const face of set.faces)
    if (hasLostArea(face, set.arcs, kept, zoom)) for (const index of arcsOf(face)) offenders.add(index)
  return offenders
}

function* arcsOf(face: number[][][]) {
  for (const part of face) for (const ring of part) for (const index of ring) yield index < 0 ? ~index : index
}

/** Adds to `offenders` each pair of arcs whose segments meet elsewhere than in a common end. */
function findCrossings(arcs: WeightedPosition[][], changed: number[], offenders: Set<number>) {
  if (changed.length === 0) return
  const owners: number[] = []
  const starts: number[] = []
  for (const [index, arc] of arcs.entries())
    for (let i = 0; i + 1 < arc.length; i++) {
      owners.push(index)
      starts.push(i)
    }
  const tree = new Flatbush(owners.length, 16, Float64Array)
  for (const [segment, owner] of owners.entries()) {
    const arc = arcs[owner] as WeightedPosition[]
    const [ax, ay] = arc[starts[segment] as number] as WeightedPosition
    const [bx, by] = arc[(starts[segment] as number) + 1] as WeightedPosition
    tree.add(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by))
  }
  tree.finish()
  for (const index of changed) {
    const arc = arcs[index] as WeightedPosition[]
    for (let i = 0; i + 1 < arc.length; i++) {
      const a = arc[i] as WeightedPosition
      const b = arc[i + 1] as WeightedPosition
      tree.search(Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1]), (segment) => {
        const owner = owners[segment] as number
        const start = starts[segment] as number
        if (owner === index && start === i) return false
        const other = arcs[owner] as WeightedPosition[]
        if (!isMeeting(a, b, other[start] as WeightedPosition, other[start + 1] as WeightedPosition)) return false
        offenders.add(index)
        offenders.add(owner)
        return false
      })
    }
  }
}

/** Twice the signed area of a triangle. Exact: differences inside a county are below 2^24 units, products below 2^48. */
const turn = (a: WeightedPosition, b: WeightedPosition, c: WeightedPosition) =>
  (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

const isSame = (a: WeightedPosition, b: WeightedPosition) => a[0] === b[0] && a[1] === b[1]

const isWithinBox = (p: WeightedPosition, a: WeightedPosition, b: WeightedPosition) =>
  p[0] >= Math.min(a[0], b[0]) &&
  p[0] <= Math.max(a[0], b[0]) &&
  p[1] >= Math.min(a[1], b[1]) &&
  p[1] <= Math.max(a[1], b[1])

/** Whether segments ab and cd have a point in common that is not an end of both. */
function isMeeting(a: WeightedPosition, b: WeightedPosition, c: WeightedPosition, d: WeightedPosition): boolean {
  if (isSame(a, d) || isSame(b, c)) [c, d] = [d, c]
  if (isSame(a, c)) return isSame(b, d) || isFolded(a, b, d)
  if (isSame(b, d)) return isFolded(b, a, c)
  const abc = turn(a, b, c)
  const abd = turn(a, b, d)
  const cda = turn(c, d, a)
  const cdb = turn(c, d, b)
  if (abc > 0 !== abd > 0 && cda > 0 !== cdb > 0 && abc !== 0 && abd !== 0 && cda !== 0 && cdb !== 0) return true
  return (
    (abc === 0 && isWithinBox(c, a, b)) ||
    (abd === 0 && isWithinBox(d, a, b)) ||
    (cda === 0 && isWithinBox(a, c, d)) ||
    (cdb === 0 && isWithinBox(b, c, d))
  )
}

/** Whether two segments that start at `corner` lie on each other. */
const isFolded = (corner: WeightedPosition, first: WeightedPosition, second: WeightedPosition) =>
  turn(corner, first, second) === 0 &&
  (first[0] - corner[0]) * (second[0] - corner[0]) + (first[1] - corner[1]) * (second[1] - corner[1]) > 0

/** One connected piece of the border net, by a point of it and its arcs. */
type Island = { point: WeightedPosition; arcs: Set<number> }

const knownIslands = new WeakMap<WeightedPosition[][], Island[]>()

/** `findIslands`, once for all zooms of a set. */
function islandsOf(arcs: WeightedPosition[][]): Island[] {
  const islands = knownIslands.get(arcs) ?? findIslands(arcs)
  knownIslands.set(arcs, islands)
  return islands
}

/** Each connected piece of the border net but the largest: enclaves inside a face, and parts apart. Two pieces that do
 *  not touch can change sides without any crossing, so they are watched. */
function findIslands(arcs: WeightedPosition[][]): Island[] {
  const parents = new Map<string, string>()
  const find = (key: string): string => {
    let root = key
    for (let parent = parents.get(root); parent !== undefined && parent !== root; parent = parents.get(root))
      root = parent
    parents.set(key, root)
    return root
  }
  const keyOf = (point: WeightedPosition) => `${point[0]} ${point[1]}`
  for (const arc of arcs)
    parents.set(find(keyOf(arc[0] as WeightedPosition)), find(keyOf(arc.at(-1) as WeightedPosition)))
  const pieces = new Map<string, Island>()
  for (const [index, arc] of arcs.entries()) {
    const point = arc[0] as WeightedPosition
    const root = find(keyOf(point))
    const piece = pieces.get(root) ?? { point, arcs: new Set() }
    piece.arcs.add(index)
    pieces.set(root, piece)
  }
  const [, ...islands] = [...pieces.values()].sort((one, other) => other.arcs.size - one.arcs.size)
  return islands
}

/** Whether a point lies between an arc and what is left of it: on a ray from it the two are crossed an odd number of
 *  times. */
function hasJumped(point: WeightedPosition, arc: WeightedPosition[], kept: WeightedPosition[]) {
  let isBetween = false
  for (const line of [arc, kept])
    for (let i = 0; i + 1 < line.length; i++) {
      const a = line[i] as WeightedPosition
      const b = line[i + 1] as WeightedPosition
      if (a[1] > point[1] === b[1] > point[1]) continue
      const side = turn(a, b, point)
      if (b[1] > a[1] ? side > 0 : side < 0) isBetween = !isBetween
    }
  return isBetween
}

function hasLostArea(face: number[][][], arcs: WeightedPosition[][], kept: WeightedPosition[][], zoom: number) {
  for (const part of face)
    for (const ring of part) {
      if (ring.every((index) => kept[index < 0 ? ~index : index] === arcs[index < 0 ? ~index : index])) continue
      const before = signedArea(joinArcs(ring, arcs))
      const after = signedArea(joinArcs(ring, kept))
      if (after === 0 || after > 0 !== before > 0) return true
    }
  const side = tileExtent * 2 ** zoom
  const onTileGrid = (point: WeightedPosition): WeightedPosition => [
    Math.round(mercatorX(point[0] / unitsPerDegree) * side),
    Math.round(mercatorY(point[1] / unitsPerDegree) * side),
    0,
  ]
  return face.every((part) => signedArea(joinArcs(part[0] as number[], kept).map(onTileGrid)) === 0)
}

/** Twice the signed area of a closed ring, reckoned from its first point so that the products stay exact. */
function signedArea(ring: WeightedPosition[]) {
  let sum = 0
  const origin = ring[0] as WeightedPosition
  for (let i = 1; i + 1 < ring.length; i++)
    sum += turn(origin, ring[i] as WeightedPosition, ring[i + 1] as WeightedPosition)
  return sum
}
