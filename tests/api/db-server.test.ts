import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { migrateDatabase } from '#api/platform/db/migrate-database.ts'
import { type OpenedDatabase, openDatabase } from '#api/platform/db/open-database.ts'
import { StartError } from '#api/platform/process/start-error.ts'
import { type PostgresCluster, startPostgresCluster } from '../support/postgres-cluster.ts'
import { administer } from '../support/test-server.ts'

const isServer = inject('databases').kind === 'server'

let cluster: PostgresCluster
let database: OpenedDatabase
let databaseUrl: string

const open = (url: string, county = '530326') => openDatabase({ databaseUrl: url, dataFolder: '/nonexistent', county })
const addressOf = (url: string) => new URL(url)

/** The processes of the cluster's server. */
async function listProcesses(): Promise<number[]> {
  const client = postgres(cluster.urlOf('postgres'), { max: 1 })
  const rows = await client<
    { pid: number }[]
  >`SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`
  await client.end({ timeout: 2 })
  return rows.map(({ pid }) => pid)
}

/** How many of its processes sleep as a query told them. */
async function countSleeping(): Promise<number> {
  const client = postgres(cluster.urlOf('postgres'), { max: 1 })
  const rows = await client`SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'`
  await client.end({ timeout: 2 })
  return rows.length
}

/** A cluster of its own: it is hurt here. */
describe.runIf(isServer)('a database on a server', () => {
  beforeAll(async () => {
    cluster = await startPostgresCluster()
    await administer(cluster.urlOf('postgres'), 'CREATE DATABASE hurt_test')
    databaseUrl = cluster.urlOf('hurt_test')
    database = await open(databaseUrl)
    await migrateDatabase(database)
    await database.write((transaction) => transaction.run(sql`CREATE TABLE notes (id uuid PRIMARY KEY)`))
  }, 120_000)
  afterAll(async () => {
    await database?.close()
    await cluster?.stop()
  })

  it('gets PostGIS and its schema with the first migration', async () => {
    const rows = await database.read((handle) =>
      handle.rows(sql`SELECT current_schema() AS schema, PostGIS_Lib_Version() >= '3.3' AS recent`),
    )
    expect(rows).toEqual([{ schema: 'county_530326', recent: true }])
  })

  it('is migrated once by many processes that start at the same moment', async () => {
    await administer(cluster.urlOf('postgres'), 'CREATE DATABASE raced_test')
    const url = cluster.urlOf('raced_test')
    const all = await Promise.all(Array.from({ length: 6 }, () => open(url)))
    const reports = await Promise.all(all.map((one) => migrateDatabase(one)))
    expect(reports.filter(({ applied }) => applied > 0)).toHaveLength(1)
    await Promise.all(all.map((one) => one.close()))
  }, 60_000)

  it('holds many counties, each in a schema of its own', async () => {
    const other = await open(databaseUrl, '530300')
    await migrateDatabase(other)
    expect(await other.read((handle) => handle.rows(sql`SELECT current_schema() AS schema`))).toEqual([
      { schema: 'county_530300' },
    ])
    await other.close()
  })

  it('that is down answers 503 at once, and serves again when it is back, by itself', async () => {
    // All its connections are cut, as by a restart.
    for (let time = 0; time < 5; time++) {
      const waiting = Array.from({ length: 12 }, () =>
        database
          .read((handle) => handle.rows(sql`SELECT pg_sleep(30)`), { deadlineMs: 20_000 })
          .catch((error: unknown) => error),
      )
      await expect.poll(countSleeping).toBeGreaterThan(0)
      const startedAt = performance.now()
      const cutAll = () =>
        administer(
          cluster.urlOf('postgres'),
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'hurt_test'`,
        )
      await cutAll()
      // Those on a connection fail; those that waited for one get it and are cut afterwards.
      const first = await Promise.race(waiting)
      expect(first).toMatchObject({ status: 503, code: 'database_unavailable' })
      // Else it was the deadline.
      expect(performance.now() - startedAt).toBeLessThan(15_000)
      let areOver = false
      void Promise.all(waiting).then(() => {
        areOver = true
      })
      // The last cut may still be on its way to a connection that is asked next.
      while (!areOver) await cutAll()
      const readAgain = () => database.read((handle) => handle.rows(sql`SELECT 1 AS a`)).catch(() => [])
      await expect.poll(readAgain).toEqual([{ a: 1 }])
    }
  }, 120_000)

  it('that loses a connection in the middle of a write answers 503 and keeps nothing of it', async () => {
    const id = randomUUID()
    await expect(
      database.write(async (transaction) => {
        await transaction.run(sql`INSERT INTO notes VALUES (${id})`, 1)
        const [row] = await transaction.rows<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`)
        await administer(cluster.urlOf('postgres'), `SELECT pg_terminate_backend(${row?.pid})`)
        await new Promise((resolve) => setTimeout(resolve, 50))
        await transaction.rows(sql`SELECT 1`)
      }),
    ).rejects.toMatchObject({ status: 503, code: 'database_unavailable' })
    const rows = await database.read((handle) => handle.rows(sql`SELECT 1 FROM notes WHERE id = ${id}`))
    expect(rows).toEqual([])
  })

  it('that no longer answers, though its connections stand, is told from a slow one within 2 s', async () => {
    await expect(database.read((handle) => handle.rows(sql`SELECT pg_sleep(2.5)`))).resolves.toHaveLength(1)
    await database.read((handle) => handle.rows(sql`SELECT 1`))
    const processes = await listProcesses()
    const [parent] = execFileSync('ps', ['-o', 'ppid=', '-p', String(processes[0])], { encoding: 'utf8' })
      .trim()
      .split(/\s+/)
    const all = [Number(parent), ...processes]
    for (const pid of all) process.kill(pid, 'SIGSTOP')
    try {
      const startedAt = performance.now()
      await expect(database.read((handle) => handle.rows(sql`SELECT 1`))).rejects.toMatchObject({
        status: 503,
        code: 'database_unavailable',
      })
      await expect(database.ping()).rejects.toMatchObject({ status: 503 })
      expect(performance.now() - startedAt).toBeLessThan(15_000)
    } finally {
      for (const pid of all) process.kill(pid, 'SIGCONT')
    }
    await expect
      .poll(
        () =>
          database.ping().then(
            () => 'there',
            () => 'gone',
          ),
        { timeout: 5000 },
      )
      .toBe('there')
  }, 60_000)

  it('that cannot be used says why in one sentence', async () => {
    const { port } = addressOf(databaseUrl)
    const sentenceOf = async (url: string) => {
      const error = await open(url).then(migrateAndClose, (reason) => reason)
      expect(error).toMatchObject({ name: 'StartError' })
      expect(JSON.stringify(error.sentence)).not.toContain('secret')
      return error.sentence.en as string
    }
    const migrateAndClose = async (opened: OpenedDatabase) => {
      try {
        return await migrateDatabase(opened).catch((error) => error)
      } finally {
        await opened.close()
      }
    }
    expect(await sentenceOf('mysql://somewhere')).toContain('DATABASE_URL')
    expect(await sentenceOf('postgres://u:secret@127.0.0.1:1/x')).toContain('127.0.0.1:1')
    expect(await sentenceOf('postgres://u:secret@host.invalid/x')).toContain('host.invalid')
    expect(await sentenceOf(`postgres://nobody:secret@127.0.0.1:${port}/hurt_test`)).toContain('nobody')
    expect(await sentenceOf(cluster.urlOf('missing'))).toContain('missing')

    await administer(databaseUrl, 'CREATE ROLE guest LOGIN', 'CREATE ROLE keeper LOGIN')
    await administer(cluster.urlOf('postgres'), 'CREATE DATABASE bare_test')
    const asUser = (database: string, user: string) => `postgres://${user}@127.0.0.1:${port}/${database}`
    // PostGIS is there to be enabled, and this user may not.
    expect(await sentenceOf(asUser('bare_test', 'guest'))).toContain('CREATE EXTENSION')
    await administer(cluster.urlOf('bare_test'), 'CREATE EXTENSION postgis')
    expect(await sentenceOf(asUser('bare_test', 'guest'))).toContain('GRANT CREATE')
    await administer(
      cluster.urlOf('bare_test'),
      `UPDATE pg_extension SET extversion = '3.2.1' WHERE extname = 'postgis'`,
    )
    expect(await sentenceOf(cluster.urlOf('bare_test'))).toContain('3.2.1')
  }, 60_000)

  it('lets a user migrate who owns the two schemas and may take the role of the application, and nothing else', async () => {
    await administer(
      databaseUrl,
      'DROP SCHEMA IF EXISTS onegrid CASCADE',
      'CREATE ROLE owner_of_one LOGIN',
      'CREATE SCHEMA county_530100 AUTHORIZATION owner_of_one',
      'CREATE SCHEMA onegrid AUTHORIZATION owner_of_one',
    )
    const { port } = addressOf(databaseUrl)
    const opened = await open(`postgres://owner_of_one@127.0.0.1:${port}/hurt_test`, '530100')
    const refusal = await migrateDatabase(opened).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(StartError)
    expect((refusal as StartError).sentence.en).toContain('GRANT onegrid_app TO')
    await administer(
      databaseUrl,
      `DO $$ BEGIN CREATE ROLE onegrid_app NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
      'GRANT onegrid_app TO owner_of_one',
    )
    expect(await migrateDatabase(opened)).toEqual({ applied: expect.any(Number) })
    await opened.close()
  })
})
