import type { MultiPolygon, Polygon, Position } from 'geojson'
import type { Bbox, LngLat } from '#api/platform/http/shared.contract.ts'
import { isNearEdge } from './query-area.ts'
import { RayIndex } from './ray-index.ts'
import { isOnEarth, polygonsOf } from './ring-table.ts'
import { contactPlace, contactSteps } from './segment-contacts.ts'
import { finishSteps, type Steps } from './steps.ts'

/** Why an area cannot be asked about:
 *  - `too_many_vertices`: more than allowed, all rings together; `too_few_points`: a ring of less than four positions;
 *  - `outside_world`: a coordinate is no number or not within ±180, ±90; `unclosed`: a ring does not end where it starts;
 *  - `zero_area`: a ring encloses nothing;
 *  - `self_crossing`: the border crosses, touches or retraces itself, a hole lies outside its ring or in another, or
 *    holes cut the polygon into pieces;
 *  - `overlapping_parts`: two polygons of a MultiPolygon overlap or share a border. */
export type AreaFaultReason =
  | 'self_crossing'
  | 'unclosed'
  | 'too_many_vertices'
  | 'outside_world'
  | 'too_few_points'
  | 'zero_area'
  | 'overlapping_parts'

/** The reason and the place to look at. */
export type AreaFault = { reason: AreaFaultReason; lngLat: LngLat }

/** One ring among the segments of all rings: segments `start` … `end - 1`. */
type AreaRing = { polygon: number; isHole: boolean; start: number; end: number; box: Bbox }

/** The first thing wrong with an area, or null: what the OGC (and `ST_IsValid`) ask of a polygon, on the doubles as
 *  given, exact. Orientation does not matter, repeated positions are taken as one. n log n for 10,000 vertices. Pure. */
export const findAreaFault = (area: Polygon | MultiPolygon, limits: { maxVertices: number }): AreaFault | null =>
  finishSteps(areaFaultSteps(area, limits))

/** `findAreaFault` in steps: a star or a comb of 10,000 long edges takes 0.4 s. */
export function* areaFaultSteps(
  area: Polygon | MultiPolygon,
  { maxVertices }: { maxVertices: number },
): Steps<AreaFault | null> {
  const polygons = polygonsOf(area)
  const rings = polygons.flat()
  const [firstPosition] = rings.flat()
  const place = placeOf(firstPosition)
  let vertices = 0
  for (const ring of rings) vertices += ring.length
  if (vertices > maxVertices) return { reason: 'too_many_vertices', lngLat: place }
  if (polygons.length === 0 || polygons.some((polygon) => polygon.length === 0)) {
    return { reason: 'too_few_points', lngLat: place }
  }
  for (const ring of rings) {
    const fault = findRingFault(ring)
    if (fault) return fault
  }
  const segments = new Float64Array(4 * vertices)
  const areaRings: AreaRing[] = []
  let end = 0
  polygons.forEach((polygon, index) => {
    polygon.forEach((ring, ringIndex) => {
      const start = end
      const box: Bbox = [Infinity, Infinity, -Infinity, -Infinity]
      for (let i = 0; i + 1 < ring.length; i++) {
        const [x1 = 0, y1 = 0] = ring[i] ?? []
        const [x2 = 0, y2 = 0] = ring[i + 1] ?? []
        if (x1 === x2 && y1 === y2) continue
        segments.set([x1, y1, x2, y2], 4 * end)
        end++
        box[0] = Math.min(box[0], x1)
        box[1] = Math.min(box[1], y1)
        box[2] = Math.max(box[2], x1)
        box[3] = Math.max(box[3], y1)
      }
      areaRings.push({ polygon: index, isHole: ringIndex > 0, start, end, box })
    })
  })
  return (yield* contactFaultSteps(segments, end, areaRings)) ?? (yield* nestingFaultSteps(segments, areaRings))
}

const placeOf = (position: Position | undefined): LngLat => {
  const [lng, lat] = position ?? []
  return [Number.isFinite(lng) ? (lng as number) : 0, Number.isFinite(lat) ? (lat as number) : 0]
}

function findRingFault(ring: Position[]): AreaFault | null {
  const outside = ring.find((position) => !isOnEarth(position))
  if (outside) return { reason: 'outside_world', lngLat: placeOf(outside) }
  const first = ring[0]
  const last = ring.at(-1)
  if (!first || !last || ring.length < 4) return { reason: 'too_few_points', lngLat: placeOf(first) }
  if (first[0] !== last[0] || first[1] !== last[1]) return { reason: 'unclosed', lngLat: placeOf(last) }
  const [originX, originY] = first as LngLat
  let size = 0
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1] as LngLat
    const [bx, by] = ring[i] as LngLat
    size += Math.abs((ax - originX) * (by - originY) - (bx - originX) * (ay - originY))
  }
  // Not the area: a figure of eight may add up to nothing too, and its crossing says more. 1e-16 square degrees are
  // a square millimetre, about what rounding makes of a straight line.
  return size < 1e-16 ? { reason: 'zero_area', lngLat: placeOf(first) } : null
}

/** Rings must not cross, must not meet themselves, and meet each other in single points only, not so often that they
 *  cut the inside apart. */
function* contactFaultSteps(segments: Float64Array, count: number, rings: AreaRing[]): Steps<AreaFault | null> {
  const ringOf = new Int32Array(count)
  rings.forEach((ring, index) => {
    ringOf.fill(index, ring.start, ring.end)
  })
  let fault: AreaFault | null = null
  const links = new RingLinks(rings.length)
  yield* contactSteps(segments, count, (i, j, contact) => {
    const a = ringOf[i] as number
    const b = ringOf[j] as number
    const { start, end, polygon } = rings[a] as AreaRing
    if (contact === 'vertex' && a === b && (j - i === 1 || (i === start && j === end - 1))) return
    const other = rings[b] as AreaRing
    if (a !== b && (contact === 'vertex' || contact === 'touch')) {
      // Polygons may touch in as many points as they like; rings of one polygon must not close a circle.
      if (polygon !== other.polygon) return
      const [x, y] = contactPlace(segments, i, j)
      if (!links.connect(a, b, `${x} ${y}`)) return
    }
    const reason = polygon === other.polygon ? 'self_crossing' : 'overlapping_parts'
    fault = { reason, lngLat: contactPlace(segments, i, j) }
    return true
  })
  return fault
}

/** Rings of a polygon and the points where they touch, as a graph: a circle in it encloses a piece of the inside. */
class RingLinks {
  readonly #parent: number[]
  readonly #points = new Map<string, number>()
  readonly #joined = new Set<string>()

  constructor(rings: number) {
    this.#parent = Array.from({ length: rings }, (_, i) => i)
  }

  #rootOf(node: number): number {
    let root = node
    while (this.#parent[root] !== root) root = this.#parent[root] as number
    this.#parent[node] = root
    return root
  }

  /** True when the contact closes a circle. */
  connect(a: number, b: number, place: string): boolean {
    let point = this.#points.get(place)
    if (point === undefined) {
      point = this.#parent.length
      this.#parent.push(point)
      this.#points.set(place, point)
    }
    for (const ring of [a, b]) {
      const key = `${ring} ${point}`
      if (this.#joined.has(key)) continue
      this.#joined.add(key)
      const [ringRoot, pointRoot] = [this.#rootOf(ring), this.#rootOf(point)]
      if (ringRoot === pointRoot) return true
      this.#parent[ringRoot] = pointRoot
    }
    return false
  }
}

/** Rings that do not cross are inside or outside one another. The middles of their segments tell: a vertex may be where
 *  they touch. */
function* nestingFaultSteps(segments: Float64Array, rings: AreaRing[]): Steps<AreaFault | null> {
  if (rings.length === 1) return null
  const makeRays = (start: number, end: number) => new RayIndex(segments.slice(4 * start, 4 * end), end - start)
  const raysOfRing = new Map<AreaRing, RayIndex>()
  const rangeOfPolygon = new Map<number, { start: number; end: number }>()
  for (const ring of rings) {
    yield
    raysOfRing.set(ring, makeRays(ring.start, ring.end))
    const range = rangeOfPolygon.get(ring.polygon)
    if (range) range.end = ring.end
    else rangeOfPolygon.set(ring.polygon, { start: ring.start, end: ring.end })
  }
  const raysOfPolygon = new Map<number, RayIndex>()
  for (const [polygon, { start, end }] of rangeOfPolygon) {
    yield
    raysOfPolygon.set(polygon, makeRays(start, end))
  }
  for (const ring of rings) {
    yield
    for (const other of rings) {
      if (ring === other) continue
      const isSamePolygon = ring.polygon === other.polygon
      if (isSamePolygon ? !ring.isHole : ring.isHole || other.isHole) continue
      const isOwnOuter = isSamePolygon && !other.isHole
      if (!isOwnOuter && !doBoxesMeet(ring.box, other.box)) continue
      const rays = (isSamePolygon ? raysOfRing.get(other) : raysOfPolygon.get(other.polygon)) as RayIndex
      const place = yield* misplacedSteps(segments, ring, other, rays, isOwnOuter)
      if (place) return { reason: isSamePolygon ? 'self_crossing' : 'overlapping_parts', lngLat: place }
    }
  }
  return null
}

/** Questions to the rays between two steps: each may look at thousands of edges. */
const middlesPerStep = 16

/** A place of `ring` that is inside (or not, as `mustBeInside` says) what `rays` are of; not one on the other border. */
function* misplacedSteps(
  segments: Float64Array,
  ring: AreaRing,
  other: AreaRing,
  rays: RayIndex,
  mustBeInside: boolean,
): Steps<LngLat | null> {
  for (let i = ring.start; i < ring.end; i++) {
    if (i % middlesPerStep === 0) yield
    const x = ((segments[4 * i] as number) + (segments[4 * i + 2] as number)) / 2
    const y = ((segments[4 * i + 1] as number) + (segments[4 * i + 3] as number)) / 2
    if (((rays.windingAt(x, y) & 1) === 1) === mustBeInside) continue
    yield
    let isOnOther = false
    for (let j = other.start; j < other.end && !isOnOther; j++) isOnOther = isNearEdge(segments, j, x, y)
    if (!isOnOther) return [x, y]
  }
  return null
}

const doBoxesMeet = (a: Bbox, b: Bbox): boolean => a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
