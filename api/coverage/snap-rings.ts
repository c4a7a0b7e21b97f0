import type { MultiPolygon, Polygon, Position } from 'geojson'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { metersPerDegree } from './geodesic-area.ts'
import { PairTable } from './pair-table.ts'
import { type CodedArea, type RingTable, readRings, toLngLat, unitsPerDegree } from './ring-table.ts'

/** An area to snap. A fixed one keeps every vertex it has; it may only be given more of them. */
export type SnapArea = CodedArea & { isFixed?: boolean }

/** A ring while it is being snapped; coordinates in millionths of a degree, the first vertex not repeated. */
export type SnapRing = {
  owner: number
  polygon: number
  isHole: boolean
  x: number[]
  y: number[]
  /** Where each vertex was before; of an added one, the nearest place on the border as it was. */
  originX: number[]
  originY: number[]
  isAdded: boolean[]
  /** How many vertices it had before. */
  originCount: number
}

/** One change made to close a gap or an overlap. `added`: a border was given the vertex its neighbour has there, and
 *  bends to it; `dropped`: a vertex fell together with the next one. `meters`: how far the vertex, or the border, moved. */
export type SnapChange = {
  kind: 'moved' | 'added' | 'dropped'
  codes: string[]
  /** Where the vertex is now; of a dropped one, where it was. */
  lngLat: LngLat
  from: LngLat | null
  meters: number
}

const metersPerUnit = metersPerDegree / unitsPerDegree

/** Size of one unit at a latitude given in millionths, in metres. Pure. */
export const unitMeters = (y: number): [east: number, north: number] => [
  metersPerUnit * Math.cos((y / unitsPerDegree) * (Math.PI / 180)),
  metersPerUnit,
]

/** Metres between two points in millionths of a degree that lie near each other. Pure. */
export function metersBetween(ax: number, ay: number, bx: number, by: number): number {
  const [east, north] = unitMeters(ay)
  return Math.hypot((bx - ax) * east, (by - ay) * north)
}

/** Metres from a point to a segment, and the share of the segment at which the nearest point lies. Pure. */
export function metersToSegment(
  point: [x: number, y: number],
  from: [x: number, y: number],
  to: [x: number, y: number],
): { meters: number; share: number } {
  const [east, north] = unitMeters(point[1])
  const dx = (to[0] - from[0]) * east
  const dy = (to[1] - from[1]) * north
  const px = (point[0] - from[0]) * east
  const py = (point[1] - from[1]) * north
  const length2 = dx * dx + dy * dy
  const share = length2 === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / length2))
  return { meters: Math.hypot(px - share * dx, py - share * dy), share }
}

/** The rings of areas, to be changed in place. What cannot be a ring is left out; the coverage rule names it. */
export function readSnapRings(areas: readonly SnapArea[]): SnapRing[] {
  const table = readRings(areas, () => {})
  return table.ringOwner.map((owner, ring): SnapRing => {
    const ids = table.ids.subarray(table.ringStart[ring], table.ringStart[ring + 1])
    const x = Array.from(ids, (id) => table.x[id] as number)
    const y = Array.from(ids, (id) => table.y[id] as number)
    return {
      owner,
      polygon: table.ringPolygon[ring] as number,
      isHole: table.ringIsHole[ring] as boolean,
      x,
      y,
      originX: [...x],
      originY: [...y],
      isAdded: x.map(() => false),
      originCount: x.length,
    }
  })
}

/** The rings over one list of vertices, as they are now. */
export function tabulateRings(
  rings: readonly SnapRing[],
): Pick<RingTable, 'x' | 'y' | 'ids' | 'ringStart' | 'ringOwner'> {
  const positions = rings.reduce((sum, { x }) => sum + x.length, 0)
  const vertices = new PairTable(positions)
  const ids = new Int32Array(positions)
  const ringStart = [0]
  let end = 0
  for (const { x, y } of rings) {
    for (let i = 0; i < x.length; i++) ids[end++] = vertices.intern(x[i] as number, y[i] as number)
    ringStart.push(end)
  }
  return { x: vertices.first, y: vertices.second, ids, ringStart, ringOwner: rings.map(({ owner }) => owner) }
}

/** Takes out vertices that fell together with the one before, and spikes (there and back on one line) at vertices that
 *  snapping touched. */
export function tidyRing(ring: SnapRing, onDrop: (x: number, y: number) => void): void {
  const { x, y, originX, originY, isAdded } = ring
  const isTouched = (i: number) => isAdded[i] || originX[i] !== x[i] || originY[i] !== y[i]
  const drop = (i: number) => {
    if (!isAdded[i]) onDrop(originX[i] as number, originY[i] as number)
    for (const list of [x, y, originX, originY, isAdded]) list.splice(i, 1)
  }
  for (let i = 0; i < x.length && x.length > 1; ) {
    const next = (i + 1) % x.length
    const afterNext = (i + 2) % x.length
    if (x[i] === x[next] && y[i] === y[next]) {
      // The one that stayed where it was says more about where the border was.
      drop(isTouched(next) ? next : i)
      i = Math.max(0, i - 2)
    } else if (
      x.length > 2 &&
      x[i] === x[afterNext] &&
      y[i] === y[afterNext] &&
      (isTouched(i) || isTouched(next) || isTouched(afterNext))
    ) {
      drop(next)
      i = Math.max(0, i - 2)
    } else i++
  }
}

/** The area with its rings as they are now; the area itself where nothing of it changed or nothing of it would remain. */
export function rebuildArea<Area extends SnapArea>(area: Area, rings: readonly SnapRing[]): Area {
  if (rings.every(isAsBefore)) return area
  const polygons = new Map<number, Position[][]>()
  for (const ring of rings) {
    const isGone = ring.x.length < 3 || twiceAreaOf(ring) === 0
    if (!ring.isHole && !isGone) polygons.set(ring.polygon, [closeRing(ring)])
    else if (ring.isHole && !isGone) polygons.get(ring.polygon)?.push(closeRing(ring))
  }
  const parts = [...polygons.values()]
  const [only] = parts
  if (!only) return area
  const geometry: Polygon | MultiPolygon =
    parts.length === 1 ? { type: 'Polygon', coordinates: only } : { type: 'MultiPolygon', coordinates: parts }
  return { ...area, geometry }
}

const isAsBefore = ({ x, y, originX, originY, isAdded, originCount }: SnapRing) =>
  !isAdded.includes(true) &&
  x.length === originCount &&
  x.every((value, i) => value === originX[i] && y[i] === originY[i])

const closeRing = ({ x, y }: SnapRing): Position[] =>
  [...x.keys(), 0].map((i) => toLngLat(x[i] as number, y[i] as number))

function twiceAreaOf({ x, y }: SnapRing): number {
  let sum = 0
  for (let i = 1; i + 1 < x.length; i++)
    sum +=
      ((x[i] as number) - (x[0] as number)) * ((y[i + 1] as number) - (y[0] as number)) -
      ((x[i + 1] as number) - (x[0] as number)) * ((y[i] as number) - (y[0] as number))
  return sum
}
