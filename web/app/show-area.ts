import { queryGeometry, toQueryArea } from '#web/features/emergency/area-query.ts'
import { showQueryArea } from '#web/features/emergency/query-area.tool.ts'
import type { MapEngine } from '#web/map/map-types.ts'
import type { AreaQuery } from '#web/shared/url-state.ts'

/** Shows the area that was asked about. In a file of its own, so that geodesy loads only with an area. A refused one is
 *  shown as its outline: a figure of eight has no surface, and the map would draw nothing where the fault is. */
export function showArea(engine: MapEngine, query: AreaQuery, isRefused: boolean): void {
  const simple = toQueryArea(query)
  if (simple && !isRefused) {
    showQueryArea(engine, simple)
    return
  }
  const polygon = queryGeometry(query)
  if (!polygon) return
  const geometry = isRefused
    ? {
        type: 'MultiLineString' as const,
        coordinates: polygon.type === 'MultiPolygon' ? polygon.coordinates.flat() : polygon.coordinates,
      }
    : polygon
  const feature = { type: 'Feature' as const, geometry, properties: {} }
  engine.setShapes('query-area', { type: 'FeatureCollection', features: [feature] }, 'query')
}
