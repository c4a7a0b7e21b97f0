import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createEditionsService } from '#api/ground/editions/editions.service.ts'
import { checkAudit } from '#api/platform/audit/check-audit.ts'
import { plainDigest } from '#api/platform/audit/digest.ts'
import { verifyBackupFile } from '#api/platform/backup/read-backup-file.ts'
import { momentaryTables } from '#api/platform/backup/read-tables.repo.ts'
import { restoreBackup } from '#api/platform/backup/restore-backup.ts'
import { upgradeDatabase } from '#api/platform/backup/upgrade-database.ts'
import { type OpenedDatabase, openDatabase } from '#api/platform/db/open-database.ts'
import { copyTemplate, testCounty } from '../support/database.ts'
import {
  loadRelease,
  readColumns,
  readFingerprint,
  readSchema,
  releaseNames,
  releasesFolder,
} from '../support/load-release.ts'
import { makeMemoryFolder, removeFolder } from '../support/run-folder.ts'

const { kind } = inject('databases')
/** What no backup has. */
const momentary = new Set(momentaryTables.map((table) => `onegrid.${table}`))
let folder: string
let head: string[]
const closers: (() => Promise<void>)[] = []

async function openEmpty(): Promise<OpenedDatabase> {
  const copy = await copyTemplate('empty', kind)
  const database = await openDatabase({ ...copy.options, county: testCounty })
  closers.push(async () => {
    await database.close()
    await copy.remove()
  })
  return database
}

beforeAll(async () => {
  folder = makeMemoryFolder('upgrade', 1e9)
  head = await readSchema(await openEmpty())
})
afterAll(async () => {
  for (const close of closers.reverse()) await close()
  removeFolder(folder)
})

it('the databases of all releases are kept', () => {
  const kept = readdirSync(releasesFolder).filter((name) => name.endsWith('.sql.gz'))
  expect(kept.sort()).toEqual(releaseNames.map((name) => `${name}.sql.gz`).sort())
})

describe.each(releaseNames)('a database of %s', (name) => {
  const upgrade = (database: OpenedDatabase, dataFolder: string) =>
    upgradeDatabase(database, { dataFolder, county: testCounty, program: 'test', digest: 'sha256' })

  it('is brought to the newest schema with every row as it was, after a backup', async () => {
    const database = await openEmpty()
    await loadRelease(database, name)
    const before = await readSchema(database)
    const columns = await readColumns(database)
    const rows = await readFingerprint(database, columns)
    // Every table of it has something that could get lost.
    expect(Object.keys(rows).filter((table) => !/^[1-9]/.test(rows[table] ?? ''))).toEqual([])
    const dataFolder = join(folder, `${name}-data`)
    const { applied } = await upgrade(database, dataFolder)
    expect(await readSchema(database)).toEqual(head)
    expect(await readFingerprint(database, columns)).toEqual(rows)
    expect((await createEditionsService({ database }).current()).grids.size).toBeGreaterThan(100)
    expect((await checkAudit(database, plainDigest)).broken).toBeUndefined()

    const backups = applied > 0 ? readdirSync(join(dataFolder, 'backups')) : []
    expect(backups).toHaveLength(applied > 0 ? 1 : 0)
    for (const backup of backups) {
      const verified = await verifyBackupFile(join(dataFolder, 'backups', backup))
      const migrations = before.filter((line) => line.startsWith('migration '))
      expect(verified.header.migrations[database.schema]?.map((at) => `migration ${at}`)).toEqual(migrations)
      const restored = await openEmpty()
      await restoreBackup({ database: restored, county: testCounty, backup: verified })
      expect(await readSchema(restored)).toEqual(head)
      const untold = ['backup.take', 'backup.restore'] as const
      const inBackup = Object.fromEntries(Object.entries(columns).filter(([table]) => !momentary.has(table)))
      expect(await readFingerprint(restored, inBackup, untold)).toEqual(
        await readFingerprint(database, inBackup, untold),
      )
      expect((await checkAudit(restored, plainDigest)).broken).toBeUndefined()
    }
  })
})
