import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Handover, HandoverDetail, HandoverDraft } from '#api/operations/handovers/handovers.contract.ts'
import type { Principal } from '#api/platform/access/principal.ts'
import { reachOf, toLoggedEvent } from '#api/platform/events/event-reach.ts'
import type { LiveEvent } from '#api/platform/events/events.contract.ts'
import type { Problem } from '#api/platform/http/problem.ts'
import type { ScopedListOf } from '#api/platform/http/shared.contract.ts'
import { problemOf } from '../support/desk-app.ts'
import { type IncidentDesk, openIncidentDesk } from '../support/incident-desk.ts'

let desk: IncidentDesk
type Asker = Parameters<IncidentDesk['ask']>[0]
const named = (id: string, principal: Principal): Principal => ({
  ...principal,
  actor: { kind: 'person', id, name: id },
})
let leaving: Principal
let coming: Principal
const township = '530326105'
const hour = 3_600_000
const ago = (hours: number) => new Date(Date.now() - hours * hour).toISOString()

beforeAll(async () => {
  desk = await openIncidentDesk()
  leaving = named('leaving', desk.people.township)
  coming = named('coming', desk.people.township)
})
afterAll(() => desk?.close())
beforeEach(() =>
  desk.database.write(async (transaction) => {
    await transaction.run(sql`DELETE FROM incidents`)
    await transaction.run(sql`DELETE FROM handovers`)
  }),
)

const sign = (change: Record<string, unknown> = {}, asker: Asker = leaving, key?: string) =>
  desk.ask<HandoverDetail & Problem>(
    asker,
    'POST /api/handovers',
    { area: township, from: ago(8), to: ago(0), note: '东村道路已封闭，等交警回话', ...change },
    key === undefined ? {} : { 'idempotency-key': key },
  )
async function signOne(change: Record<string, unknown> = {}): Promise<HandoverDetail> {
  const { status, body } = await sign(change)
  if (status !== 201) throw new Error(`${status}: ${JSON.stringify(body)}`)
  return body
}
const take = (asker: Asker, id: string) => desk.ask<HandoverDetail & Problem>(asker, `POST /api/handovers/${id}/take`)
const draft = (query: string, asker: Asker = leaving) =>
  desk.ask<HandoverDraft & Problem>(asker, `GET /api/handovers/draft?area=${township}${query}`)
const list = async (asker: Asker, query = '') =>
  (await desk.ask<ScopedListOf<Handover>>(asker, `GET /api/handovers?limit=500${query}`)).body
const setTimes = (id: string, times: { reported?: number; due?: number }) =>
  desk.database.write((transaction) =>
    transaction.run(
      sql`UPDATE incidents SET reported_at = now() - make_interval(hours => ${times.reported ?? 0}::integer),
        due_at = now() + make_interval(hours => ${times.due ?? 24}::integer) WHERE id = ${id}::uuid`,
      1,
    ),
  )

describe('what is handed over', () => {
  it('is what is open, overdue and new in the shift, of the own area, and counts what has ended', async () => {
    const old = await desk.report({ title: '旧案' })
    await setTimes(old.id, { reported: 20 })
    const late = await desk.report({ title: '超时' })
    await setTimes(late.id, { reported: 30, due: -1 })
    const fresh = await desk.report({ title: '新报', severity: 'red' })
    const over = await desk.report({ title: '已撤' })
    await desk.step(desk.people.county, over.id, 'cancelled', { reason: '误报' })
    await desk.report({ location: { gridCode: desk.elsewhere } })
    await desk.database.write((transaction) =>
      transaction.run(sql`UPDATE incidents SET grid_code = '530326106001001' WHERE grid_code = ${desk.elsewhere}`, 1),
    )
    const { body } = await draft(`&from=${ago(8)}`)
    expect(body.counts).toEqual({ open: 3, overdue: 1, fresh: 2, ended: 1 })
    expect(body.incidents.map(({ id }) => id)).toEqual([late.id, fresh.id, old.id, over.id])
    expect(body.incidents.map(({ isOverdue, isFresh }) => [isOverdue, isFresh])).toEqual([
      [true, false],
      [false, true],
      [false, false],
      [false, true],
    ])
    expect(body.incidents[1]).toMatchObject({ number: fresh.number, title: '新报', state: 'reported' })
    expect([body.areaName, body.isCut]).toEqual(['矿山镇', false])
  })

  it('begins where the last handover of this area ended, or twelve hours ago', async () => {
    const spanOf = ({ from, to }: HandoverDraft) => Math.round((Date.parse(to) - Date.parse(from)) / hour)
    expect((await draft('')).body).toMatchObject({ lastTo: null })
    expect(spanOf((await draft('')).body)).toBe(12)
    await signOne({ from: ago(24 * 9), to: ago(24 * 8) })
    expect((await draft('')).body).toMatchObject({ lastTo: null })
    expect(spanOf((await draft('')).body)).toBe(12)
    const { to } = await signOne({ from: ago(11), to: ago(3) })
    const { body } = await draft('')
    expect([body.lastTo, body.from, spanOf(body)]).toEqual([to, to, 3])
    const village = await desk.ask<HandoverDraft>(desk.people.village, `GET /api/handovers/draft?area=${desk.village}`)
    expect(village.body.lastTo).toBe(null)
  })

  it('begins a minute before now where a desk whose clock is ahead has signed until later', async () => {
    const { to } = await signOne({ to: ago(-0.05) })
    const { body } = await draft('')
    expect([body.lastTo, Date.parse(body.to) - Date.parse(body.from)]).toEqual([to, 60_000])
  })

  it('lists five hundred, and says so only where there are more', async () => {
    const add = (count: number) =>
      desk.database.write((transaction) =>
        transaction.run(
          sql`INSERT INTO incidents (id, kind, type, title, state, rung, severity, location, grid_code, reported_at)
            SELECT gen_random_uuid(), 'request', 'roads', '路面坑洼', 'reported', 'grid', 'blue',
              ST_SetSRID(ST_MakePoint(${desk.lngLat[0]}::float8, ${desk.lngLat[1]}::float8), 4326), ${desk.grid}, now()
            FROM generate_series(1, ${count}::integer)`,
          count,
        ),
      )
    const listedIn = ({ incidents, isCut }: HandoverDraft) => [incidents.length, isCut]
    await add(500)
    expect(listedIn((await draft('')).body)).toEqual([500, false])
    await add(1)
    expect(listedIn((await draft('')).body)).toEqual([500, true])
    const { id } = await signOne()
    const { body } = await desk.ask<HandoverDetail>(coming, `GET /api/handovers/${id}`)
    expect([body.incidents.length, body.isCut]).toEqual([500, true])
  })

  it('is refused for a shift that is none, and for an area that is not there', async () => {
    for (const change of [
      { from: ago(1), to: ago(2) },
      { from: ago(1), to: ago(-1) },
      { from: ago(24 * 40) },
      { area: desk.grid },
      { note: 'x'.repeat(2001) },
    ])
      expect(problemOf(await sign(change)), JSON.stringify(change)).toEqual([400, 'invalid_input'])
    expect(problemOf(await sign({ area: '530326199' }, desk.people.county))).toEqual([404, 'area_not_found'])
    expect(problemOf(await sign({ area: '530326106' }))).toEqual([403, 'not_allowed'])
    expect(problemOf(await draft('', desk.people.elsewhere))).toEqual([403, 'not_allowed'])
    expect((await list(desk.people.county)).total).toBe(0)
  })
})

describe('a handover', () => {
  it('keeps how things stood when it was signed', async () => {
    const { id, number } = await desk.report()
    const signed = await signOne()
    expect(signed).toMatchObject({
      ...{
        area: township,
        note: '东村道路已封闭，等交警回话',
        signedBy: 'leaving',
        takenBy: null,
        isOwn: true,
        version: 1,
      },
      counts: { open: 1, overdue: 0, fresh: 1, ended: 0 },
      incidents: [{ id, number, state: 'reported' }],
    })
    await desk.step(desk.people.county, id, 'accepted')
    const { body } = await desk.ask<HandoverDetail>(coming, `GET /api/handovers/${signed.id}`)
    expect(body).toMatchObject({ isOwn: false, counts: { open: 1 }, incidents: [{ id, number, state: 'reported' }] })
    await desk.database.write((transaction) => transaction.run(sql`DELETE FROM incidents`))
    const { body: later } = await desk.ask<HandoverDetail>(coming, `GET /api/handovers/${signed.id}`)
    expect(later.incidents).toMatchObject([{ number, title: null, lngLat: null }])
  })

  it('is taken by another account than the one that signed, once and by name', async () => {
    const { id } = await signOne()
    const own = await take(leaving, id)
    expect(problemOf(own)).toEqual([409, 'not_possible_now'])
    expect(own.body.detail).toContain('接班的人')
    const { status, body } = await take(coming, id)
    expect([status, body.takenBy, body.version]).toEqual([200, 'coming', 2])
    // Pressed again it is what it was.
    expect((await take(coming, id)).body).toEqual(body)
    const third = await take(named('third', desk.people.township), id)
    expect(problemOf(third)).toEqual([409, 'not_possible_now'])
    expect(third.body.detail).toContain('coming')
    expect((await list(coming)).items).toMatchObject([{ id, takenBy: 'coming', takenAt: body.takenAt }])
  })

  it('is taken by one of two who do so at once', async () => {
    const { id } = await signOne()
    const answers = await Promise.all([take(coming, id), take(named('third', desk.people.township), id)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  it('is signed once by two clicks', async () => {
    const body = { from: ago(8), to: ago(1) }
    const key = randomUUID()
    const [one, two] = await Promise.all([sign(body, leaving, key), sign(body, leaving, key)])
    expect([one.status, two.status, two.body.id]).toEqual([201, 201, one.body.id])
    expect(problemOf(await sign({ ...body, note: '另一次' }, leaving, key))).toEqual([409, 'idempotency_conflict'])
    expect((await list(leaving)).total).toBe(1)
  })

  it('is signed once a shift, also by two at the same time and without a key', async () => {
    const shift = { from: ago(8), to: ago(1) }
    const answers = await Promise.all([sign(shift), sign(shift, coming)])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
    expect((await list(leaving)).items).toHaveLength(1)
    expect((await sign({ ...shift, to: ago(0.5) })).status).toBe(201)
  })

  it('stands in the audit and the log without a word that was typed, and is heard by who hands over there', async () => {
    const { id } = await signOne()
    await take(coming, id)
    const events = await desk.eventsOf(id)
    expect(events.map(({ name, version, area, data }) => [name, version, area, data])).toEqual([
      ['handover.signed', 1, township, {}],
      ['handover.taken', 2, township, {}],
    ])
    expect(await desk.readAllText('event_log')).not.toContain('东村道路')
    expect(await desk.readAllText('event_log')).toContain('"did": "take"')
    const event = { ...events[0], seq: 1, at: ago(0), recordKind: 'handover', recordId: id } as LiveEvent
    const hears = (who: Principal) => toLoggedEvent(event).seenBy(reachOf(who)) !== undefined
    expect([leaving, desk.people.county].map(hears)).toEqual([true, true])
    const deaf = [desk.people.village, desk.people.worker, desk.people.elsewhere, desk.people.wall, desk.people.planner]
    expect(deaf.map(hears)).toEqual([false, false, false, false, false])
  })

  it('is seen from above, not from below or beside, and not by who hands nothing over', async () => {
    const { id } = await signOne()
    expect((await list(desk.people.county)).items.map((item) => item.id)).toEqual([id])
    expect((await list(desk.people.county, '&area=530326&exact=true')).items).toEqual([])
    expect((await list(leaving, `&area=${township}&exact=true`)).items.map(({ areaName }) => areaName)).toEqual([
      '矿山镇',
    ])
    for (const other of [desk.people.village, desk.people.elsewhere]) {
      expect((await list(other)).items).toEqual([])
      expect(problemOf(await desk.ask(other, `GET /api/handovers/${id}`))).toEqual([404, 'not_found'])
      expect(problemOf(await take(other, id))).toEqual([404, 'not_found'])
    }
    for (const other of [desk.people.worker, desk.people.planner, desk.people.wall])
      expect(problemOf(await desk.ask(other, 'GET /api/handovers'))).toEqual([403, 'not_allowed'])
    expect(problemOf(await desk.ask(coming, `GET /api/handovers/${randomUUID()}`))).toEqual([404, 'not_found'])
  })

  it('comes page by page, the last one first', async () => {
    const ids: string[] = []
    for (const hours of [9, 6, 3]) ids.unshift((await signOne({ from: ago(hours + 3), to: ago(hours) })).id)
    const first = (await desk.ask<ScopedListOf<Handover>>(coming, 'GET /api/handovers?limit=2')).body
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2))
    const rest = await list(coming, `&cursor=${first.nextCursor}`)
    expect([rest.items.map(({ id }) => id), rest.nextCursor]).toEqual([ids.slice(2), null])
  })
})
