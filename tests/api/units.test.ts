import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IncidentDetail } from '#api/operations/incidents/incidents.contract.ts'
import type { Unit } from '#api/operations/units/units.contract.ts'
import type { Problem } from '#api/platform/http/problem.ts'
import type { ScopedListOf } from '#api/platform/http/shared.contract.ts'
import { problemOf } from '../support/desk-app.ts'
import { type IncidentDesk, openIncidentDesk } from '../support/incident-desk.ts'
import { aPrincipal } from '../support/principals.ts'

let desk: IncidentDesk
const administrator = aPrincipal({ role: 'administrator', area: '530326' })
const townAdministrator = aPrincipal({ role: 'administrator', area: '530326105' })
beforeAll(async () => {
  desk = await openIncidentDesk()
})
afterAll(() => desk?.close())

type Asker = Parameters<IncidentDesk['ask']>[0]
const make = async (change: Partial<Unit> = {}) => {
  const body = { name: `${randomUUID()}队`, kind: 'rescue', areaCode: '530326105', ...change }
  const made = await desk.ask<Unit>(administrator, 'POST /api/units', body)
  expect(made.status).toBe(201)
  return made.body
}
const change = (id: string, body: Record<string, unknown>, asker: Asker = administrator) =>
  desk.ask<Unit & Problem>(asker, `PATCH /api/units/${id}`, body)
const list = async (asker: Asker, query: string) =>
  (await desk.ask<ScopedListOf<Unit>>(asker, `GET /api/units?${query}`)).body
const idsOf = async (asker: Asker, query: string) => (await list(asker, `limit=500&${query}`)).items.map(({ id }) => id)

describe('units', () => {
  it('are added and changed by an administrator, each time with a line in the audit and the log', async () => {
    const made = await make({ name: '矿山镇人民调解队', kind: 'mediation' })
    expect(made).toMatchObject({ areaName: '矿山镇', isActive: true, version: 1 })
    const { status, body } = await change(made.id, { version: 1, name: '矿山镇联合调解队', areaCode: desk.village })
    expect([status, body]).toMatchObject([200, { kind: 'mediation', areaCode: desk.village, version: 2 }])
    expect(await desk.eventsOf(made.id)).toEqual([
      { name: 'unit.changed', version: 1, area: '530326105', data: {} },
      { name: 'unit.changed', version: 2, area: desk.village, data: {} },
    ])
    const lines = await desk.database.read((handle) =>
      handle.rows<{ action: string; before: Unit | null; after: Unit }>(
        sql`SELECT action, before, after FROM (SELECT id, action, before, after, record_id FROM audit_entries
            UNION ALL SELECT id, action, before, after, record_id FROM audit_log) AS a WHERE record_id = ${made.id} ORDER BY id`,
      ),
    )
    expect(lines).toMatchObject([
      { action: 'units.write', before: null, after: { name: '矿山镇人民调解队' } },
      { action: 'units.write', before: { areaCode: '530326105' }, after: { name: '矿山镇联合调解队' } },
    ])
  })

  it('shows the unit as it is to who changes an old version, and changes nothing', async () => {
    const { id } = await make()
    await change(id, { version: 1, isActive: false })
    const stale = await change(id, { version: 1, name: '别的队' })
    expect(problemOf(stale)).toEqual([409, 'stale_version'])
    expect(stale.body.current).toMatchObject({ id, version: 2, isActive: false })
    expect((await change(id, { version: 2, isActive: true })).body).toMatchObject({ version: 3, isActive: true })
  })

  it('have one name an area, however often somebody clicks', async () => {
    const body = { name: '双击队', kind: 'rescue', areaCode: '530326105' }
    const send = () => desk.ask(administrator, 'POST /api/units', body)
    const statuses = (await Promise.all([send(), send(), send()])).map(({ status }) => status)
    expect(statuses.sort()).toEqual([201, 409, 409])
    expect((await make({ ...(body as Partial<Unit>), areaCode: '530326106' })).name).toBe('双击队')
    const others = await Promise.all([make(), make()])
    const renamed = await Promise.all(others.map(({ id }) => change(id, { version: 1, name: '同名队' })))
    expect(renamed.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  it('are refused beyond the own area, where there is no such area, and with words nobody knows', async () => {
    const send = (asker: Asker, body: Record<string, unknown>) =>
      desk.ask<Problem>(asker, 'POST /api/units', { name: '某队', kind: 'medical', areaCode: '530326105', ...body })
    expect(problemOf(await send(townAdministrator, { areaCode: '530326106' }))).toEqual([403, 'not_allowed'])
    expect(problemOf(await send(desk.people.township, {}))).toEqual([403, 'not_allowed'])
    for (const [path, body] of [
      ['areaCode', { areaCode: '530326999' }],
      ['areaCode', { areaCode: desk.grid }],
      ['kind', { kind: 'army' }],
      ['name', { name: ' ' }],
    ] as const) {
      const { status, body: problem } = await send(administrator, body)
      expect([status, problem.errors?.[0]?.path]).toEqual([400, path])
    }
    const { id } = await make()
    expect(problemOf(await change(id, { version: 1, areaCode: '530326106' }, townAdministrator))).toEqual([
      403,
      'not_allowed',
    ])
    const elsewhere = await make({ areaCode: '530326106' })
    expect(problemOf(await change(elsewhere.id, { version: 1, isActive: false }, townAdministrator))).toEqual([
      404,
      'not_found',
    ])
  })

  it('are listed for the own area and those above it, found by name, pinyin and code, page by page', async () => {
    const county = await make({ name: '会泽县医疗急救队', kind: 'medical', areaCode: '530326' })
    const own = await make({ name: '迤北护林队', kind: 'village_team', areaCode: desk.village })
    const beside = await make({ name: '者海镇护林队', areaCode: '530326106' })
    const seen = await idsOf(desk.people.worker, '')
    expect([county, own, beside].map(({ id }) => seen.includes(id))).toEqual([true, true, false])
    expect((await list(desk.people.worker, '')).partial).toBe(true)
    expect((await list(administrator, '')).partial).toBe(false)
    for (const [query, found] of [
      ['q=护林', [own.id, beside.id]],
      ['q=yibeihulin', [own.id]],
      ['q=ybhl', [own.id]],
      [`q=${encodeURIComponent('100%')}`, []],
      [`q=${desk.village}&kind=village_team`, [own.id]],
      ['kind=medical', [county.id]],
      ['q=护林&area=530326106', [beside.id]],
      [`kind=medical,village_team&serves=${desk.grid}`, [county.id, own.id]],
      ['q=护林&active=false', []],
    ] as const)
      expect([query, await idsOf(administrator, query)]).toEqual([query, found])
    const walked: string[] = []
    for (let cursor = ''; ; ) {
      const page = await list(administrator, `limit=2${cursor}`)
      walked.push(...page.items.map(({ id }) => id))
      if (page.nextCursor === null) break
      cursor = `&cursor=${page.nextCursor}`
    }
    expect(walked).toEqual(await idsOf(administrator, ''))
    expect(walked[0]).toBe(county.id)
  })
})

describe('an incident assigned to a unit', () => {
  const assign = async (unitId: string, asker: Asker = desk.people.county, gridCode = desk.grid) => {
    const { id } = await desk.report({ location: { gridCode } })
    await desk.step(desk.people.county, id, 'accepted')
    return desk.step(asker, id, 'assigned', { assignee: { unitId } })
  }

  it('says what the unit is called, in itself and in its history, and goes on saying it when that is retired', async () => {
    const unit = await make({ name: '矿山镇抢险队' })
    const { status, body } = await assign(unit.id)
    expect([status, body.assignee, body.unitName]).toEqual([200, { unitId: unit.id }, '矿山镇抢险队'])
    await change(unit.id, { version: 1, name: '矿山镇应急队', isActive: false })
    const later = await desk.find(body.id)
    expect(later.unitName).toBe('矿山镇应急队')
    // What it was called when it was sent.
    expect(later.timeline.at(-1)?.data).toEqual({
      from: 'accepted',
      assignee: { unitId: unit.id },
      unitName: '矿山镇抢险队',
    })
    expect((await desk.step(desk.people.worker, body.id, 'in_progress')).body.unitName).toBe('矿山镇应急队')
    expect((await desk.find((await desk.report()).id)).unitName).toBeNull()
  })

  it('is found by who has it', async () => {
    const unit = await make()
    const { body: sent } = await assign(unit.id)
    const waiting = await desk.report()
    const found = async (assignee: string, asker: Asker = desk.people.county) =>
      (await desk.ask<ScopedListOf<Unit>>(asker, `GET /api/incidents?limit=500&assignee=${assignee}`)).body.items.map(
        ({ id }) => id,
      )
    expect(await found(`unit:${unit.id}`)).toEqual([sent.id])
    expect(await found(`unit:${unit.id.toUpperCase()}`)).toEqual([sent.id])
    expect(await found('none')).toContain(waiting.id)
    expect(await found('none')).not.toContain(sent.id)
    await desk.step(desk.people.county, waiting.id, 'accepted')
    await desk.step(desk.people.county, waiting.id, 'assigned', { assignee: { departmentId: 'judicial-office' } })
    expect(await found('department:judicial-office')).toEqual([waiting.id])
    await desk.step(desk.people.county, waiting.id, 'in_progress')
    await desk.step(desk.people.county, waiting.id, 'assigned', {
      assignee: { role: 'village-clerk', area: desk.village },
    })
    expect(await found('role:village-clerk')).toEqual([waiting.id])
    for (const [asker, assignee, status] of [
      [desk.people.county, 'unit:7', 400],
      [desk.people.county, "role:x'", 400],
      [desk.people.wall, 'none', 403],
    ] as const)
      expect((await desk.ask(asker, `GET /api/incidents?assignee=${assignee}`)).status).toBe(status)
  })

  it('is refused a unit that is retired or that nobody knows, and keeps its state', async () => {
    const retired = await make({ name: '停用队' })
    await change(retired.id, { version: 1, isActive: false })
    for (const id of [retired.id, randomUUID()]) {
      const { status, body } = await assign(id)
      expect([status, body.errors?.[0]?.path]).toEqual([400, 'assignee'])
    }
    expect((await assign(retired.id)).body.detail).toContain('停用队')
  })

  it('may have one of its own area or above; one from beside it whoever looks after both', async () => {
    const [county, town, beside] = await Promise.all([
      make({ areaCode: '530326' }),
      make({ areaCode: '530326105' }),
      make({ areaCode: '530326106' }),
    ])
    const statusOf = async (asker: Asker, unit: Unit) => (await assign(unit.id, asker)).status
    expect(await statusOf(desk.people.worker, county)).toBe(200)
    expect(await statusOf(desk.people.worker, town)).toBe(200)
    expect(await statusOf(desk.people.township, beside)).toBe(400)
    expect(await statusOf(desk.people.county, beside)).toBe(200)
  })

  it('has it no longer where that is not for the grid it is put into, and keeps it within its own', async () => {
    const county = await make({ areaCode: '530326' })
    const village = await make({ areaCode: desk.village })
    const beside = await make({ areaCode: '530326106' })
    const moveTo = async (unit: Unit, ...grids: string[]) => {
      const { body } = await assign(unit.id, desk.people.county)
      const assignees: unknown[] = []
      for (const gridCode of grids) {
        const { version } = await desk.find(body.id)
        const moved = await desk.ask<IncidentDetail>(desk.people.county, `PATCH /api/incidents/${body.id}`, {
          version,
          location: { gridCode },
        })
        assignees.push(moved.body.assignee)
      }
      return assignees
    }
    const toUnit = ({ id }: Unit) => ({ unitId: id })
    expect(await moveTo(county, desk.elsewhere)).toEqual([toUnit(county)])
    expect(await moveTo(village, desk.sibling, desk.elsewhere)).toEqual([toUnit(village), null])
    expect(await moveTo(beside, desk.grid, desk.sibling)).toEqual([toUnit(beside), null])
  })

  it('keeps its unit from an area that does not hold its grid, until it is reassigned', async () => {
    const unit = await make()
    const [first, second] = [(await assign(unit.id)).body, (await assign(unit.id)).body]
    const move = (areaCode: string) => change(unit.id, { version: 1, areaCode })
    const refused = await move('530326106')
    expect(problemOf(refused)).toEqual([409, 'not_possible_now'])
    expect(refused.body.detail).toMatch(/有 2 件未办结.*改派/)
    expect(await idsOf(administrator, 'area=530326106')).not.toContain(unit.id)
    await desk.step(desk.people.county, first.id, 'cancelled', { reason: '误报' })
    expect((await move('530326106')).body.detail).toContain('有 1 件')
    const toOffice = { assignee: { departmentId: 'judicial-office' } }
    await desk.step(desk.people.county, second.id, 'in_progress')
    expect((await desk.step(desk.people.county, second.id, 'assigned', toOffice)).status).toBe(200)
    expect((await move('530326106')).status).toBe(200)
    const inVillage = await make()
    await assign(inVillage.id)
    expect((await change(inVillage.id, { version: 1, areaCode: desk.village })).status).toBe(200)
  })

  it('has it under its id as it is kept, however that was written', async () => {
    const unit = await make()
    expect((await assign(unit.id.toUpperCase())).body.assignee).toEqual({ unitId: unit.id })
  })
})
