import type { MultiPolygon, Polygon } from 'geojson'
import type { Bbox, LngLat } from '#api/platform/http/shared.contract.ts'
import { affectedGridSteps } from './affected-grids.ts'
import { cellRasterSteps } from './cell-raster.ts'
import type { Coverage } from './coverage.ts'
import { doesPartMeetBox, gridPartsSteps, indexBoxes, isInPart } from './grid-parts.ts'
import { findNearestBorder, readOuterBorder } from './outer-border.ts'
import { isNearEdge, noiseDegrees, QueryArea } from './query-area.ts'
import { finishSteps, type Steps } from './steps.ts'

/** A grid an area touches: `share` of the grid's (ellipsoidal) area that lies in it, 0 < share ≤ 1, below 1e-9 only for an
 *  area as small as that; `whole` = no part of the grid lies outside (to a micrometre), share is then 1. */
export type AffectedGrid = { code: string; share: number; whole: boolean }

export type CoverageIndex = {
  /** The grid a point lies in, or null outside. The point is not rounded, the answer is exact. A point on a border
   *  between grids belongs to exactly one, always the same, whatever order the grids came in: the one to its east, or to
   *  its north where the border runs exactly east to west (`crossesRay`). Where that is outside, as on the outer border
   *  in the east, it belongs to the grid with the smallest code that has the point on its border (to a micrometre). */
  locate(lngLat: LngLat): string | null
  /** The grid a point lies in (0 m) or the one whose border is nearest, with the geodesic distance to it. Throws when
   *  there are no grids. */
  nearest(lngLat: LngLat): { code: string; distanceMeters: number }
  /** The grids an area has ground in common with (a common border or corner alone is none), by code: what PostGIS says
   *  with `ST_Intersects AND NOT ST_Touches`. Takes polygons with holes, in pieces, of any orientation; expects that
   *  `findAreaFault` finds nothing. Does not throw. */
  findAffected(area: Polygon | MultiPolygon): AffectedGrid[]
  /** `findAffected` in steps: an area of 10,000 long edges over a whole county takes a second. */
  affectedSteps(area: Polygon | MultiPolygon): Steps<AffectedGrid[]>
  /** The grids that meet a box, its border included, by code. */
  gridsInBbox(bbox: Bbox): string[]
}

/** Makes the index of a coverage: tens of milliseconds for a county, then microseconds a question. Pure, immutable, runs
 *  in browser and server. */
export const createCoverageIndex = (coverage: Coverage): CoverageIndex => finishSteps(coverageIndexSteps(coverage))

/** `createCoverageIndex` in steps. */
export function* coverageIndexSteps(coverage: Coverage): Steps<CoverageIndex> {
  const codeOf = (grid: number) => coverage.codes[grid] as string
  const parts = yield* gridPartsSteps(coverage)
  const border = readOuterBorder(coverage)
  yield
  const partIndex = indexBoxes(parts.boxes)
  yield
  const borderIndex = indexBoxes(border.boxes)

  const searchGrid = (x: number, y: number): number => {
    for (const part of partIndex?.search(x, y, x, y) ?? []) {
      if (isInPart(parts, part, x, y)) return parts.grid[part] as number
    }
    let found = -1
    const near = borderIndex?.search(x - noiseDegrees, y - noiseDegrees, x + noiseDegrees, y + noiseDegrees) ?? []
    for (const edge of near) {
      const grid = border.grid[edge] as number
      // Codes ascend with the index of the grid.
      if ((found < 0 || grid < found) && isNearEdge(border.edges, edge, x, y)) found = grid
    }
    return found
  }
  // Two thirds of the ground are away from any border; a point there needs no search.
  const raster = yield* cellRasterSteps(parts, searchGrid)
  const locateGrid = ([x, y]: LngLat): number => raster.find(x, y) ?? searchGrid(x, y)

  function* affectedSteps(geometry: Polygon | MultiPolygon): Steps<AffectedGrid[]> {
    if (!partIndex) return []
    const affected = yield* affectedGridSteps(parts, partIndex, new QueryArea(geometry))
    return affected.map(({ grid, share, whole }) => ({ code: codeOf(grid), share, whole }))
  }

  return {
    locate: (lngLat) => {
      const grid = locateGrid(lngLat)
      return grid < 0 ? null : codeOf(grid)
    },
    nearest: (lngLat) => {
      if (!borderIndex) throw new Error('the coverage has no grids')
      const grid = locateGrid(lngLat)
      if (grid >= 0) return { code: codeOf(grid), distanceMeters: 0 }
      const found = findNearestBorder(border, borderIndex, lngLat)
      return { code: codeOf(found.grid), distanceMeters: found.distanceMeters }
    },
    findAffected: (geometry) => finishSteps(affectedSteps(geometry)),
    affectedSteps,
    gridsInBbox: (bbox) => {
      const grids = new Set<number>()
      for (const part of partIndex?.search(...bbox) ?? []) {
        if (doesPartMeetBox(parts, part, bbox)) grids.add(parts.grid[part] as number)
      }
      return [...grids].sort((a, b) => a - b).map(codeOf)
    },
  }
}
