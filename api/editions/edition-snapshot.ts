import type { Coverage } from '#api/coverage/coverage.ts'
import type { CoverageIndex } from '#api/coverage/coverage-index.ts'
import type { GridKind } from '#api/grids/grids.contract.ts'
import type { Bbox, Level, LngLat } from '#api/http/shared.contract.ts'

/** A grid as it stands in an edition. People, households and workers are counts; heights in metres, slope in degrees. */
export type GridRecord = {
  code: string
  name: string
  kind: GridKind
  groupCode: string | null
  pinyin: string
  seat: LngLat
  population: number
  households: number
  needHelp: number
  workersFull: number
  workersPart: number
  elevationMin: number | null
  elevationMean: number | null
  elevationMax: number | null
  slopeMean: number | null
  areaKm2: number
  bounds: Bbox
  /** First edition with this row, inclusive. */
  editionFrom: number
  /** First edition without it; null while it holds. */
  editionTo: number | null
}

/** A county, township, village or group; its figures are the sums over its grids. */
export type AreaRecord = {
  code: string
  level: Exclude<Level, 'grid'>
  name: string
  type: string | null
  pinyin: string
  seat: LngLat
  bounds: Bbox
  gridCount: number
  population: number
  households: number
  needHelp: number
  workersFull: number
  workersPart: number
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
