import { queryGeometry, toQueryArea } from '#web/features/emergency/area-query.ts'
import { showQueryArea } from '#web/features/emergency/query-area.tool.ts'
import type { MapEngine } from '#web/map/map-types.ts'
import type { AreaQuery } from '#web/shared/url-state.ts'

/** Shows the area that was asked about. In a file of its own, so that geodesy loads only with an area. */
export function showArea(engine: MapEngine, query: AreaQuery): void {
  const simple = toQueryArea(query)
  if (simple) {
    showQueryArea(engine, simple)
    return
  }
  const geometry = queryGeometry(query)
  if (!geometry) return
  const feature = { type: 'Feature' as const, geometry, properties: {} }
  engine.setShapes('query-area', { type: 'FeatureCollection', features: [feature] }, 'query')
}
