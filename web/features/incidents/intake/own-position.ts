import { roundLngLat } from '#web/map/draw-corners.ts'
import type { DraftPlace } from './incident-draft.ts'

/** What the browser says of where it is, or why it says nothing. */
export type OwnPosition =
  | { lngLat: [number, number]; withinMeters: number }
  | { failure: 'denied' | 'unavailable' | 'timeout' }

/** Farther off than this the next house may be meant, and it is said to be rough. */
const exactMeters = 100
/** And farther off than this the next village: that is no place to send anybody to. */
const placeMeters = 1000

/** Whoever is at a desk reports what happened elsewhere; and the browser tells nothing to a page that came unencrypted. */
export const canFindPosition = (): boolean =>
  window.isSecureContext && 'geolocation' in navigator && window.matchMedia('(pointer: coarse)').matches

/** In WGS84. Does not reject. */
export const findPosition = (): Promise<OwnPosition> =>
  new Promise((resolve) =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({ lngLat: roundLngLat([coords.longitude, coords.latitude]), withinMeters: coords.accuracy }),
      ({ code }) => resolve({ failure: code === 1 ? 'denied' : code === 3 ? 'timeout' : 'unavailable' }),
      { enableHighAccuracy: true, timeout: 15_000 },
    ),
  )

/** The place of an incident where somebody stands; null where it is known too roughly to be one. Pure. */
export function placeOfPosition({
  lngLat,
  withinMeters,
}: {
  lngLat: [number, number]
  withinMeters: number
}): DraftPlace | null {
  if (!(withinMeters <= placeMeters)) return null
  return {
    lngLat,
    given: null,
    gridCode: null,
    withinMeters: Math.ceil(withinMeters),
    ...(withinMeters > exactMeters && { rough: 'position' as const }),
  }
}
