import Flatbush from 'flatbush'
import type { MultiPolygon, Polygon } from 'geojson'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { readRings, toLngLat } from './ring-table.ts'
import { metersToSegment, unitMeters } from './snap-rings.ts'

/** The first vertex of one border that lies farther than `meters` from the other border, and how far the farthest one
 *  does that is nearer. Two borders that are within a distance of each other in this sense differ by slivers alone.
 *  Pure. */
export function compareBorders(
  one: Polygon | MultiPolygon,
  other: Polygon | MultiPolygon,
  meters: number,
): { beyond: LngLat | null; farthestMeters: number } {
  const there = compareOneWay(one, other, meters)
  if (there.beyond) return there
  const back = compareOneWay(other, one, meters)
  return { beyond: back.beyond, farthestMeters: Math.max(there.farthestMeters, back.farthestMeters) }
}

function compareOneWay(from: Polygon | MultiPolygon, to: Polygon | MultiPolygon, meters: number) {
  const vertices = readRings([{ geometry: from }], () => {})
  const border = readRings([{ geometry: to }], () => {})
  const count = border.ringStart.at(-1) ?? 0
  let farthestMeters = 0
  const corners = vertices.ids.subarray(0, vertices.ringStart.at(-1))
  const pointAt = (corner: number) => [vertices.x[corner] as number, vertices.y[corner] as number] as [number, number]
  const beyondAt = (corner: number) => ({ beyond: toLngLat(...pointAt(corner)), farthestMeters })
  if (count === 0) return corners[0] === undefined ? { beyond: null, farthestMeters } : beyondAt(corners[0])
  const starts = new Int32Array(count)
  const ends = new Int32Array(count)
  const index = new Flatbush(count)
  for (let ring = 0; ring < border.ringOwner.length; ring++) {
    const end = border.ringStart[ring + 1] as number
    let a = border.ids[end - 1] as number
    for (let i = border.ringStart[ring] as number; i < end; i++) {
      const b = border.ids[i] as number
      starts[i] = a
      ends[i] = b
      const [ax, ay, bx, by] = [border.x[a], border.y[a], border.x[b], border.y[b]] as [number, number, number, number]
      index.add(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by))
      a = b
    }
  }
  index.finish()
  for (const corner of corners) {
    const [x, y] = pointAt(corner)
    const [east, north] = unitMeters(y)
    let nearest = Infinity
    for (const segment of index.search(x - meters / east, y - meters / north, x + meters / east, y + meters / north)) {
      const [a, b] = [starts[segment] as number, ends[segment] as number]
      const distance = metersToSegment(
        [x, y],
        [border.x[a] as number, border.y[a] as number],
        [border.x[b] as number, border.y[b] as number],
      ).meters
      nearest = Math.min(nearest, distance)
    }
    if (nearest > meters) return beyondAt(corner)
    farthestMeters = Math.max(farthestMeters, nearest)
  }
  return { beyond: null, farthestMeters }
}
