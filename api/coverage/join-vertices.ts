import Flatbush from 'flatbush'
import { metersBetween } from './snap-rings.ts'
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

/** Joins vertices of different areas that lie near each other, the nearest first. True where any were. */
export function joinVertices(job: SnapJob, survey: Survey): boolean {
  const { vertices } = survey
  if (vertices.length < 2) return false
  const index = new Flatbush(vertices.length)
  for (const id of vertices) index.add(...pointOf(survey, id))
  index.finish()
  const pairs: { a: number; b: number; distance: number }[] = []
  for (const a of vertices) {
    const point = pointOf(survey, a)
    const ringsA = survey.ringsAt.get(a) as number[]
    for (const found of index.search(...boxAround(point, job.meters))) {
      const b = vertices[found] as number
      if (b <= a) continue
      const distance = metersBetween(...point, ...pointOf(survey, b))
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
  const places = new Map([...clusters].map(([id, { place }]) => [id, place]))
  return tidyRings(job, moveVertices(job, survey, places))
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
  const both: [stays: Cluster, goes: Cluster][] = [
    [a, b],
    [b, a],
  ]
  for (const [stays, goes] of isAFirst ? both : both.reverse()) {
    if (isFixed(goes)) continue
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
