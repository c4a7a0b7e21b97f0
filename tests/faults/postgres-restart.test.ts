import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faultCounts, faultSeed, tellFigures } from '../support/fault-counts.ts'
import { findPostgresBinaries } from '../support/find-tools.ts'
import { type PostgresCluster, startPostgresCluster } from '../support/postgres-cluster.ts'
import { randomFrom } from '../support/random.ts'
import { makeRunFolder, removeFolder } from '../support/run-folder.ts'
import { type Product, startProduct } from '../support/run-product.ts'

const hasServer = findPostgresBinaries() !== null
if (!hasServer) console.log('SKIPPED: a PostgreSQL to kill and start again needs its programs on this machine.')

const writers = 6
const readers = 2
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

let folder: string
let cluster: PostgresCluster
let server: Product

/** Everything that was answered, by all clients. */
const heard = {
  saved: [] as string[],
  /** Status and code of every answer but 200. */
  others: new Map<string, number>(),
  lastSavedAt: 0,
  lastReadAt: 0,
}

async function ask(path: string, init?: RequestInit): Promise<boolean> {
  const response = await fetch(`${server.origin}${path}`, init)
  const text = await response.text()
  if (response.status === 200) return true
  const type = response.headers.get('content-type')
  const code = type === 'application/problem+json' ? (JSON.parse(text) as { code: string }).code : type
  const key = `${response.status} ${code}`
  heard.others.set(key, (heard.others.get(key) ?? 0) + 1)
  return false
}

describe.runIf(hasServer)('a PostgreSQL that is killed and started again under load', () => {
  let isOver = false
  const clients: Promise<void>[] = []

  beforeAll(async () => {
    folder = makeRunFolder('restart')
    cluster = await startPostgresCluster({ isDurable: true })
    const sql = postgres(cluster.urlOf('postgres'), { max: 1, onnotice: () => {} })
    await sql`CREATE DATABASE restart_test`
    await sql.end()
    server = await startProduct({
      dataFolder: join(folder, 'unused'),
      script: '../tests/support/write-server',
      environment: { DATABASE_URL: cluster.urlOf('restart_test') },
    })
    await server.waitForAddress()
  })
  afterAll(async () => {
    isOver = true
    await Promise.allSettled(clients)
    await server?.end('SIGKILL').catch(() => {})
    await cluster?.stop()
    removeFolder(folder)
  })

  it('loses nothing it acknowledged, is answered for with 503 meanwhile, and serves again by itself', async () => {
    const random = randomFrom(faultSeed)
    const back: number[] = []
    const repeatUntilOver = async (step: () => Promise<void>) => {
      while (!isOver) await step()
    }
    for (let writer = 0; writer < writers; writer++)
      clients.push(
        repeatUntilOver(async () => {
          const id = randomUUID()
          if (!(await ask(`/notes/${id}`, { method: 'POST', body: 'x'.repeat(200) }))) return await pause(20)
          heard.saved.push(id)
          heard.lastSavedAt = performance.now()
        }),
      )
    for (let reader = 0; reader < readers; reader++)
      clients.push(
        repeatUntilOver(async () => {
          if (await ask('/api/incidents?limit=5')) heard.lastReadAt = performance.now()
          await pause(20)
        }),
      )
    const waitForBoth = async (since: number) => {
      await expect
        .poll(() => heard.lastSavedAt > since && heard.lastReadAt > since, { timeout: 60_000, interval: 10 })
        .toBe(true)
    }
    await waitForBoth(performance.now())

    for (let restart = 0; restart < faultCounts.serverRestarts; restart++) {
      // Under way, and not always at the same point of it.
      await pause(200 + 800 * random())
      const refused = [...heard.others.values()].reduce((sum, count) => sum + count, 0)
      await cluster.crash(restart % 2 === 0 ? 'SIGKILL' : 'SIGQUIT')
      await expect
        .poll(() => [...heard.others.values()].reduce((sum, count) => sum + count, 0), { timeout: 60_000 })
        .toBeGreaterThan(refused)
      await pause(1500 * random())
      await cluster.startAgain()
      const answersSince = performance.now()
      await waitForBoth(answersSince)
      back.push(Math.max(heard.lastSavedAt, heard.lastReadAt) - answersSince)
    }
    isOver = true
    await Promise.all(clients)

    // Nothing else was ever answered: no 500, nothing without the shape of a problem.
    expect([...heard.others.keys()]).toEqual(['503 database_unavailable'])
    const kept = ((await (await fetch(`${server.origin}/notes`)).json()) as { id: string }[]).map(({ id }) => id)
    const keptOnce = new Set(kept)
    const lost = heard.saved.filter((id) => !keptOnce.has(id))
    tellFigures(
      `row 6: ${back.length} restarts (immediate stop and kill -9 in turn), ${heard.saved.length} acknowledged, ${lost.length} lost, ` +
        `${[...heard.others.values()].reduce((sum, count) => sum + count, 0)} × 503 meanwhile; ` +
        `200 again at most ${Math.max(...back).toFixed(0)} ms after the server answers`,
    )
    expect(lost).toEqual([])
    expect(heard.saved.length).toBeGreaterThan(faultCounts.serverRestarts)
  })
})
