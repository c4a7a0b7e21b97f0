import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { MyWork } from '#api/operations/my-work/my-work.contract.ts'
import type { Principal } from '#api/platform/access/principal.ts'
import { reachOf, toLoggedEvent } from '#api/platform/events/event-reach.ts'
import type { LiveEvent } from '#api/platform/events/events.contract.ts'
import { problemOf } from '../support/desk-app.ts'
import { type IncidentDesk, openIncidentDesk } from '../support/incident-desk.ts'
import { aPrincipal } from '../support/principals.ts'

let desk: IncidentDesk
type Asker = Parameters<IncidentDesk['ask']>[0]
const named = (id: string, principal: Principal): Principal => ({
  ...principal,
  actor: { kind: 'person', id, name: id },
})
let worker: Principal
let clerk: Principal
let officer: Principal

beforeAll(async () => {
  desk = await openIncidentDesk()
  worker = named('worker', desk.people.worker)
  clerk = named('clerk', desk.people.village)
  officer = named('officer', {
    ...aPrincipal({ role: 'department-officer', area: '530326105' }),
    department: 'judicial-office',
  })
})
afterAll(() => desk?.close())
beforeEach(() => desk.database.write((transaction) => transaction.run(sql`DELETE FROM incidents`)))

async function workOf(asker: Asker): Promise<MyWork> {
  const { status, body } = await desk.ask<MyWork>(asker, 'GET /api/my-work')
  expect(status).toBe(200)
  return body
}
const idsOf = ({ items }: MyWork['assigned']) => items.map(({ id }) => id)
const see = (asker: Asker, incidentId: string, mark: number) =>
  desk.ask(asker, 'POST /api/my-work/seen', { items: [{ incidentId, mark }] })
const toWorker = () => ({ assignee: { role: 'grid-worker', area: desk.grid } })
/** One that somebody else has given to somebody. */
async function assign(
  assignee: Record<string, unknown> = toWorker(),
  change: Record<string, unknown> = {},
): Promise<string> {
  const { id } = await desk.report(change)
  await desk.step(desk.people.county, id, 'accepted')
  const { status } = await desk.step(desk.people.county, id, 'assigned', assignee)
  expect(status).toBe(200)
  return id
}
const note = (asker: Asker, id: string, text: string) => desk.ask(asker, `POST /api/incidents/${id}/notes`, { text })
const makeLate = (id: string) =>
  desk.database.write((transaction) =>
    transaction.run(sql`UPDATE incidents SET due_at = now() - interval '1 hour' WHERE id = ${id}::uuid`, 1),
  )

describe('what is assigned', () => {
  it('is the work of who holds that role there, and of nobody else', async () => {
    const id = await assign()
    const { assigned, overdue, called, total, unread } = await workOf(worker)
    expect(idsOf(assigned)).toEqual([id])
    expect([assigned.total, assigned.unread, overdue.total, called.total, total, unread]).toEqual([1, 1, 0, 0, 1, 1])
    const sibling = named('sibling', aPrincipal({ role: 'grid-worker', area: desk.sibling }))
    for (const other of [clerk, desk.people.township, desk.people.county, sibling, officer])
      expect((await workOf(other)).total).toBe(0)
  })

  it('to a wider area is the work of those below who hold the role, where it lies with them', async () => {
    const commander = (area: string) => named(`c${area}`, aPrincipal({ role: 'emergency-commander', area }))
    const id = await assign({ assignee: { role: 'emergency-commander', area: '530326' } })
    expect(idsOf((await workOf(commander('530326105'))).assigned)).toEqual([id])
    expect(idsOf((await workOf(commander('530326'))).assigned)).toEqual([id])
    expect((await workOf(commander('530326106'))).total).toBe(0)
    const below = await assign({ assignee: { role: 'emergency-commander', area: '530326105' } })
    expect(idsOf((await workOf(commander('530326'))).assigned)).toEqual([id])
    expect(idsOf((await workOf(commander('530326105'))).assigned).sort()).toEqual([id, below].sort())
  })

  it('to a department is the work of who answers for it', async () => {
    const id = await assign({ assignee: { departmentId: 'judicial-office' } })
    expect(idsOf((await workOf(officer)).assigned)).toEqual([id])
    for (const other of [
      { ...officer, department: 'police-station' },
      { ...officer, department: undefined },
      { ...officer, grants: aPrincipal({ role: 'department-officer', area: '530326106' }).grants },
    ])
      expect((await workOf(other)).total).toBe(0)
  })

  it('is so until it is done, the worst first', async () => {
    const blue = await assign()
    const red = await assign(toWorker(), { severity: 'red' })
    const yellow = await assign(toWorker(), { severity: 'yellow' })
    expect(idsOf((await workOf(worker)).assigned)).toEqual([red, yellow, blue])
    await desk.step(worker, yellow, 'in_progress')
    await desk.step(worker, red, 'in_progress')
    await desk.step(worker, red, 'resolved')
    expect(idsOf((await workOf(worker)).assigned)).toEqual([yellow, blue])
  })
})

describe('what is overdue', () => {
  it('is the work of the rung that has it, in its area', async () => {
    const id = await assign()
    await makeLate(id)
    const { overdue, total, unread } = await workOf(worker)
    expect(idsOf(overdue)).toEqual([id])
    // It stands in two sections, and is one.
    expect([total, unread]).toEqual([1, 1])
    expect((await workOf(clerk)).total).toBe(0)
    const { version } = await desk.find(id)
    await desk.ask(worker, `POST /api/incidents/${id}/escalate`, { version, reason: '需要村里协调' })
    await makeLate(id)
    expect(idsOf((await workOf(clerk)).overdue)).toEqual([id])
    expect((await workOf(worker)).total).toBe(0)
    expect((await workOf(desk.people.township)).total).toBe(0)
  })
})

describe('what a department is called for', () => {
  it('is its work until it is done, with its own clock, and says nothing of the rest of the incident', async () => {
    const { id } = await desk.report({ description: '涉及隐私的说明' })
    const { body: whistle } = await desk.ask<{ id: string }>(desk.people.county, `POST /api/incidents/${id}/whistles`, {
      reason: 'emergency',
      departments: ['judicial-office', 'police-station'],
    })
    const { called, total, unread } = await workOf(officer)
    expect(called.items).toMatchObject([
      { whistleId: whistle.id, step: 'report-in', isOverdue: false, isUnread: true, incident: { id } },
    ])
    expect([total, unread]).toEqual([1, 1])
    expect(JSON.stringify(called)).not.toContain('涉及隐私')
    await see(officer, id, called.items[0]?.mark ?? 0)
    // What others do about the incident is none of its business, what they do about the call is.
    await note(desk.people.county, id, '补充情况')
    expect((await workOf(officer)).unread).toBe(0)
    const answer = (step: string, version: number, department = 'judicial-office', asker: Asker = officer) =>
      desk.ask(asker, `POST /api/whistles/${whistle.id}/responses/${department}`, { step, version })
    await answer('report-in', 1, 'police-station', desk.people.county)
    expect((await workOf(officer)).unread).toBe(1)
    await answer('report-in', 1)
    expect((await workOf(officer)).called.items).toMatchObject([{ step: 'done' }])
    await answer('done', 2)
    expect((await workOf(officer)).total).toBe(0)
  })

  it.each(['closed', 'returned'])('is none where the incident was %s before whistles ended with it', async (state) => {
    const { id } = await desk.report()
    const body = { reason: 'emergency', departments: ['judicial-office'] }
    expect((await desk.ask(desk.people.county, `POST /api/incidents/${id}/whistles`, body)).status).toBe(201)
    expect((await workOf(officer)).total).toBe(1)
    await desk.database.write((transaction) =>
      transaction.run(
        sql`UPDATE incidents SET state = ${state}, closed_at = CASE WHEN ${state} = 'closed' THEN now() END
          WHERE id = ${id}::uuid`,
        1,
      ),
    )
    const { called, total } = await workOf(officer)
    expect([called.items, total]).toEqual([[], 0])
  })
})

describe('the log', () => {
  it('tells a department of what is given to it, and of what is taken from it, and no other', async () => {
    const id = await assign({ assignee: { departmentId: 'judicial-office' } })
    await desk.step(desk.people.county, id, 'accepted')
    await note(desk.people.county, id, '另行安排')
    const events = await desk.eventsOf(id)
    const heardBy = (who: Principal) =>
      events
        .map((event, seq) => ({ ...event, seq, at: '', recordKind: 'incident', recordId: id }) as LiveEvent)
        .filter((event) => toLoggedEvent(event).seenBy(reachOf(who)) !== undefined)
        .map(({ data }) => data.state)
    expect(events.map(({ data }) => data.state)).toEqual(['reported', 'accepted', 'assigned', 'accepted', 'accepted'])
    expect(heardBy(officer)).toEqual(['assigned', 'accepted'])
    expect(heardBy({ ...officer, department: 'police-station' })).toEqual([])
    expect(heardBy(desk.people.county)).toHaveLength(5)
  })

  it('tells a department where an incident was that it has gone elsewhere', () => {
    const gone: LiveEvent = {
      ...{ seq: 1, at: '', name: 'incident.changed', recordKind: 'incident', recordId: 'i', version: 2 },
      area: '530326106001001',
      data: { formerArea: desk.grid, departments: ['judicial-office'] },
    }
    const isHeardBy = (who: Principal) => toLoggedEvent(gone).seenBy(reachOf(who)) !== undefined
    expect(isHeardBy(officer)).toBe(true)
    expect(isHeardBy({ ...officer, department: 'police-station' })).toBe(false)
  })
})

describe('what is unread', () => {
  it('is read when it was seen, once and for that account alone', async () => {
    const id = await assign()
    const colleague = named('colleague', worker)
    const mark = (await workOf(worker)).assigned.items[0]?.mark ?? 0
    expect((await see(worker, id, mark)).status).toBe(204)
    expect((await see(worker, id, mark)).status).toBe(204)
    expect((await workOf(worker)).assigned).toMatchObject({ total: 1, unread: 0, items: [{ id, isUnread: false }] })
    expect((await workOf(colleague)).unread).toBe(1)
  })

  it('is again what somebody else has changed since, and not what one has done oneself', async () => {
    const id = await assign()
    await see(worker, id, (await workOf(worker)).assigned.items[0]?.mark ?? 0)
    await note(worker, id, '已到现场')
    expect((await workOf(worker)).unread).toBe(0)
    await note(clerk, id, '请先安抚')
    const { assigned } = await workOf(worker)
    expect(assigned).toMatchObject({ unread: 1, items: [{ isUnread: true }] })
    // What came after it was shown stays unread.
    await note(clerk, id, '镇里也来人')
    await see(worker, id, assigned.items[0]?.mark ?? 0)
    expect((await workOf(worker)).unread).toBe(1)
  })

  it('is no less read by a mark that is older, and is not read in advance', async () => {
    const id = await assign()
    const mark = (await workOf(worker)).assigned.items[0]?.mark ?? 0
    await see(worker, id, Number.MAX_SAFE_INTEGER)
    await see(worker, id, mark - 1)
    expect((await workOf(worker)).unread).toBe(0)
    await note(clerk, id, '请先安抚')
    expect((await workOf(worker)).unread).toBe(1)
  })

  it('is marked by nobody beyond reach, and several at once', async () => {
    const first = await assign()
    const second = await assign()
    const elsewhere = await desk.report({ location: { gridCode: desk.elsewhere } })
    const items = (await workOf(worker)).assigned.items.map(({ id, mark }) => ({ incidentId: id, mark }))
    expect(items.map(({ incidentId }) => incidentId).sort()).toEqual([first, second].sort())
    const all = [...items, ...items, { incidentId: elsewhere.id, mark: 1 }]
    expect((await desk.ask(worker, 'POST /api/my-work/seen', { items: all })).status).toBe(204)
    expect((await workOf(worker)).unread).toBe(0)
    const kept = await desk.database.read((handle) =>
      handle.rows<{ id: string }>(sql`SELECT incident_id AS id FROM incident_marks WHERE account = 'person:worker'`),
    )
    expect(kept.map(({ id }) => id).sort()).toEqual([first, second].sort())
  })

  it('is nothing for who has no such work, nor for a wall, and a wrong body changes nothing', async () => {
    expect(problemOf(await desk.ask(desk.people.planner, 'GET /api/my-work'))).toEqual([403, 'not_allowed'])
    expect(problemOf(await desk.ask(desk.people.wall, 'GET /api/my-work'))).toEqual([403, 'not_allowed'])
    for (const body of [{}, { items: [] }, { items: [{ incidentId: 'x', mark: 1 }] }, { items: [{ incidentId: '' }] }])
      expect(problemOf(await desk.ask(worker, 'POST /api/my-work/seen', body))).toEqual([400, 'invalid_input'])
  })
})
