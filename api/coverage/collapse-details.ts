import Flatbush from 'flatbush'
import type { CoverageFault } from './coverage-rule.ts'
import { unitsPerDegree } from './ring-table.ts'
import { metersBetween } from './snap-rings.ts'
import {
  boxAround,
  isFixedAt,
  mayMove,
  moveVertices,
  type Point,
  pointOf,
  type SnapJob,
  type Survey,
  tidyRings,
} from './snap-survey.ts'

/** Where two borders still differ although nothing lies apart, they zigzag around each other: there short segments are
 *  given up, one end going to the other. True where any was. */
export function collapseDetails(job: SnapJob, survey: Survey, faults: readonly CoverageFault[]): boolean {
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
    if (spots.search(...boxAround(a, 2 * job.meters)).length === 0) return
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
  return tidyRings(job, moveVertices(job, survey, places))
}
