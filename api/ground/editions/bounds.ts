import type { MultiPolygon, Polygon } from 'geojson'
import type { Bbox, LngLat } from '#api/platform/http/shared.contract.ts'

/** The box around a polygon. Pure. */
export function findBounds(geometry: Polygon | MultiPolygon): Bbox {
  const bounds: Bbox = [180, 90, -180, -90]
  for (const rings of geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates)
    for (const [lng, lat] of rings[0] as LngLat[]) extendBounds(bounds, [lng, lat, lng, lat])
  return bounds
}

/** Makes the first box hold the second as well. Changes the first. */
export function extendBounds(bounds: Bbox, [west, south, east, north]: Bbox): void {
  if (west < bounds[0]) bounds[0] = west
  if (south < bounds[1]) bounds[1] = south
  if (east > bounds[2]) bounds[2] = east
  if (north > bounds[3]) bounds[3] = north
}
