import { join, resolve } from 'node:path'
import { type DigestSetting, plainDigest } from '#api/platform/audit/digest.ts'
import type { Database } from '#api/platform/db/client.ts'
import { makeFolder } from '#api/platform/db/embedded/make-folder.ts'
import { listKnownMigrations, madeByNewer, migrateDatabase } from '#api/platform/db/migrate-database.ts'
import type { DigestName } from './digest.ts'
import { findSchemas, readMigrations } from './read-tables.repo.ts'
import { recordBackup } from './record-backup.ts'
import { takeBackup } from './take-backup.ts'

/** Where backups come to lie that are made before an upgrade. */
export const backupsFolderName = 'backups'

/** Brings the schema up to date. What is there already is backed up before: into the data folder, also for a server. Throws
 *  where that cannot be done, and where the database was made by a newer program; nothing has changed then. */
export async function upgradeDatabase(
  database: Database,
  options: {
    dataFolder: string
    county: string
    program: string
    digest: DigestName
    /** How the line of the backup in the audit trail is digested. */
    auditDigest?: DigestSetting
    /** Hears of the backup. */
    onLog?: (line: string) => void
  },
): Promise<{ applied: number }> {
  const { dataFolder, auditDigest = plainDigest, onLog = () => {}, ...settings } = options
  const versions = await findPending(database)
  if (versions) {
    const folder = join(resolve(dataFolder), backupsFolderName)
    makeFolder(folder)
    const date = new Date().toISOString().replaceAll(/[-:.]/g, '')
    const file = join(folder, `before-${versions.from}-to-${versions.to}-${date}.ocb`)
    await recordBackup(database, { file, actor: { kind: 'system', id: 'upgrade', name: 'upgrade' }, auditDigest })
    const { bytes } = await takeBackup({ ...settings, database, file })
    onLog(
      `表结构将由 ${versions.from} 升级到 ${versions.to}，已先备份 / backed up before the upgrade: ${file} (${(bytes / 1e6).toFixed(1)} MB)`,
    )
  }
  return await migrateDatabase(database)
}

/** From which version of the schema to which; null where there is nothing yet, or nothing to do. */
async function findPending(database: Database): Promise<{ from: string; to: string } | null> {
  const done = await database.read(async (handle) => readMigrations(handle, await findSchemas(handle, database.schema)))
  const versionOf = (times: readonly number[]) => String(times.length).padStart(4, '0')
  let pending: { from: string; to: string } | null = null
  for (const [schema, times] of Object.entries(done)) {
    const known = listKnownMigrations(schema)
    const newest = Math.max(...times)
    if (newest > Math.max(0, ...known)) throw madeByNewer()
    const missing = known.filter((time) => time > newest)
    if (missing.length > 0) pending ??= { from: versionOf(times), to: versionOf([...times, ...missing]) }
  }
  return pending
}
