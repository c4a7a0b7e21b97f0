import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { createEditionsService } from '#api/ground/editions/editions.service.ts'
import type { Affected } from '#api/operations/emergency/emergency.contract.ts'
import { aStarOverTheCounty } from '../support/heavy-areas.ts'
import { aForm, openImportApp } from '../support/import-app.ts'

// How long a stall is, is for `npm run bench -- stalls`; here it is counted into how many turns of the event loop work
// is cut, and whether others are answered meanwhile.

const huize = readFileSync(resolve(import.meta.dirname, '../../data/huize/huize.topojson'), 'utf8')
const longMs = 280_000

let opened: Awaited<ReturnType<typeof openImportApp>>
let desk: Awaited<ReturnType<typeof opened.wire>>

beforeAll(async () => {
  opened = await openImportApp('loaded')
  desk = await opened.wire()
})
afterAll(() => opened.close())
afterEach(() => {
  vi.restoreAllMocks()
})

const star = aStarOverTheCounty()
const askAbout = (area: unknown) =>
  desk.request('/api/emergency/affected', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ area }),
  })
const exportGrids = () => desk.request('/api/grids', { headers: { Accept: 'application/geo+json' } })

async function readAnswer<Body>(asked: Response | Promise<Response>): Promise<Body> {
  const answer = await asked
  expect(answer.status).toBe(200)
  return (await answer.json()) as Body
}

/** Turns of the event loop that sliced work has had while `work` ran. */
async function countTurns<Result>(work: () => Promise<Result>): Promise<{ turns: number; result: Result }> {
  const asked = vi.spyOn(globalThis, 'setImmediate')
  const result = await work()
  const turns = asked.mock.calls.filter(([callback]) => callback.name === 'takeTurn').length
  asked.mockRestore()
  return { turns, result }
}

it(
  'cuts the largest query, an export and a new edition into many turns, to the same answer',
  async () => {
    const snapshot = await countTurns(() => createEditionsService({ database: opened.database }).current())
    const query = await countTurns(() => readAnswer<Affected>(askAbout(star)))
    const file = await countTurns(() => readAnswer<{ features: unknown[] }>(exportGrids()))
    // The query is a second of work, the others are a fifth of one: a hundred turns and twenty, and in one go one to three.
    expect(snapshot.turns).toBeGreaterThanOrEqual(4)
    expect(query.turns).toBeGreaterThanOrEqual(20)
    expect(file.turns).toBeGreaterThanOrEqual(3)
    expect(file.result.features).toHaveLength(4847)
    const inOneGo = snapshot.result.index.findAffected(star)
    const byCode = query.result.grids
      .map(({ code, share, whole }) => ({ code, share, whole }))
      .sort((a, b) => (a.code < b.code ? -1 : 1))
    expect(byCode).toEqual(inOneGo)
  },
  longMs,
)

it(
  'answers others all the while an import, exports and huge queries are at work at once',
  async () => {
    const { id } = (await (await desk.upload(aForm({ 'huize.topojson': huize }))).json()) as { id: string }
    let isDone = false
    // Half a second of work each, fifty turns.
    const halfStar = aStarOverTheCounty(4_999)
    const load = Promise.all([askAbout(halfStar), askAbout(halfStar), exportGrids(), exportGrids()]).finally(() => {
      isDone = true
    })
    let answered = 0
    const turns = await countTurns(async () => {
      while (!isDone) {
        await nextTurn()
        expect((await desk.request('/api/healthz')).status).toBe(200)
        answered++
      }
    })
    // The database may have had no time for a query beside the import, and then says so.
    for (const { status } of await load) expect([200, 503]).toContain(status)
    // Between any two turns of the work somebody else was answered.
    expect(turns.turns).toBeGreaterThanOrEqual(25)
    expect(answered).toBeGreaterThanOrEqual(turns.turns / 2)
    // Its end is nothing to wait for, but it must not have failed.
    await desk.request(`/api/imports/${id}`, { method: 'DELETE' })
    await expect
      .poll(async () => (await desk.find(id)).state, { timeout: 240_000, interval: 200 })
      .not.toMatch(/waiting|running/)
    expect((await desk.find(id)).state).toMatch(/cancelled|done/)
  },
  longMs,
)

it('refuses a body of 300,000 wrong positions as too large an area, not as a fault of its own', async () => {
  const coordinates = [Array.from({ length: 300_000 }, () => ['a'])]
  const answer = await askAbout({ type: 'Polygon', coordinates })
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({
    code: 'geometry_refused',
    errors: [{ path: 'area', lngLat: [0, 0] }],
  })
})
