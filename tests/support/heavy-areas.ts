import type { Polygon, Position } from 'geojson'
import type { LngLat } from '#api/platform/http/shared.contract.ts'

/** A star with as many vertices as a query may have, its spikes over the whole county of Huize: valid, and the dearest
 *  area to ask about that we know. */
export function aStarOverTheCounty(vertices = 9_999): Polygon {
  const [centerLng, centerLat]: LngLat = [103.5, 26.45]
  const corners = vertices - 1
  const ring = Array.from({ length: corners }, (_, corner): Position => {
    const angle = (2 * Math.PI * corner) / corners
    const radius = corner % 2 === 0 ? 0.6 : 0.02
    return [centerLng + radius * Math.cos(angle), centerLat + radius * Math.sin(angle)]
  })
  return { type: 'Polygon', coordinates: [[...ring, ring[0] as Position]] }
}
