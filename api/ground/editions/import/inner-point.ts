import type { MultiPolygon, Polygon, Position } from 'geojson'
import type { LngLat } from '#api/platform/http/shared.contract.ts'

const scanLines = 9

/** A point well inside the polygon, for a seat that nobody gave: the middle of the widest span among a few scan lines.
 *  Rounded to 1e-6 degree. Pure; needs valid rings. */
export function findInnerPoint(geometry: Polygon | MultiPolygon): LngLat {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  let best: { lngLat: LngLat; width: number } | undefined
  for (const rings of polygons) {
    const { south, north } = latitudeSpan(rings[0] ?? [])
    for (let line = 0; line < scanLines; line++) {
      // Never exactly on a rounded vertex latitude: a line through a vertex would count it twice.
      const latitude = south + ((north - south) * (line + 0.5)) / scanLines + 1.23e-8
      const crossings = findCrossings(rings, latitude)
      for (let index = 0; index + 1 < crossings.length; index += 2) {
        const [west, east] = [crossings[index] as number, crossings[index + 1] as number]
        if (!best || east - west > best.width) best = { lngLat: [(west + east) / 2, latitude], width: east - west }
      }
    }
  }
  if (!best) throw new Error('a polygon without any width has no inner point')
  const [lng, lat] = best.lngLat
  return [Math.round(lng * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6]
}

function latitudeSpan(ring: Position[]) {
  let [south, north] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const position of ring) {
    south = Math.min(south, position[1] as number)
    north = Math.max(north, position[1] as number)
  }
  return { south, north }
}

function findCrossings(rings: Position[][], latitude: number): number[] {
  const crossings: number[] = []
  for (const ring of rings)
    for (let index = 0; index + 1 < ring.length; index++) {
      const [x1, y1] = ring[index] as LngLat
      const [x2, y2] = ring[index + 1] as LngLat
      if (y1 > latitude !== y2 > latitude) crossings.push(x1 + ((latitude - y1) / (y2 - y1)) * (x2 - x1))
    }
  return crossings.sort((a, b) => a - b)
}
