import type { GeoJSONVTFeature } from '@maplibre/geojson-vt'
import { tileBuffer, tileExtent } from './tile-grid.ts'
import type { UnitPosition } from './zoom-layers.ts'

/** Takes out points that rounding made equal and rings and lines that nothing is left of. False where the whole feature
 *  is such a leftover. Changes the feature. */
export function tidyFeature(feature: GeoJSONVTFeature): boolean {
  if (feature.type === 1) return feature.geometry.length > 0
  const lines = feature.geometry.map(withoutRepeats)
  if (feature.type === 2) {
    feature.geometry = lines.filter((line) => line.length > 1)
    return feature.geometry.length > 0
  }
  const rings = lines.filter((ring) => ring.length > 3)
  const area = rings.reduce((sum, ring) => sum + ringArea(ring), 0)
  if (area !== 0) {
    feature.geometry = rings
    return true
  }
  // Clipping leaves strips without area along the buffer's edge of polygons that pass by outside, and a tile inside an
  // enclave gets a ring and a hole of the same shape. But a face too small for this zoom's grid stays, to be found.
  feature.geometry = lines
  return lines.some((line) => line.some(isInside))
}

const isInside = ([x, y]: UnitPosition) =>
  x > -tileBuffer && y > -tileBuffer && x < tileExtent + tileBuffer && y < tileExtent + tileBuffer

const withoutRepeats = (line: UnitPosition[]) =>
  line.filter((point, index) => {
    const former = line[index - 1]
    return !former || former[0] !== point[0] || former[1] !== point[1]
  })

function ringArea(ring: UnitPosition[]) {
  let sum = 0
  for (let i = 0; i + 1 < ring.length; i++) {
    const [ax, ay] = ring[i] as UnitPosition
    const [bx, by] = ring[i + 1] as UnitPosition
    sum += ax * by - bx * ay
  }
  return sum
}
