import type { Database } from '#api/db/client.ts'
import { findDeadEditions, removePendingEdition, undoBatch } from './edition-writer.repo.ts'

/** A living import touches its edition every 5 s. */
export const heartbeatMs = 5_000
const deadAfterMs = 30_000

/** Takes away what imports that died left behind, also the ends they had set to rows of the current edition. Gives how
 *  many were removed. The embedded database has one process, so at its start every pending edition is dead
 *  (`isStarting`); on a server another process may be at work, so only one that was silent for 30 s is. */
export async function removeDeadImports(database: Database, options: { isStarting?: boolean } = {}): Promise<number> {
  const idleMs = database.kind === 'embedded' && options.isStarting ? 0 : deadAfterMs
  const numbers = await database.write((transaction) => findDeadEditions(transaction, idleMs))
  for (const number of numbers) await undoImport(database, number)
  return numbers.length
}

/** Undoes one pending edition in short batches; safe to interrupt and to run again. */
export async function undoImport(database: Database, number: number): Promise<void> {
  for (const table of ['grid_versions', 'areas'] as const)
    while ((await database.write((transaction) => undoBatch(transaction, table, number))) > 0);
  await database.write((transaction) => removePendingEdition(transaction, number))
}
