import type { Feature, MultiPolygon, Polygon } from 'geojson'
import { gridGeometry } from '#api/coverage/coverage.ts'
import { geodesicAreaSquareMeters } from '#api/coverage/geodesic-area.ts'
import type { Database } from '#api/db/client.ts'
import type { EditionSnapshot, GridRecord } from '#api/editions/edition-snapshot.ts'
import type { EditionsService } from '#api/editions/editions.service.ts'
import { levelOfPeople, shareOutside, sumFigure } from './affected-figures.ts'
import type { Affected, AffectedBody } from './emergency.contract.ts'
import { countOpenIncidentsIn } from './emergency.repo.ts'
import { readArea } from './read-area.ts'

/** Throws ApiError: 404 without an edition, 422 for a geometry that cannot be answered for. */
export type EmergencyService = {
  /** Who and what an area or a circle touches. Grids and people come from the coverage in memory, the same code as in the
   *  browser; open incidents from PostGIS. */
  findAffected(body: AffectedBody): Promise<Affected>
  /** The touched grids as polygons with their share, for other programs. */
  findAffectedFeatures(body: AffectedBody): Promise<Feature<Polygon | MultiPolygon>[]>
}

export function createEmergencyService(deps: { database: Database; editions: EditionsService }): EmergencyService {
  const { database, editions } = deps

  function listTouched(snapshot: EditionSnapshot, area: Polygon | MultiPolygon) {
    return snapshot.index
      .findAffected(area)
      .map(({ code, share, whole }) => ({ grid: snapshot.grids.get(code) as GridRecord, share, whole }))
      .sort((a, b) => Number(b.whole) - Number(a.whole) || b.share - a.share || (a.grid.code < b.grid.code ? -1 : 1))
      .map(({ grid, share, whole }) => ({
        code: grid.code,
        name: grid.name,
        villageName: snapshot.areas.get(grid.code.slice(0, 12))?.name ?? grid.code.slice(0, 12),
        share,
        whole,
        population: grid.population,
        households: grid.households,
        needHelp: grid.needHelp,
      }))
  }

  /** The grids' areas are measured anew: what a file says of them may be rounded or the land register's. All 4,847 take
   *  15 ms. */
  function findOutsideShare(snapshot: EditionSnapshot, area: Polygon | MultiPolygon, grids: Affected['grids']) {
    const inside = grids.map(
      ({ code, share }) => share * geodesicAreaSquareMeters(gridGeometry(snapshot.coverage, code)),
    )
    return shareOutside(geodesicAreaSquareMeters(area), inside)
  }

  return {
    async findAffected(body) {
      const startedAt = performance.now()
      const area = readArea(body)
      const snapshot = await editions.current()
      const grids = listTouched(snapshot, area)
      const open = await database.read((handle) => countOpenIncidentsIn(handle, area))
      const people = sumFigure(grids, 'population')
      return {
        people,
        households: sumFigure(grids, 'households'),
        needHelp: sumFigure(grids, 'needHelp'),
        level: levelOfPeople(people.likely),
        grids,
        incidents: { open },
        outsideShare: findOutsideShare(snapshot, area, grids),
        edition: snapshot.number,
        elapsedMs: Math.round((performance.now() - startedAt) * 100) / 100,
      }
    },

    async findAffectedFeatures(body) {
      const area = readArea(body)
      const snapshot = await editions.current()
      return listTouched(snapshot, area).map((grid) => ({
        type: 'Feature',
        // As in the tiles and in /api/grids: 15 digits are a whole number below 2^53.
        id: Number(grid.code),
        geometry: gridGeometry(snapshot.coverage, grid.code),
        properties: grid,
      }))
    },
  }
}
