import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createEditionsService } from '#api/ground/editions/editions.service.ts'
import { createAuditTrail } from '#api/platform/audit/create-audit-trail.ts'
import { plainDigest } from '#api/platform/audit/digest.ts'
import { sealEntries } from '#api/platform/audit/seal-entries.ts'
import { formatHead } from '#api/platform/backup/backup-format.ts'
import { verifyBackupFile } from '#api/platform/backup/read-backup-file.ts'
import { restoreApplicationName } from '#api/platform/backup/restore-backup.ts'
import { backupApplicationName } from '#api/platform/db/embedded/busy-signal.ts'
import { migrateDatabase } from '#api/platform/db/migrate-database.ts'
import { type OpenedDatabase, openDatabase } from '#api/platform/db/open-database.ts'
import { applicationRole } from '#api/platform/db/scope.ts'
import { anEntry } from '../support/audit.ts'
import { backUp, readContent, readRestored } from '../support/backup-content.ts'
import { importSmall, openBackupDesk, restoreFile, runStatements } from '../support/backup-desk.ts'
import { copyTemplate, findTestServer } from '../support/database.ts'
import { findPostgresBinaries } from '../support/find-tools.ts'
import type { DatabaseKind } from '../support/template-host.ts'
import { administer } from '../support/test-server.ts'

const { kind } = inject('databases')
const kinds: DatabaseKind[] =
  findPostgresBinaries() || process.env.TEST_DATABASE_URL ? ['embedded', 'server'] : ['embedded']

let desk: ReturnType<typeof openBackupDesk>

/** What text, JSON and time make difficult. */
const oddTitle = '"引号" \\反斜杠\\ \t制表\n换行 {"a":[null]} \u2028 😀 NULL \\N'
let source: OpenedDatabase
let backupFile: string

beforeAll(async () => {
  desk = openBackupDesk()
  // The templates are made here, where that may take its time.
  for (const one of kinds) await (await copyTemplate('empty', one)).remove()
  source = (await desk.openEmpty()).database
  await importSmall(source, 10)
  await importSmall(source, 20)
  await runStatements(
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
  backupFile = desk.newFile()
  await backUp(source, backupFile)
}, 120_000)
afterAll(() => desk?.close())

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
    const { database } = await desk.openEmpty(target)
    const report = await restoreFile(database, backupFile)
    expect(report).toMatchObject({ replaced: [], leftOut: [], migrated: 0 })
    const again = desk.newFile()
    await backUp(database, again)
    expect(await readRestored(again)).toEqual(await readContent(backupFile))
    const edition = await createEditionsService({ database }).current()
    expect([edition.number, edition.grids.size]).toEqual([2, 4])
    // What it restored works on: the next edition, the next row of a table that numbers its own.
    await importSmall(database, 30)
    await runStatements(
      database,
      sql`INSERT INTO incident_timeline (incident_id, at, state, rung)
          VALUES ('00000000-0000-4000-8000-000000000001', now(), 'accepted', 'grid')`,
    )
  })

  it('does not write over a file, and leaves none where it fails', async () => {
    await expect(backUp(source, backupFile)).rejects.toThrow('there is a file of that name')
    await expect(backUp(source, join(desk.folder, 'nowhere', 'a.ocb'))).rejects.toThrow('its folder does not exist')
    const stopped = desk.newFile()
    await expect(backUp(source, stopped, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
    expect(readdirSync(desk.folder)).not.toContain(stopped.slice(desk.folder.length + 1))
    expect(readdirSync(desk.folder).filter((name) => name.endsWith('.partial'))).toEqual([])
  })

  it.skipIf(kind === 'embedded')(
    'is as of one moment: what is committed after its beginning is not in it',
    async () => {
      const { database, place } = await desk.openEmpty()
      await importSmall(database)
      const other = await openDatabase(place)
      desk.beforeClose(() => other.close())
      const file = desk.newFile()
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
    const { database } = await desk.openEmpty()
    await runStatements(database, sql`DROP SCHEMA ${sql.identifier(database.schema)} CASCADE`)
    await expect(backUp(database, desk.newFile())).rejects.toThrow(/nothing to back up/)
  })
})

/** As an installation has it: a user who is no superuser made all tables, and row security holds it too. */
describe.skipIf(kind === 'embedded')('a backup by a user whom row security holds', () => {
  const role = `onegrid_owner_${process.pid}`
  const openOwned = async () => {
    const { database, place } = await desk.openEmpty()
    const url = new URL(place.databaseUrl ?? '')
    await runStatements(
      database,
      sql`DROP SCHEMA ${sql.identifier(database.schema)} CASCADE`,
      sql`DROP SCHEMA onegrid CASCADE`,
      sql.raw(`GRANT CREATE ON DATABASE "${url.pathname.slice(1)}" TO ${role}`),
    )
    url.username = role
    url.password = 'owner'
    const owner = await openDatabase({ ...place, databaseUrl: url.href, applicationName: restoreApplicationName })
    desk.beforeClose(() => owner.close())
    await database.close()
    return owner
  }
  beforeAll(async () => {
    const server = await findTestServer()
    await administer(server, `CREATE ROLE ${role} LOGIN PASSWORD 'owner' IN ROLE ${applicationRole}`)
    // The last of all: after the databases in which it owns something.
    desk.afterClose(() => administer(server, `DROP ROLE ${role}`))
  })

  it('has the personal data and the audit trail, is restored by such a user, and is refused where rows would be missing', async () => {
    const owner = await openOwned()
    await migrateDatabase(owner)
    await importSmall(owner, 10)
    await createAuditTrail({ database: owner }).recordAlone(anEntry())
    await sealEntries(owner, plainDigest)
    await createAuditTrail({ database: owner }).recordAlone(anEntry())
    await runStatements(
      owner,
      sql`SET LOCAL onegrid.maintenance = 'backup'`,
      sql`INSERT INTO contacts (area_code, name, expires_at) VALUES ('530326', '张三', now() + interval '1 year')`,
    )
    expect(await owner.read((handle) => handle.rows(sql`SELECT name FROM contacts`))).toEqual([])
    const file = desk.newFile()
    await backUp(owner, file)
    const content = await readContent(file)
    const counts = [content.contacts, content.audit_log, content.audit_entries].map((rows) => rows?.length)
    expect(counts).toEqual([1, 1, 1])
    const target = await openOwned()
    await restoreFile(target, file)
    const again = desk.newFile()
    await backUp(target, again)
    expect(await readRestored(again)).toEqual(content)

    await runStatements(owner, sql`ALTER TABLE grids ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`)
    await expect(backUp(owner, desk.newFile())).rejects.toThrow(/does not see all rows of grids;/)
  })
})

describe.skipIf(kind === 'server')('while a backup reads the embedded database', () => {
  it('writes are asked to come again, what is in memory is read, and both go on afterwards', async () => {
    const { database, place, said } = await desk.openEmpty()
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
      runStatements(database, sql`UPDATE editions SET made_by = ${String(number)}`).then(
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
    await runStatements(database, sql`UPDATE editions SET made_by = 'after'`)
    expect(said.join('\n')).toMatch(/^[^\n]+writes wait\n[^\n]+writes go on \(\d+\.\d s\)$/)
    await attached.close()
  })
})

it('a header names its digest, so that a file says itself how it is to be checked', async () => {
  const file = desk.newFile()
  await backUp(source, file, { digest: 'sm3' })
  const { header } = await verifyBackupFile(file)
  expect(header.digest).toBe('sm3')
  expect(formatHead(header).toString()).toContain('"digest":"sm3"')
})
