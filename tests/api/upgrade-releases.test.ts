import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { verifyBackupFile } from '#api/backup/read-backup-file.ts'
import { restoreBackup } from '#api/backup/restore-backup.ts'
import { upgradeDatabase } from '#api/backup/upgrade-database.ts'
import { type OpenedDatabase, openDatabase } from '#api/db/open-database.ts'
import { createEditionsService } from '#api/editions/editions.service.ts'
import { copyTemplate, testCounty } from '../support/database.ts'
import { loadRelease, readColumns, readFingerprint, readSchema, releaseNames } from '../support/load-release.ts'
import { makeMemoryFolder, removeFolder } from '../support/run-folder.ts'

const { kind } = inject('databases')
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
  expect(releaseNames).toEqual(expect.arrayContaining(['0.1.0-console', '0.1.0-imports']))
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
    for (const table of [
      'editions',
      'areas',
      'grid_versions',
      'edition_tiles',
      'basemaps',
      'incidents',
      'patrol_stops',
    ])
      expect(rows[table], table).toMatch(/^[1-9]/)
    const dataFolder = join(folder, `${name}-data`)
    const { applied } = await upgrade(database, dataFolder)
    expect(await readSchema(database)).toEqual(head)
    expect(await readFingerprint(database, columns)).toEqual(rows)
    expect((await createEditionsService({ database }).current()).grids.size).toBeGreaterThan(100)

    const backups = applied > 0 ? readdirSync(join(dataFolder, 'backups')) : []
    expect(backups).toHaveLength(applied > 0 ? 1 : 0)
    for (const backup of backups) {
      const verified = await verifyBackupFile(join(dataFolder, 'backups', backup))
      const migrations = before.filter((line) => line.startsWith('migration '))
      expect(verified.header.migrations[database.schema]?.map((at) => `migration ${at}`)).toEqual(migrations)
      const restored = await openEmpty()
      await restoreBackup({ database: restored, county: testCounty, backup: verified })
      expect(await readSchema(restored)).toEqual(head)
      expect(await readFingerprint(restored, columns)).toEqual(rows)
    }
  })
})
