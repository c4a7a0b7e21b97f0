import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AcknowledgedAnswer, AlarmsAnswer } from '#api/operations/alarms/alarms.contract.ts'
import type { Problem } from '#api/platform/http/problem.ts'
import { problemOf } from '../support/desk-app.ts'
import { type IncidentDesk, openIncidentDesk } from '../support/incident-desk.ts'
import { makeKey } from '../support/principals.ts'

let desk: IncidentDesk
beforeAll(async () => {
  desk = await openIncidentDesk()
}, 120_000)
afterAll(() => desk?.close())
beforeEach(() => desk.database.write((transaction) => transaction.run(sql`DELETE FROM incidents`)))

const soundFor = async (asker: IncidentDesk['people']['county']) =>
  (await desk.ask<AlarmsAnswer>(asker, 'GET /api/alarms')).body.items.map(({ id }) => id)
const acknowledge = (asker: IncidentDesk['people']['county'], id: string, severity: string) =>
  desk.ask<AcknowledgedAnswer>(asker, `POST /api/alarms/${id}/acknowledge`, { severity })

describe('an incident that cannot wait', () => {
  it('sounds for who works where it is, the worst first, and no other sounds', async () => {
    await desk.report({ severity: 'yellow' })
    const orange = await desk.report({ severity: 'orange' })
    const red = await desk.report({ severity: 'red' })
    const elsewhere = await desk.report({ severity: 'red', location: { gridCode: desk.elsewhere } })
    expect(await soundFor(desk.people.county)).toEqual([elsewhere.id, red.id, orange.id])
    expect(await soundFor(desk.people.worker)).toEqual([red.id, orange.id])
    expect(problemOf(await desk.ask(desk.people.planner, 'GET /api/alarms'))).toEqual([403, 'not_allowed'])
  })

  it('is silent when somebody has seen it, once and by name', async () => {
    const { id } = await desk.report({ severity: 'red' })
    const answers = await Promise.all([
      acknowledge(desk.people.county, id, 'red'),
      acknowledge(desk.people.county, id, 'red'),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(answers[0]?.body).toEqual(answers[1]?.body)
    expect(answers[0]?.body.acknowledgedBy).toBe('tester')
    expect(await soundFor(desk.people.county)).toEqual([])
    const { timeline, version } = await desk.find(id)
    expect(timeline.filter(({ kind }) => kind === 'alarm')).toMatchObject([
      { actor: 'tester', data: { severity: 'red', area: '530326' } },
    ])
    expect(await soundFor(desk.people.township)).toEqual([])
    expect((await acknowledge(desk.people.township, id, 'red')).body).toEqual(answers[0]?.body)
    expect(version).toBe(1)
    expect((await desk.eventsOf(id)).map(({ name }) => name)).toEqual(['incident.reported', 'incident.noted'])
  })

  it('sounds on above whoever has seen it, and says who that was', async () => {
    const { id } = await desk.report({ severity: 'red' })
    const first = await acknowledge(desk.people.village, id, 'red')
    expect(await soundFor(desk.people.worker)).toEqual([])
    expect(await soundFor(desk.people.village)).toEqual([])
    expect(await soundFor(desk.people.township)).toEqual([id])
    const second = await acknowledge(desk.people.township, id, 'red')
    expect(await soundFor(desk.people.township)).toEqual([])
    // Below it is an old story.
    expect((await acknowledge(desk.people.worker, id, 'red')).body).toEqual(first.body)
    const { items } = (await desk.ask<AlarmsAnswer>(desk.people.county, 'GET /api/alarms')).body
    expect(items.map((item) => [item.id, item.seenBelow])).toEqual([
      [
        id,
        [
          { area: desk.village, ...first.body },
          { area: '530326105', ...second.body },
        ],
      ],
    ])
    await acknowledge(desk.people.county, id, 'red')
    expect(await soundFor(desk.people.county)).toEqual([])
    const { timeline } = await desk.find(id)
    expect(timeline.filter(({ kind }) => kind === 'alarm').map(({ data }) => data.area)).toEqual([
      desk.village,
      '530326105',
      '530326',
    ])
  })

  it('sounds where it turns out to be, whoever has seen it where it was', async () => {
    const { id } = await desk.report({ severity: 'red' })
    await acknowledge(desk.people.village, id, 'red')
    await desk.ask(desk.people.county, `PATCH /api/incidents/${id}`, {
      version: 1,
      location: { gridCode: desk.elsewhere },
    })
    const { items } = (await desk.ask<AlarmsAnswer>(desk.people.county, 'GET /api/alarms')).body
    expect(items.map(({ gridCode, seenBelow }) => [gridCode, seenBelow])).toEqual([[desk.elsewhere, []]])
  })

  it('is over for everybody who was told so before each level had its own word', async () => {
    const { id } = await desk.report({ severity: 'red' })
    await desk.database.write((transaction) =>
      transaction.run(
        sql`INSERT INTO incident_alarms (incident_id, severity, acknowledged_by) VALUES (${id}::uuid, 'red', 'former')`,
      ),
    )
    for (const asker of [desk.people.county, desk.people.township, desk.people.worker])
      expect(await soundFor(asker)).toEqual([])
    expect((await acknowledge(desk.people.township, id, 'red')).body.acknowledgedBy).toBe('former')
  })

  it('is acknowledged as it is now where nobody says how bad it was', async () => {
    const { id } = await desk.report({ severity: 'orange' })
    const send = (headers: Record<string, string> = {}) =>
      desk.ask<AcknowledgedAnswer>(desk.people.county, `POST /api/alarms/${id}/acknowledge`, undefined, headers)
    expect((await send()).status).toBe(200)
    expect(await soundFor(desk.people.county)).toEqual([])
    for (const type of ['application/json', 'application/x-www-form-urlencoded'])
      expect((await send({ 'content-type': type, 'content-length': '0' })).body.acknowledgedBy).toBe('tester')
    const { id: yellow } = await desk.report({ severity: 'yellow' })
    const refused = await desk.ask<Problem>(desk.people.county, `POST /api/alarms/${yellow}/acknowledge`)
    expect(problemOf(refused)).toEqual([409, 'not_possible_now'])
  })

  it('is not silent by a key: nobody has seen it', async () => {
    const { id } = await desk.report({ severity: 'red' })
    const key = { key: await makeKey(desk.database, 'county-operator') }
    const answer = await desk.ask<AcknowledgedAnswer & Problem>(key, `POST /api/alarms/${id}/acknowledge`, {
      severity: 'red',
    })
    expect(problemOf(answer)).toEqual([403, 'not_allowed'])
    expect(answer.body.detail).toContain('密钥')
    expect(await soundFor(desk.people.county)).toEqual([id])
    expect((await desk.find(id)).timeline.filter(({ kind }) => kind === 'alarm')).toEqual([])
  })

  it('sounds again when it becomes worse, and not when it becomes less', async () => {
    const { id } = await desk.report({ severity: 'orange' })
    await acknowledge(desk.people.county, id, 'orange')
    await desk.ask(desk.people.county, `PATCH /api/incidents/${id}`, { version: 1, severity: 'red' })
    expect(await soundFor(desk.people.county)).toEqual([id])
    // Seen as it was.
    await acknowledge(desk.people.county, id, 'orange')
    expect(await soundFor(desk.people.county)).toEqual([id])
    await acknowledge(desk.people.county, id, 'red')
    await desk.ask(desk.people.county, `PATCH /api/incidents/${id}`, { version: 2, severity: 'orange' })
    expect(await soundFor(desk.people.county)).toEqual([])
  })

  it('is silent when it has ended', async () => {
    const { id } = await desk.report({ severity: 'red' })
    await desk.step(desk.people.county, id, 'cancelled', { reason: '误报' })
    expect(await soundFor(desk.people.county)).toEqual([])
  })

  it('is not acknowledged before it is there: not as worse than it is, and not when it has ended', async () => {
    const { id } = await desk.report({ severity: 'orange' })
    expect(problemOf(await acknowledge(desk.people.county, id, 'red'))).toEqual([409, 'not_possible_now'])
    await desk.step(desk.people.county, id, 'cancelled', { reason: '误报' })
    expect(problemOf(await acknowledge(desk.people.county, id, 'orange'))).toEqual([409, 'not_possible_now'])
  })

  it('is acknowledged by nobody beyond reach, and what is not there by nobody', async () => {
    const { id } = await desk.report({ severity: 'red', location: { gridCode: desk.elsewhere } })
    expect(problemOf(await acknowledge(desk.people.worker, id, 'red'))).toEqual([404, 'not_found'])
    expect(problemOf(await acknowledge(desk.people.county, randomUUID(), 'red'))).toEqual([404, 'not_found'])
    expect(problemOf(await acknowledge(desk.people.county, id, 'blue'))).toEqual([400, 'invalid_input'])
    expect(await soundFor(desk.people.county)).toEqual([id])
  })
})
