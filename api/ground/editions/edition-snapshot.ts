import type { Coverage } from '#api/coverage/coverage.ts'
import type { CoverageIndex } from '#api/coverage/coverage-index.ts'
import type { GridKind } from '#api/ground/grids/grids.contract.ts'
import type { Bbox, Level, LngLat } from '#api/platform/http/shared.contract.ts'

/** Counts of people, households and workers; of a grid, or the sums over an area's grids. */
export type Headcounts = {
  population: number
  households: number
  needHelp: number
  workersFull: number
  workersPart: number
}

/** Heights in metres, slope in degrees; null without terrain. */
export type Relief = {
  elevationMin: number | null
  elevationMean: number | null
  elevationMax: number | null
  slopeMean: number | null
}

/** What grids may have or not. */
export const optionalGridFields = ['group', 'elevationMin', 'elevationMean', 'elevationMax', 'slopeMean'] as const
export type OptionalGridField = (typeof optionalGridFields)[number]

/** A grid as it stands in an edition. */
export type GridRecord = Headcounts &
  Relief & {
    code: string
    name: string
    kind: GridKind
    groupCode: string | null
    pinyin: string
    seat: LngLat
    areaKm2: number
    bounds: Bbox
    /** First edition with this row, inclusive. */
    editionFrom: number
    /** First edition without it; null while it holds. */
    editionTo: number | null
  }

/** A county, township, village or group; its figures are the sums over its grids. */
export type AreaRecord = Headcounts & {
  code: string
  level: Exclude<Level, 'grid'>
  name: string
  type: string | null
  pinyin: string
  seat: LngLat
  bounds: Bbox
  gridCount: number
  areaKm2: number
}

/** One edition in memory; never changes. Both maps are in the order of codes. */
export type EditionSnapshot = {
  number: number
  /** ISO instant. */
  effectiveFrom: string
  bounds: Bbox
  countyCode: string
  isDemo: boolean
  coverage: Coverage
  index: CoverageIndex
  /** When this edition and the ones before came into force, in milliseconds since 1970. */
  starts: ReadonlyMap<number, number>
  grids: ReadonlyMap<string, GridRecord>
  areas: ReadonlyMap<string, AreaRecord>
}
