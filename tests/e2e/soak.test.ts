import { resolve } from 'node:path'
import pino from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { IncidentDetail } from '#api/operations/incidents/incidents.contract.ts'
import { type OpenedDatabase, openDatabase } from '#api/platform/db/open-database.ts'
import { readBounds } from '#api/platform/events/events.repo.ts'
import { startServer } from '#api/server.ts'
import { buildWeb } from '../../scripts/start/build-web.ts'
import { copyTemplate, testCounty } from '../support/database.ts'
import { faultCounts, faultSeed, tellFigures } from '../support/fault-counts.ts'
import { aReport } from '../support/incident-desk.ts'
import { alwaysSignedIn } from '../support/principals.ts'
import { randomFrom } from '../support/random.ts'
import { type Browser, openBrowser } from './browser.ts'
import { besideGrids, type ConsoleDriver, countTextures, openConsole } from './console-driver.ts'

/** How much more a page may hold after all events than after the first of them. */
const mostGrown = 1.1
/** So many incidents are open all the time: what the page lists does not grow, so nothing it holds may. */
const openAtOnce = 20
/** Of a day's events, those of the first minutes; in a small run as many as fill what is filled once. */
const firstEvents = Math.max(60, faultCounts.eventsSoaked / 20)

let copy: Awaited<ReturnType<typeof copyTemplate>>
let database: OpenedDatabase
let server: Awaited<ReturnType<typeof startServer>>
let browser: Browser
let desk: ConsoleDriver
let origin: string

beforeAll(async () => {
  await buildWeb()
  copy = await copyTemplate('loaded')
  const place = { ...copy.options, county: testCounty }
  database = await openDatabase(place)
  server = await startServer({
    database,
    place,
    webFolder: resolve(import.meta.dirname, '../../dist/web'),
    version: 'test',
    log: pino({ level: 'silent' }),
    authenticator: alwaysSignedIn(),
    // A day's events in some minutes are more than one person's.
    rateLimits: null,
    host: '127.0.0.1',
    port: 0,
  })
  origin = server.url.replace(/\/$/, '')
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
  await database?.close()
  await copy?.remove()
})

async function send(path: string, body: unknown, method = 'POST'): Promise<IncidentDetail> {
  const answer = await fetch(`${origin}${path}`, {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  const made = (await answer.json()) as IncidentDetail
  expect(answer.status, JSON.stringify(made)).toBeLessThan(300)
  return made
}

it(`a console that is left open holds no more after ${faultCounts.eventsSoaked} events than after the first`, async () => {
  const random = randomFrom(faultSeed)
  const answer = await fetch(`${origin}/api/grids?limit=${openAtOnce}`)
  const grids = ((await answer.json()) as { items: { code: string }[] }).items.map(({ code }) => code)
  const pick = () => Math.floor(random() * openAtOnce)
  const report = () => send('/api/incidents', aReport(grids[pick()] ?? '', { title: '长开' }))
  const open: IncidentDetail[] = []
  while (open.length < openAtOnce) open.push(await report())

  const shown = besideGrids.replace('incidents,', '')
  desk = await openConsole(browser, origin, `/?panel=incidents&hide=${shown}`, { as: null, beforeLoad: countTextures })
  await desk.waitUntilDrawn()
  await desk.live.waitUntilLive()

  const countEvents = async () => (await database.read(readBounds)).head
  const start = await countEvents()
  let steps = 0
  /** Something happens until there have been so many events; then the page shows the last of it. */
  async function goOn(events: number) {
    for (; (await countEvents()) - start < events; steps += 1) {
      const at = pick()
      const { id, version, severity } = open[at] as IncidentDetail
      // One in five ends, and another one is reported in its place.
      if (steps % 5 === 0) {
        await send(`/api/incidents/${id}/transitions`, { to: 'cancelled', version, reason: '误报' })
        open[at] = await report()
      } else {
        const change = { version, severity: severity === 'blue' ? 'yellow' : 'blue' }
        open[at] = await send(`/api/incidents/${id}`, change, 'PATCH')
      }
    }
    const last = await report()
    const title = `到此 ${last.number}`
    const renamed = await send(`/api/incidents/${last.id}`, { version: last.version, title }, 'PATCH')
    await desk.live.waitForRow(title)
    await send(`/api/incidents/${last.id}/transitions`, { to: 'cancelled', version: renamed.version, reason: '误报' })
    await expect.poll(() => desk.live.countRows(title)).toBe(0)
    // The rings of what was new have gone, and with them what they held.
    await expect.poll(desk.live.countPulses).toBe(0)
  }

  type Holding = Awaited<ReturnType<typeof desk.readHolding>>
  const whats = ['heapBytes', 'nodes', 'listeners', 'textures'] as const satisfies (keyof Holding)[]
  /** What is under way holds something for a moment: the least of each. */
  async function readLeast(): Promise<Holding> {
    const all = [await desk.readHolding(), await desk.readHolding(), await desk.readHolding()]
    return Object.fromEntries(whats.map((what) => [what, Math.min(...all.map((each) => each[what]))])) as Holding
  }

  await goOn(firstEvents)
  const first = await readLeast()
  await goOn(faultCounts.eventsSoaked)
  let last = await readLeast()
  const listGrown = () => whats.filter((what) => !(last[what] / first[what] <= mostGrown))
  for (let more = 0; more < 5 && listGrown().length > 0; more += 1) last = await readLeast()
  tellFigures(
    `row 26: ${(await countEvents()) - start} events; after ${firstEvents} and at the end: ` +
      whats
        .map((what) => `${what} ${first[what]} → ${last[what]} (${(last[what] / first[what]).toFixed(3)})`)
        .join(', '),
  )
  expect(desk.consoleErrors).toEqual([])
  expect(listGrown()).toEqual([])
}, 1_800_000)
