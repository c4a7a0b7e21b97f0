import type { MapTheme } from '#web/map/map-types.ts'
import type { ClimbedRung } from './climbs.ts'

/** By who has it, never by how severe it is; the width says the same as the colour. None is a colour of a warning. */
export const climbColors: Record<MapTheme, Record<ClimbedRung, string>> = {
  night: { village: '#BFB2FF', township: '#E39BFF', county: '#FF8FD0' },
  day: { village: '#6A50C8', township: '#9B2FBE', county: '#BE1C7B' },
}
export const climbWidths: Record<ClimbedRung, number> = { village: 1.5, township: 2.25, county: 3 }
