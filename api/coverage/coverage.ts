import type { MultiPolygon, Polygon, Position } from 'geojson'
import { geodesicDistanceMeters } from './geodesic-area.ts'
import { PairTable } from './pair-table.ts'
import { type CodedArea, type RingTable, ringSteps, toLngLat } from './ring-table.ts'
import { polygonsFromLoops, type SegmentChain, traceLoops } from './segment-loops.ts'
import { finishSteps, type Steps } from './steps.ts'

/** All grids of one moment over one set of arcs, in whole millionths of a degree. A border between two grids is stored
 *  once, so it cannot be two different lines. Plain data and typed arrays: it can be posted to a worker. */
export type Coverage = {
  /** Ascending; everything else refers to a grid by its index here. */
  codes: readonly string[]
  /** x, y, x, y, … of all arcs; arc i is vertices `arcStart[i]` to `arcStart[i + 1] - 1`. A ring that is one arc ends
   *  with its first vertex. */
  coordinates: Int32Array
  arcStart: Int32Array
  /** The grid on the left and on the right of an arc in its direction, -1 = outside. */
  arcLeft: Int32Array
  arcRight: Int32Array
  /** By grid: polygons → rings (outer first, counter-clockwise; holes clockwise) → arcs, `i` or `~i` for backwards. */
  polygons: readonly (readonly (readonly (readonly number[])[])[])[]
}

export type GridNeighbour = {
  code: string
  sharedBorderMeters: number
  /** Clockwise from north, 0 ≤ bearing < 360: the side of the grid on which the neighbour lies. */
  bearingDegrees: number
}

/** Cuts the rings where the neighbour changes and stores each piece once. Coordinates are rounded to 1e-6 degree. Areas
 *  that break the coverage rule (see `checkCoverage`, which must come first) give arcs without a partner, not an error;
 *  a code that comes twice throws. Pure. */
export const buildCoverage = (grids: readonly CodedArea[]): Coverage => finishSteps(coverageSteps(grids))

/** Rings between two steps. */
const ringsPerStep = 50

/** `buildCoverage` in steps. */
export function* coverageSteps(grids: readonly CodedArea[]): Steps<Coverage> {
  const sorted = [...grids].sort((a, b) => (a.code < b.code ? -1 : 1))
  const repeated = sorted.find((grid, i) => grid.code === sorted[i + 1]?.code)
  if (repeated) throw new Error(`grid code ${repeated.code} is there twice`)
  const table = yield* ringSteps(sorted, () => {})
  const isJunction = yield* junctionSteps(table)
  const arcs = new ArcStore(table)
  const polygons: number[][][][] = sorted.map(() => [])
  for (let ring = 0; ring < table.ringOwner.length; ring++) {
    if (ring % ringsPerStep === 0) yield
    const owner = table.ringOwner[ring] as number
    const isNewPolygon = !table.ringIsHole[ring]
    if (isNewPolygon) polygons[owner]?.push([])
    polygons[owner]?.at(-1)?.push(cutRing(table, ring, isJunction, arcs))
  }
  return { codes: sorted.map((grid) => grid.code), ...arcs.finish(), polygons }
}

/** A vertex is a junction where not all rings that pass it have the same two neighbours there. */
function* junctionSteps({ ids, ringStart, x }: RingTable): Steps<Uint8Array> {
  const isJunction = new Uint8Array(x.length)
  const low = new Int32Array(x.length).fill(-1)
  const high = new Int32Array(x.length).fill(-1)
  for (let ring = 0; ring + 1 < ringStart.length; ring++) {
    if (ring % ringsPerStep === 0) yield
    const start = ringStart[ring] as number
    const end = ringStart[ring + 1] as number
    for (let i = start; i < end; i++) {
      const id = ids[i] as number
      const before = ids[i === start ? end - 1 : i - 1] as number
      const after = ids[i + 1 === end ? start : i + 1] as number
      const smaller = Math.min(before, after)
      const larger = Math.max(before, after)
      if (low[id] === -1) {
        low[id] = smaller
        high[id] = larger
      } else if (low[id] !== smaller || high[id] !== larger) isJunction[id] = 1
    }
  }
  return isJunction
}

function cutRing(table: RingTable, ring: number, isJunction: Uint8Array, arcs: ArcStore): number[] {
  const { ids, x, y } = table
  const start = table.ringStart[ring] as number
  const length = (table.ringStart[ring + 1] as number) - start
  const at = (i: number) => ids[start + (i % length)] as number
  let first = 0
  while (first < length && !isJunction[at(first)]) first++
  if (first === length) {
    // No junction: one arc from the lowest vertex, so that the ring on its other side starts at the same place.
    first = 0
    for (let i = 1; i < length; i++) {
      const isLower = (y[at(i)] as number) - (y[at(first)] as number) || (x[at(i)] as number) - (x[at(first)] as number)
      if (isLower < 0) first = i
    }
  }
  const refs: number[] = []
  const owner = table.ringOwner[ring] as number
  for (let from = first; from < first + length; ) {
    let to = from + 1
    while (to < first + length && !isJunction[at(to)]) to++
    refs.push(arcs.put(at, from, to, owner))
    from = to
  }
  return refs
}

class ArcStore {
  readonly #table: RingTable
  /** First two vertices of an arc, in either direction, and which arc that is. */
  readonly #heads: PairTable
  readonly #refOfHead: Int32Array
  readonly #coordinates: number[] = []
  readonly #starts: number[] = [0]
  readonly #left: number[] = []
  readonly #right: number[] = []

  constructor(table: RingTable) {
    this.#table = table
    this.#heads = new PairTable(table.ids.length * 2)
    this.#refOfHead = new Int32Array(table.ids.length * 2)
  }

  put(at: (i: number) => number, from: number, to: number, owner: number): number {
    const known = this.#heads.find(at(from), at(from + 1))
    if (known >= 0) {
      const ref = this.#refOfHead[known] as number
      if (ref >= 0) this.#left[ref] = owner
      else this.#right[~ref] = owner
      return ref
    }
    const ref = this.#left.length
    for (let i = from; i <= to; i++) {
      const id = at(i)
      this.#coordinates.push(this.#table.x[id] as number, this.#table.y[id] as number)
    }
    this.#starts.push(this.#coordinates.length / 2)
    this.#left.push(owner)
    this.#right.push(-1)
    this.#refOfHead[this.#heads.intern(at(from), at(from + 1))] = ref
    this.#refOfHead[this.#heads.intern(at(to), at(to - 1))] = ~ref
    return ref
  }

  finish() {
    return {
      coordinates: Int32Array.from(this.#coordinates),
      arcStart: Int32Array.from(this.#starts),
      arcLeft: Int32Array.from(this.#left),
      arcRight: Int32Array.from(this.#right),
    }
  }
}

/** Index of a code in `coverage.codes`; throws when it is not there. Pure. */
function gridIndexOf({ codes }: Coverage, code: string): number {
  let low = 0
  let high = codes.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((codes[middle] as string) < code) low = middle + 1
    else high = middle
  }
  if (codes[low] !== code) throw new Error(`the coverage has no grid ${code}`)
  return low
}

/** x, y, x, y, … of a ring in millionths of a degree; the first vertex is not repeated at the end. Pure. */
export function ringCoordinates(coverage: Coverage, arcs: readonly number[]): number[] {
  const { coordinates, arcStart } = coverage
  const ring: number[] = []
  for (const ref of arcs) {
    const arc = ref < 0 ? ~ref : ref
    const start = arcStart[arc] as number
    const end = (arcStart[arc + 1] as number) - 1
    for (let step = 0; step < end - start; step++) {
      const vertex = ref < 0 ? end - step : start + step
      ring.push(coordinates[2 * vertex] as number, coordinates[2 * vertex + 1] as number)
    }
  }
  return ring
}

/** The polygon of one grid, outer rings counter-clockwise (RFC 7946). Throws on an unknown code. Pure. */
export function gridGeometry(coverage: Coverage, code: string): Polygon | MultiPolygon {
  const polygons = (coverage.polygons[gridIndexOf(coverage, code)] ?? []).map((rings) =>
    rings.map((arcs): Position[] => {
      const flat = ringCoordinates(coverage, arcs)
      const ring: Position[] = []
      for (let i = 0; i < flat.length; i += 2) ring.push(toLngLat(flat[i] as number, flat[i + 1] as number))
      ring.push([...(ring[0] as Position)])
      return ring
    }),
  )
  const [only] = polygons
  return only && polygons.length === 1
    ? { type: 'Polygon', coordinates: only }
    : { type: 'MultiPolygon', coordinates: polygons }
}

/** Union of grids: the borders between them fall away, nothing is computed, so no coordinate changes and nothing can
 *  fail. Parts that touch in a corner stay parts, enclosed grids that are not in the list become holes. A Polygon where
 *  it is one piece; no codes give an empty MultiPolygon; an unknown code throws. Walks over the arcs of its members alone.
 *  Pure. */
export function mergeGrids(coverage: Coverage, codes: Iterable<string>): Polygon | MultiPolygon {
  const members = new Set<number>()
  for (const code of codes) members.add(gridIndexOf(coverage, code))
  const { coordinates, arcStart, arcLeft, arcRight, polygons } = coverage
  const refs: number[] = []
  let segments = 0
  for (const member of members) {
    for (const ref of polygons[member]?.flat(2) ?? []) {
      const arc = ref < 0 ? ~ref : ref
      if (members.has(arcLeft[arc] as number) === members.has(arcRight[arc] as number)) continue
      refs.push(ref)
      segments += (arcStart[arc + 1] as number) - (arcStart[arc] as number)
    }
  }
  const vertices = new PairTable(segments)
  const chain: SegmentChain = { from: [], to: [] }
  for (const ref of refs.sort((a, b) => (a < 0 ? ~a : a) - (b < 0 ? ~b : b))) {
    const arc = ref < 0 ? ~ref : ref
    for (let i = arcStart[arc] as number; i < (arcStart[arc + 1] as number) - 1; i++) {
      const a = vertices.intern(coordinates[2 * i] as number, coordinates[2 * i + 1] as number)
      const b = vertices.intern(coordinates[2 * i + 2] as number, coordinates[2 * i + 3] as number)
      chain.from.push(ref < 0 ? b : a)
      chain.to.push(ref < 0 ? a : b)
    }
  }
  const points = { x: vertices.first, y: vertices.second }
  return polygonsFromLoops(chain, points, traceLoops(chain, points))
}

/** Grids that share a border of some length (a common corner is not enough), longest border first. The bearing is where
 *  the shared border looks to, outward; where the neighbour lies all around, from middle to middle. Throws on an unknown
 *  code. Pure. */
export function findNeighbours(coverage: Coverage, code: string): GridNeighbour[] {
  const self = gridIndexOf(coverage, code)
  const shared = new Map<number, { meters: number; east: number; north: number }>()
  for (const ref of (coverage.polygons[self] ?? []).flat(2)) {
    const arc = ref < 0 ? ~ref : ref
    const other = (ref < 0 ? coverage.arcLeft[arc] : coverage.arcRight[arc]) as number
    if (other < 0 || other === self) continue
    const entry = shared.get(other) ?? { meters: 0, east: 0, north: 0 }
    shared.set(other, entry)
    const points = arcPoints(coverage, ref)
    for (let i = 0; i + 1 < points.length; i++) {
      const [a, b] = [points[i] as [number, number], points[i + 1] as [number, number]]
      entry.meters += geodesicDistanceMeters(a, b)
      // The inside is on the left, so outward is the direction turned to the right.
      entry.east += b[1] - a[1]
      entry.north -= (b[0] - a[0]) * Math.cos((a[1] * Math.PI) / 180)
    }
  }
  return [...shared]
    .map(([other, { meters, east, north }]) => {
      const isAllAround = Math.hypot(east, north) * 111_000 < meters * 0.01
      const [x, y] = isAllAround ? directionBetween(coverage, self, other) : [east, north]
      const bearing = (Math.atan2(x, y) * 180) / Math.PI
      return {
        code: coverage.codes[other] as string,
        sharedBorderMeters: meters,
        bearingDegrees: (bearing + 360) % 360,
      }
    })
    .sort((a, b) => b.sharedBorderMeters - a.sharedBorderMeters || (a.code < b.code ? -1 : 1))
}

function arcPoints({ coordinates, arcStart }: Coverage, ref: number): [number, number][] {
  const arc = ref < 0 ? ~ref : ref
  const points: [number, number][] = []
  for (let i = arcStart[arc] as number; i < (arcStart[arc + 1] as number); i++) {
    points.push(toLngLat(coordinates[2 * i] as number, coordinates[2 * i + 1] as number))
  }
  return ref < 0 ? points.reverse() : points
}

function directionBetween(coverage: Coverage, from: number, to: number): [east: number, north: number] {
  const a = centroidOf(coverage, from)
  const b = centroidOf(coverage, to)
  return [(b[0] - a[0]) * Math.cos((a[1] * Math.PI) / 180), b[1] - a[1]]
}

/** Centre of gravity in degrees; plain plane geometry, good enough for a direction. */
function centroidOf(coverage: Coverage, grid: number): [number, number] {
  const rings = (coverage.polygons[grid] ?? []).flat().map((arcs) => ringCoordinates(coverage, arcs))
  const [originX = 0, originY = 0] = rings[0] ?? []
  let area = 0
  let x = 0
  let y = 0
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 2) {
      const ax = (ring[i] as number) - originX
      const ay = (ring[i + 1] as number) - originY
      const bx = (ring[(i + 2) % ring.length] as number) - originX
      const by = (ring[(i + 3) % ring.length] as number) - originY
      const cross = ax * by - bx * ay
      area += cross
      x += (ax + bx) * cross
      y += (ay + by) * cross
    }
  }
  return toLngLat(originX + x / (3 * area), originY + y / (3 * area))
}
