import { type CoverageIndex, createCoverageIndex } from '#api/coverage/coverage-index.ts'
import type { Handle, Transaction } from '#api/platform/db/client.ts'
import type { AreaRow, BuiltEdition } from './import/build-edition.ts'
import { groupCauses } from './import/import-cause.ts'
import type { ImportOptions, ImportProgress } from './import/import-options.ts'
import { ImportError, type ImportReport } from './import/import-report.ts'
import { placeOpenWork } from './import/open-work.ts'
import { prepareEdition } from './import/prepare-edition.ts'
import { compareGrids, writeEdition } from './import/write-edition.ts'

/** Reads files of grids and areas, checks them, writes them as a pending edition in short batches, cuts its tiles and
 *  publishes it. Throws an ImportError with every fault before anything is written. Where it fails later or is aborted
 *  it takes away what it wrote; where the process dies, `removeDeadImports` does. */
export async function importEdition(options: ImportOptions): Promise<ImportReport> {
  const startedAt = performance.now()
  const { database, openWork, signal } = options
  const tell = (progress: ImportProgress) => {
    options.onProgress?.(progress)
    signal?.throwIfAborted()
  }
  const { built, keptFrom, circumstances, ...found } = await prepareEdition(options, tell)
  let rerouted = 0
  let index: CoverageIndex | undefined
  const place = (handle: Handle, { coverage }: BuiltEdition) =>
    placeOpenWork(handle, openWork, () => {
      index ??= createCoverageIndex(coverage)
      return index
    })
  if (built) {
    const placed = await database.read((handle) => place(handle, built))
    for (const fault of placed.faults) found.faults.push(fault)
    rerouted = placed.moves.length
  }
  const elapsed = () => Math.round(performance.now() - startedAt)
  const checked: ImportReport = {
    edition: null,
    counts: countLevels(built),
    ...found,
    causes: groupCauses(found.faults, circumstances),
    warnings: [...found.warnings, ...(built?.warnings ?? [])],
    rows: { changed: 0, unchanged: 0, ended: 0 },
    comparison: null,
    rerouted,
    milliseconds: elapsed(),
  }
  if (found.faults.length > 0 && !options.dryRun) throw new ImportError(checked)
  if (!built || found.faults.length > 0) return checked
  if (options.dryRun) {
    const comparison = await compareGrids(database, built.grids)
    return { ...checked, comparison, milliseconds: elapsed() }
  }
  /** In the transaction that publishes: nothing may come to lie outside in between. */
  const routeOpenWork = async (transaction: Transaction, edition: number) => {
    const { faults, moves } = await place(transaction, built)
    const causes = groupCauses(faults, circumstances)
    if (faults.length > 0) throw new ImportError({ ...checked, faults, causes, milliseconds: elapsed() })
    await openWork.route(transaction, moves, edition)
    return moves.length
  }
  const written = await writeEdition(options, { built, keptFrom }, routeOpenWork, tell)
  // What is published stays, whatever happens to who listens.
  options.onProgress?.({ step: 'publish', done: 1, total: 1 })
  return { ...checked, ...written, milliseconds: elapsed() }
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
