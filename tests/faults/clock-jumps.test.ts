import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEditionsService } from '#api/ground/editions/editions.service.ts'
import { escalateOverdue } from '#api/operations/incidents/escalate-overdue.ts'
import { createDeadlines } from '#api/operations/incidents/incident-deadlines.ts'
import { createIncidentWorkService } from '#api/operations/incidents/incident-work.service.ts'
import type { IncidentDetail } from '#api/operations/incidents/incidents.contract.ts'
import { createWordRules } from '#api/operations/incidents/word-rules.ts'
import { readShippedLists } from '#api/operations/reference/shipped-lists.ts'
import { checkAudit } from '#api/platform/audit/check-audit.ts'
import { createAuditTrail } from '#api/platform/audit/create-audit-trail.ts'
import { plainDigest } from '#api/platform/audit/digest.ts'
import { sealEntries } from '#api/platform/audit/seal-entries.ts'
import { type OpenedDatabase, openDatabase } from '#api/platform/db/open-database.ts'
import { listAfter, readBounds } from '#api/platform/events/events.repo.ts'
import { copyTemplate, testCounty } from '../support/database.ts'
import { faultCounts, faultSeed, tellFigures } from '../support/fault-counts.ts'
import { findPostgresBinaries } from '../support/find-tools.ts'
import { aReport } from '../support/incident-desk.ts'
import { randomFrom } from '../support/random.ts'
import { type Product, startProduct } from '../support/run-product.ts'

const hasServer = findPostgresBinaries() !== null
if (!hasServer) console.log('SKIPPED on the server database: it needs the programs of PostgreSQL on this machine.')
/** On the embedded database its clock is wrong as well; on a server that of the process alone, as of one machine of two. */
const kinds = hasServer ? (['embedded', 'server'] as const) : (['embedded'] as const)

const hourMs = 3_600_000
const jumps = [24 * hourMs, 0, hourMs, -hourMs, -24 * hourMs, 0]

describe.each(kinds)('a clock that is put forward and back, on the %s database', (kind) => {
  let copy: Awaited<ReturnType<typeof copyTemplate>>
  let product: Product
  let database: OpenedDatabase
  let clockFile: string
  beforeAll(async () => {
    copy = await copyTemplate('loaded', kind)
    const { dataFolder, databaseUrl } = copy.options
    mkdirSync(dataFolder, { recursive: true })
    clockFile = join(dataFolder, 'clock')
    writeFileSync(clockFile, '0')
    product = await startProduct({
      dataFolder,
      script: '../tests/support/write-server',
      environment: {
        NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, '../support/shift-clock.mjs')).href}`,
        CLOCK_FILE: clockFile,
        ONEGRID_TEST_NO_LIMITS: 'yes',
        ...(databaseUrl && { DATABASE_URL: databaseUrl }),
      },
    })
    await product.waitForAddress()
    database = await openDatabase({ ...copy.options, county: testCounty, attach: kind === 'embedded' })
  })
  afterAll(async () => {
    await database?.close()
    await product?.end('SIGKILL').catch(() => {})
    await copy?.remove()
  })

  const send = async (path: string, body: unknown) => {
    const answer = await fetch(`${product.origin}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    const made = (await answer.json()) as IncidentDetail
    expect(answer.status, JSON.stringify(made)).toBe(201)
    return made
  }
  const find = async (id: string) =>
    (await (await fetch(`${product.origin}/api/incidents/${id}`)).json()) as IncidentDetail
  /** The clock that counts for what is written, against the right one. */
  const readShift = async () => {
    const [row] = await database.read((handle) =>
      handle.exactly<{ at: string }>(1, sql`SELECT clock_timestamp()::text AS at`),
    )
    return Date.parse(row?.at ?? '') - Date.now()
  }

  it('leaves log and history in the order in which things were done, lets each term end once and marks what is misdated', async () => {
    const random = randomFrom(faultSeed)
    const audit = createAuditTrail({ database })
    const deadlines = createDeadlines({ reference: { current: readShippedLists } })
    const work = createIncidentWorkService({
      database,
      editions: createEditionsService({ database }),
      audit,
      loadRules: async () => ({
        ...deadlines,
        ...createWordRules({ reference: { current: readShippedLists } }),
        hasDepartment: () => false,
      }),
      endWhistles: async () => [],
    })
    const answer = await fetch(`${product.origin}/api/grids?limit=50`)
    const grids = ((await answer.json()) as { items: { code: string }[] }).items.map(({ code }) => code)
    const { head } = await database.read(readBounds)
    const done: string[] = []
    const notesOf = new Map<string, string[]>()
    let climbed = 0
    for (let jump = 0; jump < faultCounts.clockJumps; jump++) {
      const shiftMs = jumps[jump % jumps.length] as number
      writeFileSync(clockFile, String(shiftMs))
      const wanted = kind === 'embedded' ? shiftMs : 0
      await expect.poll(async () => Math.abs((await readShift()) - wanted)).toBeLessThan(hourMs / 2)
      for (let count = 0; count < 3; count++) {
        const grid = grids[Math.floor(random() * grids.length)] as string
        // Half an hour is what an emergency has at its first rung.
        const { id } = await send(
          '/api/incidents',
          aReport(grid, { kind: 'emergency', type: 'fire', severity: 'orange' }),
        )
        done.push(`incident.reported ${id}`)
        notesOf.set(id, [])
        const ids = [...notesOf.keys()]
        const noted = ids[Math.floor(random() * ids.length)] as string
        const text = `第 ${done.length} 步`
        await send(`/api/incidents/${noted}/notes`, { text })
        done.push(`incident.noted ${noted}`)
        notesOf.get(noted)?.push(text)
      }
      const now = new Date(Date.now() + shiftMs)
      // As two processes look.
      const rounds = [escalateOverdue, escalateOverdue].map((look) => look({ database, audit, work, deadlines }, now))
      for (const round of await Promise.all(rounds)) climbed += round.climbed
    }

    const events = await database.read((handle) => listAfter(handle, head, 100_000))
    const seqs = events.map(({ seq }) => seq)
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b))
    const named = events.map(({ name, recordId }) => `${name} ${recordId}`)
    expect(
      named.filter((line) => !line.startsWith('incident.changed') && !line.startsWith('incident.overdue')),
    ).toEqual(done)
    const numbers = new Set<string>()
    let climbs = 0
    for (const [id, notes] of notesOf) {
      const { timeline, number } = await find(id)
      numbers.add(number)
      expect(timeline[0]).toMatchObject({ kind: 'state', state: 'reported' })
      expect(timeline.filter((line) => line.kind === 'note').map(({ note }) => note)).toEqual(notes)
      const rungs = timeline.filter((line) => line.kind === 'rung').map(({ data }) => (data as { from: string }).from)
      expect(rungs).toEqual(['grid', 'village', 'township'].slice(0, rungs.length))
      const told = timeline.filter((line) => line.kind === 'overdue').map(({ data }) => JSON.stringify(data))
      expect(new Set(told).size).toBe(told.length)
      climbs += rungs.length
    }
    expect(numbers.size).toBe(notesOf.size)
    // The program itself looks now and then.
    expect(climbs).toBeGreaterThanOrEqual(climbed)
    expect(climbs).toBeGreaterThan(0)

    await sealEntries(database, plainDigest)
    expect(await checkAudit(database, plainDigest)).toMatchObject({ broken: undefined, waiting: 0 })
    const lines = await database.read((handle) =>
      handle.rows<{ ms: number; isSuspect: boolean }>(
        sql`SELECT extract(epoch FROM at)::float8 * 1000 AS ms, clock_suspect AS "isSuspect" FROM audit_log ORDER BY id`,
      ),
    )
    const trusted = lines.filter(({ isSuspect }) => !isSuspect)
    const misdated = trusted.filter(({ ms }, at) => at > 0 && ms < (trusted[at - 1]?.ms ?? 0) - 2_000)
    expect(misdated).toEqual([])
    // Else the clock has not been put anywhere.
    expect(lines.length - trusted.length > 0).toBe(kind === 'embedded')
    tellFigures(
      `row 7, ${kind}: ${faultCounts.clockJumps} jumps of up to a day; ${events.length} events in order, ` +
        `${climbs} terms over, each once; ${lines.length - trusted.length} of ${lines.length} lines of the record marked`,
    )
  }, 1_200_000)
})
