import Flatbush from 'flatbush'
import { type CoverageFault, checkCoverage } from './coverage-rule.ts'
import { findOpenSegments, type OpenSegments } from './open-segments.ts'
import { type RingTable, toLngLat, unitsPerDegree } from './ring-table.ts'
import {
  metersBetween,
  metersToSegment,
  readSnapRings,
  rebuildArea,
  type SnapArea,
  type SnapChange,
  type SnapRing,
  tabulateRings,
  tidyRing,
  unitMeters,
} from './snap-rings.ts'

/** Above this a difference is no measuring error any more but another border. */
export const maxSnapMeters = 2

/** Every pass mends something or is the last; real files need three to six. */
const maxPasses = 30
/** How often details shorter than the distance are given up where nothing else helps. */
const maxCollapses = 4

type Point = [x: number, y: number]

/** What one pass works on: the open segments, and by vertex on one of them whose it is and where it stood before. */
type Survey = {
  table: Pick<RingTable, 'x' | 'y' | 'ids' | 'ringStart' | 'ringOwner'>
  open: OpenSegments
  /** Vertex ids on open segments. */
  vertices: number[]
  /** Indexes of the areas at such a vertex, ascending. */
  areasAt: Map<number, number[]>
  ringsAt: Map<number, number[]>
  originsAt: Map<number, Point[]>
}

/** Closes gaps and overlaps narrower than `meters` between areas, by moving vertices onto those of the neighbour, adding
 *  the neighbour's vertices to a border that passes within that distance, and giving up details shorter than it where
 *  nothing else helps. Only borders without an exact partner are touched, and no vertex ends farther than `meters` from
 *  where it was, so what is wider stays and is left to the coverage rule. Vertices of one area are never joined to close
 *  a narrow place within it. The result does not depend on the order of the areas. Pure. */
export function snapCoverage<Area extends SnapArea>(
  areas: readonly Area[],
  meters: number,
): { areas: Area[]; changes: SnapChange[] } {
  const sorted = [...areas].sort((a, b) => (a.code < b.code ? -1 : 1))
  const rings = readSnapRings(sorted)
  const dropped = new Map<string, SnapChange>()
  const job: SnapJob = { areas: sorted, rings, meters, onDrop: (area, x, y) => noteDropped(dropped, area.code, x, y) }
  let collapses = 0
  for (let pass = 0; pass < maxPasses; pass++) {
    const survey = surveyRings(job)
    if (joinVertices(job, survey) || addVertices(job, survey)) continue
    if (++collapses > maxCollapses) break
    const faults = checkCoverage(rebuildAreas(job))
    if (faults.length === 0 || !collapseDetails(job, survey, faults)) break
  }
  const snapped = new Map(rebuildAreas({ areas: sorted, rings }).map((area) => [area.code, area]))
  return {
    areas: areas.map((area) => snapped.get(area.code) ?? area),
    changes: [...listMoves(job), ...dropped.values()],
  }
}

type SnapJob = {
  areas: readonly SnapArea[]
  rings: SnapRing[]
  meters: number
  onDrop: (area: SnapArea, x: number, y: number) => void
}

function rebuildAreas<Area extends SnapArea>({ areas, rings }: { areas: readonly Area[]; rings: SnapRing[] }): Area[] {
  const byOwner = new Map<number, SnapRing[]>()
  for (const ring of rings) {
    const list = byOwner.get(ring.owner)
    if (list) list.push(ring)
    else byOwner.set(ring.owner, [ring])
  }
  return areas.map((area, index) => rebuildArea(area, byOwner.get(index) ?? []))
}

function surveyRings({ rings }: SnapJob): Survey {
  const table = tabulateRings(rings)
  const open = findOpenSegments(table, -1)
  const isOpen = new Uint8Array(table.x.length)
  for (const id of open.chain.from) isOpen[id] = 1
  for (const id of open.chain.to) isOpen[id] = 1
  const areasAt = new Map<number, number[]>()
  const ringsAt = new Map<number, number[]>()
  const originsAt = new Map<number, Point[]>()
  rings.forEach((ring, number) => {
    const start = table.ringStart[number] as number
    for (let i = 0; i < ring.x.length; i++) {
      const id = table.ids[start + i] as number
      if (!isOpen[id]) continue
      addOnce(areasAt, id, ring.owner)
      addOnce(ringsAt, id, number)
      const origin: Point = [ring.originX[i] as number, ring.originY[i] as number]
      const origins = originsAt.get(id)
      if (origins) origins.push(origin)
      else originsAt.set(id, [origin])
    }
  })
  return { table, open, vertices: [...areasAt.keys()], areasAt, ringsAt, originsAt }
}

function addOnce(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key)
  if (!list) lists.set(key, [value])
  else if (!list.includes(value)) list.push(value)
}

const pointOf = ({ table }: Survey, id: number): Point => [table.x[id] as number, table.y[id] as number]

const isFixedAt = ({ areas }: SnapJob, survey: Survey, id: number) =>
  (survey.areasAt.get(id) as number[]).some((area) => areas[area]?.isFixed)

const haveCommon = (a: readonly number[], b: readonly number[]) => a.some((area) => b.includes(area))

/** May everything that stands at a vertex go to another place? */
const mayMove = (survey: Survey, id: number, [x, y]: Point, meters: number) =>
  (survey.originsAt.get(id) as Point[]).every(([fromX, fromY]) => metersBetween(fromX, fromY, x, y) <= meters)

/** Joins vertices of different areas that lie near each other, the nearest first. True where any were. */
function joinVertices(job: SnapJob, survey: Survey): boolean {
  const { vertices } = survey
  if (vertices.length < 2) return false
  const index = new Flatbush(vertices.length)
  for (const id of vertices) index.add(...pointOf(survey, id))
  index.finish()
  const pairs: { a: number; b: number; distance: number }[] = []
  for (const a of vertices) {
    const [x, y] = pointOf(survey, a)
    const ringsA = survey.ringsAt.get(a) as number[]
    const [east, north] = unitMeters(y)
    const [dx, dy] = [job.meters / east, job.meters / north]
    for (const found of index.search(x - dx, y - dy, x + dx, y + dy)) {
      const b = vertices[found] as number
      if (b <= a) continue
      const distance = metersBetween(x, y, ...pointOf(survey, b))
      if (distance <= job.meters && !haveCommon(ringsA, survey.ringsAt.get(b) as number[]))
        pairs.push({ a, b, distance })
    }
  }
  const placeOf = ({ a, b }: { a: number; b: number }) => {
    const [ax, ay] = pointOf(survey, a)
    const [bx, by] = pointOf(survey, b)
    return [Math.min(ax, bx), Math.min(ay, by)] as const
  }
  pairs.sort((p, q) => {
    if (p.distance !== q.distance) return p.distance - q.distance
    const [[px, py], [qx, qy]] = [placeOf(p), placeOf(q)]
    return px - qx || py - qy
  })
  const clusters = new Map<number, Cluster>()
  const clusterOf = (id: number): Cluster => {
    let cluster = clusters.get(id)
    if (!cluster) {
      cluster = {
        ids: [id],
        areas: survey.areasAt.get(id) as number[],
        rings: survey.ringsAt.get(id) as number[],
        place: pointOf(survey, id),
      }
      clusters.set(id, cluster)
    }
    return cluster
  }
  for (const { a, b } of pairs) {
    const joined = joinClusters(job, survey, clusterOf(a), clusterOf(b))
    if (joined) for (const id of joined.ids) clusters.set(id, joined)
  }
  return moveVertices(job, survey, new Map([...clusters].map(([id, { place }]) => [id, place])))
}

type Cluster = { ids: number[]; areas: number[]; rings: number[]; place: Point }

/** The one that stays where it is: a fixed one, else the one of more areas, else the one of the lowest code. */
function joinClusters(job: SnapJob, survey: Survey, a: Cluster, b: Cluster): Cluster | undefined {
  if (a === b || haveCommon(a.rings, b.rings)) return undefined
  const isFixed = ({ ids }: Cluster) => ids.some((id) => isFixedAt(job, survey, id))
  const [isFixedA, isFixedB] = [isFixed(a), isFixed(b)]
  if (isFixedA && isFixedB) return undefined
  const isAFirst =
    isFixedA ||
    (!isFixedB &&
      (a.areas.length - b.areas.length || Math.min(...b.areas) - Math.min(...a.areas) || b.place[0] - a.place[0]) > 0)
  for (const [stays, goes] of isAFirst
    ? [
        [a, b],
        [b, a],
      ]
    : [
        [b, a],
        [a, b],
      ]) {
    if (!stays || !goes || isFixed(goes)) continue
    if (goes.ids.every((id) => mayMove(survey, id, stays.place, job.meters)))
      return {
        ids: [...a.ids, ...b.ids],
        areas: [...new Set([...a.areas, ...b.areas])],
        rings: [...a.rings, ...b.rings],
        place: stays.place,
      }
  }
  return undefined
}

/** Puts vertices at other places, in every ring that passes them. True where one of them moved. */
function moveVertices(job: SnapJob, { table }: Survey, places: ReadonlyMap<number, Point>): boolean {
  let hasMoved = false
  job.rings.forEach((ring, number) => {
    const start = table.ringStart[number] as number
    let isTouched = false
    for (let i = 0; i < ring.x.length; i++) {
      const place = places.get(table.ids[start + i] as number)
      if (!place || (place[0] === ring.x[i] && place[1] === ring.y[i])) continue
      ring.x[i] = place[0]
      ring.y[i] = place[1]
      isTouched = true
    }
    if (!isTouched) return
    hasMoved = true
    tidy(job, ring)
  })
  return hasMoved
}

const tidy = (job: SnapJob, ring: SnapRing) =>
  tidyRing(ring, (x, y) => job.onDrop(job.areas[ring.owner] as SnapArea, x, y))

/** A vertex to be added between the vertices of an open segment, at a share of its length. */
type Addition = { place: Point; share: number }

/** Adds vertices to open segments of other areas that pass near them. A vertex beside a fixed border goes onto it first,
 *  so that the fixed border bends by no more than the rounding. True where anything changed. */
function addVertices(job: SnapJob, survey: Survey): boolean {
  const { open, vertices, table } = survey
  if (open.owners.length === 0) return false
  const index = new Flatbush(open.owners.length)
  open.chain.from.forEach((from, segment) => {
    const [ax, ay] = pointOf(survey, from)
    const [bx, by] = pointOf(survey, open.chain.to[segment] as number)
    index.add(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by))
  })
  index.finish()
  const additions = new Map<string, Addition[]>()
  const places = new Map<number, Point>()
  for (const id of vertices) {
    const point = pointOf(survey, id)
    const [east, north] = unitMeters(point[1])
    const [dx, dy] = [job.meters / east, job.meters / north]
    const near = index.search(point[0] - dx, point[1] - dy, point[0] + dx, point[1] + dy)
    for (const passing of findNearestSegments(job, survey, id, near)) {
      const { owners, ends, share, key } = passing
      let place = point
      if (owners.some((owner) => job.areas[owner]?.isFixed)) {
        // Two fixed borders stay as far apart as they are.
        if (places.has(id) || isFixedAt(job, survey, id)) continue
        place = [
          Math.round(ends[0][0] + share * (ends[1][0] - ends[0][0])),
          Math.round(ends[0][1] + share * (ends[1][1] - ends[0][1])),
        ]
        if (!mayMove(survey, id, place, job.meters)) continue
        places.set(id, place)
      }
      if (ends.some(([x, y]) => x === place[0] && y === place[1])) continue
      const list = additions.get(key)
      if (list) list.push({ place, share })
      else additions.set(key, [{ place, share }])
    }
  }
  let hasChanged = moveVerticesUntidied(job, survey, places)
  if (additions.size === 0) return hasChanged
  job.rings.forEach((ring, number) => {
    const start = table.ringStart[number] as number
    const length = ring.x.length
    for (let i = length - 1; i >= 0; i--) {
      const from = table.ids[start + i] as number
      const to = table.ids[start + ((i + 1) % length)] as number
      const list = additions.get(segmentKey(from, to))
      if (!list) continue
      const inOrder = [...list].sort((a, b) => a.share - b.share)
      if (from > to) inOrder.reverse()
      const wanted = inOrder.flatMap(({ place }) => {
        const origin = findOriginOf(ring, i, place)
        return metersBetween(...origin, ...place) <= job.meters ? [{ place, origin }] : []
      })
      if (wanted.length === 0) continue
      hasChanged = true
      ring.x.splice(i + 1, 0, ...wanted.map(({ place }) => place[0]))
      ring.y.splice(i + 1, 0, ...wanted.map(({ place }) => place[1]))
      ring.originX.splice(i + 1, 0, ...wanted.map(({ origin }) => origin[0]))
      ring.originY.splice(i + 1, 0, ...wanted.map(({ origin }) => origin[1]))
      ring.isAdded.splice(i + 1, 0, ...wanted.map(() => true))
    }
    if (ring.x.length !== length || places.size > 0) tidy(job, ring)
  })
  return hasChanged
}

/** An open segment that passes a vertex of other areas. `ends` and `share` run from its lower vertex id to the higher. */
type PassingSegment = { owners: number[]; ends: readonly [Point, Point]; share: number; meters: number; key: string }

/** Of each area's open segments that pass a vertex within the distance, the nearest: where two of them meet in a corner
 *  beside the vertex, adding it to both would cut the corner off. */
function findNearestSegments(job: SnapJob, survey: Survey, id: number, near: readonly number[]): PassingSegment[] {
  const { open } = survey
  const point = pointOf(survey, id)
  const nearest = new Map<string, PassingSegment>()
  for (const segment of [...near].sort((a, b) => a - b)) {
    const [a, b] = [open.chain.from[segment] as number, open.chain.to[segment] as number]
    const owners = open.owners[segment] as number[]
    if (a === id || b === id || haveCommon(owners, survey.areasAt.get(id) as number[])) continue
    const ends = [pointOf(survey, Math.min(a, b)), pointOf(survey, Math.max(a, b))] as const
    const { meters, share } = metersToSegment(point, ...ends)
    if (meters > job.meters || share <= 0 || share >= 1) continue
    const known = nearest.get(String(owners))
    if (!known || meters < known.meters)
      nearest.set(String(owners), { owners, ends, share, meters, key: segmentKey(a, b) })
  }
  return [...nearest.values()]
}

/** Moves without taking vertices out, which would shift the positions that additions refer to. */
function moveVerticesUntidied({ rings }: SnapJob, { table }: Survey, places: ReadonlyMap<number, Point>): boolean {
  let hasMoved = false
  if (places.size === 0) return hasMoved
  rings.forEach((ring, number) => {
    const start = table.ringStart[number] as number
    for (let i = 0; i < ring.x.length; i++) {
      const place = places.get(table.ids[start + i] as number)
      if (!place || (place[0] === ring.x[i] && place[1] === ring.y[i])) continue
      ring.x[i] = place[0]
      ring.y[i] = place[1]
      hasMoved = true
    }
  })
  return hasMoved
}

const segmentKey = (a: number, b: number) => (a < b ? `${a} ${b}` : `${b} ${a}`)

/** The place nearest to a point on the border after vertex `i` of a ring, as it was before snapping. */
function findOriginOf({ originX, originY, isAdded }: SnapRing, i: number, place: Point): Point {
  const count = originX.length
  let before = i
  while (isAdded[before]) before = (before + count - 1) % count
  let after = (i + 1) % count
  while (isAdded[after]) after = (after + 1) % count
  const from: Point = [originX[before] as number, originY[before] as number]
  const to: Point = [originX[after] as number, originY[after] as number]
  const { share } = metersToSegment(place, from, to)
  return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]
}

/** Where two borders still differ although nothing lies apart, they zigzag around each other: there short segments are
 *  given up, one end going to the other. True where any was. */
function collapseDetails(job: SnapJob, survey: Survey, faults: readonly CoverageFault[]): boolean {
  const { open, table } = survey
  const spots = new Flatbush(faults.length * 3)
  for (const { lngLat, segment } of faults)
    for (const [lng, lat] of [lngLat, ...(segment ?? [lngLat, lngLat])])
      spots.add(Math.round(lng * unitsPerDegree), Math.round(lat * unitsPerDegree))
  spots.finish()
  const positionsAt = new Map<number, { ring: number; i: number }[]>()
  job.rings.forEach((ring, number) => {
    for (let i = 0; i < ring.x.length; i++) {
      const id = table.ids[(table.ringStart[number] as number) + i] as number
      if (!survey.areasAt.has(id)) continue
      const list = positionsAt.get(id)
      if (list) list.push({ ring: number, i })
      else positionsAt.set(id, [{ ring: number, i }])
    }
  })
  /** Ends of one segment in every area that has both, so no ring is pinched. */
  const areNeighbours = (a: number, b: number) =>
    (positionsAt.get(a) ?? []).every(({ ring, i }) => {
      const start = table.ringStart[ring] as number
      const length = (table.ringStart[ring + 1] as number) - start
      const owner = table.ringOwner[ring] as number
      if (!(survey.areasAt.get(b) as number[]).includes(owner)) return true
      return table.ids[start + ((i + 1) % length)] === b || table.ids[start + ((i + length - 1) % length)] === b
    })
  const places = new Map<number, Point>()
  const busy = new Set<number>()
  open.chain.from.forEach((from, segment) => {
    const to = open.chain.to[segment] as number
    if (busy.has(from) || busy.has(to)) return
    const [a, b] = [pointOf(survey, from), pointOf(survey, to)]
    if (metersBetween(...a, ...b) > job.meters) return
    const [east, north] = unitMeters(a[1])
    const [dx, dy] = [(2 * job.meters) / east, (2 * job.meters) / north]
    if (spots.search(a[0] - dx, a[1] - dy, a[0] + dx, a[1] + dy).length === 0) return
    if (!areNeighbours(from, to) || !areNeighbours(to, from)) return
    for (const [goes, place] of [
      [from, b],
      [to, a],
    ] as const) {
      if (isFixedAt(job, survey, goes) || !mayMove(survey, goes, place, job.meters)) continue
      places.set(goes, place)
      busy.add(from).add(to)
      return
    }
  })
  return moveVertices(job, survey, places)
}

function noteDropped(dropped: Map<string, SnapChange>, code: string, x: number, y: number): void {
  const key = `${x} ${y}`
  const known = dropped.get(key)
  if (known) {
    if (!known.codes.includes(code)) known.codes.push(code)
  } else dropped.set(key, { kind: 'dropped', codes: [code], lngLat: toLngLat(x, y), from: null, meters: 0 })
}

function listMoves({ areas, rings }: SnapJob): SnapChange[] {
  const changes = new Map<string, SnapChange>()
  for (const ring of rings) {
    const { code } = areas[ring.owner] as SnapArea
    for (let i = 0; i < ring.x.length; i++) {
      const [x, y] = [ring.x[i] as number, ring.y[i] as number]
      const [fromX, fromY] = [ring.originX[i] as number, ring.originY[i] as number]
      const isAdded = ring.isAdded[i] as boolean
      if (!isAdded && fromX === x && fromY === y) continue
      const key = isAdded ? `${x} ${y}` : `${fromX} ${fromY} ${x} ${y}`
      const meters = metersBetween(fromX, fromY, x, y)
      const known = changes.get(key)
      if (known) {
        if (!known.codes.includes(code)) known.codes.push(code)
        known.meters = Math.max(known.meters, meters)
        continue
      }
      changes.set(key, {
        kind: isAdded ? 'added' : 'moved',
        codes: [code],
        lngLat: toLngLat(x, y),
        from: isAdded ? null : toLngLat(fromX, fromY),
        meters,
      })
    }
  }
  return [...changes.values()]
}
