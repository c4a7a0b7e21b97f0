import { addVertices } from './add-vertices.ts'
import { collapseDetails } from './collapse-details.ts'
import { checkCoverage } from './coverage-rule.ts'
import { joinVertices } from './join-vertices.ts'
import { toLngLat } from './ring-table.ts'
import {
  metersBetween,
  readSnapRings,
  rebuildArea,
  type SnapArea,
  type SnapChange,
  type SnapRing,
} from './snap-rings.ts'
import { type SnapJob, surveyRings } from './snap-survey.ts'

/** Every pass mends something or is the last; real files need three to six. */
const maxPasses = 30
/** How often details shorter than the distance are given up where nothing else helps. */
const maxCollapses = 4

/** Closes gaps and overlaps narrower than `meters` between areas, by moving vertices onto those of the neighbour, adding
 *  the neighbour's vertices to a border that passes within that distance, and giving up details shorter than it where
 *  nothing else helps. Only borders without an exact partner are touched, and no vertex ends farther than `meters` from
 *  where it was, so what is wider stays and is left to the coverage rule. Vertices of one ring are never joined, so a
 *  narrow place within it stays. The result does not depend on the order of the areas. Pure. */
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

function rebuildAreas<Area extends SnapArea>({ areas, rings }: { areas: readonly Area[]; rings: SnapRing[] }): Area[] {
  const byOwner = new Map<number, SnapRing[]>()
  for (const ring of rings) {
    const list = byOwner.get(ring.owner)
    if (list) list.push(ring)
    else byOwner.set(ring.owner, [ring])
  }
  return areas.map((area, index) => rebuildArea(area, byOwner.get(index) ?? []))
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
