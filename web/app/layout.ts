import { useSyncExternalStore } from 'react'
import type { MapPadding } from '#web/map/map-types.ts'

/** Sizes that the style sheet and the map's padding must agree on, in pixels. */
export const sizes = { rail: 48, panel: 360, inspector: 400, table: 320, phoneRail: 56, phoneMax: 760 } as const

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

function subscribeToResize(listener: () => void): () => void {
  window.addEventListener('resize', listener)
  return () => window.removeEventListener('resize', listener)
}

/** Width of the window in pixels. */
export const useWidth = (): number => useSyncExternalStore(subscribeToResize, () => window.innerWidth)

const phone = typeof window === 'undefined' ? null : window.matchMedia(`(max-width: ${sizes.phoneMax}px)`)

export const useIsPhone = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      phone?.addEventListener('change', listener)
      return () => phone?.removeEventListener('change', listener)
    },
    () => phone?.matches ?? false,
  )
