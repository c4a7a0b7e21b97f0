import { type ChainHead, findChainHead } from '#api/platform/audit/audit-chain.repo.ts'
import type { Transaction } from '#api/platform/db/client.ts'
import { sharedSchema } from '#api/platform/db/migrate-database.ts'
import { attempt } from './attempt.ts'
import type { BackupHeader } from './backup-format.ts'
import type { Former } from './close-again.repo.ts'
import { countWaitingLines, goesOnFrom, readFormerAccess } from './former-access.repo.ts'
import type { TrailEnd } from './read-backup-file.ts'
import { listTables } from './read-tables.repo.ts'
import { countAll, readNumbers } from './restore.repo.ts'

/** What a restore has to know of the database whose place the backup takes. */
export type ReplacedDatabase = {
  /** Of each table that has any; null where they cannot be counted. */
  tables: { name: string; rows: number | null }[]
  numbers: BackupHeader['sequences']
  /** Where its trail ended, and how many lines waited behind it; null where it had none. */
  trail: (Pick<ChainHead, 'seq' | 'hash'> & { waiting: number }) | null
  /** Null where they cannot be read; undefined where there are none. */
  former: Former | null | undefined
  /** What could not be read. */
  unreadable: ('tables' | 'numbers' | 'audit' | 'access')[]
}

/** Reads it before it goes. What is damaged there is told and keeps nobody from a restore, which is what it is wanted for. */
export async function readReplaced(
  transaction: Transaction,
  options: { schema: string; present: readonly string[]; backupEnd: TrailEnd | null },
): Promise<ReplacedDatabase> {
  const { schema, present, backupEnd } = options
  const unreadable: ReplacedDatabase['unreadable'] = []
  const tables = await countAll(transaction, present)
  if (tables.some(({ rows }) => rows === null)) unreadable.push('tables')
  const numbers = await attempt(transaction, () => readNumbers(transaction, present))
  if (!numbers) unreadable.push('numbers')

  const shapes = await listTables(transaction, present)
  const hasTrail = shapes.some((table) => table.schema === schema && table.name === 'audit_head')
  const read = async () => {
    const head = await findChainHead(transaction)
    const waiting = await countWaitingLines(transaction)
    const isLater = backupEnd !== null && (await goesOnFrom(transaction, backupEnd))
    return { trail: head.lastSeq + waiting > 0 ? { seq: head.seq, hash: head.hash, waiting } : null, isLater }
  }
  const chain = hasTrail ? await attempt(transaction, read) : { trail: null, isLater: false }
  if (!chain) unreadable.push('audit')

  let former: ReplacedDatabase['former']
  if (present.includes(sharedSchema)) {
    const access = await attempt(transaction, () => readFormerAccess(transaction))
    if (!access) unreadable.push('access')
    former = access ? { access, isLater: chain?.isLater ?? false } : null
  }
  return { tables, numbers: numbers ?? [], trail: chain?.trail ?? null, former, unreadable }
}
