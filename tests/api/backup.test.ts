import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createAuditTrail } from '#api/audit/create-audit-trail.ts'
import { plainDigest } from '#api/audit/digest.ts'
import { sealEntries } from '#api/audit/seal-entries.ts'
import { formatHead } from '#api/backup/backup-format.ts'
import { verifyBackupFile } from '#api/backup/read-backup-file.ts'
import { readMigrations } from '#api/backup/read-tables.repo.ts'
import { restoreApplicationName, restoreBackup } from '#api/backup/restore-backup.ts'
import { restoreChecks } from '#api/backup/restore-checks.ts'
import { upgradeDatabase } from '#api/backup/upgrade-database.ts'
import type { Database } from '#api/db/client.ts'
import { backupApplicationName } from '#api/db/embedded/busy-signal.ts'
import { listKnownMigrations, migrateDatabase } from '#api/db/migrate-database.ts'
import { type OpenedDatabase, openDatabase } from '#api/db/open-database.ts'
import { applicationRole } from '#api/db/scope.ts'
import { createEditionsService } from '#api/editions/editions.service.ts'
import { importEdition } from '#api/editions/import-edition.ts'
import { openIncidents } from '#api/incidents/incident-routing.repo.ts'
import { anEntry } from '../support/audit.ts'
import { backUp, readContent, readRestored } from '../support/backup-content.ts'
import { copyTemplate, findTestServer, testCounty } from '../support/database.ts'
import { findPostgresBinaries } from '../support/find-tools.ts'
import { loadRelease } from '../support/load-release.ts'
import { makeMemoryFolder, removeFolder } from '../support/run-folder.ts'
import { aCollection, aSource, smallCountyGrids } from '../support/small-county.ts'
import type { DatabaseKind } from '../support/template-host.ts'
import { administer } from '../support/test-server.ts'

const { kind } = inject('databases')
const kinds: DatabaseKind[] =
  findPostgresBinaries() || process.env.TEST_DATABASE_URL ? ['embedded', 'server'] : ['embedded']

let folder: string
let files = 0
const newFile = () => join(folder, `${++files}.ocb`)
const closers: (() => Promise<void>)[] = []

/** An empty database, closed and removed at the end. */
async function openEmpty(ofKind = kind, applicationName?: string) {
  const copy = await copyTemplate('empty', ofKind)
  const said: string[] = []
  const onLog = (line: string) => said.push(line)
  const database = await openDatabase({ ...copy.options, county: testCounty, applicationName, onLog })
  closers.push(async () => {
    await database.close()
    await copy.remove()
  })
  return { database, place: { ...copy.options, county: testCounty }, said }
}

const run = (database: Database, ...statements: ReturnType<typeof sql>[]) =>
  database.write(async (transaction) => {
    for (const statement of statements) await transaction.run(statement)
  })
const importSmall = (database: Database, population = 10) =>
  importEdition({
    database,
    sources: [
      aSource(
        aCollection(smallCountyGrids().map((grid) => ({ ...grid, properties: { ...grid.properties, population } }))),
      ),
    ],
    county: testCounty,
    madeBy: 'tests',
    openWork: openIncidents,
  })
const restore = async (database: Database, file: string, more: Partial<Parameters<typeof restoreBackup>[0]> = {}) =>
  restoreBackup({ database, county: testCounty, backup: await verifyBackupFile(file), ...more })

/** What text, JSON and time make difficult. */
const oddTitle = '"引号" \\反斜杠\\ \t制表\n换行 {"a":[null]} \u2028 😀 NULL \\N'
let source: OpenedDatabase
let backupFile: string

beforeAll(async () => {
  folder = makeMemoryFolder('backup', 1e9)
  // The templates are made here, where that may take its time.
  for (const one of kinds) await (await copyTemplate('empty', one)).remove()
  source = (await openEmpty()).database
  await importSmall(source, 10)
  await importSmall(source, 20)
  await run(
    source,
    sql`INSERT INTO incidents (id, kind, type, title, state, rung, severity, location, grid_code, reported_at, due_at)
        VALUES ('00000000-0000-4000-8000-000000000001', 'hazard', '', ${oddTitle}, 'reported', 'grid', 'red',
                ST_SetSRID(ST_MakePoint(103.005, 26.0049999), 4326), '530326001001001', '2026-01-01T00:00:00.123456Z', 'infinity')`,
    sql`INSERT INTO incident_timeline (incident_id, at, state, rung)
        VALUES ('00000000-0000-4000-8000-000000000001', now(), 'reported', 'grid')`,
    sql`INSERT INTO imports (id, state, settings, files, done, ended_at)
        VALUES ('00000000-0000-4000-8000-000000000002', 'done', '{"a": 1.50, "b": "\\u0001"}', '[]', 1, '0044-03-15 BC')`,
    sql`INSERT INTO basemaps (kind, checksum, is_current, bounds, details, heights)
        VALUES ('terrain', 'x', true, '{102.5,NaN,-Infinity,1e-300}', '{}', '\\x00ff0a5c')`,
  )
  backupFile = newFile()
  await backUp(source, backupFile)
}, 120_000)
afterAll(async () => {
  for (const close of closers.reverse()) await close()
  removeFolder(folder)
})

describe('a backup', () => {
  it('has every row, and says how many', async () => {
    const { header } = await verifyBackupFile(backupFile)
    const content = await readContent(backupFile)
    expect(content.incidents?.[0]).toContain(JSON.stringify(oddTitle))
    const counts = Object.fromEntries(header.entries.map(({ name, rows }) => [name, rows]))
    expect(counts).toMatchObject({ editions: 2, grids: 4, grid_versions: 8, incidents: 1, incident_timeline: 1 })
    expect(counts.edition_tiles).toBeGreaterThan(0)
    expect(Object.keys(counts)).not.toContain('__drizzle_migrations')
  })

  it.each(kinds)('restores into an empty %s database, to the last digit', async (target) => {
    const { database } = await openEmpty(target)
    const report = await restore(database, backupFile)
    expect(report).toMatchObject({ replaced: [], leftOut: [], migrated: 0 })
    const again = newFile()
    await backUp(database, again)
    expect(await readRestored(again)).toEqual(await readContent(backupFile))
    const edition = await createEditionsService({ database }).current()
    expect([edition.number, edition.grids.size]).toEqual([2, 4])
    // What it restored works on: the next edition, the next row of a table that numbers its own.
    await importSmall(database, 30)
    await run(
      database,
      sql`INSERT INTO incident_timeline (incident_id, at, state, rung)
          VALUES ('00000000-0000-4000-8000-000000000001', now(), 'accepted', 'grid')`,
    )
  })

  it('does not write over a file, and leaves none where it fails', async () => {
    await expect(backUp(source, backupFile)).rejects.toThrow('there is a file of that name')
    await expect(backUp(source, join(folder, 'nowhere', 'a.ocb'))).rejects.toThrow('its folder does not exist')
    const stopped = newFile()
    await expect(backUp(source, stopped, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
    expect(readdirSync(folder)).not.toContain(stopped.slice(folder.length + 1))
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([])
  })

  it.skipIf(kind === 'embedded')(
    'is as of one moment: what is committed after its beginning is not in it',
    async () => {
      const { database, place } = await openEmpty()
      await importSmall(database)
      const other = await openDatabase(place)
      closers.push(() => other.close())
      const file = newFile()
      let backup: Promise<unknown> = Promise.resolve()
      await database.write(async (transaction) => {
        await transaction.run(sql`UPDATE editions SET made_by = 'later'`)
        await transaction.run(sql`LOCK TABLE editions IN ACCESS EXCLUSIVE MODE`)
        backup = backUp(other, file)
        // It has begun, and goes on when this is committed.
        for (let waiting = 0; waiting === 0; ) {
          const [row] = await transaction.exactly<{ waiting: number }>(
            1,
            sql`SELECT count(*)::integer AS waiting FROM pg_locks WHERE relation = 'editions'::regclass AND NOT granted`,
          )
          waiting = row?.waiting ?? 0
        }
      })
      await backup
      expect((await readContent(file)).editions?.join()).not.toContain('later')
    },
  )

  it('is refused where the database has no county', async () => {
    const { database } = await openEmpty()
    await run(database, sql`DROP SCHEMA ${sql.identifier(database.schema)} CASCADE`)
    await expect(backUp(database, newFile())).rejects.toThrow(/nothing to back up/)
  })
})

/** As an installation has it: a user who is no superuser made all tables, and row security holds it too. */
describe.skipIf(kind === 'embedded')('a backup by a user whom row security holds', () => {
  const role = `onegrid_owner_${process.pid}`
  const openOwned = async () => {
    const { database, place } = await openEmpty()
    const url = new URL(place.databaseUrl ?? '')
    await run(
      database,
      sql`DROP SCHEMA ${sql.identifier(database.schema)} CASCADE`,
      sql`DROP SCHEMA onegrid CASCADE`,
      sql.raw(`GRANT CREATE ON DATABASE "${url.pathname.slice(1)}" TO ${role}`),
    )
    url.username = role
    url.password = 'owner'
    const owner = await openDatabase({ ...place, databaseUrl: url.href, applicationName: restoreApplicationName })
    closers.push(() => owner.close())
    await database.close()
    return owner
  }
  beforeAll(async () => {
    const server = await findTestServer()
    await administer(server, `CREATE ROLE ${role} LOGIN PASSWORD 'owner' IN ROLE ${applicationRole}`)
    // The last of all: after the databases in which it owns something.
    closers.unshift(() => administer(server, `DROP ROLE ${role}`))
  })

  it('has the personal data and the audit trail, is restored by such a user, and is refused where rows would be missing', async () => {
    const owner = await openOwned()
    await migrateDatabase(owner)
    await importSmall(owner, 10)
    await createAuditTrail({ database: owner }).recordAlone(anEntry())
    await sealEntries(owner, plainDigest)
    await createAuditTrail({ database: owner }).recordAlone(anEntry())
    await run(
      owner,
      sql`SET LOCAL onegrid.maintenance = 'backup'`,
      sql`INSERT INTO contacts (area_code, name, expires_at) VALUES ('530326', '张三', now() + interval '1 year')`,
    )
    expect(await owner.read((handle) => handle.rows(sql`SELECT name FROM contacts`))).toEqual([])
    const file = newFile()
    await backUp(owner, file)
    const content = await readContent(file)
    const counts = [content.contacts, content.audit_log, content.audit_entries].map((rows) => rows?.length)
    expect(counts).toEqual([1, 1, 1])
    const target = await openOwned()
    await restore(target, file)
    const again = newFile()
    await backUp(target, again)
    expect(await readRestored(again)).toEqual(content)

    await run(owner, sql`ALTER TABLE grids ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`)
    await expect(backUp(owner, newFile())).rejects.toThrow(/does not see all rows of grids;/)
  })
})

describe('a restore', () => {
  it('over data asks whether that is meant, with counts, and changes nothing', async () => {
    const { database } = await openEmpty()
    await importSmall(database, 77)
    const before = newFile()
    await backUp(database, before)
    await expect(restore(database, backupFile)).rejects.toThrow(/add --replace .* grids 4/)
    const after = newFile()
    await backUp(database, after)
    expect(await readContent(after)).toEqual(await readContent(before))
  })

  it('takes the place of all there was, and gives no number of it to another edition', async () => {
    const { database } = await openEmpty()
    for (const population of [11, 12, 13]) await importSmall(database, population)
    const { replaced } = await restore(database, backupFile, { isReplacing: true })
    expect(replaced).toContainEqual({ name: 'editions', rows: 3 })
    const again = newFile()
    await backUp(database, again)
    expect(await readRestored(again)).toEqual(await readContent(backupFile))
    const { edition } = await importSmall(database, 14)
    expect(edition).toBeGreaterThan(3)
  })

  it('that does not pass a check leaves everything as it was', async () => {
    const { database } = await openEmpty()
    await importSmall(database, 77)
    const before = newFile()
    await backUp(database, before)
    const failing = async () => ({ zh: '链断了', en: 'the chain is broken' })
    await expect(
      restore(database, backupFile, { isReplacing: true, checks: [...restoreChecks, failing] }),
    ).rejects.toThrow(/does not pass a check: the chain is broken/)
    const after = newFile()
    await backUp(database, after)
    expect(await readContent(after)).toEqual(await readContent(before))
  })

  it('finds a coverage with a hole', async () => {
    const { database } = await openEmpty()
    await importSmall(database, 5)
    await run(
      database,
      sql`UPDATE grid_versions SET geometry = ST_Multi(ST_MakeEnvelope(103, 26, 103.009, 26.01, 4326)) WHERE code = '530326001001001'`,
    )
    const broken = newFile()
    await backUp(database, broken)
    await expect(restore((await openEmpty()).database, broken)).rejects.toThrow(/leave gaps or overlap/)
  })

  it('refuses a backup of another county and one of a newer OneGrid', async () => {
    const { database } = await openEmpty()
    await expect(restore(database, backupFile, { county: '530302' })).rejects.toThrow(/ONEGRID_COUNTY is 530302/)
    const backup = await verifyBackupFile(backupFile)
    const header = { ...backup.header, migrations: { [database.schema]: [4_000_000_000_000] } }
    await expect(restore(database, backupFile, { backup: { ...backup, header } })).rejects.toThrow(
      /newer OneGrid .* upgrade the program/,
    )
  })

  it('leaves out a table of somebody else, and says so', async () => {
    const { database } = await openEmpty()
    await run(database, sql`CREATE TABLE notes (id text PRIMARY KEY)`, sql`INSERT INTO notes VALUES ('a')`)
    const file = newFile()
    await backUp(database, file)
    const { leftOut } = await restore((await openEmpty()).database, file)
    expect(leftOut).toEqual(['notes'])
  })

  it.skipIf(kind === 'embedded')('waits for nobody: it is refused while a server uses the database', async () => {
    const { place, database: server } = await openEmpty()
    await server.ping()
    const own = await openDatabase({ ...place, applicationName: restoreApplicationName })
    closers.push(() => own.close())
    await expect(restore(own, backupFile)).rejects.toThrow(/Other programs of OneGrid use the database/)
  })
})

describe.skipIf(kind === 'server')('while a backup reads the embedded database', () => {
  it('writes are asked to come again, what is in memory is read, and both go on afterwards', async () => {
    const { database, place, said } = await openEmpty()
    await importSmall(database, 5)
    const editions = createEditionsService({ database })
    await editions.current()
    const attached = await openDatabase({ ...place, attach: true, applicationName: backupApplicationName })
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    let begin = () => {}
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    const held = attached.write(
      async (transaction) => {
        await transaction.rows(sql`SELECT 1`)
        begin()
        await released
      },
      { isSnapshot: true },
    )
    await begun
    expect(database.isHeldByBackup()).toBe(true)
    const writes = [1, 2].map((number) =>
      run(database, sql`UPDATE editions SET made_by = ${String(number)}`).then(
        () => 'saved',
        (error: { code: string }) => error.code,
      ),
    )
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    // Older than the answer to "which edition is current" may be.
    expect((await editions.current()).grids.size).toBe(4)
    await database.ping()
    expect(await Promise.all(writes)).toEqual(['backup_running', 'backup_running'])
    release()
    await held
    await run(database, sql`UPDATE editions SET made_by = 'after'`)
    expect(said.join('\n')).toMatch(/^[^\n]+writes wait\n[^\n]+writes go on \(\d+\.\d s\)$/)
    await attached.close()
  })
})

describe('an upgrade', () => {
  /** Of a former release, and how many migrations the county's schema had then. */
  const openFormer = async () => {
    const { database } = await openEmpty()
    await loadRelease(database, '0.1.0-access')
    return { database, before: await countMigrations(database) }
  }
  const countMigrations = async (database: Database) =>
    (await database.read((handle) => readMigrations(handle, [database.schema])))[database.schema]?.length ?? 0
  const upgrade = (database: Database, dataFolder: string) => {
    const said: string[] = []
    const settings = { county: testCounty, program: 'test', digest: 'sha256' as const }
    return upgradeDatabase(database, { ...settings, dataFolder, onLog: (line) => said.push(line) }).then((result) => ({
      ...result,
      said,
    }))
  }

  it('backs up first, says where, and that backup is of the schema before', async () => {
    const { database, before } = await openFormer()
    const dataFolder = join(folder, 'upgraded')
    const { applied, said } = await upgrade(database, dataFolder)
    const now = listKnownMigrations(database.schema).length
    expect(applied).toBe(now - before)
    expect(applied).toBeGreaterThan(0)
    const [name = ''] = readdirSync(join(dataFolder, 'backups'))
    const [from, to] = [before, now].map((count) => String(count).padStart(4, '0'))
    expect(name).toMatch(new RegExp(`^before-${from}-to-${to}-\\d{8}T\\d{9}Z\\.ocb$`))
    expect(said.join()).toContain(join(dataFolder, 'backups', name))
    const other = (await openEmpty()).database
    expect(await restore(other, join(dataFolder, 'backups', name))).toMatchObject({ migrated: applied })
    expect((await createEditionsService({ database: other }).current()).grids.size).toBeGreaterThan(100)
    // Nothing to do the next time.
    expect(await upgrade(database, dataFolder)).toEqual({ applied: 0, said: [] })
  })

  it('does not happen where the backup cannot be made', async () => {
    const { database, before } = await openFormer()
    const dataFolder = join(folder, 'no-folder')
    writeFileSync(dataFolder, '')
    await expect(upgrade(database, dataFolder)).rejects.toThrow()
    expect(await countMigrations(database)).toBe(before)
  })

  it('of a database that a newer program has made is refused, and nothing is written', async () => {
    const { database } = await openEmpty()
    await run(database, sql`INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('x', 4000000000000)`)
    const dataFolder = join(folder, 'newer')
    const before = newFile()
    await backUp(database, before)
    await expect(upgrade(database, dataFolder)).rejects.toThrow(/newer OneGrid/)
    expect(readdirSync(folder)).not.toContain('newer')
    const after = newFile()
    await backUp(database, after)
    expect(await readContent(after)).toEqual(await readContent(before))
  })
})

it('a header names its digest, so that a file says itself how it is to be checked', async () => {
  const file = newFile()
  await backUp(source, file, { digest: 'sm3' })
  const { header } = await verifyBackupFile(file)
  expect(header.digest).toBe('sm3')
  expect(formatHead(header).toString()).toContain('"digest":"sm3"')
})
