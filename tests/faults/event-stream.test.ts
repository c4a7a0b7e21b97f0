import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenedDatabase, openDatabase } from '#api/platform/db/open-database.ts'
import type { LiveEvent } from '#api/platform/events/events.contract.ts'
import { listAfter } from '#api/platform/events/events.repo.ts'
import { recordEvents } from '#api/platform/events/record-events.ts'
import { openEventStream } from '#web/live/event-stream.ts'
import { startCuttingProxy } from '../support/cutting-proxy.ts'
import { testCounty } from '../support/database.ts'
import { anEvent, readEvents } from '../support/event-reader.ts'
import { faultCounts, faultSeed, tellFigures } from '../support/fault-counts.ts'
import { findPostgresBinaries } from '../support/find-tools.ts'
import { type PostgresCluster, startPostgresCluster } from '../support/postgres-cluster.ts'
import { randomFrom } from '../support/random.ts'
import { makeRunFolder, removeFolder } from '../support/run-folder.ts'
import { type Product, startProduct } from '../support/run-product.ts'

const hasServer = findPostgresBinaries() !== null
if (!hasServer) console.log('SKIPPED: two processes on one PostgreSQL need its programs on this machine.')

const clients = 20
const grid = '530326001001001'
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

let folder: string
let cluster: PostgresCluster
let database: OpenedDatabase
const environment = () => ({ DATABASE_URL: cluster.urlOf('events_test') })
const start = (port?: number) =>
  startProduct({
    dataFolder: join(folder, 'unused'),
    script: '../tests/support/write-server',
    environment: environment(),
    ...(port !== undefined && { port }),
  })

/** Many write at once, as fast as `count` allows no faster than any reader could follow. */
async function writeEvents(count: number): Promise<void> {
  const random = randomFrom(faultSeed + 1)
  let left = count
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      while (left > 0) {
        const size = Math.min(left, 1 + Math.floor(random() * 8))
        left -= size
        await database.write((transaction) =>
          recordEvents(
            transaction,
            Array.from({ length: size }, () => anEvent(grid)),
          ),
        )
        await pause(4)
      }
    }),
  )
}
const readLog = async (since: number) => {
  const seqs: number[] = []
  for (let last = since; ; last = seqs.at(-1) ?? last) {
    const rows = await database.read((handle) => listAfter(handle, last, 5_000))
    if (rows.length === 0) return seqs
    seqs.push(...rows.map(({ seq }) => seq))
  }
}

describe.runIf(hasServer)('the live stream of two processes on one server database', () => {
  let products: [Product, Product]

  beforeAll(async () => {
    folder = makeRunFolder('events')
    cluster = await startPostgresCluster()
    const sql = postgres(cluster.urlOf('postgres'), { max: 1, onnotice: () => {} })
    await sql`CREATE DATABASE events_test`
    await sql.end()
    products = [await start(), await start()]
    await Promise.all(products.map((product) => product.waitForAddress()))
    database = await openDatabase({ databaseUrl: environment().DATABASE_URL, dataFolder: folder, county: testCounty })
  }, 300_000)
  afterAll(async () => {
    await Promise.all((products ?? []).map((product) => product.end('SIGKILL').catch(() => {})))
    await database?.close()
    await cluster?.stop()
    removeFolder(folder)
  })

  it('gives each of twenty readers the whole log, each event once, however often they are cut off and a process is killed', async () => {
    const random = randomFrom(faultSeed)
    const proxies = await Promise.all(products.map(({ origin }) => startCuttingProxy(origin)))
    const start0 = (await readLog(0)).at(-1) ?? 0
    const heard = Array.from({ length: clients }, () => [] as number[])
    let resets = 0
    /** The balancer: whichever process it is this time. */
    const ask = ((input: RequestInfo | URL, init?: RequestInit) =>
      fetch(`${proxies[random() < 0.5 ? 0 : 1]?.origin}${input}`, init)) as typeof fetch
    const streams = heard.map((events) =>
      openEventStream({
        since: start0,
        headers: {},
        fetch: ask,
        random,
        limits: { firstPauseMs: 20, longestPauseMs: 200 },
        onMessage(message) {
          if (message.kind === 'event') events.push((message.event as LiveEvent).seq)
          if (message.kind === 'reset') resets += 1
        },
      }),
    )
    const writing = writeEvents(faultCounts.eventsStreamed)
    let cuts = 0
    let isWritten = false
    void writing.finally(() => {
      isWritten = true
    })
    const cutting = (async () => {
      while (cuts < faultCounts.streamCuts) {
        await pause(random() * 30)
        const proxy = proxies[random() < 0.5 ? 0 : 1]
        if (!proxy || proxy.countStreams() === 0) continue
        proxy.cutStream(Math.floor(random() * clients))
        cuts += 1
        // Half way one of the two dies as well, and comes back.
        if (cuts === Math.floor(faultCounts.streamCuts / 2)) {
          await products[1].end('SIGKILL')
          products[1] = await startAgain(products[1].port)
        }
      }
    })()
    await Promise.all([writing, cutting])
    expect(isWritten).toBe(true)
    const log = await readLog(start0)
    expect(log).toHaveLength(faultCounts.eventsStreamed)
    await expect.poll(() => heard.every((events) => events.length >= log.length), { timeout: 60_000 }).toBe(true)
    for (const { close } of streams) close()
    for (const { close } of proxies) close()
    const missed = heard.map((events) => log.filter((seq) => !new Set(events).has(seq)).length)
    const twice = heard.map((events) => events.length - new Set(events).size)
    tellFigures(
      `rows 8, 9: ${log.length} events, ${clients} readers cut off ${cuts} times, a process killed: ` +
        `${missed.reduce((sum, count) => sum + count, 0)} missed, ${twice.reduce((sum, count) => sum + count, 0)} twice`,
    )
    expect(resets).toBe(0)
    for (const events of heard) expect(events).toEqual(log)
  })

  const startAgain = async (port: number) => {
    const product = await start(port)
    await product.waitForAddress()
    return product
  }

  it('brings an event that nobody was woken for to all at the next look', async () => {
    const readers = products.map(({ origin }) => readEvents(origin))
    await expect.poll(() => readers.every(({ said }) => said.length > 0), { timeout: 10_000 }).toBe(true)
    const startedAt = performance.now()
    const sql = postgres(environment().DATABASE_URL, { max: 1, onnotice: () => {} })
    await sql.unsafe(`INSERT INTO county_${testCounty}.event_log (name, record_kind, record_id, area_code, data)
      VALUES ('incident.noted', 'incident', 'unannounced', '${grid}', '{}')`)
    await sql.end()
    await expect.poll(() => readers.every((reader) => reader.events().length === 1), { timeout: 20_000 }).toBe(true)
    tellFigures(`row 10: an event without its NOTIFY is there after ${(performance.now() - startedAt).toFixed(0)} ms`)
    for (const { cut } of readers) cut()
  })

  it('gives up readers who have stopped, keeps little for them, and the others hear everything', async () => {
    const [product] = products
    /** What the process holds, in MB, without its garbage: that alone comes to more than a hundred before it is collected, and what
     *  it has taken up is not given back at once. */
    const memory = async () => {
      const answer = await fetch(`${product.origin}/tidy`, { method: 'POST' })
      return ((await answer.json()) as { rss: number }).rss / 2 ** 20
    }
    const reader = readEvents(product.origin)
    await expect.poll(() => reader.said.length, { timeout: 20_000 }).toBeGreaterThan(0)
    let told = 0
    const tell = async (rounds: number) => {
      for (let round = 0; round < rounds; round++) {
        const events = Array.from({ length: 1_000 }, () => anEvent(grid))
        await database.write((transaction) => recordEvents(transaction, events))
        told += events.length
        if (round % 5 === 4) await memory()
        await expect.poll(() => reader.events().length, { timeout: 20_000, interval: 5 }).toBe(told)
      }
    }
    // What so many events take with nobody stopped: a heap that has grown to what it needs for them, whoever reads.
    const atFirst = await memory()
    await tell(45)
    const grownAlone = (await memory()) - atFirst
    const stopped = Array.from({ length: faultCounts.stoppedReaders }, (_, place) =>
      readEvents(product.origin, { headers: { authorization: `stopped ${Math.floor(place / 10)}` } }),
    )
    await expect.poll(() => [reader, ...stopped].every(({ said }) => said.length > 0), { timeout: 20_000 }).toBe(true)
    for (const { stop } of stopped) await stop()
    const before = await memory()
    const startedAt = performance.now()
    // More than the system's own buffers hold between here and there.
    await tell(45)
    const grown = (await memory()) - before
    const openStreams = async () =>
      readFileSync('/proc/net/tcp', 'latin1')
        .split('\n')
        .filter(
          (line) => line.includes(`:${product.port.toString(16).toUpperCase().padStart(4, '0')} `) && / 01 /.test(line),
        )
        .filter((line) =>
          line
            .trim()
            .split(/\s+/)[1]
            ?.endsWith(`:${product.port.toString(16).toUpperCase().padStart(4, '0')}`),
        ).length
    await expect.poll(openStreams, { timeout: 90_000, interval: 500 }).toBe(1)
    tellFigures(
      `row 11: ${stopped.length} readers stopped, ${told} events: memory + ${grown.toFixed(0)} MB ` +
        `(+ ${grownAlone.toFixed(0)} MB before, with none), gone after ${((performance.now() - startedAt) / 1000).toFixed(0)} s`,
    )
    expect(grown).toBeLessThanOrEqual(50)
    expect(reader.isOver()).toBe(false)
    for (const { cut } of [reader, ...stopped]) cut()
  })
})
