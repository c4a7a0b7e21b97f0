import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { recordEvents } from '#api/platform/events/record-events.ts'
import { anEvent } from '../../tests/support/event-reader.ts'
import { makeKey } from '../../tests/support/principals.ts'
import { makeRunFolder, removeFolder } from '../../tests/support/run-folder.ts'
import { startProduct } from '../../tests/support/run-product.ts'
import { type BenchCounty, openBenchCounty } from './bench-county.ts'
import { startChildServer } from './child-server.ts'
import { openReaders } from './event-readers.ts'
import { type BenchReport, judge, quantile, runRounds } from './support.ts'

const readers = 50
const writesPerRound = 40
/** What one account may have open. */
const streamsAnAccount = 20

/** The product on a server database, and a key for every twenty streams. */
async function startOnServer(county: BenchCounty, streams: number) {
  const folder = makeRunFolder('bench-events')
  const product = await startProduct({
    dataFolder: join(folder, 'data'),
    environment: { DATABASE_URL: county.url ?? '', ONEGRID_RATE_LIMIT: '0' },
  })
  await product.waitForAddress(300_000)
  const keys: string[] = []
  for (let made = 0; made * streamsAnAccount < streams; made += 1)
    keys.push(await makeKey(county.database, 'county-operator'))
  const headersOf = Array.from({ length: streams }, (_, place) => ({
    authorization: `Bearer ${keys[Math.floor(place / streamsAnAccount)]}`,
  }))
  const close = async () => {
    await product.end('SIGINT')
    removeFolder(folder)
  }
  return { product, headersOf, close }
}

/** From the beginning of an INSERT, with its event, to when that has come to each of 50 open streams, on a PostgreSQL server;
 *  against the same INSERT and the same bytes written to 50 open answers of a bare `node:http`. Then the whole of it: from a
 *  report that was sent to the interface. Both servers are processes of their own. */
export async function runEvents(rounds = 9): Promise<BenchReport[]> {
  const county = await openBenchCounty('server')
  const { product, headersOf, close } = await startOnServer(county, readers)
  const bare = await startChildServer('bare-fan-out.ts', county.url ?? '', county.database.schema)
  try {
    const gridCode = [...county.snapshot.grids.keys()][0] as string
    const ours = await openReaders(product.origin, headersOf)
    const theirs = await openReaders(bare.origin, headersOf)
    const message = `id: 123456\ndata: ${JSON.stringify({ seq: 123456, at: new Date().toISOString(), ...anEvent(gridCode) })}\n\n`
    const post = async (url: string, body: object) => {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headersOf[0] },
        body: JSON.stringify(body),
      })
      await answer.arrayBuffer()
      if (answer.status !== 201) throw new Error(`a report was answered with ${answer.status}`)
    }
    const measure = async (listening: Awaited<ReturnType<typeof openReaders>>, write: () => Promise<unknown>) => {
      const times: number[] = []
      for (let written = 0; written < writesPerRound; written += 1) {
        const told = listening.waitForNext()
        const startedAt = performance.now()
        await write()
        for (const at of await told) times.push(at - startedAt)
      }
      return quantile(times, 0.95)
    }
    const insert = () =>
      county.database.write(async (transaction) => {
        const event = anEvent(gridCode)
        await transaction.run(
          sql`INSERT INTO incidents (id, kind, type, title, state, rung, severity, location, grid_code, reported_at)
              VALUES (${event.recordId}::uuid, 'hazard', 'landslide', '塌方', 'reported', 'grid', 'orange',
                ST_SetSRID(ST_MakePoint(103.3, 26.4), 4326), ${gridCode}, now())`,
          1,
        )
        await recordEvents(transaction, [event])
      })
    let number = 0
    const report = () => {
      number += 1
      const title = `塌方 ${number}`
      return post(`${product.origin}/api/incidents`, {
        kind: 'hazard',
        type: 'landslide',
        title,
        severity: 'orange',
        location: { gridCode },
      })
    }
    const tellBare = () => measure(theirs, () => post(bare.origin, { title: '塌方', gridCode, message }))
    const inserted = await runRounds(rounds, { bare: tellBare, ours: () => measure(ours, insert) })
    const reported = await runRounds(rounds, { bare: tellBare, ours: () => measure(ours, report) })
    ours.close()
    theirs.close()
    const bareArm = 'one INSERT, then the same bytes to 50 open answers of node:http, p95'
    return [
      judge({
        name: 'events, a row to 50 streams',
        unit: 'ms',
        arms: { bare: bareArm, ours: 'the INSERT with its event, to each of 50 open streams, p95' },
        rounds: inserted,
        reach: { ratio: 3 },
      }),
      judge({
        name: 'events, a report to 50 streams',
        unit: 'ms',
        arms: { bare: bareArm, ours: 'POST /api/incidents sent, to each of 50 open streams, p95' },
        rounds: reported,
        // And 250 ms, which three times the bare arm never comes near.
        reach: { ratio: 3 },
      }),
    ]
  } finally {
    await bare.stop()
    await close()
    await county.close()
  }
}

const openStreams = 200
const eventsTold = 20_000

/** The memory of the product with 200 streams open, one of which nobody reads, after 20,000 events; beside it the same before
 *  the first stream. Ends with an error where another reader has not heard all. */
export async function runStreams(): Promise<BenchReport[]> {
  const county = await openBenchCounty('server')
  const { product, headersOf, close } = await startOnServer(county, openStreams)
  try {
    const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${product.pid}/status`, 'utf8'))?.[1]) / 1024
    const before = memory()
    const listening = await openReaders(product.origin, headersOf)
    listening.stop(0)
    const gridCode = [...county.snapshot.grids.keys()][0] as string
    let highest = 0
    for (let told = 0; told < eventsTold; told += 100) {
      const events = Array.from({ length: 100 }, () => anEvent(gridCode))
      await county.database.write((transaction) => recordEvents(transaction, events))
      highest = Math.max(highest, memory())
      const end = Date.now() + 20_000
      while ((listening.counts()[1] ?? 0) < told + 100) {
        if (Date.now() > end) throw new Error(`a reader has ${listening.counts()[1]} events of ${told + 100}`)
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
    }
    listening.close()
    return [
      judge({
        name: 'streams, memory with 200 of them, one not reading',
        unit: 'MB',
        arms: {
          bare: 'the same process before the first',
          ours: `the most while ${eventsTold} events were told to all`,
        },
        rounds: [{ bare: before, ours: highest }],
        reach: { ours: 300 },
      }),
    ]
  } finally {
    await close()
    await county.close()
  }
}
