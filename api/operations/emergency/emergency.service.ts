import type { Feature, MultiPolygon, Polygon } from 'geojson'
import { gridGeometry } from '#api/coverage/coverage.ts'
import { geodesicAreaSquareMeters } from '#api/coverage/geodesic-area.ts'
import type { Steps } from '#api/coverage/steps.ts'
import type { EditionSnapshot, GridRecord } from '#api/ground/editions/edition-snapshot.ts'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import { isCutByScope } from '#api/platform/access/within-scope.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { hideCounts } from '#api/platform/http/shared-screen.contract.ts'
import { runInSlices } from '#api/platform/process/sliced-work.ts'
import { levelOfPeople, shareOutside, sumFigure } from './affected-figures.ts'
import type { Affected, AffectedBody, SharedAffected } from './emergency.contract.ts'
import { countOpenIncidentsIn } from './emergency.repo.ts'
import { areaSteps } from './read-area.ts'

/** Throws ApiError: 404 without an edition, 422 for a geometry that cannot be answered for. */
export type EmergencyService = {
  /** Who and what an area or a circle touches. Grids and people come from the coverage in memory, the same code as in the
   *  browser; open incidents from PostGIS, as far as `scope` (of incidents.read) reaches. A shared screen gets no figures. */
  findAffected(scope: Scope, body: AffectedBody): Promise<Affected | SharedAffected>
  /** The touched grids as polygons with their share, each made when it is taken; for other programs. */
  findAffectedFeatures(scope: Scope, body: AffectedBody): Promise<Iterable<Feature<Polygon | MultiPolygon>>>
}

/** Grids between two steps. */
const gridsPerStep = 50

export function createEmergencyService(deps: { database: Database; editions: EditionsService }): EmergencyService {
  const { database, editions } = deps

  function* touchedSteps(snapshot: EditionSnapshot, area: Polygon | MultiPolygon): Steps<Affected['grids']> {
    const affected = yield* snapshot.index.affectedSteps(area)
    return affected
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
  function* outsideShareSteps(
    snapshot: EditionSnapshot,
    area: Polygon | MultiPolygon,
    grids: Affected['grids'],
  ): Steps<number> {
    const inside: number[] = []
    for (const { code, share } of grids) {
      if (inside.length % gridsPerStep === 0) yield
      inside.push(share * geodesicAreaSquareMeters(gridGeometry(snapshot.coverage, code)))
    }
    return shareOutside(geodesicAreaSquareMeters(area), inside)
  }

  return {
    async findAffected(scope, body) {
      const startedAt = performance.now()
      const area = await runInSlices(areaSteps(body))
      const snapshot = await editions.current()
      const grids = await runInSlices(touchedSteps(snapshot, area))
      const partial = grids.some(({ code }) => isCutByScope(scope, code))
      const describeRest = async () => ({
        outsideShare: await runInSlices(outsideShareSteps(snapshot, area, grids)),
        edition: snapshot.number,
        elapsedMs: Math.round((performance.now() - startedAt) * 100) / 100,
      })
      if (scope.isSharedScreen)
        return {
          people: null,
          households: null,
          needHelp: null,
          level: null,
          grids: grids.map(hideCounts),
          incidents: { open: null, partial },
          ...(await describeRest()),
          hidden: true,
        }
      const open = await database.readAs(scope, (handle) => countOpenIncidentsIn(handle, area))
      const people = sumFigure(grids, 'population')
      return {
        people,
        households: sumFigure(grids, 'households'),
        needHelp: sumFigure(grids, 'needHelp'),
        level: levelOfPeople(people.likely),
        grids,
        incidents: { open, partial },
        ...(await describeRest()),
      }
    },

    async findAffectedFeatures({ isSharedScreen }, body) {
      const area = await runInSlices(areaSteps(body))
      const snapshot = await editions.current()
      const grids = await runInSlices(touchedSteps(snapshot, area))
      return makeFeatures(snapshot, isSharedScreen ? grids.map(hideCounts) : grids)
    },
  }
}

function* makeFeatures(
  { coverage }: EditionSnapshot,
  grids: readonly (Affected | SharedAffected)['grids'][number][],
): Generator<Feature<Polygon | MultiPolygon>> {
  for (const grid of grids)
    yield {
      type: 'Feature',
      // As in the tiles and in /api/grids: 15 digits are a whole number below 2^53.
      id: Number(grid.code),
      geometry: gridGeometry(coverage, grid.code),
      properties: grid,
    }
}
