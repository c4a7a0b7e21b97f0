import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createEditionsService } from '#api/ground/editions/editions.service.ts'
import { verifyBackupFile } from '#api/platform/backup/read-backup-file.ts'
import { readMigrations } from '#api/platform/backup/read-tables.repo.ts'
import { restoreApplicationName } from '#api/platform/backup/restore-backup.ts'
import { restoreChecks } from '#api/platform/backup/restore-checks.ts'
import { upgradeDatabase } from '#api/platform/backup/upgrade-database.ts'
import type { Database } from '#api/platform/db/client.ts'
import { listKnownMigrations, sharedSchema } from '#api/platform/db/migrate-database.ts'
import { openDatabase } from '#api/platform/db/open-database.ts'
import { backUp, readContent, readRestored } from '../support/backup-content.ts'
import { importSmall, openBackupDesk, restoreFile, runStatements } from '../support/backup-desk.ts'
import { testCounty } from '../support/database.ts'
import { loadRelease } from '../support/load-release.ts'

const { kind } = inject('databases')
let desk: ReturnType<typeof openBackupDesk>
/** With an edition more than the backup of it has. */
let kept: Database
let backupFile: string

beforeAll(async () => {
  desk = openBackupDesk()
  kept = (await desk.openEmpty()).database
  await importSmall(kept, 10)
  await importSmall(kept, 20)
  backupFile = desk.newFile()
  await backUp(kept, backupFile)
  await importSmall(kept, 77)
}, 120_000)
afterAll(() => desk?.close())

/** Everything of it, as a backup has it. */
async function readAll(database: Database) {
  const file = desk.newFile()
  await backUp(database, file)
  return readContent(file)
}

describe('a restore', () => {
  it('over data asks whether that is meant, with counts, and changes nothing', async () => {
    const before = await readAll(kept)
    await expect(restoreFile(kept, backupFile)).rejects.toThrow(/add --replace .* grids 4/)
    expect(await readAll(kept)).toEqual(before)
  })

  it('takes the place of all there was, and gives no number of it to another edition', async () => {
    const { database } = await desk.openEmpty()
    for (const population of [11, 12, 13]) await importSmall(database, population)
    const { replaced } = await restoreFile(database, backupFile, { isReplacing: true })
    expect(replaced).toContainEqual({ name: 'editions', rows: 3 })
    const again = desk.newFile()
    await backUp(database, again)
    expect(await readRestored(again)).toEqual(await readContent(backupFile))
    const { edition } = await importSmall(database, 14)
    expect(edition).toBeGreaterThan(3)
  })

  it('that does not pass a check leaves everything as it was', async () => {
    const before = await readAll(kept)
    const failing = async () => ({ zh: '链断了', en: 'the chain is broken' })
    await expect(
      restoreFile(kept, backupFile, { isReplacing: true, checks: [...restoreChecks, failing] }),
    ).rejects.toThrow(/does not pass a check: the chain is broken/)
    expect(await readAll(kept)).toEqual(before)
  })

  it('finds a coverage with a hole', async () => {
    const { database } = await desk.openEmpty()
    await importSmall(database, 5)
    await runStatements(
      database,
      sql`UPDATE grid_versions SET geometry = ST_Multi(ST_MakeEnvelope(103, 26, 103.009, 26.01, 4326)) WHERE code = '530326001001001'`,
    )
    const broken = desk.newFile()
    await backUp(database, broken)
    await expect(restoreFile(kept, broken, { isReplacing: true })).rejects.toThrow(/leave gaps or overlap/)
  })

  it('refuses a backup of another county and one of a newer OneGrid', async () => {
    await expect(restoreFile(kept, backupFile, { county: '530302' })).rejects.toThrow(/ONEGRID_COUNTY is 530302/)
    const backup = await verifyBackupFile(backupFile)
    const header = { ...backup.header, migrations: { [kept.schema]: [4_000_000_000_000] } }
    await expect(restoreFile(kept, backupFile, { backup: { ...backup, header } })).rejects.toThrow(
      /newer OneGrid .* upgrade the program/,
    )
  })

  it('leaves out a table of somebody else, and says so', async () => {
    const { database } = await desk.openEmpty()
    await runStatements(database, sql`CREATE TABLE notes (id text PRIMARY KEY)`, sql`INSERT INTO notes VALUES ('a')`)
    const file = desk.newFile()
    await backUp(database, file)
    const { leftOut } = await restoreFile(database, file, { isReplacing: true })
    expect(leftOut).toEqual(['notes'])
  })

  it.skipIf(kind === 'embedded')('waits for nobody: it is refused while a server uses the database', async () => {
    const { place, database: server } = await desk.openEmpty()
    await server.ping()
    const own = await openDatabase({ ...place, applicationName: restoreApplicationName })
    desk.beforeClose(() => own.close())
    await expect(restoreFile(own, backupFile)).rejects.toThrow(/Other programs of OneGrid use the database/)
  })
})

describe('an upgrade', () => {
  /** How many each schema has had. */
  const countMigrations = async (database: Database) => {
    const done = await database.read((handle) => readMigrations(handle, [database.schema, sharedSchema]))
    return { county: done[database.schema]?.length ?? 0, shared: done[sharedSchema]?.length ?? 0 }
  }
  const upgrade = (database: Database, dataFolder: string) => {
    const said: string[] = []
    const settings = { county: testCounty, program: 'test', digest: 'sha256' as const }
    return upgradeDatabase(database, { ...settings, dataFolder, onLog: (line) => said.push(line) }).then((result) => ({
      ...result,
      said,
    }))
  }

  it('backs up first, says where, and that backup is of the schema before; where it cannot be made nothing happens', async () => {
    const { database } = await desk.openEmpty()
    await loadRelease(database, '0.1.0-access')
    const before = await countMigrations(database)
    const noFolder = join(desk.folder, 'no-folder')
    writeFileSync(noFolder, '')
    await expect(upgrade(database, noFolder)).rejects.toThrow()
    expect(await countMigrations(database)).toEqual(before)

    const dataFolder = join(desk.folder, 'upgraded')
    const { applied, said } = await upgrade(database, dataFolder)
    const now = listKnownMigrations(database.schema).length
    expect(now).toBeGreaterThan(before.county)
    expect(applied).toBe(now - before.county + listKnownMigrations(sharedSchema).length - before.shared)
    const [name = ''] = readdirSync(join(dataFolder, 'backups'))
    const [from, to] = [before.county, now].map((count) => String(count).padStart(4, '0'))
    expect(name).toMatch(new RegExp(`^before-${from}-to-${to}-\\d{8}T\\d{9}Z\\.ocb$`))
    expect(said.join()).toContain(join(dataFolder, 'backups', name))
    // Nothing to do the next time.
    expect(await upgrade(database, dataFolder)).toEqual({ applied: 0, said: [] })
    const file = join(dataFolder, 'backups', name)
    expect(await restoreFile(database, file, { isReplacing: true })).toMatchObject({ migrated: applied })
    expect((await createEditionsService({ database }).current()).grids.size).toBeGreaterThan(100)
  })

  it('of a database that a newer program has made is refused, and nothing is written', async () => {
    const { database } = await desk.openEmpty()
    await runStatements(database, sql`INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('x', 4000000000000)`)
    const before = await readAll(database)
    await expect(upgrade(database, join(desk.folder, 'newer'))).rejects.toThrow(/newer OneGrid/)
    expect(readdirSync(desk.folder)).not.toContain('newer')
    expect(await readAll(database)).toEqual(before)
  })
})
