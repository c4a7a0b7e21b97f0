import { readBackupRows, verifyBackupFile } from '#api/platform/backup/read-backup-file.ts'
import { takeBackup } from '#api/platform/backup/take-backup.ts'
import type { Database } from '#api/platform/db/client.ts'
import { testCounty } from './database.ts'

/** A backup of a test's database. */
export const backUp = (database: Database, file: string, more: Partial<Parameters<typeof takeBackup>[0]> = {}) =>
  takeBackup({ database, county: testCounty, file, program: 'test', digest: 'sha256', ...more })

/** The same of a database that was restored, without the line of its trail that says so. */
export async function readRestored(file: string): Promise<Record<string, string[]>> {
  const { audit_entries = [], ...content } = await readContent(file)
  return { ...content, audit_entries: audit_entries.filter((line) => !line.includes('"backup.restore"')) }
}

/** All rows of a backup by table, as it has them, in its order. */
export async function readContent(file: string): Promise<Record<string, string[]>> {
  const backup = await verifyBackupFile(file)
  const content: Record<string, string[]> = Object.fromEntries(backup.header.entries.map(({ name }) => [name, []]))
  for await (const { entry, lines } of readBackupRows(backup)) for (const line of lines) content[entry.name]?.push(line)
  return content
}
