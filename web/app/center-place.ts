import type { DraftPlace } from '#web/features/incidents/intake/incident-draft.ts'
import { gridLabelZoom } from '#web/map/grid-label-zoom.ts'
import type { CameraSettledEvent, LngLat, MapPadding } from '#web/map/map-types.ts'
import { visibleCenter } from './layout.ts'

/** The middle of the free part of the map as the place of an incident: a rough one where the map is too far out to tell the
 *  grids apart, as then it may lie in the one beside what was meant. Pure. */
export function placeAtCenter(
  camera: Pick<CameraSettledEvent, 'center' | 'zoom' | 'bearing' | 'metersPerPixel'>,
  padding: MapPadding,
): DraftPlace {
  const [lng, lat] = visibleCenter(camera, padding)
  return {
    lngLat: [Math.round(lng * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6],
    given: null,
    gridCode: null,
    isMiddle: true,
    ...(camera.zoom < gridLabelZoom && { rough: 'middle' as const }),
  }
}

/** A place that was pointed at on a map of this zoom, or told exactly. Pure. */
export const placeAtClick = (lngLat: LngLat, zoom = gridLabelZoom): DraftPlace => ({
  lngLat,
  given: null,
  gridCode: null,
  ...(zoom < gridLabelZoom && { rough: 'far' as const }),
})
