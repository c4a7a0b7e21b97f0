import type { LngLat, MapPointer } from './map-types.ts'

/** Corners set one by one with clicks or taps: what polygon, distance and area tools share. The map can still be dragged
 *  between two corners. */
export type CornerDrawing = {
  pointerDown(pointer: MapPointer): void
  pointerMove(pointer: MapPointer): void
  pointerUp(pointer: MapPointer): void
  keyDown(key: string): boolean
  cancel(): void
}

export type CornerHandlers = {
  /** Corners so far and where the pointer is, null while it is on the last corner. */
  change(corners: readonly LngLat[], pointer: LngLat | null): void
  done(corners: readonly LngLat[]): void
  cancelled(): void
}

/** A press that moved farther than this was meant to drag the map. */
const dragPixels = 6
/** A press this near to the first or last corner means that corner. */
const cornerPixels = 10

const distance = (a: readonly [number, number], b: readonly [number, number]): number =>
  Math.hypot(a[0] - b[0], a[1] - b[1])

/** `minCorners` that make a shape; with `isClosed` a press on the first corner ends it too. */
export function createCornerDrawing(
  { minCorners, isClosed }: { minCorners: number; isClosed: boolean },
  handlers: CornerHandlers,
): CornerDrawing {
  let corners: LngLat[] = []
  let downAt: [number, number] | null = null
  let pointerAt: LngLat | null = null

  const say = (): void => handlers.change(corners, pointerAt)
  function drop(): void {
    corners = []
    downAt = null
    pointerAt = null
    say()
  }
  function finish(): boolean {
    if (corners.length < minCorners) return false
    const finished = corners
    corners = []
    pointerAt = null
    handlers.done(finished)
    return true
  }
  /** Pixels between the pointer and a corner, from metres on the ground: the map may have moved since. */
  function pixelsTo(corner: LngLat | undefined, { lngLat, metersPerPixel }: MapPointer): number {
    if (corner === undefined) return Number.POSITIVE_INFINITY
    const metersPerDegree = 111_320
    const x = (corner[0] - lngLat[0]) * metersPerDegree * Math.cos((lngLat[1] * Math.PI) / 180)
    const y = (corner[1] - lngLat[1]) * metersPerDegree
    return Math.hypot(x, y) / metersPerPixel
  }

  return {
    pointerDown(pointer) {
      downAt = pointer.point
    },
    pointerMove(pointer) {
      // still on the corner just set it is no other corner: two corners have no area
      pointerAt = pixelsTo(corners.at(-1), pointer) < dragPixels ? null : pointer.lngLat
      if (corners.length > 0) say()
    },
    pointerUp(pointer) {
      const isDrag = downAt === null || distance(downAt, pointer.point) > dragPixels
      downAt = null
      if (isDrag) return
      const isOnFirst = isClosed && corners.length >= minCorners && pixelsTo(corners[0], pointer) < cornerPixels
      const isAgain = pointer.clickCount > 1 && pixelsTo(corners.at(-1), pointer) < cornerPixels
      if (isOnFirst || isAgain) {
        finish()
        return
      }
      // a coordinate of the database has six decimals
      corners = [...corners, roundLngLat(pointer.lngLat)]
      pointerAt = null
      say()
    },
    keyDown(key) {
      if (key === 'Enter') return finish()
      if (key === 'Backspace' && corners.length > 0) {
        corners = corners.slice(0, -1)
        say()
        return true
      }
      if (key === 'Escape') {
        // one press, as the hints say: who sees nothing drawn takes the next click for a click on the map
        drop()
        handlers.cancelled()
        return true
      }
      return false
    },
    cancel: drop,
  }
}

/** Six decimals, as stored: about 0.1 m. Pure. */
export const roundLngLat = ([lng, lat]: LngLat): LngLat => [Math.round(lng * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6]
