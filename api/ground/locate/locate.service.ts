import type { EditionSnapshot } from '#api/ground/editions/edition-snapshot.ts'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import type { Crs, LngLat } from '#api/platform/http/shared.contract.ts'
import { toWgs84 } from '#api/platform/http/to-wgs84.ts'
import type { LocateAnswer } from './locate.contract.ts'

/** Ground height in metres at a point; null outside the raster. */
export type Terrain = { elevationAt(lngLat: LngLat): number | null }

export type LocateService = {
  /** Whose grid a point is in, or the nearest grid and how far it is. A point on a border is in one grid, always the
   *  same one. */
  locate(lngLat: LngLat, crs: Crs): Promise<LocateAnswer>
}

export const createLocateService = (deps: {
  editions: EditionsService
  terrain: () => Promise<Terrain | null>
}): LocateService => ({
  async locate(given, crs) {
    const lngLat = toWgs84(given, crs)
    const edition = await deps.editions.current()
    const { code, distanceMeters } = edition.index.nearest(lngLat)
    if (distanceMeters > 0) {
      const nearest = { grid: nameOf(edition, code), distanceMeters: Math.round(distanceMeters * 10) / 10 }
      return { inside: false, nearest }
    }
    const terrain = await deps.terrain()
    const elevation = terrain?.elevationAt(lngLat) ?? null
    const groupCode = edition.grids.get(code)?.groupCode ?? null
    return {
      inside: true,
      grid: nameOf(edition, code),
      group: groupCode === null ? null : { code: groupCode },
      village: nameOf(edition, code.slice(0, 12)),
      township: nameOf(edition, code.slice(0, 9)),
      elevationMeters: elevation === null ? null : Math.round(elevation * 10) / 10,
    }
  },
})

const nameOf = (edition: EditionSnapshot, code: string) => ({
  code,
  name: edition.grids.get(code)?.name ?? edition.areas.get(code)?.name ?? code,
})
