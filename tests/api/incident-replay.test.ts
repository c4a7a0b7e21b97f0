import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReplayAnswer, ReplayLook } from '#api/operations/incidents/incident-replay.contract.ts'
import { createIncidentReplayService } from '#api/operations/incidents/incident-replay.service.ts'
import { openIncidents } from '#api/operations/incidents/incident-routing.repo.ts'
import { endedStates, type Incident } from '#api/operations/incidents/incidents.contract.ts'
import type { Problem } from '#api/platform/http/problem.ts'
import { type IncidentDesk, openIncidentDesk } from '../support/incident-desk.ts'
import { openCountyWithDemo } from '../support/operations-app.ts'
import { aScope } from '../support/principals.ts'

const hourMs = 3_600_000
const at = (ms: number) => new Date(ms).toISOString()
const pathOf = (fromMs: number, toMs: number, more = '') =>
  `/api/incidents/replay?from=${at(fromMs)}&to=${at(toMs)}${more}`

/** What stands once all changes have been made. */
function endOf({ items, changes }: ReplayAnswer): Map<string, ReplayLook> {
  const looks = new Map(items.flatMap(({ id, start }) => (start ? [[id, start]] : [])))
  for (const { id, at: _, ...look } of changes) looks.set(id, look)
  return openOnes(looks)
}
const openOnes = (looks: Map<string, ReplayLook>) =>
  new Map([...looks].filter(([, { state }]) => !endedStates.some((each) => each === state)))

describe('looking back', () => {
  let desk: IncidentDesk
  /** Midnight of a day that is over, by which the histories are laid out. */
  const dayMs = Math.floor(Date.now() / 86_400_000 - 2) * 86_400_000
  beforeAll(async () => {
    desk = await openIncidentDesk()
  }, 240_000)
  afterAll(() => desk?.close())

  /** Puts the lines of a history on the hours of that day, as if they had been written then. */
  async function layOut(id: string, hours: readonly number[]) {
    await desk.database.write(async (transaction) => {
      const lines = await transaction.rows<{ id: number }>(
        sql`SELECT id::integer AS id FROM incident_timeline WHERE incident_id = ${id}::uuid ORDER BY at, id`,
      )
      expect(lines).toHaveLength(hours.length)
      for (const [place, line] of lines.entries())
        await transaction.run(
          sql`UPDATE incident_timeline SET at = ${at(dayMs + (hours[place] as number) * hourMs)}::text::timestamptz WHERE id = ${line.id}::bigint`,
          1,
        )
      await transaction.run(
        sql`UPDATE incidents SET reported_at = ${at(dayMs + (hours[0] as number) * hourMs)}::text::timestamptz,
            closed_at = CASE WHEN closed_at IS NULL THEN NULL ELSE ${at(dayMs + (hours.at(-1) as number) * hourMs)}::text::timestamptz END
          WHERE id = ${id}::uuid`,
        1,
      )
    })
  }
  async function change(id: string, fields: Record<string, unknown>) {
    const { version } = await desk.find(id)
    const { status } = await desk.ask(desk.people.county, `PATCH /api/incidents/${id}`, { version, ...fields })
    expect(status).toBe(200)
  }
  const replay = async (fromHour: number, toHour: number, more = '', asker = desk.people.county) =>
    (await desk.ask<ReplayAnswer>(asker, `GET ${pathOf(dayMs + fromHour * hourMs, dayMs + toHour * hourMs, more)}`))
      .body

  it('shows an incident as it was, whatever was corrected since, and each change when it happened', async () => {
    const { id } = await desk.report({ severity: 'blue' })
    await desk.step(desk.people.county, id, 'accepted')
    await change(id, { severity: 'orange' })
    await change(id, { location: { gridCode: desk.sibling } })
    const { version } = await desk.find(id)
    const { status } = await desk.ask(desk.people.county, `POST /api/incidents/${id}/escalate`, {
      version,
      reason: '处理不了',
    })
    expect(status).toBe(200)
    await layOut(id, [1, 3, 5, 7, 9])
    const now = await desk.find(id)
    const find = (answer: ReplayAnswer) => answer.items.find((item) => item.id === id)
    const atTwo = { state: 'reported', rung: 'grid', severity: 'blue', gridCode: desk.grid, lngLat: desk.lngLat }
    expect(find(await replay(2, 2.5))).toMatchObject({ start: atTwo, number: now.number, title: now.title })
    // nothing of what came after
    expect((await replay(2, 2.5)).changes.filter((each) => each.id === id)).toEqual([])
    const day = await replay(0, 24)
    expect(find(day)?.start).toBeNull()
    const told = day.changes.filter((each) => each.id === id)
    expect(told.map(({ at, state, rung, severity, gridCode }) => [at, state, rung, severity, gridCode])).toEqual([
      [at(dayMs + hourMs), 'reported', 'grid', 'blue', desk.grid],
      [at(dayMs + 3 * hourMs), 'accepted', 'grid', 'blue', desk.grid],
      [at(dayMs + 5 * hourMs), 'accepted', 'grid', 'orange', desk.grid],
      [at(dayMs + 7 * hourMs), 'accepted', 'grid', 'orange', desk.sibling],
      [at(dayMs + 9 * hourMs), now.state, 'village', 'orange', desk.sibling],
    ])
    expect(told.at(-1)?.lngLat).toEqual(now.lngLat)
    expect(now.lngLat).not.toEqual(desk.lngLat)
  })

  it('has what ended while one looks, and what was opened again, and nothing that had ended before', async () => {
    const [gone, ended, back] = await Promise.all([desk.report(), desk.report(), desk.report()])
    const cancel = (id: string) => desk.step(desk.people.county, id, 'cancelled', { reason: '误报' })
    for (const { id } of [gone, ended]) await cancel(id)
    for (const to of ['accepted', 'assigned', 'in_progress', 'resolved', 'closed', 'accepted'])
      await desk.step(desk.people.county, back.id, to, {
        reason: '说明',
        ...(to === 'assigned' && { assignee: { role: 'village-clerk', area: desk.village } }),
      })
    await layOut(gone.id, [1, 2])
    await layOut(ended.id, [1, 6])
    await layOut(back.id, [1, 1.1, 1.2, 1.3, 1.4, 2, 8])
    const answer = await replay(4, 10)
    const of = (id: string) => [
      answer.items.find((item) => item.id === id)?.start?.state,
      answer.changes.filter((each) => each.id === id).map(({ state }) => state),
    ]
    expect(of(gone.id)).toEqual([undefined, []])
    expect(of(ended.id)).toEqual(['reported', ['cancelled']])
    expect(of(back.id)).toEqual(['closed', ['accepted']])
  })

  it('counts every report and every step by quarters of an hour', async () => {
    const answer = await replay(0, 24)
    const quarters = answer.quarters
    expect(quarters).toHaveLength(96)
    for (const quarter of [4, 12, 20, 28, 36]) expect(quarters[quarter]?.steps, String(quarter)).toBeGreaterThan(0)
    const sum = (word: 'reported' | 'steps') => quarters.reduce((total, each) => total + each[word], 0)
    expect(sum('reported')).toBe(answer.items.length)
    expect(sum('steps')).toBe(answer.changes.length)
    expect((await replay(0, 1.1)).quarters).toHaveLength(5)
  })

  it('shows each what he may see today, and says so', async () => {
    const own = await replay(0, 24, '', desk.people.worker)
    expect(own.partial).toBe(true)
    const mayRead = await Promise.all(
      (await replay(0, 24)).items.map(async ({ id }) => {
        const { status } = await desk.ask(desk.people.worker, `GET /api/incidents/${id}`)
        return status === 200 ? [id] : []
      }),
    )
    expect(own.items.map(({ id }) => id).sort()).toEqual(mayRead.flat().sort())
    expect(own.items.length).toBeGreaterThan(0)
    expect(own.items.length).toBeLessThan((await replay(0, 24)).items.length)
    const there = (code: string) => replay(0, 24, `&area=${code}`)
    expect((await there(desk.elsewhere)).items).toEqual([])
    expect((await there(desk.sibling)).items).toHaveLength(1)
    expect((await there('530326')).partial).toBe(false)
  })

  it('has an incident in the grid that an edition since has put it into, at its place', async () => {
    const { id, gridCode } = await desk.report()
    await desk.step(desk.people.county, id, 'accepted')
    await desk.database.write((transaction) =>
      openIncidents.route(transaction, [{ id, from: gridCode, to: desk.sibling }], 2),
    )
    await layOut(id, [1, 3, 5])
    const { items, changes } = await replay(2, 24)
    expect(items.find((item) => item.id === id)?.start).toMatchObject({ gridCode: desk.sibling, lngLat: desk.lngLat })
    const told = changes.filter((each) => each.id === id)
    expect(told.map(({ state, gridCode: code }) => [state, code])).toEqual([['accepted', desk.sibling]])
  })

  it('is nothing for a shared screen nor for somebody who plans', async () => {
    for (const asker of [desk.people.wall, desk.people.planner]) {
      const { status } = await desk.ask(asker, `GET ${pathOf(dayMs, dayMs + hourMs)}`)
      expect(status).toBe(403)
    }
  })

  it.each([
    ['to', pathOf(dayMs, dayMs)],
    ['to', pathOf(dayMs, dayMs - hourMs)],
    ['to', pathOf(dayMs, dayMs + 25 * hourMs)],
    ['from', pathOf(Date.now() + hourMs, Date.now() + 2 * hourMs)],
    ['from', '/api/incidents/replay?from=yesterday&to=2026-11-24T00:00:00Z'],
    ['to', '/api/incidents/replay?from=2026-11-24T00:00:00Z'],
  ])('says which end of a time is wrong: %s of %s', async (path, asked) => {
    const { status, body } = await desk.ask<Problem>(desk.people.county, `GET ${asked}`)
    const paths = new Set(body.errors?.map((error) => error.path))
    expect([status, body.code, [...paths]]).toEqual([400, 'invalid_input', [path]])
  })

  it('ends now where one asks for what is still to come', async () => {
    const fromMs = Date.now() - hourMs
    const { status, body } = await desk.ask<ReplayAnswer>(
      desk.people.county,
      `GET ${pathOf(fromMs, fromMs + 20 * hourMs)}`,
    )
    expect(status).toBe(200)
    expect(Date.parse(body.to)).toBeGreaterThanOrEqual(fromMs + hourMs)
    expect(Date.parse(body.to)).toBeLessThanOrEqual(Date.now())
  })
})

describe('the days of the demonstration', () => {
  let county: Awaited<ReturnType<typeof openCountyWithDemo>>
  beforeAll(async () => {
    county = await openCountyWithDemo()
  })
  afterAll(() => county?.database.close())

  it('each end as the next begins, and the last one with what is open now', async () => {
    const service = createIncidentReplayService(county)
    const nowMs = county.now()
    const scope = aScope('incidents.report')
    let last: Map<string, ReplayLook> | undefined
    for (let day = 8; day >= 1; day -= 1) {
      const answer = await service.replay(scope, {
        from: at(nowMs - day * 24 * hourMs),
        to: at(nowMs - (day - 1) * 24 * hourMs),
      })
      const starts = new Map(answer.items.flatMap(({ id, start }) => (start ? [[id, start] as const] : [])))
      if (last) expect(openOnes(starts), String(day)).toEqual(last)
      last = endOf(answer)
    }
    const { body } = await county.ask<{ features: { properties: Incident }[] }>(
      '/api/incidents?state=open',
      'application/geo+json',
    )
    const open = body.features.map(({ properties }) => properties)
    expect(open.length).toBeGreaterThan(20)
    expect([...(last?.keys() ?? [])].sort()).toEqual(open.map(({ id }) => id).sort())
    for (const { id, state, rung, severity } of open) expect(last?.get(id)).toMatchObject({ state, rung, severity })
  })

  it('hold so much at once and no more, and are right until they say', async () => {
    let toMs = county.now()
    const ask = (limits?: { incidents: number; lines: number }) =>
      createIncidentReplayService({ ...county, limits }).replay(aScope('incidents.report'), {
        from: at(toMs - 24 * hourMs),
        to: at(toMs),
      })
    let whole = await ask()
    // back to a day on which enough has happened
    for (; new Set(whole.changes.map((change) => change.at)).size < 4; whole = await ask()) toMs -= 24 * hourMs
    expect(whole.truncated).toBe(false)
    const few = await ask({ incidents: 2, lines: 1_000 })
    expect([few.items.length, few.truncated, few.until]).toEqual([2, true, few.to])
    const short = await ask({ incidents: 1_000, lines: 3 })
    expect(short.truncated).toBe(true)
    expect(Date.parse(short.until)).toBeLessThan(Date.parse(short.to))
    expect(short.changes.length).toBeGreaterThan(0)
    expect(short.changes).toEqual(whole.changes.slice(0, short.changes.length))
    expect(short.quarters).toEqual(whole.quarters)
  })
})
