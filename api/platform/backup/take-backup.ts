import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import type { Database, Transaction } from '#api/platform/db/client.ts'
import { describeWriteFailure, fileErrorCode } from '#api/platform/process/file-errors.ts'
import { StartError } from '#api/platform/process/start-error.ts'
import type { BackupFolder, FolderFile, FolderReport } from './backup-folder.ts'
import type { BackupHeader, TableEntry } from './backup-format.ts'
import type { DigestName } from './digest.ts'
import { verifyBackupFile } from './read-backup-file.ts'
import {
  countRows,
  findSchemas,
  listHiddenTables,
  listOtherCounties,
  listTables,
  prepareExchange,
  readLines,
  readMigrations,
  readSequences,
  type TableShape,
} from './read-tables.repo.ts'
import { writeBackupFile } from './write-backup-file.ts'

/** Of the one transaction that reads everything. */
const longestMs = 3_600_000

export type BackupProgress = { step: 'read' | 'files' | 'verify'; done: number; total: number }
export type BackupReport = {
  header: BackupHeader
  bytes: number
  /** How long the transaction lasted: on the embedded database writes waited for that. */
  readMs: number
  /** Schemas of the counties with which this one shares its accounts: those are not in the backup. */
  sharedWith: string[]
  /** What was taken of the files; null where none were asked for. */
  files: FolderReport | null
}

/** Writes everything of the county and the accounts, as of one moment, into `file`, which must not exist, and reads it again to be sure of
 *  it. Where other counties of the database share the accounts, these are not one county's to take: the county alone is
 *  written. On a server writes go on meanwhile; the embedded database has one session, so there they wait while the rows are read.
 *  The files come behind them, when nobody waits any more; one that is lost or damaged is told and left out. Throws `StartError`
 *  where there is nothing to take or no place for it. */
export async function takeBackup(options: {
  database: Database
  county: string
  file: string
  /** The version of this program. */
  program: string
  digest: DigestName
  /** Files to take along. Left out: none; they stay where they are. */
  folder?: BackupFolder
  onProgress?: (progress: BackupProgress) => void
  signal?: AbortSignal
}): Promise<BackupReport> {
  const { database, file, onProgress = () => {}, signal } = options
  if (existsSync(file)) throw cannotWrite(file, 'EEXIST')
  const startedAt = performance.now()
  const stop = new AbortController()
  const begun: { written?: Promise<void> } = {}
  const writing = { ...options, signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal }
  const { header, sharedWith, files } = await database
    .write((transaction) => writeAll(transaction, writing, begun), { deadlineMs: longestMs, isSnapshot: true })
    .catch(async (error) => {
      stop.abort(error)
      await begun.written?.then(() => rm(file, { force: true })).catch(() => {})
      throw error
    })
  const readMs = performance.now() - startedAt
  await begun.written
  try {
    const onBytes = (done: number, total: number) => onProgress({ step: 'verify', done, total })
    await verifyBackupFile(file, { onProgress: onBytes, signal })
  } catch (error) {
    await rm(file, { force: true })
    throw error
  }
  return { header, bytes: (await stat(file)).size, readMs, sharedWith, files }
}

type Options = Parameters<typeof takeBackup>[0]

/** Writes the file; `begun.written` settles when it is whole. Returns when the rows are read, which ends the transaction. */
async function writeAll(
  transaction: Transaction,
  options: Options,
  begun: { written?: Promise<void> },
): Promise<Pick<BackupReport, 'header' | 'sharedWith' | 'files'>> {
  const { database, file, folder, onProgress = () => {}, signal } = options
  await prepareExchange(transaction)
  const sharedWith = await listOtherCounties(transaction, database.schema)
  const schemas = sharedWith.length > 0 ? [database.schema] : await findSchemas(transaction, database.schema)
  const migrations = await readMigrations(transaction, schemas)
  if (!migrations[database.schema]) throw nothingThere(database.schema)
  const hidden = await listHiddenTables(transaction, schemas)
  if (hidden.length > 0) throw rowsHidden(hidden)
  const tables = await listTables(transaction, schemas)
  const entries: TableEntry[] = []
  for (const { schema, name, columns } of tables) {
    const rows = await countRows(transaction, { schema, name })
    entries.push({ kind: 'table', schema, name, columns, rows })
  }
  const header: BackupHeader = {
    digest: options.digest,
    program: options.program,
    county: options.county,
    createdAt: new Date().toISOString(),
    migrations,
    sequences: await readSequences(transaction, schemas),
    entries,
    ...(folder && { folders: [{ kind: 'folder' as const, name: folder.name }] }),
  }
  const total = entries.reduce((sum, { rows }) => sum + rows, 0)
  let done = 0
  async function* readRows({ schema, name }: TableEntry): AsyncGenerator<string[]> {
    const table = tables.find((one) => one.schema === schema && one.name === name) as TableShape
    for await (const lines of readLines(transaction, table)) {
      yield lines
      done += lines.length
      onProgress({ step: 'read', done, total })
    }
  }
  const known = folder ? await folder.list(transaction) : []
  const files: FolderReport | null = folder ? { files: 0, bytes: 0, missing: [] } : null
  const readFiles = () => readFolder(folder as BackupFolder, known, { files: files as FolderReport, onProgress })
  await new Promise<void>((resolve, reject) => {
    begun.written = writeBackupFile({ file, header, readRows, onRowsRead: resolve, readFiles, signal }).catch(
      (error) => {
        const code = fileErrorCode(error)
        throw code === undefined ? error : cannotWrite(file, code, error)
      },
    )
    begun.written.then(resolve, reject)
  })
  return { header, sharedWith, files }
}

/** The files that are there and are what their rows say. */
async function* readFolder(
  folder: BackupFolder,
  known: readonly FolderFile[],
  { files, onProgress }: { files: FolderReport; onProgress: (progress: BackupProgress) => void },
) {
  for (const [done, { name, sha256 }] of known.entries()) {
    // One that the disk does not give any more must not keep all others out of the backup.
    const bytes = await folder.read(name).catch(() => undefined)
    if (bytes && createHash('sha256').update(bytes).digest('hex') === sha256) {
      files.files += 1
      files.bytes += bytes.length
      yield { name, sha256, bytes }
    } else files.missing.push(name)
    onProgress({ step: 'files', done: done + 1, total: known.length })
  }
}

const cannotWrite = (file: string, code: string, cause?: unknown) => {
  const why = describeWriteFailure(code)
  return new StartError(
    {
      zh: `备份无法写入 ${file}：${why.zh}。`,
      en: `The backup cannot be written to ${file}: ${why.en}.`,
    },
    cause,
  )
}

const nothingThere = (schema: string) =>
  new StartError({
    zh: `数据库里没有 ${schema}，没有可备份的内容；请检查 ONEGRID_COUNTY 和 DATABASE_URL（或 ONEGRID_DATA）。`,
    en: `There is no ${schema} in the database, so nothing to back up; check ONEGRID_COUNTY and DATABASE_URL (or ONEGRID_DATA).`,
  })

const rowsHidden = (tables: readonly string[]) =>
  new StartError({
    zh: `当前数据库用户读不到这些表的全部行，备份会缺数据，因此没有开始：${tables.join('、')}。请用建表的用户备份。`,
    en: `This database user does not see all rows of ${tables.join(', ')}; a backup would be short of them, so none was begun. Use the user that owns the tables.`,
  })
