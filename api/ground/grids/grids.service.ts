import type { Feature, MultiPolygon, Polygon } from 'geojson'
import { z } from 'zod'
import { findNeighbours, gridGeometry } from '#api/coverage/coverage.ts'
import { findParents, findResponsible } from '#api/ground/areas/responsible.ts'
import type { EditionSnapshot, GridRecord } from '#api/ground/editions/edition-snapshot.ts'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import { areaNotFound, hasArea } from '#api/ground/editions/resolve-area.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { decodeCursor, encodeCursor, refuseTooManyFeatures } from '#api/platform/http/list.ts'
import { ApiError } from '#api/platform/http/problem.ts'
import { type Bbox, type ListOf, levelOfCode } from '#api/platform/http/shared.contract.ts'
import { hideCounts } from '#api/platform/http/shared-screen.contract.ts'
import {
  directions,
  type GridDetail,
  type GridItem,
  type gridsQuery,
  type Metric,
  type SharedGridDetail,
  type SharedGridItem,
} from './grids.contract.ts'
import { createMetricBodies, type MetricBodies } from './metric-bodies.ts'

type GridsQuery = z.infer<typeof gridsQuery>
/** With everything an import reads, so that a file of them comes in again as it went out. */
type GridFeatureProperties = (GridItem | SharedGridItem) & Pick<GridRecord, 'seat' | 'elevationMin' | 'elevationMax'>
type GridFeature = Feature<Polygon | MultiPolygon, GridFeatureProperties>

/** The scope hides from a shared screen what must not stand there (`shared-screen.contract.ts`); nothing is cut by its area. */
export type GridsService = {
  /** The grid as it was valid at an instant, now without one. Throws 404 `not_found` or `no_edition`. */
  find(scope: Scope, code: string, at?: Date): Promise<GridDetail | SharedGridDetail>
  /** A page of the current edition's grids, in the order of their codes. */
  list(scope: Scope, query: GridsQuery): Promise<ListOf<GridItem | SharedGridItem>>
  /** All matches with their polygons, each made when it is taken. Throws 422 `too_many_features`. */
  listFeatures(scope: Scope, query: GridsQuery): Promise<Iterable<GridFeature>>
  /** A metric of every grid of the current edition, ready to send. Made once an edition, metric and resolution. */
  metric(scope: Scope, metric: Metric): Promise<MetricBodies>
}

const gridsCursor = z.tuple([z.string().regex(/^\d{15}$/)])

export function createGridsService({ editions }: { editions: EditionsService }): GridsService {
  const metricBodies = createMetricBodies()
  return {
    async find(scope, code, at) {
      const edition = at ? await editions.at(at) : await editions.current()
      const grid = edition.grids.get(code)
      if (grid) return describeGrid(scope, edition, grid)
      throw new ApiError(404, 'not_found', {
        zh: `第 ${edition.number} 版网格底图里没有网格 ${code}，请核对编码${at ? '与时间' : ''}。`,
        en: `Edition ${edition.number} has no grid ${code}; check the code${at ? ' and the instant' : ''}.`,
      })
    },
    async list(scope, query) {
      const edition = await editions.current()
      const after = decodeCursor(query.cursor, gridsCursor)
      const matches = findMatches(edition, query)
      const start = after ? matches.findIndex(({ code }) => code > after[0]) : 0
      const page = start < 0 ? [] : matches.slice(start, start + query.limit)
      const last = page.at(-1)
      const hasMore = last !== undefined && start + page.length < matches.length
      return {
        items: page.map((grid) => toItem(scope, edition, grid)),
        nextCursor: hasMore ? encodeCursor([last.code]) : null,
        total: matches.length,
      }
    },
    async listFeatures(scope, query) {
      const edition = await editions.current()
      const matches = findMatches(edition, query)
      refuseTooManyFeatures(matches.length)
      return makeFeatures(scope, edition, matches)
    },
    metric: async ({ isSharedScreen }, metric) =>
      metricBodies.find(await editions.current(), metric, isSharedScreen ? 'village' : 'grid'),
  }
}

function* makeFeatures(scope: Scope, edition: EditionSnapshot, grids: readonly GridRecord[]): Generator<GridFeature> {
  for (const grid of grids)
    yield {
      type: 'Feature',
      id: Number(grid.code),
      bbox: grid.bounds,
      geometry: gridGeometry(edition.coverage, grid.code),
      properties: {
        ...toItem(scope, edition, grid),
        seat: grid.seat,
        elevationMin: grid.elevationMin,
        elevationMax: grid.elevationMax,
      },
    }
}

/** Grids of an area whose box meets `bbox` and whose row came into force at or after `since`. */
function findMatches(edition: EditionSnapshot, { area, bbox, since }: GridsQuery): GridRecord[] {
  if (area !== undefined && !hasArea(edition, area)) throw areaNotFound(area)
  const isWanted = areaFilter(area)
  const instant = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since)
  return [...edition.grids.values()].filter(
    (grid) =>
      isWanted(grid) &&
      (!bbox || boxesMeet(grid.bounds, bbox)) &&
      (edition.starts.get(grid.editionFrom) ?? 0) >= instant,
  )
}

function areaFilter(area: string | undefined): (grid: GridRecord) => boolean {
  if (area === undefined) return () => true
  if (levelOfCode(area) === 'group') return ({ groupCode }) => groupCode === area
  return ({ code }) => code.startsWith(area)
}

const boxesMeet = (a: Bbox, b: Bbox) => a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1]

const nameArea = (edition: EditionSnapshot, code: string) => ({ code, name: edition.areas.get(code)?.name ?? code })

function toItem({ isSharedScreen }: Scope, edition: EditionSnapshot, grid: GridRecord): GridItem | SharedGridItem {
  const item: GridItem = {
    code: grid.code,
    name: grid.name,
    kind: grid.kind,
    group: grid.groupCode === null ? null : nameArea(edition, grid.groupCode),
    village: nameArea(edition, grid.code.slice(0, 12)),
    township: nameArea(edition, grid.code.slice(0, 9)),
    population: grid.population,
    households: grid.households,
    needHelp: grid.needHelp,
    workersFull: grid.workersFull,
    workersPart: grid.workersPart,
    elevationMean: grid.elevationMean,
    slopeMean: grid.slopeMean,
    areaKm2: grid.areaKm2,
    center: grid.seat,
  }
  return isSharedScreen ? hideCounts(item) : item
}

function describeGrid(scope: Scope, edition: EditionSnapshot, grid: GridRecord): GridDetail | SharedGridDetail {
  const { groupCode, editionFrom, editionTo, pinyin: _pinyin, ...fields } = grid
  const detail: GridDetail = {
    ...fields,
    level: 'grid',
    group: groupCode === null ? null : nameArea(edition, groupCode),
    parents: findParents(edition, grid.code),
    editions: { from: editionFrom, to: editionTo },
    edition: edition.number,
    neighbours: findNeighbours(edition.coverage, grid.code)
      .map(({ code, bearingDegrees, sharedBorderMeters }) => ({
        code,
        name: edition.grids.get(code)?.name ?? code,
        direction: toDirection(bearingDegrees),
        sharedBorderMeters: Math.round(sharedBorderMeters * 10) / 10,
      }))
      .sort((a, b) => directions.indexOf(a.direction) - directions.indexOf(b.direction)),
    responsible: findResponsible(scope, edition, grid.code),
  }
  return scope.isSharedScreen ? hideCounts(detail) : detail
}

/** The eighth of the compass a bearing lies in; north is 337.5° to 22.5°. Pure. */
export const toDirection = (bearingDegrees: number): (typeof directions)[number] =>
  directions[Math.round((((bearingDegrees % 360) + 360) % 360) / 45) % 8] as (typeof directions)[number]
