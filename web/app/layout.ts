import { useSyncExternalStore } from 'react'
import { zoomOf } from '#web/lib/page-zoom.ts'
import type { CameraSettledEvent, MapPadding } from '#web/map/map-types.ts'

/** Sizes that the style sheet and the map's padding must agree on, in pixels. */
export const sizes = { rail: 48, panel: 360, inspector: 400, table: 320, phoneRail: 56, phoneMax: 760 } as const

/** Panels that are not at the left of the map. */
export type WidePanel = 'table' | 'admin' | 'audit' | 'handover'

export type LayoutState = {
  isPhone: boolean
  height: number
  hasSidePanel: boolean
  hasTable: boolean
  hasInspector: boolean
}

/** What panels cover of the map, so that nothing is fitted, flown to or counted beneath them. Pure. */
export function mapPadding({ isPhone, height, hasSidePanel, hasTable, hasInspector }: LayoutState): MapPadding {
  if (isPhone) {
    const hasSheet = hasSidePanel || hasTable || hasInspector
    return { top: 0, left: 0, right: 0, bottom: sizes.phoneRail + (hasSheet ? Math.round(height * 0.5) : 0) }
  }
  return {
    top: 0,
    left: sizes.rail + (hasSidePanel ? sizes.panel : 0),
    right: hasInspector ? sizes.inspector : 0,
    bottom: hasTable ? sizes.table : 0,
  }
}

/** Room for the status line at the lower edge and some air on the other sides, for what is fitted. */
export const framePadding = ({ top, right, bottom, left }: MapPadding): MapPadding => ({
  top: top + 24,
  right: right + 24,
  bottom: bottom + 56,
  left: left + 24,
})

type Box = { left: number; top: number; right: number; bottom: number }

/** Boxes on the screen in pixels of the map, which is `zoom` times as large there. Pure. */
export const boxesOnMap = (boxes: readonly Box[], map: Pick<Box, 'left' | 'top'>, zoom: number): Box[] =>
  boxes.map(({ left, top, right, bottom }) => ({
    left: (left - map.left) / zoom,
    top: (top - map.top) / zoom,
    right: (right - map.left) / zoom,
    bottom: (bottom - map.top) / zoom,
  }))

/** What is left free above a cover. */
const coverAirPixels = 8

/** How much of the map's lower edge must be left free so that a box does not lie under any of the covers: as much as the
 *  highest cover that it meets. Pure; all in pixels of the map. */
export function coveredBottom(box: Box, covers: readonly Box[], mapHeight: number): number {
  const met = covers.filter(
    (cover) =>
      cover.left < box.right &&
      cover.right > box.left &&
      cover.top - coverAirPixels < box.bottom &&
      cover.bottom > box.top,
  )
  return met.length === 0 ? 0 : mapHeight - Math.min(...met.map((cover) => cover.top)) + coverAirPixels
}

/** The place in the middle of what panels leave free, on a map that is not tilted. Pure. */
export function visibleCenter(
  { center, bearing, metersPerPixel }: Pick<CameraSettledEvent, 'center' | 'bearing' | 'metersPerPixel'>,
  padding: MapPadding,
): [lng: number, lat: number] {
  const right = ((padding.left - padding.right) / 2) * metersPerPixel
  const down = ((padding.top - padding.bottom) / 2) * metersPerPixel
  const turn = (bearing * Math.PI) / 180
  const east = right * Math.cos(turn) - down * Math.sin(turn)
  const north = -right * Math.sin(turn) - down * Math.cos(turn)
  const [lng, lat] = center
  return [lng + east / (111_320 * Math.cos((lat * Math.PI) / 180)), lat + north / 110_574]
}

function subscribeToResize(listener: () => void): () => void {
  window.addEventListener('resize', listener)
  return () => window.removeEventListener('resize', listener)
}

/** Width of the window in pixels of the page. */
export const useWidth = (): number =>
  useSyncExternalStore(subscribeToResize, () => window.innerWidth / zoomOf(document.body))

/** Its height, the same. */
export const useHeight = (): number =>
  useSyncExternalStore(subscribeToResize, () => window.innerHeight / zoomOf(document.body))

const phone = typeof window === 'undefined' ? null : window.matchMedia(`(max-width: ${sizes.phoneMax}px)`)

export const useIsPhone = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      phone?.addEventListener('change', listener)
      return () => phone?.removeEventListener('change', listener)
    },
    () => phone?.matches ?? false,
  )
