import { cutEditionTiles } from '#api/ground/tiles/cut-edition-tiles.ts'
import type { Database, Transaction } from '#api/platform/db/client.ts'
import { freeMemory } from '#api/platform/process/free-memory.ts'
import { findCurrentEdition } from '../editions.repo.ts'
import type { AreaRow, BuiltEdition, GridRow } from './build-edition.ts'
import {
  batchPositions,
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
} from './edition-writer.repo.ts'
import type { ImportOptions, Report } from './import-options.ts'
import type { GridComparison } from './import-report.ts'
import { ImportOvertakenError } from './kept-grids.ts'
import { heartbeatMs, ImportBusyError, undoImport, waitForRoom } from './remove-dead-imports.ts'

/** What an edition of these grids would change of the current one. */
export async function compareGrids(database: Database, grids: readonly GridRow[]): Promise<GridComparison> {
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

/** Writes an edition as a pending one in short batches, cuts its tiles and publishes it, with `routeOpenWork` in the same
 *  transaction. Where that fails it takes away what it wrote. Empties the lists of `built`. */
export async function writeEdition(
  { database, county, madeBy, isDemo = false, cutTiles = cutEditionTiles }: ImportOptions,
  { built, keptFrom }: { built: BuiltEdition; keptFrom: number | null },
  routeOpenWork: (transaction: Transaction, edition: number) => Promise<number>,
  report: Report,
) {
  await waitForRoom(database, (seconds) => report({ step: 'wait', ...seconds }))
  const { bounds, grids, areas } = built
  const edition = await database.write(async (transaction) => {
    const last = await findLastEdition(transaction)
    if (last?.isPending) throw new ImportBusyError()
    // Kept grids are copies: over a newer edition they would take its changes back.
    if (keptFrom !== null && last?.number !== keptFrom) throw new ImportOvertakenError()
    const number = await findNextNumber(transaction)
    const edition = { number, madeBy, county, bounds, grids: grids.length, isDemo }
    if (!(await insertPendingEdition(transaction, edition))) throw new ImportBusyError()
    return number
  })
  let isBeating = false
  const heartbeat = setInterval(async () => {
    // Where the database is slow, one beat waiting for it is enough. A failed one is no fault of the import's; the next
    // batch finds out whether the edition is still there.
    if (isBeating) return
    isBeating = true
    await database.write((transaction) => touchPendingEdition(transaction, edition)).catch(() => {})
    isBeating = false
  }, heartbeatMs)
  try {
    const rows = await writeRows(database, edition, { grids, areas }, report)
    // The cutter reads them from the database, in threads of its own that want the room.
    grids.length = 0
    areas.length = 0
    freeMemory()
    report({ step: 'tiles', done: 0, total: 1 })
    await cutTiles({ database, edition, onProgress: ({ done, total }) => report({ step: 'tiles', done, total }) })
    report({ step: 'publish', done: 0, total: 1 })
    const rerouted = await database.write(async (transaction) => {
      await publishEdition(transaction, edition)
      return routeOpenWork(transaction, edition)
    })
    return { edition, rows, rerouted }
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
  report: Report,
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
    const gone = open.filter((code) => !kept.has(code))
    for (let start = 0; start < gone.length; start += batchRows) {
      const codes = gone.slice(start, start + batchRows)
      await database.write((transaction) => closeRows(transaction, table, codes, edition))
      rows.ended += codes.length
    }
  }
  return rows
}

/** Up to `batchRows` rows of up to `batchPositions` vertices together: one county's border is more than 500 grids. */
function* batches<Row extends GridRow | AreaRow>(rows: readonly Row[]): Generator<Row[]> {
  let batch: Row[] = []
  let positions = 0
  for (const row of rows) {
    const more = countPositions(row.geometry)
    if (batch.length === batchRows || (batch.length > 0 && positions + more > batchPositions)) {
      yield batch
      batch = []
      positions = 0
    }
    batch.push(row)
    positions += more
  }
  if (batch.length > 0) yield batch
}

const countPositions = (geometry: GridRow['geometry']): number =>
  (geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()).reduce(
    (sum, ring) => sum + ring.length,
    0,
  )
