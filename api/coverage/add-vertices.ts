import Flatbush from 'flatbush'
import { metersBetween, metersToSegment, type SnapRing } from './snap-rings.ts'
import {
  boxAround,
  haveCommon,
  isFixedAt,
  mayMove,
  moveVertices,
  type Point,
  pointOf,
  type SnapJob,
  type Survey,
  tidyRings,
} from './snap-survey.ts'

/** A vertex to be added between the vertices of an open segment, at a share of its length. */
type Addition = { place: Point; share: number }

/** Adds vertices to open segments of other areas that pass near them. A vertex beside a fixed border goes onto it first,
 *  so that the fixed border bends by no more than the rounding. True where anything changed. */
export function addVertices(job: SnapJob, survey: Survey): boolean {
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
    const near = index.search(...boxAround(point, job.meters))
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
  const changed = moveVertices(job, survey, places)
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
      changed.add(ring)
      ring.x.splice(i + 1, 0, ...wanted.map(({ place }) => place[0]))
      ring.y.splice(i + 1, 0, ...wanted.map(({ place }) => place[1]))
      ring.originX.splice(i + 1, 0, ...wanted.map(({ origin }) => origin[0]))
      ring.originY.splice(i + 1, 0, ...wanted.map(({ origin }) => origin[1]))
      ring.isAdded.splice(i + 1, 0, ...wanted.map(() => true))
    }
  })
  return tidyRings(job, changed)
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
