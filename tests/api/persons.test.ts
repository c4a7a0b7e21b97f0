import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { incidentPartiesRepo } from '#api/operations/incidents/incident-parties.repo.ts'
import { createIncidentPartiesService } from '#api/operations/incidents/incident-parties.service.ts'
import { openIncidents } from '#api/operations/incidents/incident-routing.repo.ts'
import { contactsRepo } from '#api/people/contacts/contacts.repo.ts'
import { createContactsService } from '#api/people/contacts/contacts.service.ts'
import { removeExpiredPersons } from '#api/people/persons/remove-expired-persons.ts'
import type { AuditTrail } from '#api/platform/audit/audit-trail.ts'
import { createAuditTrail } from '#api/platform/audit/create-audit-trail.ts'
import type { Database } from '#api/platform/db/client.ts'
import { openTestDatabase } from '../support/database.ts'
import { aPrincipal, aScope } from '../support/principals.ts'

const [township, sibling] = ['530326101', '530326105']
const grid = `${township}001001`
const operatorOf = (area: string) => aPrincipal({ role: 'township-operator', area })
const inAYear = new Date(Date.now() + 365 * 86_400_000).toISOString()
const repos = { contacts: contactsRepo, incident_parties: incidentPartiesRepo }
const zhang = { name: '张三丰', phone: '13812340000', note: '欠薪', expiresAt: inAYear }

let database: Database
let audit: AuditTrail
beforeAll(async () => {
  database = await openTestDatabase()
  audit = createAuditTrail({ database })
  await database.write((transaction) =>
    transaction.run(sql`INSERT INTO editions (number, effective, made_by, bounds, county_code, grid_count, is_demo)
      VALUES (1, '[2026-01-01,)', 'test', '{103,26,104,27}', '530326', 1, true)`),
  )
})
afterAll(() => database.close())
beforeEach(() =>
  database.write(async (transaction) => {
    for (const table of ['contacts', 'incident_parties', 'incidents', 'audit_entries'])
      await transaction.run(sql`DELETE FROM ${sql.identifier(table)}`)
  }),
)

type Line = {
  action: string
  before: unknown
  after: unknown
  details: unknown
  area: string | null
  personal: boolean
}
const lines = () =>
  database.read((handle) =>
    handle.rows<Line & { record: string }>(
      sql`SELECT action, record_kind || ' ' || record_id AS record, before, after, details, area_code AS area,
          is_personal AS personal FROM audit_entries ORDER BY id`,
    ),
  )
const read = (area: string) => aScope('contacts.read', operatorOf(area))
const write = (area: string) => aScope('contacts.write', operatorOf(area))

async function makeIncident(gridCode = grid): Promise<string> {
  const id = randomUUID()
  await database.write(async (transaction) => {
    await transaction.run(sql`INSERT INTO grids (code, first_edition) VALUES (${gridCode}, 1) ON CONFLICT DO NOTHING`)
    await transaction.run(
      sql`INSERT INTO incidents (id, kind, type, title, state, rung, severity, location, grid_code, reported_at)
        VALUES (${id}::uuid, 'dispute', 'other', 't', 'reported', 'grid', 'blue',
          ST_SetSRID(ST_MakePoint(103.5, 26.5), 4326), ${gridCode}, now())`,
      1,
    )
  })
  return id
}

describe('contacts', () => {
  const service = () => createContactsService({ database, audit })

  it('are seen in their area alone, and each look is in the record before its answer', async () => {
    const added = await service().add(write(township), grid, { ...zhang, duty: '网格员' })
    expect(await service().list(read(township), { area: township, limit: 10 })).toEqual([added])
    expect(await service().list(read(sibling), { area: township, limit: 10 })).toEqual([])
    expect(await service().find(read(township), added.id)).toMatchObject({ name: '张三丰', duty: '网格员', version: 1 })
    await expect(service().find(read(sibling), added.id)).rejects.toMatchObject({ status: 404 })
    const all = await lines()
    expect(all.map(({ action, details }) => [action, details])).toEqual([
      ['contacts.write', null],
      ['contacts.read', { ids: [added.id] }],
      ['contacts.read', { ids: [] }],
      ['contacts.read', null],
    ])
    expect(all.every(({ personal }) => personal)).toBe(true)
  })

  it('are not shown where the look cannot be recorded', async () => {
    const added = await service().add(write(township), grid, { ...zhang, duty: '' })
    const broken = createContactsService({
      database,
      audit: { ...audit, record: () => Promise.reject(new Error('no room')) },
    })
    await expect(broken.find(read(township), added.id)).rejects.toThrow('no room')
    await expect(broken.list(read(township), { area: township, limit: 1 })).rejects.toThrow('no room')
    await expect(broken.remove(write(township), added.id, 1)).rejects.toThrow('no room')
    expect(await service().list(read(township), { area: township, limit: 1 })).toEqual([added])
  })

  it('leave no name, phone or story in the record, and say what was changed', async () => {
    const added = await service().add(write(township), grid, { ...zhang, duty: '网格员' })
    await service().change(write(township), added.id, 1, { phone: '13812349999', note: '已结清' })
    await service().remove(write(township), added.id, 2)
    const text = JSON.stringify(await lines())
    for (const secret of ['三丰', '1234', '欠薪', '已结清']) expect(text).not.toContain(secret)
    const [, change, removal] = await lines()
    expect(change).toMatchObject({
      record: `contacts ${added.id}`,
      area: grid,
      before: { name: '张*', phone: '138****0000', note: '***', duty: '网格员', version: 1 },
      after: { name: '张*', phone: '138****9999', note: '***', version: 2 },
      details: { changed: ['phone', 'note'] },
    })
    expect(removal).toMatchObject({ before: { name: '张*', version: 2 }, after: null })
  })

  it('are refused beyond the area, and a stale version changes nothing', async () => {
    await expect(service().add(write(township), `${sibling}001`, { ...zhang, duty: '' })).rejects.toMatchObject({
      status: 403,
    })
    const added = await service().add(write(township), grid, { ...zhang, duty: '' })
    await service().change(write(township), added.id, 1, { name: '李四' })
    await expect(service().change(write(township), added.id, 1, { name: '王五' })).rejects.toMatchObject({
      status: 409,
      current: { version: 2 },
    })
    await expect(service().remove(write(township), added.id, 1)).rejects.toMatchObject({ status: 409 })
    await expect(service().remove(write(sibling), added.id, 2)).rejects.toMatchObject({ status: 404 })
    expect((await service().find(read(township), added.id)).name).toBe('李四')
    // Planners may see no persons at all.
    expect(await service().list(aScope('contacts.read', aPrincipal('planner')), { area: township, limit: 1 })).toEqual(
      [],
    )
  })

  it('are gone from the moment they expire, and removed with a line each', async () => {
    const past = new Date(Date.now() - 1000).toISOString()
    const kept = await service().add(write(township), grid, { ...zhang, duty: '' })
    const expired = await service().add(write(township), grid, { ...zhang, expiresAt: past, duty: '' })
    await expect(service().find(read(township), expired.id)).rejects.toMatchObject({ status: 404 })
    expect((await service().list(read(township), { area: township, limit: 9 })).map(({ id }) => id)).toEqual([kept.id])
    expect(await removeExpiredPersons({ database, audit, repos })).toBe(1)
    expect((await lines()).at(-1)).toMatchObject({
      action: 'persons.expire',
      record: `contacts ${expired.id}`,
      area: grid,
    })
    expect(await removeExpiredPersons({ database, audit, repos })).toBe(0)
    expect((await service().find(read(township), kept.id)).id).toBe(kept.id)
  })

  it('come in pages', async () => {
    for (let number = 0; number < 5; number++) await service().add(write(township), grid, { ...zhang, duty: '' })
    const first = await service().list(read(township), { area: grid, limit: 3 })
    const second = await service().list(read(township), { area: grid, limit: 3, after: first.at(-1)?.id })
    expect(new Set([...first, ...second].map(({ id }) => id)).size).toBe(5)
  })
})

describe('who is involved in an incident', () => {
  const service = () => createIncidentPartiesService({ database, audit })
  const [reading, writing] = ['parties.read', 'parties.write'] as const
  const scope = (action: typeof reading | typeof writing, area = township) => aScope(action, operatorOf(area))

  it('stands in the grid of the incident, and is added to none that is out of reach', async () => {
    const incidentId = await makeIncident()
    const added = await service().add(scope(writing), { ...zhang, incidentId, part: 'applicant' })
    expect(added).toMatchObject({ area: grid, incidentId, part: 'applicant', name: '张三丰' })
    expect(await service().list(scope(reading), incidentId)).toEqual([added])
    expect(await service().list(scope(reading, sibling), incidentId)).toEqual([])
    await expect(
      service().add(scope(writing, sibling), { ...zhang, incidentId, part: 'witness' }),
    ).rejects.toMatchObject({ status: 404 })
    await service().change(scope(writing), added.id, 1, { part: 'witness' })
    expect(await service().find(scope(reading), added.id)).toMatchObject({ part: 'witness', incidentId, version: 2 })
    await service().remove(scope(writing), added.id, 2)
    expect(await service().list(scope(reading), incidentId)).toEqual([])
  })

  it('goes with the incident to the grid that a new edition gives it to', async () => {
    const incidentId = await makeIncident()
    const added = await service().add(scope(writing), { ...zhang, incidentId, part: 'other' })
    const to = `${sibling}001001`
    await database.write(async (transaction) => {
      await transaction.run(sql`INSERT INTO grids (code, first_edition) VALUES (${to}, 1)`)
      await openIncidents.route(transaction, [{ id: incidentId, from: grid, to }], 1)
    })
    await expect(service().find(scope(reading), added.id)).rejects.toMatchObject({ status: 404 })
    expect(await service().find(scope(reading, sibling), added.id)).toMatchObject({ area: to, version: 2 })
  })
})
