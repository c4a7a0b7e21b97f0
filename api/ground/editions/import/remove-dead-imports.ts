import { setTimeout } from 'node:timers/promises'
import type { Database } from '#api/platform/db/client.ts'
import type { Sentence } from '#api/platform/http/problem.ts'
import {
  findDeadEditions,
  findLastEdition,
  removePendingEdition,
  undoBatch,
  undoIdentities,
} from './edition-writer.repo.ts'

/** A living import touches its edition every 5 s. */
export const heartbeatMs = 5_000
const deadAfterMs = 20_000
const askAgainMs = 500

/** Takes away what imports that died left behind, also the ends they had set to rows of the current edition. Gives how
 *  many were removed. The embedded database has one process, so at its start every pending edition is dead
 *  (`isStarting`); on a server another process may be at work, so only one that was silent for 20 s is. */
export async function removeDeadImports(database: Database, options: { isStarting?: boolean } = {}): Promise<number> {
  const idleMs = database.kind === 'embedded' && options.isStarting ? 0 : deadAfterMs
  const numbers = await database.write((transaction) => findDeadEditions(transaction, idleMs))
  for (const number of numbers) await undoImport(database, number)
  return numbers.length
}

/** Makes room for a new import: waits until the pending edition that may be there has been silent long enough, and takes
 *  it away. Throws an ImportBusyError as soon as its import shows a sign of life, which takes 5 s at most. */
export async function waitForRoom(
  database: Database,
  onWait: (seconds: { done: number; total: number }) => void,
): Promise<void> {
  const first = await database.read(findLastEdition)
  if (!first?.isPending) return
  for (let waitedMs = 0; ; waitedMs += askAgainMs) {
    await removeDeadImports(database)
    const last = await database.read(findLastEdition)
    if (!last?.isPending) return
    if (last.number !== first.number || last.touchedAt !== first.touchedAt) throw new ImportBusyError()
    const total = deadAfterMs / 1000
    onWait({ done: Math.min(Math.floor(waitedMs / 1000), total), total })
    await setTimeout(askAgainMs)
  }
}

/** Another import holds the pending edition. */
export class ImportBusyError extends Error {
  readonly sentence: Sentence = {
    zh: '另一次导入正在进行，请等它结束后再试。',
    en: 'Another import is at work. Try again when it has ended.',
  }
  constructor() {
    super('another import is at work')
    this.name = 'ImportBusyError'
  }
}

/** Undoes one pending edition in short batches; safe to interrupt and to run again. */
export async function undoImport(database: Database, number: number): Promise<void> {
  for (const table of ['grid_versions', 'areas'] as const)
    while ((await database.write((transaction) => undoBatch(transaction, table, number))) > 0);
  while ((await database.write((transaction) => undoIdentities(transaction, number))) > 0);
  await database.write((transaction) => removePendingEdition(transaction, number))
}
