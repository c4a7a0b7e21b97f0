import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SimilarAnswer } from '#api/operations/incidents/incident-work.contract.ts'
import {
  type IncidentDetail,
  type IncidentState,
  incidentStates,
} from '#api/operations/incidents/incidents.contract.ts'
import { allowedTransitions, isAllowedTransition, needsReason } from '#api/operations/incidents/lifecycle.contract.ts'
import { createWordRules } from '#api/operations/incidents/word-rules.ts'
import { readShippedLists } from '#api/operations/reference/shipped-lists.ts'
import type { Problem } from '#api/platform/http/problem.ts'
import { fromWgs84 } from '#api/platform/http/to-wgs84.ts'
import { problemOf } from '../support/desk-app.ts'
import { aReport, type IncidentDesk, openIncidentDesk } from '../support/incident-desk.ts'

let desk: IncidentDesk
beforeAll(async () => {
  desk = await openIncidentDesk()
}, 120_000)
afterAll(() => desk?.close())

const countIncidents = async () =>
  Number(
    (await desk.database.read((handle) => handle.rows<{ n: number }>(sql`SELECT count(*) AS n FROM incidents`)))[0]?.n,
  )

describe('reporting an incident', () => {
  it('fills in the grid, the village and the number, and tells everybody', async () => {
    const made = await desk.report({ description: '雨后\n墙倒了一段', details: { complexity: 'simple' } })
    expect(made).toMatchObject({
      state: 'reported',
      rung: 'grid',
      version: 1,
      gridCode: desk.grid,
      grid: { code: desk.grid },
      description: '雨后\n墙倒了一段',
      details: { complexity: 'simple' },
      reporter: 'tester',
    })
    expect(made.number).toMatch(/^20\d{6}-\d{6}$/)
    expect(await desk.eventsOf(made.id)).toEqual([
      {
        name: 'incident.reported',
        version: 1,
        area: desk.grid,
        data: { kind: 'dispute', severity: 'blue', state: 'reported', rung: 'grid' },
      },
    ])
    expect((await desk.find(made.id)).timeline).toMatchObject([{ kind: 'state', state: 'reported', actor: 'tester' }])
  })

  it('gives numbers that are all different', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => desk.report()))
    expect(new Set(made.map(({ number }) => number)).size).toBe(8)
  })

  it('takes coordinates as phones and web maps have them', async () => {
    for (const crs of ['wgs84', 'cgcs2000', 'gcj02', 'bd09'] as const) {
      const [lng, lat] = fromWgs84(desk.lngLat, crs)
      const made = await desk.report({ location: { lng, lat, crs } })
      expect(made.gridCode).toBe(desk.grid)
      expect(made.lngLat[0]).toBeCloseTo(desk.lngLat[0], 4)
      expect(made.lngLat[1]).toBeCloseTo(desk.lngLat[1], 4)
      const [row] = await desk.database.read((handle) =>
        handle.rows<{ given: unknown }>(sql`SELECT given_location AS given FROM incidents WHERE id = ${made.id}::uuid`),
      )
      expect(row?.given).toEqual({ lng, lat, crs })
    }
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['a place outside the county', { location: { lng: 100, lat: 20 } }, 'location'],
    ['a grid that is not there', { location: { gridCode: '530326105001999' } }, 'location.gridCode'],
    ['half a place', { location: { lng: 103.4 } }, 'location.lat'],
    ['a place said twice', { location: { lng: 103.4, lat: 26.4, gridCode: '530326105001001' } }, 'location'],
    ['an unknown system', { location: { lng: 103.4, lat: 26.4, crs: 'mars' } }, 'location.crs'],
    ['details of another kind', { details: { trigger: 'rain' } }, 'details'],
    ['an empty title', { title: '  ' }, 'title'],
    ['a title nobody can see', { title: 'a\u202eb' }, 'title'],
    ['a time to come', { foundAt: '2099-01-01T00:00:00Z' }, 'foundAt'],
    ['a time long past', { foundAt: '1900-01-01T00:00:00Z' }, 'foundAt'],
    ['an unknown word', { colour: 'red' }, ''],
    ['a type of another kind', { type: 'landslide' }, 'type'],
    ['a type nobody knows', { type: '天外来客' }, 'type'],
    ['a method nobody knows', { details: { method: 'duel' } }, 'details.method'],
  ])('refuses %s and changes nothing', async (_, change, path) => {
    const before = await countIncidents()
    const { status, body } = await desk.ask<Problem>(
      desk.people.county,
      'POST /api/incidents',
      aReport(desk.grid, change),
    )
    expect([status, body.code]).toEqual([400, 'invalid_input'])
    expect(body.errors?.[0]?.path).toBe(path)
    expect(await countIncidents()).toBe(before)
  })

  it('says which types there are to who names another, and takes one by its name', async () => {
    const { body } = await desk.ask<Problem>(
      desk.people.county,
      'POST /api/incidents',
      aReport(desk.grid, { type: 'x' }),
    )
    expect(body.detail).toContain('邻里纠纷（neighbours）')
    expect(body.detail).not.toContain('landslide')
    const details = { method: 'village-rules' }
    expect(await desk.report({ type: '邻里纠纷', details })).toMatchObject({ type: 'neighbours', details })
  })

  it('may always be of the type that is none in particular, also where the list has it no longer', () => {
    const lists = readShippedLists()
    const items = lists['incident-types'].items.map((item) => ({ ...item, isRetired: true }))
    const rules = createWordRules({ reference: { current: () => ({ ...lists, 'incident-types': { items } }) } })
    expect(rules.requireType('hazard', 'other')).toBe('other')
    expect(() => rules.requireType('hazard', 'landslide')).toThrow()
  })

  it('keeps a type and a method that the lists have not got, and is given no other such', async () => {
    const { id } = await desk.report({ details: { method: 'judicial' } })
    await desk.database.write((transaction) =>
      transaction.run(
        sql`UPDATE incidents SET type = '老类型', details = '{"method":"old-way"}' WHERE id = ${id}::uuid`,
        1,
      ),
    )
    const patch = async (change: Record<string, unknown>) => {
      const { version } = await desk.find(id)
      return desk.ask<IncidentDetail & Problem>(desk.people.county, `PATCH /api/incidents/${id}`, {
        version,
        ...change,
      })
    }
    const kept = await patch({ type: '老类型', title: '改过', details: { method: 'old-way', partyCount: 3 } })
    expect([kept.status, kept.body.type, kept.body.details]).toEqual([
      200,
      '老类型',
      { method: 'old-way', partyCount: 3 },
    ])
    for (const [path, change] of [
      ['type', { type: '新类型' }],
      ['details.method', { details: { method: 'older-way' } }],
    ] as const) {
      const { status, body } = await patch(change)
      expect([status, body.errors?.[0]?.path]).toEqual([400, path])
    }
    expect((await patch({ type: '婚姻家庭', details: {} })).body).toMatchObject({ type: 'family', details: {} })
  })

  it('is refused beyond the own area', async () => {
    for (const code of [desk.sibling, desk.elsewhere])
      expect(problemOf(await desk.ask(desk.people.worker, 'POST /api/incidents', aReport(code)))).toEqual([
        403,
        'not_allowed',
      ])
    expect(problemOf(await desk.ask(desk.people.planner, 'POST /api/incidents', aReport(desk.grid)))).toEqual([
      403,
      'not_allowed',
    ])
  })

  it('makes one incident of two clicks and of retries', async () => {
    const key = randomUUID()
    const before = await countIncidents()
    const send = () =>
      desk.ask<IncidentDetail>(desk.people.county, 'POST /api/incidents', aReport(desk.grid), {
        'idempotency-key': key,
      })
    const answers = [...(await Promise.all([send(), send(), send()])), await send()]
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1)
    expect(answers[0]?.status).toBe(201)
    expect(await countIncidents()).toBe(before + 1)
    expect(await desk.eventsOf(answers[0]?.body.id ?? '')).toHaveLength(1)
    const other = await desk.ask(desk.people.county, 'POST /api/incidents', aReport(desk.grid, { title: '另一件' }), {
      'idempotency-key': key,
    })
    expect(problemOf(other)).toEqual([409, 'idempotency_conflict'])
    expect(await countIncidents()).toBe(before + 1)
  })

  it('shows open ones of the same kind nearby, and nobody else’s', async () => {
    const location = { lng: desk.lngLat[0], lat: desk.lngLat[1] }
    const near = await desk.report({ kind: 'hazard', type: 'landslide', details: {}, location })
    await desk.report({ kind: 'hazard', type: 'landslide', location: { gridCode: desk.elsewhere } })
    const [lng, lat] = desk.lngLat
    const ask = (asker: typeof desk.people.county) =>
      desk.ask<SimilarAnswer>(
        asker,
        `GET /api/incidents/similar?kind=hazard&lng=${lng + 0.001}&lat=${lat}&radiusMeters=200`,
      )
    const { body } = await ask(desk.people.county)
    expect(body.items.map(({ id }) => id)).toContain(near.id)
    expect(body.items.every(({ kind, distanceMeters }) => kind === 'hazard' && distanceMeters <= 200)).toBe(true)
    expect(body.items[0]?.distanceMeters).toBeGreaterThan(50)
    // Ended: no longer.
    await desk.step(desk.people.county, near.id, 'cancelled', { reason: '误报' })
    expect((await ask(desk.people.county)).body.items.map(({ id }) => id)).not.toContain(near.id)
  })
})

describe('the lifecycle of an incident', () => {
  const assignee = () => ({ role: 'grid-worker', area: desk.grid })
  /** Steps that lead to a state. */
  const ways: Record<IncidentState, IncidentState[]> = {
    reported: [],
    accepted: ['accepted'],
    assigned: ['accepted', 'assigned'],
    in_progress: ['accepted', 'assigned', 'in_progress'],
    resolved: ['accepted', 'assigned', 'in_progress', 'resolved'],
    closed: ['accepted', 'assigned', 'in_progress', 'resolved', 'closed'],
    returned: ['returned'],
    merged: ['merged'],
    cancelled: ['cancelled'],
  }
  let other: IncidentDetail
  beforeAll(async () => {
    other = await desk.report({ title: '并入此件' })
  })
  const moreFor = (to: IncidentState) => ({
    ...(to === 'assigned' && { assignee: assignee() }),
    ...(to === 'merged' && { mergedInto: other.id }),
    reason: '说明',
  })
  async function makeIn(state: IncidentState) {
    const { id } = await desk.report()
    for (const to of ways[state]) expect((await desk.step(desk.people.county, id, to, moreFor(to))).status).toBe(200)
    return id
  }

  describe.each(incidentStates)('from %s', (from) => {
    it('goes where it may, and nowhere else', async () => {
      for (const to of incidentStates) {
        const id = await makeIn(from)
        const before = await desk.find(id)
        const answer = await desk.step(desk.people.county, id, to, moreFor(to))
        const after = await desk.find(id)
        if (isAllowedTransition(from, to)) {
          expect([answer.status, answer.body.state, answer.body.version]).toEqual([200, to, before.version + 1])
          expect(after.timeline).toHaveLength(before.timeline.length + 1)
          expect(after.timeline.at(-1)).toMatchObject({ kind: 'state', state: to, note: '说明', data: { from } })
          expect((await desk.eventsOf(id)).at(-1)).toMatchObject({
            name: 'incident.changed',
            version: after.version,
            data: { state: to },
          })
          expect(after.closedAt !== null).toBe(['closed', 'merged', 'cancelled'].includes(to))
        } else {
          expect([...problemOf(answer), (answer.body.current as IncidentDetail).id]).toEqual([
            409,
            'not_possible_now',
            id,
          ])
          expect(after).toEqual(before)
        }
      }
    })

    it('asks for a reason where one is due', async () => {
      for (const to of allowedTransitions[from].filter((next) => needsReason(from, next))) {
        const id = await makeIn(from)
        const answer = await desk.step(desk.people.county, id, to, { ...moreFor(to), reason: undefined })
        expect([...problemOf(answer), answer.body.errors?.[0]?.path]).toEqual([400, 'invalid_input', 'reason'])
      }
    })
  })

  it('has the transitions that were agreed', () => {
    expect(allowedTransitions).toEqual({
      reported: ['accepted', 'returned', 'cancelled', 'merged'],
      returned: ['reported', 'cancelled'],
      accepted: ['assigned', 'returned', 'cancelled', 'merged'],
      assigned: ['in_progress', 'accepted', 'cancelled'],
      in_progress: ['resolved', 'assigned'],
      resolved: ['closed', 'in_progress'],
      closed: ['accepted'],
      merged: [],
      cancelled: [],
    })
  })

  it('is assigned to somebody who can have it', async () => {
    const id = await makeIn('accepted')
    const ask = (assignee?: unknown) => desk.step(desk.people.county, id, 'assigned', { assignee })
    for (const wrong of [
      undefined,
      { role: 'grid-worker', area: desk.sibling },
      { role: 'grid-worker', area: desk.village },
      { role: 'wall', area: desk.village },
      { role: 'auditor', area: '530326' },
      { departmentId: 'nobody' },
      { unitId: randomUUID() },
    ]) {
      const answer = await ask(wrong)
      expect([...problemOf(answer), answer.body.errors?.[0]?.path]).toEqual([400, 'invalid_input', 'assignee'])
    }
    expect((await ask({ role: 'village-clerk', area: desk.village })).body.assignee).toEqual({
      role: 'village-clerk',
      area: desk.village,
    })
  })

  it('is merged into an open one of its kind, which hears of it', async () => {
    const { id, number } = await desk.report()
    const hazard = await desk.report({ kind: 'hazard', type: 'landslide' })
    const gone = await makeIn('cancelled')
    for (const mergedInto of [undefined, id, id.toUpperCase(), randomUUID(), hazard.id, gone]) {
      const answer = await desk.step(desk.people.county, id, 'merged', { mergedInto })
      expect([...problemOf(answer), answer.body.errors?.[0]?.path]).toEqual([400, 'invalid_input', 'mergedInto'])
    }
    expect((await desk.step(desk.people.county, id, 'merged', { mergedInto: other.id })).status).toBe(200)
    expect((await desk.find(other.id)).timeline.at(-1)).toMatchObject({ kind: 'note', data: { merged: id, number } })
    expect((await desk.find(id)).mergedInto).toBe(other.id)
  })

  it('is merged by two at once into each other without either waiting for ever', async () => {
    const [one, two] = [await desk.report(), await desk.report()]
    const answers = await Promise.all([
      desk.step(desk.people.county, one.id, 'merged', { mergedInto: two.id }),
      desk.step(desk.people.county, two.id, 'merged', { mergedInto: one.id }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
  })

  it('refuses a step from a stale version and shows how it is now', async () => {
    const { id } = await desk.report()
    const send = () =>
      desk.ask<IncidentDetail & Problem>(desk.people.county, `POST /api/incidents/${id}/transitions`, {
        to: 'accepted',
        version: 1,
      })
    const answers = await Promise.all([send(), send()])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const refused = answers.find(({ status }) => status === 409)?.body
    expect(refused?.code).toBe('stale_version')
    expect(refused?.current).toMatchObject({ id, version: 2, state: 'accepted' })
  })
})

describe('correcting an incident', () => {
  it('changes what is named, says what was changed, and moves who is involved along', async () => {
    const { id } = await desk.report()
    await desk.database.write(async (transaction) => {
      await transaction.run(sql`SET LOCAL onegrid.persons = '530326'`)
      await transaction.run(
        sql`INSERT INTO incident_parties (incident_id, area_code, name, part, expires_at)
          VALUES (${id}::uuid, ${desk.grid}, '某甲', 'applicant', now() + interval '1 day')`,
        1,
      )
    })
    const { status, body } = await desk.ask<IncidentDetail>(desk.people.county, `PATCH /api/incidents/${id}`, {
      version: 1,
      title: '改过的',
      severity: 'orange',
      details: { partyCount: 2 },
      location: { gridCode: desk.sibling },
    })
    expect([status, body.title, body.severity, body.gridCode, body.details]).toEqual([
      200,
      '改过的',
      'orange',
      desk.sibling,
      { partyCount: 2 },
    ])
    expect(body.timeline.at(-1)).toMatchObject({
      kind: 'change',
      data: {
        changed: {
          title: true,
          severity: { from: 'blue', to: 'orange' },
          details: true,
          location: { from: desk.grid, to: desk.sibling },
        },
      },
    })
    expect((await desk.eventsOf(id)).at(-1)).toMatchObject({ area: desk.sibling, data: { formerArea: desk.grid } })
    const parties = await desk.database.write(async (transaction) => {
      await transaction.run(sql`SET LOCAL onegrid.maintenance = 'handover'`)
      return transaction.rows(sql`SELECT area_code AS area FROM incident_parties WHERE incident_id = ${id}::uuid`)
    })
    expect(parties).toEqual([{ area: desk.sibling }])
  })

  it('keeps its time when a word is mended, and begins anew when it comes again', async () => {
    const { id } = await desk.report({ details: { complexity: 'ordinary' } })
    const due = (await desk.find(id)).dueAt
    expect(due).not.toBeNull()
    await desk.database.write((transaction) =>
      transaction.run(sql`UPDATE incidents SET rung_since = rung_since - interval '30 days' WHERE id = ${id}::uuid`, 1),
    )
    await desk.ask(desk.people.county, `PATCH /api/incidents/${id}`, { version: 1, title: '改字' })
    expect((await desk.find(id)).dueAt).toBe(due)
    await desk.step(desk.people.county, id, 'returned', { reason: '材料不全' })
    await desk.step(desk.people.county, id, 'reported')
    const again = await desk.find(id)
    expect(Date.parse(again.rungSince)).toBeGreaterThan(Date.now() - 60_000)
    expect(Date.parse(again.dueAt ?? '')).toBeGreaterThan(Date.now())
  })

  it('has it no longer who does not look after the new place', async () => {
    const { id } = await desk.report()
    await desk.step(desk.people.county, id, 'accepted')
    await desk.step(desk.people.county, id, 'assigned', { assignee: { role: 'grid-worker', area: desk.grid } })
    const { body } = await desk.ask<IncidentDetail>(desk.people.county, `PATCH /api/incidents/${id}`, {
      version: 3,
      location: { gridCode: desk.sibling },
    })
    expect(body.assignee).toBeNull()
  })

  it('refuses what does not belong to the kind, a stale version, and what has ended', async () => {
    const { id } = await desk.report()
    const patch = (body: unknown) => desk.ask<Problem>(desk.people.county, `PATCH /api/incidents/${id}`, body)
    expect(problemOf(await patch({ version: 1 }))).toEqual([400, 'invalid_input'])
    for (const [path, details] of [
      ['details', { trigger: 'rain' }],
      ['details.partyCount', { partyCount: -1 }],
    ] as const) {
      const { status, body } = await patch({ version: 1, details })
      expect([status, body.code, body.errors?.[0]?.path]).toEqual([400, 'invalid_input', path])
    }
    expect(problemOf(await patch({ version: 0, title: '旧' }))).toEqual([409, 'stale_version'])
    await desk.step(desk.people.county, id, 'cancelled', { reason: '误报' })
    expect(problemOf(await patch({ version: 2, title: '新' }))).toEqual([409, 'not_possible_now'])
    expect((await desk.find(id)).title).toBe('两家为院墙争执')
  })
})

describe('the ladder', () => {
  const climb = (asker: typeof desk.people.county, id: string, how: string, body: unknown) =>
    desk.ask<IncidentDetail & Problem>(asker, `POST /api/incidents/${id}/${how}`, body)

  it('is climbed rung by rung with a reason, and back down', async () => {
    const { id } = await desk.report({}, desk.people.worker)
    expect(problemOf(await climb(desk.people.worker, id, 'escalate', { version: 1 }))).toEqual([400, 'invalid_input'])
    const up = await climb(desk.people.worker, id, 'escalate', { version: 1, reason: '本级处理不了' })
    expect([up.status, up.body.rung, up.body.version]).toEqual([200, 'village', 2])
    expect(up.body.timeline.at(-1)).toMatchObject({
      kind: 'rung',
      note: '本级处理不了',
      data: { from: 'grid', to: 'village' },
    })
    // It is the village's now.
    for (const answer of [
      await climb(desk.people.worker, id, 'escalate', { version: 2, reason: '再上' }),
      await desk.step(desk.people.worker, id, 'accepted'),
      await desk.ask(desk.people.worker, `PATCH /api/incidents/${id}`, { version: 2, title: '改' }),
    ])
      expect(problemOf(answer)).toEqual([403, 'held_above'])
    expect((await desk.ask(desk.people.worker, `POST /api/incidents/${id}/notes`, { text: '现场还有人' })).status).toBe(
      201,
    )
    const far = await climb(desk.people.village, id, 'escalate', { version: 2, reason: '需县里协调', to: 'county' })
    expect([far.status, far.body.rung]).toEqual([200, 'county'])
    expect(problemOf(await climb(desk.people.county, id, 'escalate', { version: 3, reason: '再上' }))).toEqual([
      409,
      'not_possible_now',
    ])
    expect(problemOf(await climb(desk.people.township, id, 'hand-back', { version: 3, reason: '下' }))).toEqual([
      403,
      'held_above',
    ])
    const down = await climb(desk.people.county, id, 'hand-back', { version: 3, reason: '乡镇可处理' })
    expect([down.status, down.body.rung]).toEqual([200, 'township'])
    expect(
      problemOf(await climb(desk.people.county, id, 'hand-back', { version: 4, reason: '下', to: 'county' })),
    ).toEqual([409, 'not_possible_now'])
  })

  it('takes it out of the hands of whoever had it', async () => {
    const { id } = await desk.report()
    await desk.step(desk.people.county, id, 'accepted')
    await desk.step(desk.people.county, id, 'assigned', { assignee: { role: 'grid-worker', area: desk.grid } })
    const { body } = await climb(desk.people.county, id, 'escalate', { version: 3, reason: '上' })
    expect([body.state, body.rung, body.assignee]).toEqual(['accepted', 'village', null])
  })

  it('lets whoever was given it from above begin, have it done and give it back, and nothing else', async () => {
    const { id } = await desk.report({}, desk.people.worker)
    await climb(desk.people.worker, id, 'escalate', { version: 1, reason: '上', to: 'township' })
    await desk.step(desk.people.township, id, 'accepted')
    const assignee = { role: 'village-clerk', area: desk.grid.slice(0, 12) }
    await desk.step(desk.people.township, id, 'assigned', { assignee })
    expect(problemOf(await desk.step(desk.people.worker, id, 'in_progress'))).toEqual([403, 'held_above'])
    const begun = await desk.step(desk.people.village, id, 'in_progress')
    expect([begun.status, begun.body.state, begun.body.rung]).toEqual([200, 'in_progress', 'township'])
    expect(problemOf(await desk.step(desk.people.village, id, 'assigned', { assignee }))).toEqual([403, 'held_above'])
    expect((await desk.step(desk.people.village, id, 'resolved')).body.state).toBe('resolved')
    expect(problemOf(await desk.step(desk.people.village, id, 'closed'))).toEqual([403, 'held_above'])
  })

  it('is climbed, not gone round by assigning to somebody above', async () => {
    const { id } = await desk.report({}, desk.people.worker)
    await desk.step(desk.people.worker, id, 'accepted')
    const assignee = { role: 'county-operator', area: '530326' }
    expect(problemOf(await desk.step(desk.people.worker, id, 'assigned', { assignee }))).toEqual([400, 'invalid_input'])
    expect((await desk.step(desk.people.county, id, 'assigned', { assignee })).status).toBe(200)
  })

  it('ends with the work', async () => {
    const { id } = await desk.report()
    await desk.step(desk.people.county, id, 'cancelled', { reason: '误报' })
    expect(problemOf(await climb(desk.people.county, id, 'escalate', { version: 2, reason: '上' }))).toEqual([
      409,
      'not_possible_now',
    ])
  })
})

describe('notes and the history', () => {
  it('takes a note twice sent as one, and makes nobody’s version stale', async () => {
    const { id } = await desk.report()
    const headers = { 'idempotency-key': randomUUID() }
    const send = () =>
      desk.ask<IncidentDetail>(
        desk.people.worker,
        `POST /api/incidents/${id}/notes`,
        { text: '第一行\n第二行' },
        headers,
      )
    expect((await send()).status).toBe(201)
    const { body } = await send()
    expect(body.timeline.filter(({ kind }) => kind === 'note')).toHaveLength(1)
    expect(body.version).toBe(1)
    const { body: history } = await desk.ask<{ items: unknown[] }>(
      desk.people.county,
      `GET /api/incidents/${id}/timeline`,
    )
    expect(history.items).toEqual(body.timeline)
    expect(body.timelineCount).toBe(2)
  })

  it('shows the end of a long history with the incident, and all of it page by page', async () => {
    const { id } = await desk.report()
    await desk.database.write((transaction) =>
      transaction.run(
        // All at one instant: their order is that of their numbers.
        sql`INSERT INTO incident_timeline (incident_id, at, kind, state, rung, note, actor_kind, actor, data)
          SELECT ${id}::uuid, now(), 'note', 'reported', 'grid', g.n::text, 'person', 'tester', '{}'
          FROM generate_series(1, 59) AS g (n) ORDER BY g.n`,
        59,
      ),
    )
    const { body } = await desk.ask<IncidentDetail>(desk.people.worker, `POST /api/incidents/${id}/notes`, {
      text: 'last',
    })
    const notes = Array.from({ length: 59 }, (_, place) => String(place + 1))
    expect(body.timelineCount).toBe(61)
    expect(body.timeline.map(({ note }) => note)).toEqual([...notes.slice(-49), 'last'])
    expect((await desk.find(id)).timeline).toEqual(body.timeline)
    const items: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      type Page = { items: { note: string }[]; nextCursor: string | null; total: number }
      const path = `GET /api/incidents/${id}/timeline?limit=25${cursor && `&cursor=${cursor}`}`
      const page: Page = (await desk.ask<Page>(desk.people.county, path)).body
      expect(page.total).toBe(61)
      items.push(...page.items.map(({ note }) => note))
      cursor = page.nextCursor
    }
    expect(items).toEqual(['', ...notes, 'last'])
    expect(problemOf(await desk.ask(desk.people.elsewhere, `GET /api/incidents/${id}/timeline`))).toEqual([
      404,
      'not_found',
    ])
  })

  it('keeps the history from being changed or removed by the application', async () => {
    const { id } = await desk.report()
    for (const statement of [
      sql`UPDATE incident_timeline SET note = 'x' WHERE incident_id = ${id}::uuid`,
      sql`DELETE FROM incident_timeline WHERE incident_id = ${id}::uuid`,
      sql`DELETE FROM incidents WHERE id = ${id}::uuid`,
    ])
      await expect(
        desk.database.write(async (transaction) => {
          await transaction.run(sql`SET LOCAL ROLE onegrid_app`)
          await transaction.run(statement)
        }),
      ).rejects.toThrow()
  })

  it('puts nothing that was typed into the event log or the audit', async () => {
    const word = `某某${randomUUID()}`
    const { id } = await desk.report({ title: word, description: word })
    await desk.ask(desk.people.county, `POST /api/incidents/${id}/notes`, { text: word })
    await desk.ask(desk.people.county, `PATCH /api/incidents/${id}`, { version: 1, description: `${word}二` })
    await desk.step(desk.people.county, id, 'returned', { reason: word })
    expect(await desk.readAllText('event_log', 'request_keys')).not.toContain(word)
  })
})
