import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { crossesRay } from './ray-index.ts'
import { type RingTable, toLngLat } from './ring-table.ts'
import { contactPlace, findContacts } from './segment-contacts.ts'

type ShapeFault = { kind: 'self_crossing' | 'invalid_ring'; lngLat: LngLat; segment?: [LngLat, LngLat] }

let edges = new Float64Array(4 * 256)

/** The first thing wrong with one area (rings firstRing … endRing - 1 of the table), or null: its border meets itself
 *  elsewhere than in vertices of different rings, a hole is not in its polygon, two of its polygons lie in one another. */
export function findShapeFault(table: RingTable, firstRing: number, endRing: number): ShapeFault | null {
  const { ids, ringStart, x, y } = table
  const start = ringStart[firstRing] as number
  const count = (ringStart[endRing] as number) - start
  if (edges.length < 4 * count) edges = new Float64Array(8 * count)
  for (let ring = firstRing; ring < endRing; ring++) {
    const end = ringStart[ring + 1] as number
    let from = ids[end - 1] as number
    for (let i = ringStart[ring] as number; i < end; i++) {
      const to = ids[i] as number
      const at = 4 * (i - start)
      edges[at] = x[from] as number
      edges[at + 1] = y[from] as number
      edges[at + 2] = x[to] as number
      edges[at + 3] = y[to] as number
      from = to
    }
  }
  const ringOf = (segment: number) => {
    let ring = firstRing
    while ((ringStart[ring + 1] as number) - start <= segment) ring++
    return ring
  }
  let fault: ShapeFault | null = null
  findContacts(edges, count, (i, j, contact) => {
    if (contact === 'vertex') {
      if (j === i + 1 && endRing === firstRing + 1) return
      const ring = ringOf(i)
      if (ring !== ringOf(j)) return
      const length = (ringStart[ring + 1] as number) - (ringStart[ring] as number)
      if (j - i === 1 || j - i === length - 1) return
    }
    const [placeX, placeY] = contactPlace(edges, i, j)
    fault = {
      kind: 'self_crossing',
      lngLat: toLngLat(placeX, placeY),
      segment: [
        toLngLat(edges[4 * i] as number, edges[4 * i + 1] as number),
        toLngLat(edges[4 * i + 2] as number, edges[4 * i + 3] as number),
      ],
    }
    return true
  })
  if (fault || endRing === firstRing + 1) return fault
  return findNestingFault(table, firstRing, endRing, start)
}

/** Rings that do not cross: how many lie around the middle of a ring's first segment says whether it is in place. */
function findNestingFault(table: RingTable, firstRing: number, endRing: number, start: number): ShapeFault | null {
  const { ringStart, ringIsHole, ringPolygon } = table
  for (let ring = firstRing; ring < endRing; ring++) {
    const first = 4 * ((ringStart[ring] as number) - start)
    const px = ((edges[first] as number) + (edges[first + 2] as number)) / 2
    const py = ((edges[first + 1] as number) + (edges[first + 3] as number)) / 2
    let depth = 0
    let isInOwnPolygon = false
    for (let other = firstRing; other < endRing; other++) {
      if (other === ring || !isInRing(table, other, start, px, py)) continue
      depth += ringIsHole[other] ? -1 : 1
      if (!ringIsHole[other] && ringPolygon[other] === ringPolygon[ring]) isInOwnPolygon = true
    }
    const isInPlace = ringIsHole[ring] ? depth === 1 && isInOwnPolygon : depth === 0
    if (!isInPlace) {
      return { kind: 'invalid_ring', lngLat: toLngLat(edges[first] as number, edges[first + 1] as number) }
    }
  }
  return null
}

function isInRing({ ringStart }: RingTable, ring: number, start: number, px: number, py: number): boolean {
  let inside = false
  for (let i = (ringStart[ring] as number) - start; i < (ringStart[ring + 1] as number) - start; i++) {
    const at = 4 * i
    const isCrossed = crossesRay(
      edges[at] as number,
      edges[at + 1] as number,
      edges[at + 2] as number,
      edges[at + 3] as number,
      px,
      py,
    )
    if (isCrossed) inside = !inside
  }
  return inside
}
