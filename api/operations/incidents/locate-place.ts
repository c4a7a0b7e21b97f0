import type { EditionSnapshot } from '#api/ground/editions/edition-snapshot.ts'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { toWgs84 } from '#api/platform/http/to-wgs84.ts'
import { noSuchGrid, outsideCounty } from './incident-errors.ts'
import type { GivenLocation } from './incident-work.contract.ts'

export type Place = { lngLat: LngLat; given: GivenLocation | null; gridCode: string }

const roundDegrees = (degrees: number) => Math.round(degrees * 1e6) / 1e6

/** Where an incident is, and in whose grid. Throws 400 for a grid that is not there and for a point in none. Pure. */
export function locatePlace(edition: EditionSnapshot, given: GivenLocation): Place {
  if ('gridCode' in given) {
    const grid = edition.grids.get(given.gridCode)
    if (!grid) throw noSuchGrid(given.gridCode)
    return { lngLat: grid.seat, given: null, gridCode: grid.code }
  }
  const [lng, lat] = toWgs84([given.lng, given.lat], given.crs ?? 'wgs84')
  const lngLat: LngLat = [roundDegrees(lng), roundDegrees(lat)]
  const { code, distanceMeters } = edition.index.nearest(lngLat)
  if (distanceMeters > 0) throw outsideCounty(edition.grids.get(code)?.name ?? code, distanceMeters)
  return { lngLat, given, gridCode: code }
}
