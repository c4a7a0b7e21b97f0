import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEditionsService } from '#api/ground/editions/editions.service.ts'
import { readShippedLists } from '#api/operations/reference/shipped-lists.ts'
import type { Whistle, WhistleResponse } from '#api/operations/whistles/whistles.contract.ts'
import { createWhistlesService } from '#api/operations/whistles/whistles.service.ts'
import { type Principal, systemScope } from '#api/platform/access/principal.ts'
import { createAuditTrail } from '#api/platform/audit/create-audit-trail.ts'
import { plainDigest } from '#api/platform/audit/digest.ts'
import { reachOf, toLoggedEvent } from '#api/platform/events/event-reach.ts'
import { type EventName, eventAudiences, type LiveEvent } from '#api/platform/events/events.contract.ts'
import type { Problem } from '#api/platform/http/problem.ts'
import type { ScopedListOf } from '#api/platform/http/shared.contract.ts'
import { testCounty } from '../support/database.ts'
import { problemOf } from '../support/desk-app.ts'
import { type IncidentDesk, openIncidentDesk } from '../support/incident-desk.ts'
import { aPrincipal, aScope } from '../support/principals.ts'

/*
 * Departments are called to an incident of one village: by whom, to whom it shows, and by when they have to come. The clocks
 * run by a clock of the test's own.
 */

let desk: IncidentDesk
/** Who answers for an office in the township, in another one, and in the whole county. */
const officer = (department: string | undefined, area = '530326105'): Principal => ({
  ...aPrincipal({ role: 'department-officer', area }),
  department,
})
const judicial = officer('judicial-office')
const police = officer('police-station')

beforeAll(async () => {
  desk = await openIncidentDesk()
}, 120_000)
afterAll(() => desk?.close())

type Asker = Parameters<IncidentDesk['ask']>[0]
type Body = Record<string, unknown>
const call = (incidentId: string, body: Body = {}, asker: Asker = desk.people.village, key?: string) =>
  desk.ask<Whistle & Problem>(
    asker,
    `POST /api/incidents/${incidentId}/whistles`,
    { reason: 'joint_enforcement', departments: ['judicial-office', 'police-station'], ...body },
    key === undefined ? {} : { 'idempotency-key': key },
  )
async function callOne(body: Body = {}, change: Body = {}): Promise<Whistle> {
  const { id } = await desk.report(change)
  const { status, body: whistle } = await call(id, body)
  if (status !== 201) throw new Error(`${status}: ${JSON.stringify(whistle)}`)
  return whistle
}
const find = async (incidentId: string) =>
  (await desk.ask<{ items: Whistle[] }>(desk.people.county, `GET /api/incidents/${incidentId}/whistles`)).body.items
const listFor = async (asker: Asker, query = '') => {
  const { status, body } = await desk.ask<ScopedListOf<Whistle>>(asker, `GET /api/whistles?limit=500${query}`)
  expect(status).toBe(200)
  return body
}
const idsFor = async (asker: Asker, query = '') => (await listFor(asker, query)).items.map(({ id }) => id)
const ofDepartment = (whistle: Whistle, department: string) =>
  whistle.responses.find((one) => one.department === department) as WhistleResponse
const answer = (asker: Asker, whistle: Whistle, department: string, body: Body = {}) =>
  desk.ask<Whistle & Problem>(asker, `POST /api/whistles/${whistle.id}/responses/${department}`, {
    step: 'report-in',
    version: ofDepartment(whistle, department)?.version ?? 1,
    ...body,
  })
const countWhistles = async () => (await listFor(desk.people.county)).total
const linesOf = async (incidentId: string) =>
  (await desk.find(incidentId)).timeline.filter(({ kind }) => kind === 'whistle')

describe('calling departments', () => {
  it('starts a clock for each, and stands in the history, the audit and the log', async () => {
    const incident = await desk.report()
    const { status, body } = await call(incident.id, { note: '请到现场' })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      incident: { id: incident.id, number: incident.number, title: incident.title, gridCode: desk.grid },
      reason: 'joint_enforcement',
      note: '请到现场',
      rung: 'grid',
      state: 'open',
      calledBy: 'tester',
      version: 1,
    })
    expect(
      body.responses.map(({ department, reportedAt, doneAt, overdue }) => [department, reportedAt, doneAt, overdue]),
    ).toEqual([
      ['judicial-office', null, null, null],
      ['police-station', null, null, null],
    ])
    for (const { calledAt, reportDueAt, doneDueAt } of body.responses)
      expect([calledAt, reportDueAt, doneDueAt]).toEqual([calledAt, reportDueAt, doneDueAt].sort())
    expect(await linesOf(incident.id)).toMatchObject([
      {
        note: '请到现场',
        actor: 'tester',
        data: { did: 'called', departments: ['judicial-office', 'police-station'] },
      },
    ])
    expect(await desk.eventsOf(body.id)).toEqual([
      {
        name: 'whistle.called',
        version: 1,
        area: desk.grid,
        data: {
          incidentId: incident.id,
          reason: 'joint_enforcement',
          state: 'open',
          departments: ['judicial-office', 'police-station'],
        },
      },
    ])
    // Who has the incident open hears that its history grew; nobody's version becomes stale.
    expect((await desk.eventsOf(incident.id)).map(({ name }) => name)).toEqual(['incident.reported', 'incident.noted'])
    expect((await desk.find(incident.id)).version).toBe(incident.version)
    const kept = await desk.readAllText('event_log', 'request_keys')
    expect(kept).toContain(body.id)
    expect(kept).not.toContain('请到现场')
  })

  it.each<[string, Body, string[]]>([
    ['of its type', { type: 'family' }, ['civil-affairs', 'judicial-office', 'police-station', 'women']],
    ['of its kind, where the type has none', { type: 'noise' }, ['judicial-office', 'township-centre']],
  ])('takes the run card %s when nobody is named', async (_, change, departments) => {
    const { responses } = await callOne({ departments: undefined }, change)
    expect(responses.map(({ department }) => department)).toEqual(departments)
  })

  it('is one call for two clicks and for retries, and another for another body', async () => {
    const { id } = await desk.report()
    const key = randomUUID()
    const answers = [
      ...(await Promise.all([1, 2, 3].map(() => call(id, {}, undefined, key)))),
      await call(id, {}, undefined, key),
    ]
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1)
    expect(await find(id)).toHaveLength(1)
    expect(problemOf(await call(id, { note: '再次' }, undefined, key))).toEqual([409, 'idempotency_conflict'])
  })

  it('calls a department once, until it is done or the call is taken back', async () => {
    const { incident, ...whistle } = await callOne({ departments: ['police-station'] })
    const again = () => call(incident.id, { departments: ['police-station', 'women'] })
    const { status, body } = await again()
    expect([status, body.code, body.detail]).toEqual([409, 'not_possible_now', expect.stringContaining('派出所')])
    expect(await find(incident.id)).toHaveLength(1)
    // Another department is.
    expect((await call(incident.id, { departments: ['women'] })).status).toBe(201)
    await desk.ask(desk.people.village, `POST /api/whistles/${whistle.id}/cancel`, { version: 1, reason: '误报' })
    expect((await call(incident.id, { departments: ['police-station'] })).status).toBe(201)
  })

  it('calls a department once, also when two call at the same moment', async () => {
    const { id } = await desk.report()
    const statuses = (await Promise.all([call(id), call(id), call(id)])).map(({ status }) => status)
    expect(statuses.sort()).toEqual([201, 409, 409])
  })

  it.each<[string, Body]>([
    ['a department nobody knows', { departments: ['fire-brigade-of-mars'] }],
    ['a reason of its own', { reason: 'because' }],
    ['nobody', { departments: [] }],
    ['a note nobody can see', { note: 'a\u202eb' }],
  ])('refuses %s and changes nothing', async (_, body) => {
    const { id } = await desk.report()
    const before = await countWhistles()
    expect(problemOf(await call(id, body))).toEqual([400, 'invalid_input'])
    expect(await countWhistles()).toBe(before)
  })

  it('is not for an incident that has ended, nor beyond the own area, nor for who works in a grid', async () => {
    const { id } = await desk.report()
    expect(problemOf(await call(id, {}, desk.people.worker))).toEqual([403, 'not_allowed'])
    expect(problemOf(await call(id, {}, judicial))).toEqual([403, 'not_allowed'])
    const there = await desk.report({ location: { gridCode: desk.elsewhere } })
    expect(problemOf(await call(there.id))).toEqual([404, 'not_found'])
    await desk.step(desk.people.county, id, 'cancelled', { reason: '误报' })
    expect(problemOf(await call(id))).toEqual([409, 'not_possible_now'])
  })
})

describe('a department', () => {
  it('sees the calls to it within its area, with the incident in short, and no others', async () => {
    const both = await callOne()
    const other = await callOne({ departments: ['women'] })
    const mine = await idsFor(judicial)
    expect(mine).toContain(both.id)
    expect(mine).not.toContain(other.id)
    expect(await idsFor(officer('judicial-office', '530326'))).toContain(both.id)
    expect(await idsFor(officer('judicial-office', '530326106'))).toEqual([])
    expect(await idsFor(officer(undefined))).toEqual([])
    const { items, partial } = await listFor(judicial)
    expect(items.find(({ id }) => id === both.id)?.incident).toMatchObject({
      ...{ title: '两家为院墙争执', gridCode: desk.grid },
      ...{ gridName: expect.any(String), townshipName: '矿山镇' },
    })
    expect(partial).toBe(true)
    const session = await desk.ask(judicial, 'GET /api/session')
    expect(session.body).toMatchObject({ department: 'judicial-office' })
    // Incidents themselves are not its own to look through.
    expect(problemOf(await desk.ask(judicial, 'GET /api/incidents'))).toEqual([403, 'not_allowed'])
    expect(problemOf(await desk.ask(judicial, `GET /api/incidents/${both.incident.id}`))).toEqual([403, 'not_allowed'])
  })

  it('reports in and is done, and is asked for both in this order', async () => {
    const whistle = await callOne()
    expect(problemOf(await answer(judicial, whistle, 'judicial-office', { step: 'done' }))).toEqual([
      409,
      'not_possible_now',
    ])
    const came = await answer(judicial, whistle, 'judicial-office', { note: '两人已出发' })
    expect(came.status).toBe(200)
    expect(ofDepartment(came.body, 'judicial-office')).toMatchObject({
      ...{
        reportedBy: 'tester',
        reportedAt: expect.any(String),
        doneAt: null,
        note: '两人已出发',
        onBehalf: [],
        version: 2,
      },
    })
    expect(came.body.version).toBe(2)
    expect(problemOf(await answer(judicial, came.body, 'judicial-office'))).toEqual([409, 'not_possible_now'])
    const done = await answer(judicial, came.body, 'judicial-office', { step: 'done', assessment: '现场交接清楚' })
    expect(ofDepartment(done.body, 'judicial-office')).toMatchObject({
      ...{ doneBy: 'tester', doneAt: expect.any(String), note: '两人已出发', assessment: '现场交接清楚' },
    })
    expect((await linesOf(whistle.incident.id)).map(({ data }) => [data.did, data.department])).toEqual([
      ['called', undefined],
      ['report-in', 'judicial-office'],
      ['done', 'judicial-office'],
    ])
    expect((await desk.eventsOf(whistle.id)).map(({ name, version }) => [name, version])).toEqual([
      ['whistle.called', 1],
      ['whistle.changed', 2],
      ['whistle.changed', 3],
    ])
  })

  it('answers for itself alone, and for no call that is not to it', async () => {
    const whistle = await callOne()
    const other = await callOne({ departments: ['women'] })
    for (const refused of [
      answer(judicial, whistle, 'police-station'),
      answer(judicial, other, 'women'),
      answer(judicial, other, 'judicial-office'),
      answer(officer('judicial-office', '530326106'), whistle, 'judicial-office'),
      answer(officer(undefined), whistle, 'judicial-office'),
    ])
      expect(problemOf(await refused)).toEqual([404, 'not_found'])
    const close = { version: 1, assessment: '好' }
    expect(problemOf(await desk.ask(judicial, `POST /api/whistles/${whistle.id}/close`, close))).toEqual([
      403,
      'not_allowed',
    ])
    expect((await find(whistle.incident.id))[0]).toMatchObject({ version: 1, state: 'open' })
  })

  it('does not stand in the way of another that answers at the same time', async () => {
    const whistle = await callOne()
    const answers = await Promise.all([
      answer(judicial, whistle, 'judicial-office'),
      answer(police, whistle, 'police-station'),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect((await find(whistle.incident.id))[0]?.version).toBe(3)
  })

  it('is told how it stands when its version is a former one', async () => {
    const whistle = await callOne()
    await answer(judicial, whistle, 'judicial-office')
    const { status, body } = await answer(judicial, whistle, 'judicial-office', { version: 1 })
    expect([status, body.code, body.current]).toMatchObject([409, 'stale_version', { id: whistle.id, version: 2 }])
  })

  it('can be put down as there by who called, which then says so', async () => {
    const whistle = await callOne()
    expect(problemOf(await answer(desk.people.worker, whistle, 'judicial-office'))).toEqual([403, 'not_allowed'])
    const { status, body } = await answer(desk.people.village, whistle, 'judicial-office')
    expect(status).toBe(200)
    expect(ofDepartment(body, 'judicial-office')).toMatchObject({ onBehalf: ['report-in'], reportedBy: 'tester' })
    expect(ofDepartment(body, 'police-station')).toMatchObject({ onBehalf: [], reportedAt: null })
    expect((await linesOf(whistle.incident.id)).at(-1)?.data).toMatchObject({ did: 'report-in', isOnBehalf: true })
  })
})

describe('the end of a whistle', () => {
  it('comes with a word on the process, and nothing follows on it', async () => {
    const whistle = await callOne()
    const close = (body: Body) =>
      desk.ask<Whistle & Problem>(desk.people.village, `POST /api/whistles/${whistle.id}/close`, body)
    expect(problemOf(await close({ version: 1, assessment: ' ' }))).toEqual([400, 'invalid_input'])
    expect(problemOf(await close({ version: 9, assessment: '协同顺畅' }))).toEqual([409, 'stale_version'])
    const { body } = await close({ version: 1, assessment: '协同顺畅' })
    expect(body).toMatchObject({
      ...{ state: 'closed', closedBy: 'tester', closedAt: expect.any(String), assessment: '协同顺畅', version: 2 },
    })
    expect(problemOf(await close({ version: 2, assessment: '再来' }))).toEqual([409, 'not_possible_now'])
    expect(problemOf(await answer(judicial, body, 'judicial-office'))).toEqual([409, 'not_possible_now'])
    expect((await desk.eventsOf(whistle.id)).at(-1)).toMatchObject({
      name: 'whistle.changed',
      data: { state: 'closed' },
    })
    expect(await idsFor(desk.people.village, '&state=open')).not.toContain(whistle.id)
    expect(await idsFor(desk.people.village, '&state=closed')).toContain(whistle.id)
  })

  it('is a reason where it is taken back', async () => {
    const whistle = await callOne()
    const cancel = (body: Body) =>
      desk.ask<Whistle>(desk.people.village, `POST /api/whistles/${whistle.id}/cancel`, body)
    expect(problemOf(await cancel({ version: 1, reason: '' }))).toEqual([400, 'invalid_input'])
    expect((await cancel({ version: 1, reason: '误报' })).body).toMatchObject({
      state: 'cancelled',
      assessment: '误报',
    })
    expect((await linesOf(whistle.incident.id)).at(-1)).toMatchObject({ note: '误报', data: { did: 'cancelled' } })
  })
})

describe('a rung', () => {
  it('below the one that has the incident neither ends a whistle nor answers on behalf; a department still does', async () => {
    const whistle = await callOne()
    const { version } = await desk.find(whistle.incident.id)
    const climb = { version, reason: '村里解决不了', to: 'county' }
    await desk.ask(desk.people.county, `POST /api/incidents/${whistle.incident.id}/escalate`, climb)
    const end = (asker: Asker, what: string, body: Body) =>
      desk.ask<Whistle & Problem>(asker, `POST /api/whistles/${whistle.id}/${what}`, { version: 1, ...body })
    for (const who of [desk.people.village, desk.people.township])
      for (const refused of [
        end(who, 'close', { assessment: '协同顺畅' }),
        end(who, 'cancel', { reason: '误报' }),
        answer(who, whistle, 'police-station'),
      ])
        expect(problemOf(await refused)).toEqual([403, 'held_above'])
    expect((await answer(judicial, whistle, 'judicial-office')).status).toBe(200)
    expect((await answer(desk.people.county, whistle, 'police-station')).status).toBe(200)
    expect((await end(desk.people.county, 'close', { version: 3, assessment: '协同顺畅' })).status).toBe(200)
  })
})

describe('an incident that is over', () => {
  /** To where it can be closed. */
  const resolve = async (id: string) => {
    await desk.step(desk.people.county, id, 'accepted')
    await desk.step(desk.people.county, id, 'assigned', { assignee: { role: 'grid-worker', area: desk.grid } })
    await desk.step(desk.people.county, id, 'in_progress')
    await desk.step(desk.people.county, id, 'resolved')
  }

  it.each([
    ['closed', 'closed'],
    ['cancelled', 'cancelled'],
    ['returned', 'cancelled'],
    ['merged', 'cancelled'],
  ])('because it was %s lets the departments go: its open whistles are %s', async (to, state) => {
    const whistle = await callOne()
    const second = (await call(whistle.incident.id, { departments: ['women'] })).body
    const { id } = whistle.incident
    const taken = (await call(id, { departments: ['water'] })).body
    await desk.ask(desk.people.village, `POST /api/whistles/${taken.id}/cancel`, { version: 1, reason: '误报' })
    if (to === 'closed') await resolve(id)
    const more = to === 'merged' ? { mergedInto: (await desk.report()).id } : { reason: '说明' }
    const { status } = await desk.step(desk.people.county, id, to, more)
    expect(status).toBe(200)
    const whistles = new Map((await find(id)).map((one) => [one.id, one]))
    for (const open of [whistle, second])
      expect(whistles.get(open.id)).toMatchObject({
        ...{ state, closedBy: 'tester', closedAt: expect.any(String), assessment: '', version: 2 },
      })
    expect(whistles.get(taken.id)).toMatchObject({ assessment: '误报', version: 2 })
    // The cause comes before what follows from it, and each is told once.
    const lines = (await desk.find(id)).timeline.slice(-3)
    expect(lines).toMatchObject([
      { kind: 'state', state: to },
      { kind: 'whistle', note: '', data: { did: state, whistle: whistle.id, why: `incident_${to}` } },
      { kind: 'whistle', note: '', data: { did: state, whistle: second.id, why: `incident_${to}` } },
    ])
    expect((await desk.eventsOf(whistle.id)).map(({ name, data }) => [name, data.state])).toEqual([
      ['whistle.called', 'open'],
      ['whistle.changed', state],
    ])
    expect(await idsFor(judicial, '&state=open')).not.toContain(whistle.id)
    expect(problemOf(await call(id, { departments: ['women'] }))).toEqual([409, 'not_possible_now'])
    expect(await desk.readAllText()).toContain(`incident_${to}`)
  })
})

describe('the list', () => {
  it('is cut by the area, says so, and is found by department and page by page', async () => {
    const here = await callOne({ departments: ['petitions'] })
    const there = await desk.report({ location: { gridCode: desk.elsewhere } })
    const other = (await call(there.id, { departments: ['petitions'] }, desk.people.county)).body
    const query = '&department=petitions'
    expect(await idsFor(desk.people.county, query)).toEqual([other.id, here.id])
    expect(await listFor(desk.people.village, query)).toMatchObject({
      partial: true,
      items: [{ id: here.id }],
      total: 1,
    })
    expect(await listFor(desk.people.village, `${query}&area=${desk.village}`)).toMatchObject({
      partial: false,
      total: 1,
    })
    const page = async (cursor = '') =>
      (await desk.ask<ScopedListOf<Whistle>>(desk.people.county, `GET /api/whistles?limit=1${query}${cursor}`)).body
    const one = await page()
    const two = await page(`&cursor=${one.nextCursor}`)
    expect([...one.items, ...two.items].map(({ id }) => id)).toEqual([other.id, here.id])
    expect(two.nextCursor).toBeNull()
  })

  it('goes along when an incident is put into another grid', async () => {
    const whistle = await callOne()
    const { version } = await desk.find(whistle.incident.id)
    await desk.ask(desk.people.county, `PATCH /api/incidents/${whistle.incident.id}`, {
      version,
      location: { gridCode: desk.elsewhere },
    })
    expect(await idsFor(desk.people.village)).not.toContain(whistle.id)
    expect(await idsFor(desk.people.township)).toContain(whistle.id)
  })
})

describe('the clocks', () => {
  /** A service of another process, with a clock of its own that the test turns. */
  function openClock(start: string) {
    const { database } = desk
    let time = new Date(start)
    const service = () =>
      createWhistlesService({
        database,
        editions: createEditionsService({ database }),
        audit: createAuditTrail({ database, digest: plainDigest }),
        currentLists: () => lists,
        now: () => time,
      })
    const lists = readShippedLists()
    const scope = aScope('whistles.write', aPrincipal('county-operator'))
    return {
      service: service(),
      another: service(),
      scope,
      reach: { scope, dispatch: scope, department: undefined },
      turnTo: (text: string) => {
        time = new Date(text)
      },
    }
  }
  const friday = '2026-07-24T17:00+08:00'
  const utc = (text: string) => new Date(text).toISOString()

  it.each([
    // A Friday an hour before work ends.
    ['emergency', '2026-07-24T17:30+08:00', '2026-07-25T17:00+08:00'],
    ['beyond_township', '2026-07-27T11:00+08:00', '2026-07-31T18:00+08:00'],
    ['joint_enforcement', '2026-07-27T11:00+08:00', '2026-07-31T18:00+08:00'],
  ] as const)('of a whistle for %s end at %s and %s', async (reason, reportDueAt, doneDueAt) => {
    const { service, scope } = openClock(friday)
    const { id } = await desk.report()
    const { responses } = await service.call(scope, id, { reason, departments: ['women'] })
    expect(responses).toMatchObject([{ reportDueAt: utc(reportDueAt), doneDueAt: utc(doneDueAt) }])
  })

  it('tell nobody of an incident that was sent back before whistles ended with it', async () => {
    const { service, scope, turnTo } = openClock(friday)
    const { id: incidentId } = await desk.report()
    const { id } = await service.call(scope, incidentId, { reason: 'emergency', departments: ['water'] })
    const turn = (state: string) =>
      desk.database.write((transaction) =>
        transaction.run(sql`UPDATE incidents SET state = ${state} WHERE id = ${incidentId}::uuid`, 1),
      )
    const told = async () => {
      await service.tellOverdue(systemScope(testCounty, 'whistles.write', 'clock'))
      return (await desk.eventsOf(id)).filter(({ name }) => name === 'whistle.overdue').length
    }
    turnTo('2026-07-24T17:31+08:00')
    await turn('returned')
    expect(await told()).toBe(0)
    await turn('reported')
    expect(await told()).toBe(1)
  })

  it('say to who called that a department is late, and tell everybody so once', async () => {
    const { service, another, scope, reach, turnTo } = openClock(friday)
    const { id: incidentId } = await desk.report()
    const { id } = await service.call(scope, incidentId, { reason: 'emergency', departments: ['water', 'women'] })
    // What earlier tests have called by the real clock lies in the future of this one.
    const system = systemScope(testCounty, 'whistles.write', 'clock')
    const tell = () => Promise.all([service.tellOverdue(system), another.tellOverdue(system)])
    const seen = async () => {
      const { items } = await service.list(reach, { limit: 500, overdue: 'true' })
      return items.find((one) => one.id === id)?.responses.map(({ department, overdue }) => [department, overdue])
    }
    turnTo('2026-07-24T17:29+08:00')
    await tell()
    expect(await seen()).toBeUndefined()
    turnTo('2026-07-24T17:31+08:00')
    expect(await seen()).toEqual([
      ['water', 'report-in'],
      ['women', 'report-in'],
    ])
    await tell()
    await tell()
    const overdue = async () =>
      (await desk.eventsOf(id))
        .filter(({ name }) => name === 'whistle.overdue')
        .map(({ data }) => `${data.department} ${data.term}`)
        .sort()
    expect(await overdue()).toEqual(['water report-in', 'women report-in'])
    expect((await linesOf(incidentId)).slice(1)).toMatchObject([
      { actor: null, data: { did: 'overdue', term: 'report-in' } },
      { actor: null, data: { did: 'overdue', term: 'report-in' } },
    ])
    // Late, but there: the next of its clocks is the one that counts.
    await service.answer(reach, id, 'water', { step: 'report-in', version: 1 })
    expect(await seen()).toEqual([
      ['water', null],
      ['women', 'report-in'],
    ])
    turnTo('2026-07-25T17:01+08:00')
    expect(await seen()).toEqual([
      ['water', 'done'],
      ['women', 'report-in'],
    ])
    await tell()
    expect(await overdue()).toEqual(['water done', 'water report-in', 'women done', 'women report-in'])
    const [whistle] = await find(incidentId)
    await service.close(scope, id, { version: whistle?.version ?? 0, assessment: '响应偏慢，应提前约定联络方式' })
    expect(await seen()).toBeUndefined()
  })
})

describe('the live stream', () => {
  const live = (event: Partial<LiveEvent>): LiveEvent => ({
    ...{ seq: 1, at: '', name: 'whistle.called', recordKind: 'whistle', recordId: 'w', version: 1, area: desk.grid },
    data: { departments: ['judicial-office'] },
    ...event,
  })
  const hears = (who: Principal, event: Partial<LiveEvent> = {}) =>
    toLoggedEvent(live(event)).seenBy(reachOf(who)) !== undefined

  it('tells of whistles who calls in the area and the departments that are called, and no wall', () => {
    expect(hears(desk.people.county)).toBe(true)
    expect(hears(desk.people.village)).toBe(true)
    expect(hears(desk.people.village, { area: desk.elsewhere })).toBe(false)
    expect(hears(judicial)).toBe(true)
    expect(hears(police)).toBe(false)
    expect(hears(officer(undefined))).toBe(false)
    expect(hears(officer('judicial-office', '530326106'))).toBe(false)
    expect(hears({ ...aPrincipal('wall'), actor: { kind: 'wall', id: 'w', name: 'w' } })).toBe(false)
    expect(hears(desk.people.planner)).toBe(false)
  })

  it('is one key for two who hear the same, and two for who do not', () => {
    expect(reachOf(judicial).key).toBe(reachOf(officer('judicial-office')).key)
    expect(
      new Set([judicial, police, desk.people.village, desk.people.planner].map((who) => reachOf(who).key)).size,
    ).toBe(4)
  })

  it('has its own audience for everything about whistles', () => {
    for (const name of Object.keys(eventAudiences) as EventName[])
      expect(eventAudiences[name] === 'whistles', name).toBe(name.startsWith('whistle.'))
  })
})

it('keeps a database from having a department done that never came, or a whistle ended without a time', async () => {
  const { id } = await callOne()
  for (const statement of [
    sql`UPDATE whistle_responses SET done_at = now() WHERE whistle_id = ${id}::uuid`,
    sql`UPDATE whistles SET state = 'closed' WHERE id = ${id}::uuid`,
  ])
    await expect(desk.database.write((transaction) => transaction.run(statement))).rejects.toThrow()
})
