import { findOpenSegments, type OpenSegments } from './open-segments.ts'
import type { RingTable } from './ring-table.ts'
import { metersBetween, type SnapArea, type SnapRing, tabulateRings, tidyRing, unitMeters } from './snap-rings.ts'

export type Point = [x: number, y: number]

/** Areas being snapped, and their rings as they are now. `onDrop` hears of vertices that fell together with the next. */
export type SnapJob = {
  areas: readonly SnapArea[]
  rings: SnapRing[]
  meters: number
  onDrop: (area: SnapArea, x: number, y: number) => void
}

/** What one pass works on: the open segments, and by vertex on one of them whose it is and where it stood before. */
export type Survey = {
  table: Pick<RingTable, 'x' | 'y' | 'ids' | 'ringStart' | 'ringOwner'>
  open: OpenSegments
  /** Vertex ids on open segments. */
  vertices: number[]
  /** Indexes of the areas at such a vertex, ascending. */
  areasAt: Map<number, number[]>
  ringsAt: Map<number, number[]>
  originsAt: Map<number, Point[]>
}

export function surveyRings({ rings }: SnapJob): Survey {
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

export const pointOf = ({ table }: Survey, id: number): Point => [table.x[id] as number, table.y[id] as number]

export const isFixedAt = ({ areas }: SnapJob, survey: Survey, id: number) =>
  (survey.areasAt.get(id) as number[]).some((area) => areas[area]?.isFixed)

export const haveCommon = (a: readonly number[], b: readonly number[]) => a.some((area) => b.includes(area))

/** May everything that stands at a vertex go to another place? */
export const mayMove = (survey: Survey, id: number, [x, y]: Point, meters: number) =>
  (survey.originsAt.get(id) as Point[]).every(([fromX, fromY]) => metersBetween(fromX, fromY, x, y) <= meters)

/** The box around a point that holds everything within `meters` of it. */
export function boxAround([x, y]: Point, meters: number): [west: number, south: number, east: number, north: number] {
  const [east, north] = unitMeters(y)
  return [x - meters / east, y - meters / north, x + meters / east, y + meters / north]
}

/** Puts vertices at other places, in every ring that passes them; gives the rings that changed. None is tidied yet: that
 *  would shift the positions which the survey's ids stand at. */
export function moveVertices({ rings }: SnapJob, { table }: Survey, places: ReadonlyMap<number, Point>): Set<SnapRing> {
  const moved = new Set<SnapRing>()
  if (places.size === 0) return moved
  rings.forEach((ring, number) => {
    const start = table.ringStart[number] as number
    for (let i = 0; i < ring.x.length; i++) {
      const place = places.get(table.ids[start + i] as number)
      if (!place || (place[0] === ring.x[i] && place[1] === ring.y[i])) continue
      ring.x[i] = place[0]
      ring.y[i] = place[1]
      moved.add(ring)
    }
  })
  return moved
}

/** Tidies rings that changed. True where there were any. */
export function tidyRings({ areas, onDrop }: SnapJob, changed: ReadonlySet<SnapRing>): boolean {
  for (const ring of changed) tidyRing(ring, (x, y) => onDrop(areas[ring.owner] as SnapArea, x, y))
  return changed.size > 0
}
