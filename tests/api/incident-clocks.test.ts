import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEditionsService } from '#api/ground/editions/editions.service.ts'
import { escalateOverdue } from '#api/operations/incidents/escalate-overdue.ts'
import { createDeadlines } from '#api/operations/incidents/incident-deadlines.ts'
import { createIncidentWorkService } from '#api/operations/incidents/incident-work.service.ts'
import { createWordRules } from '#api/operations/incidents/word-rules.ts'
import { readShippedLists } from '#api/operations/reference/shipped-lists.ts'
import { createAuditTrail } from '#api/platform/audit/create-audit-trail.ts'
import { type IncidentDesk, openIncidentDesk } from '../support/incident-desk.ts'

/** The clocks of the ladder, with a clock of the test's own. */
let desk: IncidentDesk
let deps: Parameters<typeof escalateOverdue>[0]
beforeAll(async () => {
  desk = await openIncidentDesk()
  const { database } = desk
  const audit = createAuditTrail({ database })
  const deadlines = createDeadlines({ reference: { current: readShippedLists } })
  const work = createIncidentWorkService({
    database,
    editions: createEditionsService({ database }),
    audit,
    endWhistles: async () => [],
    loadRules: async () => ({
      ...deadlines,
      ...createWordRules({ reference: { current: readShippedLists } }),
      hasDepartment: () => false,
    }),
  })
  deps = { database, audit, work, deadlines }
}, 120_000)
afterAll(() => desk?.close())

const minuteMs = 60_000
/** A minute before or after an incident is due. */
const around = async (id: string, minutes: number) =>
  new Date(Date.parse((await desk.find(id)).dueAt as string) + minutes * minuteMs)
/** What does not belong to a test is not in its way. */
const endAll = () =>
  desk.database.write((transaction) =>
    transaction.run(sql`UPDATE incidents SET state = 'cancelled', closed_at = now() WHERE state <> 'cancelled'`),
  )

describe('an incident whose time at its rung is over', () => {
  it('has its time from the report on, by the lists', async () => {
    const made = await desk.report({ kind: 'emergency', type: 'fire', severity: 'orange' })
    expect(Date.parse(made.dueAt as string) - Date.parse(made.reportedAt)).toBeGreaterThan(29 * minuteMs)
    expect(Date.parse(made.dueAt as string) - Date.parse(made.reportedAt)).toBeLessThan(31 * minuteMs)
    await endAll()
  })

  it('goes up a rung by itself, and has that rung’s time from then on', async () => {
    const { id, dueAt } = await desk.report({ details: { complexity: 'simple' } })
    expect(await escalateOverdue(deps, await around(id, -1))).toEqual({ climbed: 0, told: 0 })
    expect(await escalateOverdue(deps, await around(id, 1))).toEqual({ climbed: 1, told: 0 })
    const found = await desk.find(id)
    expect(found).toMatchObject({ rung: 'village', state: 'reported', version: 2, actedAt: null })
    expect(found.dueAt).not.toBeNull()
    expect(found.timeline.at(-1)).toMatchObject({
      kind: 'rung',
      actor: null,
      note: '',
      data: { from: 'grid', to: 'village', why: 'time_over' },
    })
    expect((await desk.eventsOf(id)).map(({ name }) => name)).toEqual(['incident.reported', 'incident.changed'])
    expect(Date.parse(found.dueAt as string)).toBeGreaterThanOrEqual(Date.parse(dueAt as string))
    await endAll()
  })

  it('goes up rung by rung to the county, where it is told of once', async () => {
    const { id } = await desk.report({ kind: 'emergency', type: 'flood', severity: 'red' })
    for (const rung of ['village', 'township', 'county']) {
      await escalateOverdue(deps, await around(id, 1))
      expect((await desk.find(id)).rung).toBe(rung)
    }
    const { version } = await desk.find(id)
    const late = await around(id, 1)
    expect(await escalateOverdue(deps, late)).toEqual({ climbed: 0, told: 1 })
    expect(await escalateOverdue(deps, late)).toEqual({ climbed: 0, told: 0 })
    const found = await desk.find(id)
    expect(found).toMatchObject({ rung: 'county', version })
    expect(found.timeline.filter(({ kind }) => kind === 'overdue')).toMatchObject([{ data: { dueAt: found.dueAt } }])
    expect((await desk.eventsOf(id)).at(-1)).toMatchObject({ name: 'incident.overdue', version, area: desk.grid })
    await endAll()
  })

  it('stays where its limit does not let it climb, is told of once, and again when a new time is over', async () => {
    const { id } = await desk.report({ kind: 'request', type: 'roads' })
    const late = await around(id, 1)
    expect(await escalateOverdue(deps, late)).toEqual({ climbed: 0, told: 1 })
    expect(await escalateOverdue(deps, late)).toEqual({ climbed: 0, told: 0 })
    const { version } = await desk.find(id)
    const path = `POST /api/incidents/${id}/escalate`
    expect((await desk.ask(desk.people.county, path, { version, reason: '村里解决不了' })).status).toBe(200)
    expect(await escalateOverdue(deps, await around(id, 1))).toEqual({ climbed: 0, told: 1 })
    expect((await desk.find(id)).timeline.map(({ kind }) => kind)).toEqual(['state', 'overdue', 'rung', 'overdue'])
    await endAll()
  })

  it('is left alone once it has ended, and where it is for show', async () => {
    const [ended, shown] = [await desk.report(), await desk.report()]
    const late = await around(shown.id, 1)
    await desk.step(desk.people.county, ended.id, 'cancelled', { reason: '误报' })
    await desk.database.write((transaction) =>
      transaction.run(sql`UPDATE incidents SET is_demo = true WHERE id = ${shown.id}::uuid`, 1),
    )
    expect(await escalateOverdue(deps, late)).toEqual({ climbed: 0, told: 0 })
    await endAll()
  })

  it('when the work is done goes nowhere and is told of', async () => {
    const { id } = await desk.report({ details: { complexity: 'simple' } })
    await desk.step(desk.people.county, id, 'accepted')
    await desk.step(desk.people.county, id, 'assigned', { assignee: { role: 'grid-worker', area: desk.grid } })
    await desk.step(desk.people.county, id, 'in_progress')
    await desk.step(desk.people.county, id, 'resolved')
    expect(await escalateOverdue(deps, await around(id, 1))).toEqual({ climbed: 0, told: 1 })
    expect(await desk.find(id)).toMatchObject({ rung: 'grid', state: 'resolved' })
    await endAll()
  })

  it('is told of to the department that has it', async () => {
    const { id } = await desk.report({ kind: 'request', type: 'roads' })
    await desk.step(desk.people.county, id, 'accepted')
    await desk.step(desk.people.county, id, 'assigned', { assignee: { departmentId: 'water' } })
    expect(await escalateOverdue(deps, await around(id, 1))).toEqual({ climbed: 0, told: 1 })
    expect((await desk.eventsOf(id)).at(-1)).toMatchObject({
      name: 'incident.overdue',
      data: { departments: ['water'] },
    })
    await endAll()
  })

  it('goes up once, however many processes look at the same moment', async () => {
    const climbing = await Promise.all(Array.from({ length: 5 }, () => desk.report()))
    const staying = await Promise.all(Array.from({ length: 5 }, () => desk.report({ kind: 'request', type: 'roads' })))
    const lates = await Promise.all([...climbing, ...staying].map(({ id }) => around(id, 1)))
    const late = new Date(Math.max(...lates.map((at) => at.getTime())))
    const rounds = await Promise.all(Array.from({ length: 4 }, () => escalateOverdue(deps, late)))
    expect(rounds.reduce((sum, { climbed }) => sum + climbed, 0)).toBe(5)
    expect(rounds.reduce((sum, { told }) => sum + told, 0)).toBe(5)
    for (const { id } of climbing) expect(await desk.find(id)).toMatchObject({ rung: 'village', version: 2 })
    for (const { id } of staying)
      expect((await desk.find(id)).timeline.filter(({ kind }) => kind === 'overdue')).toHaveLength(1)
    await endAll()
  })
})
