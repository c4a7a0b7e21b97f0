import type { GivenLocation } from '#api/operations/incidents/incident-work.contract.ts'
import type { Crs } from '#api/platform/http/shared.contract.ts'
import { parseCoordinates } from '#web/lib/parse-coordinates.ts'

/** A place as it was typed: the code of a grid, or coordinates of the named system; null for anything else. Pure. */
export function readPlace(text: string, crs: Crs): GivenLocation | null {
  const gridCode = text.replace(/\s/g, '')
  if (/^\d{15}$/.test(gridCode)) return { gridCode }
  const lngLat = parseCoordinates(text)
  return lngLat && { lng: lngLat[0], lat: lngLat[1], ...(crs !== 'wgs84' && { crs }) }
}
