import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IncidentDetail } from '#api/operations/incidents/incidents.contract.ts'
import { openDatabase } from '#api/platform/db/open-database.ts'
import { copyTemplate, testCounty } from '../support/database.ts'
import { faultCounts, faultSeed, tellFigures } from '../support/fault-counts.ts'
import { findPostgresBinaries } from '../support/find-tools.ts'
import { aReport } from '../support/incident-desk.ts'
import { randomFrom } from '../support/random.ts'
import { type Product, startProduct } from '../support/run-product.ts'

const hasServer = findPostgresBinaries() !== null
if (!hasServer) console.log('SKIPPED on the server database: it needs the programs of PostgreSQL on this machine.')
const kinds = hasServer ? (['embedded', 'server'] as const) : (['embedded'] as const)

const writers = 10
const writesPerSecond = 100
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

describe.each(kinds)('a program that is killed while incidents are written, on the %s database', (kind) => {
  let copy: Awaited<ReturnType<typeof copyTemplate>>
  let product: Product
  beforeAll(async () => {
    copy = await copyTemplate('loaded', kind)
  })
  afterAll(async () => {
    await product?.end('SIGKILL').catch(() => {})
    await copy?.remove()
  })

  const start = async (port?: number) => {
    const { dataFolder = '', databaseUrl } = copy.options
    product = await startProduct({
      dataFolder,
      port,
      script: '../tests/support/write-server',
      environment: { ONEGRID_TEST_NO_LIMITS: 'yes', ...(databaseUrl && { DATABASE_URL: databaseUrl }) },
    })
    await product.waitForAddress()
  }

  it('loses nothing it acknowledged, does nothing twice, and its history and its log agree', async () => {
    const random = randomFrom(faultSeed)
    await start()
    const { origin, port } = product
    let isOver = false
    /** What was answered: of each report its title, of each note its text. */
    const reported = new Map<string, string>()
    const noted = new Map<string, string>()
    let steps = 0
    let repeated = 0

    /** Sends until there is an answer; a key makes one thing of all of them. */
    async function send(path: string, body: unknown): Promise<{ status: number; body: IncidentDetail } | undefined> {
      const key = randomUUID()
      for (;;) {
        try {
          const response = await fetch(`${origin}${path}`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
            body: JSON.stringify(body),
          })
          const answer = (await response.json()) as IncidentDetail
          // Stopping or starting, and not done: once more.
          if (response.status !== 503) return { status: response.status, body: answer }
        } catch {
          if (isOver) return undefined
        }
        repeated += 1
        await pause(30)
      }
    }

    async function write(worker: number, grid: string): Promise<void> {
      const title = `事件 ${worker} ${randomUUID()}`
      const made = await send('/api/incidents', aReport(grid, { title }))
      if (!made) return
      expect(made.status, JSON.stringify(made.body)).toBe(201)
      reported.set(title, made.body.id)
      const text = randomUUID()
      const note = await send(`/api/incidents/${made.body.id}/notes`, { text })
      if (!note) return
      expect(note.status).toBe(201)
      noted.set(text, made.body.id)
      const step = await send(`/api/incidents/${made.body.id}/transitions`, {
        to: 'accepted',
        version: made.body.version,
      })
      // The answer to the first try was lost, and the second came too late.
      if (step) expect([200, 409]).toContain(step.status)
      steps += 1
    }

    const grids = await fetch(`${origin}/api/grids?limit=200`)
      .then((response) => response.json() as Promise<{ items: { code: string }[] }>)
      .then(({ items }) => items.map(({ code }) => code))
    const workers = Array.from({ length: writers }, async (_, worker) => {
      while (!isOver) {
        const startedAt = performance.now()
        await write(worker, grids[Math.floor(random() * grids.length)] as string)
        await pause(Math.max(0, (3 * writers * 1000) / writesPerSecond - (performance.now() - startedAt)))
      }
    })
    for (let kill = 0; kill < faultCounts.incidentKills; kill++) {
      const before = reported.size
      await expect.poll(() => reported.size, { timeout: 60_000 }).toBeGreaterThan(before)
      await pause(500 + 1000 * random())
      await product.end('SIGKILL')
      await start(port)
    }
    const before = reported.size
    await expect.poll(() => reported.size, { timeout: 60_000 }).toBeGreaterThan(before)
    isOver = true
    await Promise.all(workers)
    await product.end('SIGTERM')

    const database = await openDatabase({ ...copy.options, county: testCounty })
    try {
      const rows = await database.read((handle) =>
        handle.rows<{ id: string; title: string; version: number; lines: string[]; events: number; last: number }>(
          sql`SELECT i.id, i.title, i.version,
                (SELECT json_agg(t.note) FROM incident_timeline t WHERE t.incident_id = i.id) AS lines,
                (SELECT count(*)::integer FROM event_log e WHERE e.record_id = i.id::text) AS events,
                (SELECT e.version FROM event_log e WHERE e.record_id = i.id::text ORDER BY e.seq DESC LIMIT 1) AS last
              FROM incidents i`,
        ),
      )
      const ids = new Map(rows.map(({ title, id }) => [title, id]))
      const lost = [...reported].filter(([title, id]) => ids.get(title) !== id)
      const twice = rows.length - ids.size
      const notes = rows.flatMap(({ lines }) => lines).filter((note) => note !== '')
      const lostNotes = [...noted.keys()].filter((text) => !notes.includes(text))
      const twiceNotes = notes.length - new Set(notes).size
      const disagree = rows.filter(({ lines, events, version, last }) => lines.length !== events || version !== last)
      tellFigures(
        `row 1, ${kind}: ${faultCounts.incidentKills} kills, ${reported.size + noted.size + steps} acknowledged, ` +
          `${repeated} sent again: ${lost.length + lostNotes.length} lost, ${twice + twiceNotes} twice, ${disagree.length} disagree`,
      )
      expect({ lost, lostNotes, twice, twiceNotes, disagree }).toEqual({
        lost: [],
        lostNotes: [],
        twice: 0,
        twiceNotes: 0,
        disagree: [],
      })
      expect(repeated).toBeGreaterThan(0)
    } finally {
      await database.close()
    }
  })
})
