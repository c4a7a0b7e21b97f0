import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IntakeAnswer } from '#api/operations/intake/intake.contract.ts'
import type { ReferenceAnswer } from '#api/operations/reference/reference.contract.ts'
import type { Problem } from '#api/platform/http/problem.ts'
import { problemOf } from '../support/desk-app.ts'
import { type IncidentDesk, openIncidentDesk } from '../support/incident-desk.ts'
import { aPrincipal, makeKey } from '../support/principals.ts'

let desk: IncidentDesk
beforeAll(async () => {
  desk = await openIncidentDesk()
}, 240_000)
afterAll(() => desk?.close())

type Sender = Parameters<IncidentDesk['ask']>[0]
const anOrder = (change: Record<string, unknown> = {}) => ({
  externalId: `GD-${randomUUID().slice(0, 8)}`,
  title: '路灯不亮',
  location: { gridCode: desk.grid },
  ...change,
})
const send = (order: unknown, sender: Sender = desk.people.county) =>
  desk.ask<IntakeAnswer & Problem>(sender, 'POST /api/intake/12345', order)
const count = async (query: ReturnType<typeof sql>) =>
  (await desk.database.read((handle) => handle.rows<{ n: number }>(query)))[0]?.n
const countIncidents = () => count(sql`SELECT count(*)::integer AS n FROM incidents`)
const villageNamed = async (code: string) =>
  (
    await desk.database.read((handle) =>
      handle.rows<{ village: string; township: string }>(
        sql`SELECT v.name AS village, t.name AS township FROM areas v JOIN areas t ON t.code = left(v.code, 9)
            WHERE v.code = ${code} LIMIT 1`,
      ),
    )
  )[0] as { village: string; township: string }

describe('a work order of the hotline', () => {
  it('becomes an incident with its number there, and tells everybody', async () => {
    const order = anOrder({ description: '村口两盏', receivedAt: '2026-11-01T08:00:00+08:00', severity: 'yellow' })
    const { status, body, headers } = await send(order)
    expect(status).toBe(201)
    expect(body).toMatchObject({
      kind: 'request',
      type: 'other',
      state: 'reported',
      severity: 'yellow',
      source: '12345',
      externalId: order.externalId,
      gridCode: desk.grid,
      description: '村口两盏',
      details: { channel: 'hotline' },
      foundAt: '2026-11-01T00:00:00.000Z',
      intake: { isNew: true, isTypeKnown: false, placedBy: 'grid' },
    })
    expect(headers.get('location')).toBe(`/api/incidents/${body.id}`)
    expect((await desk.eventsOf(body.id)).map(({ name }) => name)).toEqual(['incident.reported'])
  })

  it('is the incident it was when it comes again, whatever it says then', async () => {
    const order = anOrder()
    const first = await send(order)
    const before = await countIncidents()
    const again = await send({ ...order, title: '路灯还是不亮' })
    expect(again.status).toBe(200)
    expect(again.body).toMatchObject({ id: first.body.id, title: '路灯不亮', intake: { isNew: false } })
    expect(await countIncidents()).toBe(before)
  })

  it('with a key is the same when it comes again, and with another word under that key refused', async () => {
    const key = `order-${randomUUID()}`
    const order = anOrder({ caller: { name: '张小满', phone: '13800001234' } })
    const sendKeyed = (body: unknown, under = key) =>
      desk.ask<IntakeAnswer & Problem>(desk.people.county, 'POST /api/intake/12345', body, { 'idempotency-key': under })
    const answers = await Promise.all([sendKeyed(order), sendKeyed(order), sendKeyed(order)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201])
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    const before = await countIncidents()
    for (const other of [{ ...order, title: '路灯还是不亮' }, anOrder(), { ...order, caller: { name: '李四' } }])
      expect(problemOf(await sendKeyed(other))).toEqual([409, 'idempotency_conflict'])
    expect(await countIncidents()).toBe(before)
    // under a key of its own it comes again as it does without one, and from then on that key stands for it
    const another = `order-${randomUUID()}`
    const changed = { ...order, title: '路灯还是不亮' }
    expect((await sendKeyed(changed, another)).body).toMatchObject({ title: '路灯不亮', intake: { isNew: false } })
    expect(problemOf(await sendKeyed(order, another))).toEqual([409, 'idempotency_conflict'])
    expect((await sendKeyed(order, 'short')).status).toBe(400)
  })

  it('becomes one incident when it comes several times at once', async () => {
    const order = anOrder({ caller: { name: '张小满', phone: '13800001234' } })
    const before = (await countIncidents()) ?? 0
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(order)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201])
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(await countIncidents()).toBe(before + 1)
    const id = answers[0]?.body.id ?? ''
    expect(await desk.eventsOf(id)).toHaveLength(1)
    expect(await count(sql`SELECT count(*)::integer AS n FROM incident_parties WHERE incident_id = ${id}::uuid`)).toBe(
      1,
    )
  })

  it('has its type by the codes an administrator has filled in, or by a name of ours', async () => {
    const administrator = aPrincipal('administrator')
    const { body } = await desk.ask<ReferenceAnswer>(administrator, 'GET /api/reference')
    const { version, body: list } = body.lists['foreign-codes']
    for (const system of list.items)
      if (system.code === 'hotline-12345')
        for (const entry of system.codes) if (entry.type === 'livestock') entry.code = 'A-0417'
    const saved = await desk.ask(administrator, 'PUT /api/reference/foreign-codes', { version, body: list })
    expect(saved.status).toBe(200)
    expect((await send(anOrder({ category: 'A-0417' }))).body).toMatchObject({
      kind: 'dispute',
      type: 'livestock',
      intake: { isTypeKnown: true },
    })
    expect((await send(anOrder({ category: '路灯' }))).body).toMatchObject({ kind: 'request', type: 'street-light' })
    expect((await send(anOrder({ category: 'ZZ-9' }))).body).toMatchObject({
      type: 'other',
      intake: { isTypeKnown: false },
    })
  })

  it('keeps who called apart, and nowhere else', async () => {
    const name = '欧阳植入名'
    const phone = '13912345678'
    const { body } = await send(anOrder({ caller: { name, phone } }))
    const parties = await desk.database.write(async (transaction) => {
      await transaction.run(sql`SET LOCAL onegrid.maintenance = 'backup'`)
      return transaction.rows<{ name: string; phone: string; part: string; area: string }>(
        sql`SELECT name, phone, part, area_code AS area FROM incident_parties WHERE incident_id = ${body.id}::uuid`,
      )
    })
    expect(parties).toEqual([{ name, phone, part: 'reporter', area: desk.grid }])
    const text = await desk.readAllText('incidents', 'incident_timeline', 'event_log', 'request_keys')
    expect(text).toContain(body.id)
    expect(text).not.toContain(name)
    expect(text).not.toContain(phone)
    expect(JSON.stringify(body)).not.toContain(name)
  })

  it.each([
    ['110', '小区里有人打架'],
    ['119', '后山起火了'],
    ['120', '老人晕倒在路边'],
    ['122', '路口发生交通事故'],
  ])('is refused where it is a matter for %s, with what to call', async (number, title) => {
    const before = await countIncidents()
    const { status, body } = await send(anOrder({ title }))
    expect([status, body.code]).toEqual([422, 'belongs_elsewhere'])
    expect(body.detail).toContain(`拨打 ${number}`)
    expect(body.current).toMatchObject({ call: number })
    expect(await countIncidents()).toBe(before)
  })

  it('is taken all the same where somebody has made sure, and the record says so', async () => {
    const { status, body } = await send(anOrder({ title: '居民反映有人打架，已劝离', isNotEmergency: true }))
    expect(status).toBe(201)
    expect(await desk.readAllText()).toMatch(new RegExp(`${body.id}.*takenAllTheSame|takenAllTheSame.*${body.id}`))
  })

  it('has its place by an address that names one village', async () => {
    const { village, township } = await villageNamed(desk.village)
    const { status, body } = await send(
      anOrder({ location: undefined, address: `会泽县${township}${village}村委会旁` }),
    )
    expect(status).toBe(201)
    expect(body.gridCode.slice(0, 12)).toBe(desk.village)
    expect(body.intake.placedBy).toBe('address')
    expect(body.description).toContain(village)
  })

  it('goes by its point or grid where the address beside it names another village, and says so', async () => {
    const { village, township } = await villageNamed(desk.village)
    const here = `会泽县${township}${village}`
    const same = await send(anOrder({ address: `${here}村委会旁` }))
    expect(same.body.intake).toMatchObject({ placedBy: 'grid', addressNames: null })
    const [other] = await desk.database.read((handle) =>
      handle.rows<{ code: string; name: string; township: string }>(
        sql`SELECT v.code, v.name, t.name AS township FROM areas v JOIN areas t ON t.code = left(v.code, 9)
            WHERE v.level = 'village' AND v.code NOT LIKE ${`${desk.village.slice(0, 9)}%`} ORDER BY v.code LIMIT 1`,
      ),
    )
    const elsewhere = await send(anOrder({ address: `会泽县${other?.township}${other?.name}村委会旁` }))
    expect(elsewhere.status).toBe(201)
    expect(elsewhere.body.gridCode.slice(0, 12)).toBe(desk.village)
    expect(elsewhere.body.intake).toMatchObject({ placedBy: 'grid', addressNames: `${other?.township}${other?.name}` })
    const abroad = await send(anOrder({ address: '昆明市盘龙区新村' }))
    expect(abroad.body.intake.addressNames).toContain('昆明')
  })

  it('is refused without a place, and with one that may be several, naming them', async () => {
    const without = await send(anOrder({ location: undefined }))
    expect([without.status, without.body.errors?.[0]?.path]).toEqual([400, 'location'])
    const { township } = await villageNamed(desk.village)
    const vague = await send(anOrder({ location: undefined, address: `会泽县${township}` }))
    expect([vague.status, vague.body.errors?.[0]?.path]).toEqual([400, 'address'])
    expect(vague.body.detail).toContain(township)
    const nowhere = await send(anOrder({ location: undefined, address: '昆明市五华区' }))
    expect([nowhere.status, nowhere.body.errors?.[0]?.path]).toEqual([400, 'address'])
    const bare = await send(anOrder({ location: undefined, address: '新村' }))
    expect([bare.status, bare.body.errors?.[0]?.path]).toEqual([400, 'address'])
    expect(bare.body.detail).toContain('者海镇新村')
    // Villages here have the names as well.
    for (const address of [
      '北京市朝阳区',
      '巧家新村',
      '鲁甸龙潭社区',
      '昆明市盘龙区新村',
      '曲靖市宣威市田坝镇',
      '贵州省威宁县新街',
    ]) {
      const foreign = await send(anOrder({ location: undefined, address }))
      expect([foreign.status, foreign.body.errors?.[0]?.path]).toEqual([400, 'address'])
      expect(foreign.body.detail).toContain('不在本县')
    }
  })

  it('is refused with a time that cannot be', async () => {
    for (const receivedAt of ['1900-01-01T00:00:00Z', '2099-01-01T00:00:00Z']) {
      const { status, body } = await send(anOrder({ receivedAt }))
      expect([status, body.errors?.[0]?.path]).toEqual([400, 'receivedAt'])
    }
  })

  it('is taken from a key of the township in its area only, and from nobody who may not', async () => {
    const key = { key: await makeKey(desk.database, 'township-operator', desk.grid.slice(0, 9)) }
    expect((await send(anOrder(), key)).status).toBe(201)
    const other = { key: await makeKey(desk.database, 'township-operator', '530326106') }
    expect(problemOf(await send(anOrder(), other))).toEqual([403, 'not_allowed'])
    for (const who of [desk.people.village, desk.people.worker, desk.people.planner])
      expect(problemOf(await send(anOrder(), who))).toEqual([403, 'not_allowed'])
  })

  it('tells who may not look that its number is taken, and no more', async () => {
    const order = anOrder()
    const first = await send(order)
    const elsewhere = await desk.database.read((handle) =>
      handle.rows<{ code: string }>(
        sql`SELECT code FROM grid_versions WHERE upper_inf(editions) AND code LIKE '530326106%' ORDER BY code LIMIT 1`,
      ),
    )
    const answer = await send(
      { ...order, location: { gridCode: elsewhere[0]?.code } },
      aPrincipal({ role: 'township-operator', area: '530326106' }),
    )
    expect(problemOf(answer)).toEqual([409, 'not_possible_now'])
    expect(JSON.stringify(answer.body)).not.toContain(first.body.id)
  })
})
