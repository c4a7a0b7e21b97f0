import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Database } from '#api/db/client.ts'
import { cutEditionTiles } from '#api/tiles/cut-edition-tiles.ts'
import { findCurrentEdition, listCurrentAreaNames } from './editions.repo.ts'
import type { ImportSource } from './import/area-reader.ts'
import { type AreaRow, type BuiltEdition, buildEdition, checkTogether, type GridRow } from './import/build-edition.ts'
import {
  batchRows,
  closeRows,
  compareBatch,
  findLastEdition,
  findNextNumber,
  findOpenCodes,
  insertPendingEdition,
  publishEdition,
  touchPendingEdition,
  writeBatch,
} from './import/edition-writer.repo.ts'
import { ImportError, type ImportFault } from './import/import-fault.ts'
import { parseAreas } from './import/parse-areas.ts'
import { readSources } from './import/read-sources.ts'
import { heartbeatMs, ImportBusyError, undoImport, waitForRoom } from './import/remove-dead-imports.ts'

/** `wait`: for an import that may have died, in seconds; only where there was one. */
export type ImportStep = 'read' | 'check' | 'wait' | 'write' | 'tiles' | 'publish'
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
  /** Who or what made the edition, for its record. */
  madeBy: string
  isDemo?: boolean
  /** Checks and reports, writes nothing. */
  dryRun?: boolean
  onProgress?: (progress: ImportProgress) => void
  /** Left out: `cutEditionTiles`. */
  cutTiles?: CutTiles
}

export type GridComparison = { added: number; changed: number; unchanged: number; gone: number }

export type ImportReport = {
  /** The number of the published edition; null after a dry run. */
  edition: number | null
  counts: Record<'counties' | 'townships' | 'villages' | 'groups' | 'grids', number>
  /** Rows of grids and areas against the edition before: new or changed, taken over, ended. */
  rows: { changed: number; unchanged: number; ended: number }
  /** Of a dry run without faults: its grids against those of the current edition. */
  comparison: GridComparison | null
  /** Of a dry run; a real one throws them as an ImportError. */
  faults: ImportFault[]
  /** What was put right on the way. */
  warnings: ImportFault[]
  milliseconds: number
}

/** Reads files of grids and areas, checks them, writes them as a pending edition in short batches, cuts its tiles and
 *  publishes it. Throws an ImportError with every fault before anything is written. Where it fails later it takes away
 *  what it wrote; where the process dies, `removeDeadImports` does. */
export async function importEdition(options: ImportOptions): Promise<ImportReport> {
  const startedAt = performance.now()
  const report = options.onProgress ?? (() => {})
  const { built, faults } = await prepareEdition(options, report)
  if (!built && !options.dryRun) throw new ImportError(faults)
  const summary = { counts: countLevels(built), faults, warnings: built?.warnings ?? [] }
  const elapsed = () => Math.round(performance.now() - startedAt)
  if (!built || options.dryRun) {
    const rows = { changed: 0, unchanged: 0, ended: 0 }
    const comparison = built && (await compareGrids(options.database, built.grids))
    return { edition: null, ...summary, rows, comparison, milliseconds: elapsed() }
  }
  const { edition, rows } = await writeEdition(options, built, report)
  return { edition, ...summary, rows, comparison: null, milliseconds: elapsed() }
}

async function compareGrids(database: Database, grids: readonly GridRow[]): Promise<GridComparison> {
  const current = await database.read(findCurrentEdition)
  const sums = { added: 0, changed: 0 }
  for (const batch of batches(grids)) {
    const { added, changed } = await database.read((handle) => compareBatch(handle, batch, current?.number ?? 0))
    sums.added += added
    sums.changed += changed
  }
  const kept = grids.length - sums.added
  return { ...sums, unchanged: kept - sums.changed, gone: (current?.gridCount ?? 0) - kept }
}

async function prepareEdition(
  { database, files = [], sources = [], county }: ImportOptions,
  report: (progress: ImportProgress) => void,
): Promise<{ built: BuiltEdition | null; faults: ImportFault[] }> {
  const all = [...sources]
  report({ step: 'read', done: 0, total: files.length + sources.length })
  for (const file of files) all.push({ name: basename(file), bytes: await readFile(file) })
  const read = readSources(all)
  report({ step: 'read', done: all.length, total: all.length })
  report({ step: 'check', done: 0, total: read.areas.length })
  const parsed = parseAreas(read.areas, county)
  const faults = [...read.faults, ...parsed.faults]
  // Faults of single features would show again, in other words, in the coverage: they come first and alone.
  if (faults.length === 0) for (const fault of checkTogether(parsed, county)) faults.push(fault)
  report({ step: 'check', done: read.areas.length, total: read.areas.length })
  if (faults.length > 0) return { built: null, faults }
  return { built: buildEdition(parsed, county, await database.read(listCurrentAreaNames)), faults }
}

async function writeEdition(
  { database, county, madeBy, isDemo = false, cutTiles = cutEditionTiles }: ImportOptions,
  built: BuiltEdition,
  report: (progress: ImportProgress) => void,
) {
  await waitForRoom(database, (seconds) => report({ step: 'wait', ...seconds }))
  const { bounds, grids, areas } = built
  const edition = await database.write(async (transaction) => {
    const last = await findLastEdition(transaction)
    if (last?.isPending) throw new ImportBusyError()
    const number = await findNextNumber(transaction)
    await insertPendingEdition(transaction, { number, madeBy, county, bounds, grids: grids.length, isDemo })
    return number
  })
  const heartbeat = setInterval(() => {
    // A failed beat is no fault of the import's; the next batch finds out whether the edition is still there.
    database.write((transaction) => touchPendingEdition(transaction, edition)).catch(() => {})
  }, heartbeatMs)
  try {
    const rows = await writeRows(database, edition, { grids, areas }, report)
    report({ step: 'tiles', done: 0, total: 1 })
    await cutTiles({ database, edition, onProgress: ({ done, total }) => report({ step: 'tiles', done, total }) })
    report({ step: 'publish', done: 0, total: 1 })
    await database.write((transaction) => publishEdition(transaction, edition))
    report({ step: 'publish', done: 1, total: 1 })
    return { edition, rows }
  } catch (error) {
    // Where this fails too (the database is gone), the leftovers go at the next start.
    await undoImport(database, edition).catch(() => {})
    throw error
  } finally {
    clearInterval(heartbeat)
  }
}

async function writeRows(
  database: Database,
  edition: number,
  tables: { grids: GridRow[]; areas: AreaRow[] },
  report: (progress: ImportProgress) => void,
) {
  const total = tables.grids.length + tables.areas.length
  const rows = { changed: 0, unchanged: 0, ended: 0 }
  let done = 0
  for (const [table, all] of [
    ['grid_versions', tables.grids],
    ['areas', tables.areas],
  ] as const) {
    for (const batch of batches<GridRow | AreaRow>(all)) {
      const changed = await database.write((transaction) => writeBatch(transaction, table, batch, edition))
      rows.changed += changed
      rows.unchanged += batch.length - changed
      done += batch.length
      report({ step: 'write', done, total })
    }
    const kept = new Set(all.map(({ code }) => code))
    const open = await database.write((transaction) => findOpenCodes(transaction, table, edition))
    for (const codes of batches(open.filter((code) => !kept.has(code)))) {
      await database.write((transaction) => closeRows(transaction, table, codes, edition))
      rows.ended += codes.length
    }
  }
  return rows
}

function* batches<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let start = 0; start < rows.length; start += batchRows) yield rows.slice(start, start + batchRows)
}

function countLevels(built: BuiltEdition | null): ImportReport['counts'] {
  const count = (level: AreaRow['level']) => built?.areas.filter((area) => area.level === level).length ?? 0
  return {
    counties: count('county'),
    townships: count('township'),
    villages: count('village'),
    groups: count('group'),
    grids: built?.grids.length ?? 0,
  }
}
