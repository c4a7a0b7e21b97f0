import type { Bbox, LngLat, MapPadding } from './map-types.ts'

const equatorMeters = 40_075_016.686

/** Metres one pixel of the map stands for at a latitude (Web Mercator, 512-pixel world at zoom 0). Pure. */
export const metersPerPixelAt = (latitude: number, zoom: number): number =>
  (equatorMeters * Math.cos((latitude * Math.PI) / 180)) / (512 * 2 ** zoom)

/** How far to move the camera, in pixels, so that a box on the screen leaves the panels: as little as possible, the
 *  middle where the box is larger than the room. Pure. */
export function revealOffset(
  box: { left: number; top: number; right: number; bottom: number },
  size: { width: number; height: number },
  padding: MapPadding,
): [x: number, y: number] {
  const shift = (low: number, high: number, from: number, to: number): number => {
    if (high - low > to - from) return (low + high) / 2 - (from + to) / 2
    if (low < from) return low - from
    if (high > to) return high - to
    return 0
  }
  return [
    shift(box.left, box.right, padding.left, size.width - padding.right),
    shift(box.top, box.bottom, padding.top, size.height - padding.bottom),
  ]
}

export const cornersOf = ([west, south, east, north]: Bbox): LngLat[] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
]
