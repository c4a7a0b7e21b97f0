import type { MultiPolygon, Polygon, Position } from 'geojson'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { PairTable } from './pair-table.ts'
import { finishSteps, type Steps } from './steps.ts'

/** Coordinates inside `api/coverage` are whole millionths of a degree (about 0.1 m): equal or not equal, nothing between. */
export const unitsPerDegree = 1_000_000

/** An area as files and the database give it. */
export type CodedArea = { code: string; geometry: Polygon | MultiPolygon }

/** Rings of many areas over one list of vertices. Outer rings run counter-clockwise, holes clockwise, so the inside is
 *  always on the left; the closing position is not repeated. */
export type RingTable = {
  /** Coordinates by vertex id, in millionths of a degree. */
  x: Int32Array
  y: Int32Array
  /** Vertex ids of ring r are `ids[ringStart[r]] … ids[ringStart[r + 1] - 1]`. */
  ids: Int32Array
  ringStart: number[]
  /** Index into the areas. */
  ringOwner: number[]
  /** Which polygon of its area: rings of one polygon follow each other, the outer one first. */
  ringPolygon: number[]
  ringIsHole: boolean[]
}

type RingSource = { geometry: Polygon | MultiPolygon }

type RingFault = { kind: 'invalid_ring' | 'out_of_range'; area: number; lngLat: LngLat }

/** Rings as given to one vertex list of whole millionths. Vertices that fall together are taken as one. What cannot be
 *  a ring is left out and told to `onFault`. Pure but for `onFault`. */
export const readRings = (areas: readonly RingSource[], onFault: (fault: RingFault) => void): RingTable =>
  finishSteps(ringSteps(areas, onFault))

/** Areas between two steps. */
const areasPerStep = 25

/** `readRings` in steps. */
export function* ringSteps(areas: readonly RingSource[], onFault: (fault: RingFault) => void): Steps<RingTable> {
  let positions = 0
  for (const { geometry } of areas)
    for (const rings of polygonsOf(geometry)) for (const ring of rings) positions += ring.length
  const vertices = new PairTable(positions)
  const ids = new Int32Array(positions)
  const table: RingTable = {
    x: vertices.first,
    y: vertices.second,
    ids,
    ringStart: [0],
    ringOwner: [],
    ringPolygon: [],
    ringIsHole: [],
  }
  let end = 0
  for (const [area, { geometry }] of areas.entries()) {
    if (area % areasPerStep === 0) yield
    polygonsOf(geometry).forEach((rings, polygon) => {
      if (rings.length === 0) onFault({ kind: 'invalid_ring', area, lngLat: [0, 0] })
      rings.forEach((ring, index) => {
        const place = (ring[0] ?? [0, 0]) as LngLat
        const start = end
        let former = 0
        for (const position of ring) {
          if (!isOnEarth(position)) {
            onFault({ kind: 'out_of_range', area, lngLat: [Number(position[0]), Number(position[1])] })
            end = start
            return
          }
          const x = Math.round((position[0] as number) * unitsPerDegree)
          const y = Math.round((position[1] as number) * unitsPerDegree)
          // Along a border that the neighbour had before, the other way round, no vertex needs looking up.
          const expected = former - 1
          const isExpected = expected >= 0 && table.x[expected] === x && table.y[expected] === y
          const id = isExpected ? expected : vertices.intern(x, y)
          if (end === start || ids[end - 1] !== id) ids[end++] = id
          former = id
        }
        const isClosed = end - start > 1 && ids[end - 1] === ids[start]
        if (isClosed) end--
        const area2 = isClosed && end - start >= 3 ? twiceArea(table, start, end) : 0
        if (area2 === 0) {
          onFault({ kind: 'invalid_ring', area, lngLat: [place[0], place[1]] })
          end = start
          return
        }
        const isHole = index > 0
        if (area2 > 0 === isHole) ids.subarray(start, end).reverse()
        table.ringStart.push(end)
        table.ringOwner.push(area)
        table.ringPolygon.push(polygon)
        table.ringIsHole.push(isHole)
      })
    })
  }
  return table
}

export const polygonsOf = (geometry: Polygon | MultiPolygon): Position[][][] =>
  geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates

/** NaN and missing numbers are not on earth either. */
export const isOnEarth = (position: Position): boolean => {
  // Not taken apart, which asks the array for its iterator: a county has 330,000.
  const lng = position[0]
  const lat = position[1]
  return typeof lng === 'number' && typeof lat === 'number' && Math.abs(lng) <= 180 && Math.abs(lat) <= 90
}

/** Twice the signed area of ids[start…end) around its first vertex: exact below 2^53, so for anything up to 60° wide. */
function twiceArea(table: Pick<RingTable, 'x' | 'y' | 'ids'>, start: number, end: number): number {
  const { x, y, ids } = table
  const originX = x[ids[start] as number] as number
  const originY = y[ids[start] as number] as number
  let formerX = 0
  let formerY = 0
  let sum = 0
  for (let i = start + 1; i < end; i++) {
    const nextX = (x[ids[i] as number] as number) - originX
    const nextY = (y[ids[i] as number] as number) - originY
    sum += formerX * nextY - nextX * formerY
    formerX = nextX
    formerY = nextY
  }
  return sum
}

/** From millionths to degrees. Correctly rounded, so the double is the one JSON gives for the same six decimals. */
export const toLngLat = (x: number, y: number): LngLat => [x / unitsPerDegree, y / unitsPerDegree]
