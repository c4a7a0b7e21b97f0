import type { Database } from '#api/platform/db/client.ts'
import type { Crs } from '#api/platform/http/shared.contract.ts'
import type { importSteps } from '../editions.contract.ts'
import type { ImportSource } from './area-reader.ts'
import type { FieldMap } from './field-map.ts'
import type { OpenWork } from './open-work.ts'

export type ImportStep = (typeof importSteps)[number]
/** Of the step `wait`, `done` and `total` are seconds. */
export type ImportProgress = { step: ImportStep; done: number; total: number }

/** Cuts the tiles of a pending edition; `cutEditionTiles` of the tiles folder. */
export type CutTiles = (options: {
  database: Database
  edition: number
  onProgress?: (progress: { done: number; total: number }) => void
}) => Promise<unknown>

export type ImportOptions = {
  database: Database
  /** Paths of files on disk. */
  files?: readonly string[]
  /** Files already in memory. */
  sources?: readonly ImportSource[]
  /** The six digits of the county served here. */
  county: string
  /** Code of the county, township, village or grid whose grids the files replace; the rest of the current edition is
   *  kept. Left out: the county. */
  area?: string | undefined
  /** Our fields by their names in the files. */
  map?: FieldMap | undefined
  /** Gaps and overlaps narrower than this are closed, and listed; at most `maxSnapMeters`. */
  snapMeters?: number | undefined
  /** What the files' coordinates are in; `wgs84` when left out. */
  crs?: Crs | undefined
  /** Who or what made the edition, for its record. */
  madeBy: string
  isDemo?: boolean
  /** Checks and reports, writes nothing. */
  dryRun?: boolean
  /** What must not be left without a grid. */
  openWork: OpenWork
  onProgress?: (progress: ImportProgress) => void
  /** Ends the import with the signal's reason; nothing of it remains. */
  signal?: AbortSignal | undefined
  /** Left out: `cutEditionTiles`. */
  cutTiles?: CutTiles
}

/** Is told how far an import is. */
export type Report = (progress: ImportProgress) => void
