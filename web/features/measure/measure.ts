import type { Feature, FeatureCollection } from 'geojson'
import { geodesicAreaSquareMeters, geodesicDistanceMeters } from '#api/coverage/geodesic-area.ts'
import { formatArea, formatDistance } from '#web/lib/format-number.ts'
import type { LngLat } from '#web/map/map-types.ts'

export type MeasureKind = 'distance' | 'area'

/** `lengthMeters` of the line, or around the area; `areaSquareMeters` null for a line. On the ellipsoid. */
export type Measurement = {
  kind: MeasureKind
  corners: readonly LngLat[]
  lengthMeters: number
  areaSquareMeters: number | null
}

/** Length and area on the ellipsoid: geodesic lines, the area of the polygon they bound. Pure. */
export function measureCorners(kind: MeasureKind, corners: readonly LngLat[]): Measurement {
  const isArea = kind === 'area' && corners.length > 2
  const path = isArea ? [...corners, corners[0] as LngLat] : corners
  let lengthMeters = 0
  for (let index = 1; index < path.length; index++) {
    lengthMeters += geodesicDistanceMeters(path[index - 1] as LngLat, path[index] as LngLat)
  }
  return {
    kind,
    corners,
    lengthMeters,
    areaSquareMeters: isArea ? geodesicAreaSquareMeters({ type: 'Polygon', coordinates: [[...path]] }) : null,
  }
}

/** What the map shows of a measurement: its line or area, its corners, its figure. Pure. */
export function measurementFeatures({ kind, corners, lengthMeters, areaSquareMeters }: Measurement): FeatureCollection {
  const features: Feature[] = corners.map((corner) => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: corner },
    properties: { handle: true },
  }))
  const last = corners.at(-1)
  if (kind === 'area' && corners.length > 2) {
    features.unshift({
      type: 'Feature',
      geometry: { type: 'Polygon', coordinates: [[...corners, corners[0] as LngLat]] },
      properties: {},
    })
  } else if (corners.length > 1) {
    features.unshift({
      type: 'Feature',
      geometry: { type: 'LineString', coordinates: [...corners] },
      properties: {},
    })
  }
  if (last !== undefined && corners.length > 1) {
    const text = areaSquareMeters === null ? formatDistance(lengthMeters) : formatArea(areaSquareMeters)
    features.push({ type: 'Feature', geometry: { type: 'Point', coordinates: last }, properties: { text } })
  }
  return { type: 'FeatureCollection', features }
}
