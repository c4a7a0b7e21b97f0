import { roundLngLat } from '#web/map/draw-corners.ts'
import type { LngLat, MapTool } from '#web/map/map-types.ts'

/** A press that moved farther than this was meant to drag the map. */
const dragPixels = 6

type PickPlaceHandlers = { picked(lngLat: LngLat): void; cancelled(): void }

/** Each click is the place; the map can be dragged as always. Escape ends it. The second press of a double click is none: the
 *  first may have brought the map nearer, and what lies below the pointer by then is somewhere else. */
export function createPickPlaceTool({ picked, cancelled }: PickPlaceHandlers): MapTool {
  let downAt: [number, number] | null = null
  return {
    id: 'pick-place',
    enter() {},
    exit() {
      downAt = null
    },
    pointerDown({ point }) {
      downAt = point
    },
    pointerUp({ point, lngLat, clickCount }) {
      const isDrag = downAt === null || Math.hypot(point[0] - downAt[0], point[1] - downAt[1]) > dragPixels
      downAt = null
      if (!isDrag && clickCount < 2) picked(roundLngLat(lngLat))
    },
    keyDown(key) {
      if (key !== 'Escape') return false
      cancelled()
      return true
    },
  }
}
