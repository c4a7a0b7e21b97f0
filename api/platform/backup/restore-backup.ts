import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { hasAdministrator } from '#api/platform/access/has-administrator.ts'
import { createAuditTrail } from '#api/platform/audit/create-audit-trail.ts'
import { type DigestSetting, MissingKeyError, plainDigest } from '#api/platform/audit/digest.ts'
import type { Database, Transaction } from '#api/platform/db/client.ts'
import { listKnownMigrations, lockMigrations, migrateWithin, sharedSchema } from '#api/platform/db/migrate-database.ts'
import type { Actor } from '#api/platform/db/scope.ts'
import type { BackupFolder, FolderReport } from './backup-folder.ts'
import type { BackupHeader, TableEntry } from './backup-format.ts'
import { type Closing, closeAgain, type RecordChange } from './close-again.ts'
import { type BackupFile, BackupRefused, readBackupRows, type VerifiedBackup } from './read-backup-file.ts'
import { type ReplacedDatabase, readReplaced } from './read-replaced.ts'
import {
  countRows,
  findSchemas,
  listOtherCounties,
  listTables,
  prepareExchange,
  type TableShape,
} from './read-tables.repo.ts'
import {
  analyzeTables,
  dropSchemas,
  emptyTables,
  insertLines,
  liftForeignKeys,
  listOtherPrograms,
  raiseEventFloor,
  readNumbers,
  setNumbers,
} from './restore.repo.ts'
import { type BrokenAudit, type RestoreCheck, type RestoreFault, restoreChecks } from './restore-checks.ts'

/** What the restoring program is called in the database. */
export const restoreApplicationName = 'onegrid-restore'
const longestMs = 3_600_000

export type RestoreProgress = { step: 'clear' | 'load' | 'check' | 'commit'; done: number; total: number }
export type RestoreReport = {
  /** Rows of each table that was there before and is gone; null where they could not be counted. */
  replaced: ReplacedDatabase['tables']
  /** What of the database that was there could not be read. */
  unreadable: ReplacedDatabase['unreadable']
  /** Where its audit trail ended, which is gone as well; null where it had none. */
  replacedTrail: ReplacedDatabase['trail']
  /** What is broken in the trail of the backup, where that was accepted. */
  brokenAudit: BrokenAudit | undefined
  /** What was closed after the backup and is closed again; undefined where the backup has no accounts. */
  closing: Closing | undefined
  /** Whether anybody can administer the county now. */
  hasAdministrator: boolean
  /** Tables of the backup that are none of OneGrid's, left out. */
  leftOut: string[]
  /** Migrations that brought an older backup up to date. */
  migrated: number
  rows: number
  /** What became of the files; null where no folder was given. */
  files: FolderReport | null
}

/** Whether this program can restore it for this county. Throws `BackupRefused`. Touches nothing. */
export function requireRestorable({ header, file }: VerifiedBackup, county: string): void {
  if (header.county !== county)
    throw new BackupRefused({
      zh: `${file} 是 ${header.county} 的备份，而 ONEGRID_COUNTY=${county}；请核对后设好 ONEGRID_COUNTY。`,
      en: `${file} is a backup of ${header.county} and ONEGRID_COUNTY is ${county}; set ONEGRID_COUNTY to the one you mean.`,
    })
  for (const [schema, times] of Object.entries(header.migrations)) {
    const known = new Set(listKnownMigrations(schema))
    if (!times.every((time) => known.has(time)))
      throw new BackupRefused({
        zh: `${file} 是更新版本的 OneGrid（${header.program}）的备份；请升级程序后再恢复。`,
        en: `${file} is a backup of a newer OneGrid (${header.program}); upgrade the program, then restore it.`,
      })
  }
}

/** Puts what a backup holds in the place of what is there, all in one transaction: whatever ends it early leaves the
 *  database as it was. The schema is made as the backup has it, filled, brought up to date and checked; what was closed after
 *  the backup is closed again (`closeAgain`), and the trail that came along goes on with lines of all this. Throws
 *  `BackupRefused` where there is something and `isReplacing` is not set, where others use the database, and where a check
 *  fails. No other process may use an embedded database meanwhile, which its lock sees to. */
export async function restoreBackup(options: {
  database: Database
  county: string
  backup: VerifiedBackup
  isReplacing?: boolean
  /** Where files of the backup come to lie. Left out: they stay in it. */
  folder?: BackupFolder
  checks?: readonly RestoreCheck[]
  /** Restores also a backup whose audit trail is broken, which its line then says. */
  acceptsBrokenAudit?: boolean
  /** Revokes all keys and walls of the backup, whatever is known of them. */
  revokesKeysAndWalls?: boolean
  /** Disables all accounts of the backup but those that administer the county. */
  disablesAccounts?: boolean
  /** How lines of the audit trail are digested, and who the last one of them names. */
  auditDigest?: DigestSetting
  actor?: Actor
  onProgress?: (progress: RestoreProgress) => void
  signal?: AbortSignal
}): Promise<RestoreReport> {
  requireRestorable(options.backup, options.county)
  return await options.database.write((transaction) => restoreWithin(transaction, options), { deadlineMs: longestMs })
}

async function restoreWithin(
  transaction: Transaction,
  options: Parameters<typeof restoreBackup>[0],
): Promise<RestoreReport> {
  const { database, county, backup, isReplacing = false, onProgress = () => {} } = options
  const { auditDigest = plainDigest, actor = { kind: 'system', id: 'restore', name: 'restore' } } = options
  const { header } = backup
  const schemas = Object.keys(header.migrations)
  await lockMigrations(transaction, database.schema)
  await prepareExchange(transaction)
  await requireAlone(transaction, database, schemas)
  const present = (await findSchemas(transaction, database.schema)).filter((schema) => schemas.includes(schema))
  const was = await readReplaced(transaction, { schema: database.schema, present, backupEnd: backup.trailEnd })
  if (was.tables.length > 0 && !isReplacing) throw somethingThere(was.tables)
  onProgress({ step: 'clear', done: 0, total: was.tables.reduce((sum, { rows }) => sum + (rows ?? 0), 0) })
  await dropSchemas(transaction, present)

  const versions = Object.fromEntries(
    Object.entries(header.migrations).map(([schema, times]) => [schema, Math.max(...times)]),
  )
  await migrateWithin(transaction, database.schema, versions)
  const tables = await listTables(transaction, schemas)
  const files: FolderReport | null = options.folder ? { files: 0, bytes: 0, missing: [] } : null
  const leftOut = await loadRows(transaction, tables, options, files)
  await setNumbers(transaction, [header.sequences, was.numbers, await readNumbers(transaction, schemas)], schemas)
  for (const table of tables) await requireCount(transaction, header, table)
  const migrated = await migrateWithin(transaction, database.schema)
  await raiseEventFloor(transaction, database.schema, [header.sequences, was.numbers])
  await analyzeTables(transaction, await listTables(transaction, schemas))
  if (options.folder && files) files.missing = await findMissing(transaction, options.folder)

  const brokenAudit = await runChecks(transaction, options)
  const audit = createAuditTrail({ database, digest: auditDigest })
  const record: RecordChange = (entry) =>
    audit.record(transaction, { actor, address: '', requestId: '', outcome: 'done', ...entry })
  const closing = schemas.includes(sharedSchema)
    ? await closeAgain(transaction, { ...options, former: was.former, by: actor.name, record })
    : undefined
  // A trail that is replaced is not gone without a word: the line says where it ended.
  await record({
    action: 'backup.restore',
    details: {
      file: basename(backup.file),
      digest: backup.digest,
      createdAt: header.createdAt,
      program: header.program,
      ...(was.trail && { replacedHead: `${was.trail.seq} ${was.trail.hash}`, replacedWaiting: was.trail.waiting }),
      ...(brokenAudit && { acceptedBrokenAudit: brokenAudit }),
      ...(closing && { sinceBackup: closing.knowledge, closed: closing.closed }),
      ...(was.unreadable.length > 0 && { unreadable: was.unreadable }),
    },
  })
  onProgress({ step: 'commit', done: 1, total: 1 })
  return {
    replaced: was.tables,
    unreadable: was.unreadable,
    replacedTrail: was.trail,
    brokenAudit,
    closing,
    hasAdministrator: !closing || (await hasAdministrator(transaction, county)),
    leftOut,
    migrated,
    files,
    rows: header.entries.reduce((sum, { rows }) => sum + rows, 0),
  }
}

/** Runs the checks. Gives what is broken in the trail where that is accepted. */
async function runChecks(
  transaction: Transaction,
  options: Parameters<typeof restoreBackup>[0],
): Promise<BrokenAudit | undefined> {
  const { county, backup, checks = restoreChecks, acceptsBrokenAudit = false } = options
  const { auditDigest = plainDigest, onProgress = () => {}, signal } = options
  let brokenAudit: BrokenAudit | undefined
  for (const [done, check] of checks.entries()) {
    signal?.throwIfAborted()
    onProgress({ step: 'check', done, total: checks.length })
    const fault = await check(transaction, { county, auditDigest }).catch((error: unknown): RestoreFault => {
      // Who has lost the key for good would never get the county back.
      if (!acceptsBrokenAudit || !(error instanceof MissingKeyError)) throw error
      return { ...error.sentence, brokenAudit: { row: null, kind: 'no key' } }
    })
    if (fault?.brokenAudit && acceptsBrokenAudit) brokenAudit = fault.brokenAudit
    else if (fault) throw checkFailed(backup.file, fault)
  }
  signal?.throwIfAborted()
  return brokenAudit
}

async function requireAlone(transaction: Transaction, database: Database, schemas: readonly string[]): Promise<void> {
  const others =
    database.kind === 'embedded' ? [] : await listOtherPrograms(transaction, restoreApplicationName, schemas)
  if (others.length > 0)
    throw new BackupRefused({
      zh: `数据库还有 OneGrid 的其他程序在用（${others.join('、')}）；请先停止它们再恢复。`,
      en: `Other programs of OneGrid use the database (${others.join(', ')}); stop them, then restore.`,
    })
  const counties = schemas.includes(sharedSchema) ? await listOtherCounties(transaction, database.schema) : []
  if (counties.length > 0)
    throw new BackupRefused({
      zh: `库中还有其他县（${counties.join('、')}）共用账号，恢复会覆盖它们的账号；请恢复到单独的库。`,
      en: `Other counties of this database (${counties.join(', ')}) share its accounts, which a restore would replace; restore into a database of its own.`,
    })
}

/** Gives the tables of the backup that the schema does not have: somebody's own. */
async function loadRows(
  transaction: Transaction,
  tables: readonly TableShape[],
  { backup, folder, onProgress = () => {}, signal }: Parameters<typeof restoreBackup>[0],
  files: FolderReport | null,
): Promise<string[]> {
  const { header } = backup
  const schemas = Object.keys(header.migrations)
  const find = ({ schema, name }: TableEntry) => tables.find((one) => one.schema === schema && one.name === name)
  for (const table of tables) requireColumns(backup, table)
  const total = header.entries.reduce((sum, { rows }) => sum + rows, 0)
  const restoreForeignKeys = await liftForeignKeys(transaction, schemas)
  await emptyTables(transaction, tables)
  // Names are random and files never change: what a restore that is given up has put there does no harm, and is swept.
  async function putBack({ folder: name, ...file }: BackupFile): Promise<void> {
    if (!folder || !files || name !== folder.name) return
    signal?.throwIfAborted()
    await folder.write(file.name, file.bytes)
    files.files += 1
    files.bytes += file.bytes.length
  }
  let done = 0
  for await (const { entry, lines } of readBackupRows(backup, signal, putBack)) {
    signal?.throwIfAborted()
    const table = find(entry)
    if (table) await insertLines(transaction, table, entry.columns, lines)
    done += lines.length
    onProgress({ step: 'load', done, total })
  }
  await restoreForeignKeys()
  return header.entries.filter((entry) => !find(entry)).map(({ name }) => name)
}

/** Files that rows name and that are not there: the backup did not have them either, and neither has the folder. */
async function findMissing(transaction: Transaction, folder: BackupFolder): Promise<string[]> {
  const missing: string[] = []
  for (const { name, sha256 } of await folder.list(transaction)) {
    const bytes = await folder.read(name).catch(() => undefined)
    if (!bytes || createHash('sha256').update(bytes).digest('hex') !== sha256) missing.push(name)
  }
  return missing
}

const entryOf = (header: BackupHeader, { schema, name }: TableShape) =>
  header.entries.find((entry) => entry.schema === schema && entry.name === name)

/** A schema of that version has exactly these tables and columns; else somebody has changed it by hand. */
function requireColumns({ header, file }: VerifiedBackup, table: TableShape): void {
  const entry = entryOf(header, table)
  if (entry && [...entry.columns].sort().join() === [...table.columns].sort().join()) return
  throw new BackupRefused({
    zh: `${file} 中的表 ${table.name} 与其版本的表结构不符，无法恢复；没有改动任何数据。`,
    en: `The table ${table.name} in ${file} is not as its version of the schema has it, so it cannot be restored. Nothing was changed.`,
  })
}

async function requireCount(transaction: Transaction, header: BackupHeader, table: TableShape): Promise<void> {
  const expected = entryOf(header, table)?.rows
  const count = await countRows(transaction, table)
  if (count !== expected) throw new Error(`${table.name}: ${count} rows were restored of ${expected}`)
}

function somethingThere(found: ReplacedDatabase['tables']): BackupRefused {
  const list = found.map(({ name, rows }) => `${name} ${rows ?? '?'}`).join(', ')
  return new BackupRefused({
    zh: `库中已有数据，恢复会用备份取代它们；确定要取代请加 --replace。现有行数：${list}。`,
    en: `There are data in the database that the backup would replace; add --replace if that is meant. Rows there: ${list}.`,
  })
}

function checkFailed(file: string, fault: RestoreFault): BackupRefused {
  const hint = fault.brokenAudit
    ? {
        zh: '若仍要恢复，请加 --accept-broken-audit，断链处会记入审计。',
        en: ' To restore it all the same add --accept-broken-audit; the record will say where it is broken.',
      }
    : { zh: '', en: '' }
  return new BackupRefused({
    zh: `${file} 恢复后的检查没有通过：${fault.zh}。没有改动任何数据。${hint.zh}`,
    en: `What ${file} restores does not pass a check: ${fault.en}. Nothing was changed.${hint.en}`,
  })
}
