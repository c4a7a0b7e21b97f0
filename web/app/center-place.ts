import type { DraftPlace } from '#web/features/incidents/intake/incident-draft.ts'
import type { CameraSettledEvent, MapPadding } from '#web/map/map-types.ts'
import { visibleCenter } from './layout.ts'

/** Farther out a grid is a few pixels, and the middle of the map hardly a place. */
const leastZoom = 11

/** The middle of the free part of the map as the place of an incident. Pure. */
export function placeAtCenter(
  camera: Pick<CameraSettledEvent, 'center' | 'zoom' | 'bearing' | 'metersPerPixel'>,
  padding: MapPadding,
): DraftPlace {
  const [lng, lat] = visibleCenter(camera, padding)
  return {
    lngLat: [Math.round(lng * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6],
    given: null,
    gridCode: null,
    ...(camera.zoom < leastZoom && { isRough: true }),
  }
}
