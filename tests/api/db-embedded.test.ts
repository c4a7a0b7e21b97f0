import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import fs, {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Database } from '#api/platform/db/client.ts'
import { migrateDatabase } from '#api/platform/db/migrate-database.ts'
import { type OpenedDatabase, openDatabase } from '#api/platform/db/open-database.ts'
import { copyTemplate, testCounty } from '../support/database.ts'

const isEmbedded = inject('databases').kind === 'embedded'

let folder: string
let dataFolder: string
let database: OpenedDatabase
let removeCopy: () => Promise<void>
const log: string[] = []

const open = (place: string, more: { attach?: boolean } = {}) =>
  openDatabase({ dataFolder: place, county: testCounty, onLog: (line) => log.push(line), ...more })
const countNotes = async (where: Database) =>
  (await where.read((handle) => handle.exactly<{ count: number }>(1, sql`SELECT count(*)::int AS count FROM notes`)))[0]
    ?.count

describe.runIf(isEmbedded)('the embedded database', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'onegrid-embedded-'))
    const copy = await copyTemplate('empty')
    dataFolder = copy.options.dataFolder
    removeCopy = copy.remove
    database = await open(dataFolder)
    await database.write((transaction) => transaction.run(sql`CREATE TABLE notes (id uuid PRIMARY KEY)`))
  })
  afterAll(async () => {
    await database?.close()
    await removeCopy?.()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  it('is in a folder and behind a socket that nobody else may enter', () => {
    expect(statSync(dataFolder).mode & 0o777).toBe(0o700)
    expect(statSync(join(dataFolder, 'database.sock')).mode & 0o777).toBe(0o600)
  })

  it('refuses a folder in use, in one sentence that names the process', async () => {
    await expect(open(dataFolder)).rejects.toMatchObject({
      name: 'StartError',
      sentence: { zh: expect.stringContaining(String(process.pid)), en: expect.stringContaining(String(process.pid)) },
    })
    expect(await countNotes(database)).toBeTypeOf('number')
  })

  it('serves tools that attach, writes of both in turn and whole', async () => {
    const tool = await open(dataFolder, { attach: true })
    expect(tool.isAttached).toBe(true)
    const before = (await countNotes(tool)) ?? 0
    const insertPair = (where: Database) =>
      where.write(async (transaction) => {
        await transaction.run(sql`INSERT INTO notes VALUES (${randomUUID()})`, 1)
        await new Promise((resolve) => setTimeout(resolve, 1))
        await transaction.run(sql`INSERT INTO notes VALUES (${randomUUID()})`, 1)
      })
    const writes = Array.from({ length: 30 }, (_, index) => insertPair(index % 2 === 0 ? tool : database))
    const reads = Array.from({ length: 30 }, (_, index) => countNotes(index % 2 === 0 ? database : tool))
    await Promise.all(writes)
    // Half a pair is never seen.
    for (const count of await Promise.all(reads)) expect(((count ?? 0) - before) % 2).toBe(0)
    expect(await countNotes(database)).toBe(before + 60)
    await tool.close()
    expect(await countNotes(database)).toBe(before + 60)
  })

  it('lets a tool in that comes while a statement takes longer than a moment', async () => {
    const isSlept = database.read((handle) => handle.rows(sql`SELECT pg_sleep(3.5)`), { deadlineMs: 60_000 })
    await expect.poll(() => database.ping().catch(() => 'busy')).toBe('busy')
    const tool = await open(dataFolder, { attach: true })
    expect(await tool.read((handle) => handle.rows(sql`SELECT 1 AS one`), { deadlineMs: 60_000 })).toEqual([{ one: 1 }])
    await isSlept
    await tool.close()
  }, 90_000)

  it('undoes what a tool leaves that dies in the middle of a transaction', async () => {
    const before = await countNotes(database)
    const socket = createConnection({ path: join(dataFolder, 'database.sock') })
    await new Promise((resolve) => socket.once('connect', resolve))
    const fields = Buffer.from('user\0postgres\0database\0postgres\0\0')
    const head = Buffer.alloc(8)
    head.writeInt32BE(fields.length + 8, 0)
    head.writeInt32BE(196608, 4)
    const query = (text: string) => {
      const body = Buffer.from(`${text}\0`)
      const start = Buffer.alloc(5)
      start.write('Q')
      start.writeInt32BE(body.length + 4, 1)
      return Buffer.concat([start, body])
    }
    socket.write(Buffer.concat([head, fields, query(`BEGIN; INSERT INTO notes VALUES ('${randomUUID()}')`)]))
    // Its answer has come when "in a transaction" has.
    await new Promise<void>((resolve) => {
      socket.on('data', (data) => data.includes(Buffer.from([0x5a, 0, 0, 0, 5, 0x54])) && resolve())
    })
    socket.destroy()
    expect(await countNotes(database)).toBe(before)
  })

  it('says in the log that a statement outlived its deadline, and opens again', async () => {
    log.length = 0
    const before = await countNotes(database)
    await expect(
      database.read((handle) => handle.rows(sql`SELECT count(*) FROM generate_series(1, 3000000000)`), {
        deadlineMs: 500,
      }),
    ).rejects.toMatchObject({ code: 'deadline_exceeded' })
    // Opening again takes seconds, more on a busy machine.
    const [next] = await database.read((handle) => handle.rows(sql`SELECT count(*)::int AS count FROM notes`), {
      deadlineMs: 60_000,
    })
    expect(next).toEqual({ count: before })
    expect(log.join()).toContain('deadline')
    await expect(database.ping()).resolves.toBeUndefined()
  }, 120_000)

  it('syncs every commit to the disk', async () => {
    const rows = await database.read((handle) =>
      handle.rows(
        sql`SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'wal_sync_method', 'synchronous_commit') ORDER BY 1`,
      ),
    )
    expect(rows).toEqual([
      { name: 'fsync', setting: 'on' },
      { name: 'synchronous_commit', setting: 'on' },
      { name: 'wal_sync_method', setting: 'fsync' },
    ])
    let syncs = 0
    const { fsyncSync } = fs
    fs.fsyncSync = (descriptor) => {
      syncs++
      fsyncSync(descriptor)
    }
    syncBuiltinESMExports()
    try {
      const { openSession } = await import('#api/platform/db/embedded/embedded-session.ts')
      const copy = await copyTemplate('empty')
      const session = await openSession(join(copy.options.dataFolder, 'database'))
      await session.exec('CREATE TABLE public.synced (a int)')
      for (let time = 0; time < 20; time++) {
        const before = syncs
        await session.exec('INSERT INTO public.synced VALUES (1)')
        expect(syncs).toBeGreaterThan(before)
      }
      await session.close()
      await copy.remove()
    } finally {
      fs.fsyncSync = fsyncSync
      syncBuiltinESMExports()
    }
  }, 120_000)

  it.each<[string, (file: string) => void]>([
    ['of another version', (file) => renameSync(file, join(dirname(file), 'database.postgis-0.0.1.tar.gz'))],
    ['cut off', (file) => truncateSync(file, 4_000_000)],
    ['empty', (file) => truncateSync(file)],
  ])(
    'keeps the part of PostGIS it needs, and makes it again where it is %s',
    async (_, spoil) => {
      const copy = await copyTemplate('empty')
      const place = copy.options.dataFolder
      const listBundles = () => readdirSync(place).filter((name) => name.includes('postgis'))
      const [bundle] = listBundles() as [string]
      const { size } = statSync(join(place, bundle))
      spoil(join(place, bundle))
      const opened = await open(place)
      const [row] = await opened.read((handle) =>
        handle.exactly<{ meters: number }>(
          1,
          sql`SELECT ST_Distance(ST_Transform(ST_SetSRID(ST_MakePoint(103, 26), 4326), 4523),
              ST_Transform(ST_SetSRID(ST_MakePoint(103, 26.001), 4326), 4523)) AS meters`,
        ),
      )
      // A thousandth of a degree of latitude.
      expect(row?.meters).toBeCloseTo(110.8, 0)
      await opened.close()
      expect(listBundles()).toEqual([bundle])
      expect(statSync(join(place, bundle)).size).toBe(size)
      await copy.remove()
    },
    120_000,
  )

  it.each(['database.complete', 'database', 'database/PG_VERSION', 'database/pg_wal', 'database/global/pg_control'])(
    'clears nothing away and makes nothing new where a copy of it came without %s',
    async (missing) => {
      const copy = await copyTemplate('empty')
      const place = copy.options.dataFolder
      rmSync(join(place, missing), { recursive: true })
      const list = () =>
        readdirSync(place, { recursive: true, encoding: 'utf8' })
          .filter((name) => name.startsWith('database'))
          .sort()
      const before = list()
      await expect(open(place)).rejects.toMatchObject({
        sentence: {
          zh: expect.stringMatching(/不完整.*没有改动/),
          en: expect.stringMatching(/part of.*Nothing was changed/),
        },
      })
      expect(list()).toEqual(before)
      await copy.remove()
    },
    60_000,
  )

  it('keeps every commit that it acknowledged before its process was killed', async () => {
    const copy = await copyTemplate('empty')
    const place = copy.options.dataFolder
    const program = `
      import { sql } from 'drizzle-orm'
      import { openDatabase } from '#api/platform/db/open-database.ts'
      const database = await openDatabase({ dataFolder: ${JSON.stringify(place)}, county: '${testCounty}' })
      await database.write((transaction) => transaction.run(sql\`CREATE TABLE acknowledged (n int)\`))
      for (let n = 0; ; n++) {
        await database.write((transaction) => transaction.run(sql\`INSERT INTO acknowledged VALUES (\${n})\`, 1))
        process.stdout.write(n + '\\n')
      }`
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let acknowledged = 0
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        acknowledged += chunk.toString().split('\n').length - 1
        if (acknowledged > 200) child.kill('SIGKILL')
      })
      child.once('close', () => resolve())
    })
    const reopened = await open(place)
    const [row] = await reopened.read((handle) =>
      handle.exactly<{ count: number }>(1, sql`SELECT count(*)::int AS count FROM acknowledged`),
    )
    // One may have been kept and not acknowledged in time.
    expect(row?.count).toBeGreaterThanOrEqual(acknowledged)
    expect(row?.count).toBeLessThanOrEqual(acknowledged + 1)
    await reopened.close()
    await copy.remove()
  }, 120_000)

  it('is made anew over what an interrupted first start left, also where the path is too long for a socket', async () => {
    const place = join(folder, 'x'.repeat(120))
    mkdirSync(join(place, 'database'), { recursive: true })
    writeFileSync(join(place, 'database', 'PG_VERSION'), '18\n')
    writeFileSync(join(place, 'database.creating'), '')
    const opened = await open(place)
    expect(opened.isNew).toBe(true)
    expect(await migrateDatabase(opened)).toEqual({ applied: expect.any(Number) })
    await opened.close()
    expect(readdirSync(place)).not.toContain('database.creating')
    const again = await open(place)
    expect(again.isNew).toBe(false)
    await again.close()
  }, 120_000)

  it('takes a folder that it made with it when the start is given up', async () => {
    const place = join(folder, 'given-up')
    const opened = await open(place)
    await opened.abandon()
    expect(existsSync(place)).toBe(false)
  }, 120_000)

  it("leaves a folder alone that is somebody else's", async () => {
    const place = join(folder, 'foreign')
    mkdirSync(join(place, 'database'), { recursive: true, mode: 0o755 })
    writeFileSync(join(place, 'thesis.txt'), '')
    await expect(open(place)).rejects.toMatchObject({ name: 'StartError' })
    expect(statSync(place).mode & 0o777).toBe(0o755)
    expect(existsSync(join(place, 'database'))).toBe(true)
  })

  it('says in one sentence that the place is no folder', async () => {
    const place = join(folder, 'file')
    writeFileSync(place, '')
    await expect(open(place)).rejects.toMatchObject({ name: 'StartError' })
  })
})
