import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { FeatureCollection, Point } from 'geojson'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEditionsService } from '#api/ground/editions/editions.service.ts'
import type {
  ContainmentAnswer,
  Incident,
  IncidentDetail,
  IncidentSummary,
} from '#api/operations/incidents/incidents.contract.ts'
import { readTitle } from '#api/operations/incidents/title-reading.ts'
import type { Database } from '#api/platform/db/client.ts'
import { encodeCursor } from '#api/platform/http/list.ts'
import type { Problem } from '#api/platform/http/problem.ts'
import type { ListOf } from '#api/platform/http/shared.contract.ts'
import { openTestDatabase } from '../support/database.ts'
import { createOperationsApp, openCountyWithDemo } from '../support/operations-app.ts'

const isLate = ({ state, dueAt }: Incident) =>
  !ended.includes(state) && dueAt !== null && Date.parse(dueAt) < Date.now()
const ended = ['closed', 'merged', 'cancelled']

describe('incidents', () => {
  let county: Awaited<ReturnType<typeof openCountyWithDemo>>
  let all: Incident[]
  beforeAll(async () => {
    county = await openCountyWithDemo()
    const response = await county.app.request('/api/incidents', { headers: { accept: 'application/geo+json' } })
    const { features } = (await response.json()) as FeatureCollection<Point, Omit<Incident, 'lngLat'>>
    all = features.map(({ geometry, properties }) => ({
      ...properties,
      lngLat: geometry.coordinates as Incident['lngLat'],
    }))
  })
  afterAll(() => county.database.close())

  const page = (query: string) => county.ask<ListOf<Incident>>(`/api/incidents?${query}`)
  /** All pages of a list, `between` run after each. */
  async function readAll(query: string, between?: () => Promise<void>): Promise<{ items: Incident[]; total: number }> {
    const items: Incident[] = []
    let cursor = ''
    for (;;) {
      const { body, status } = await page(`${query}${cursor}`)
      expect(status).toBe(200)
      items.push(...body.items)
      if (body.nextCursor === null) return { items, total: body.total }
      cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`
      await between?.()
    }
  }
  const ids = (incidents: readonly Incident[]) => incidents.map(({ id }) => id)
  const insert = (reportedAt: string, id = randomUUID()) =>
    county.database.write((transaction) =>
      transaction.run(
        sql`INSERT INTO incidents (id, kind, type, title, state, rung, severity, location, grid_code, reported_at)
          SELECT ${id}::uuid, 'request', '路灯', '路灯不亮', 'accepted', 'grid', 'blue', location, grid_code,
            ${reportedAt}::text::timestamptz FROM incidents LIMIT 1`,
        1,
      ),
    )
  /** An incident in a grid of no current edition; its id. */
  const insertInFormerVillage = async () => {
    const id = randomUUID()
    await insert('2026-05-05T05:05:05Z', id)
    await county.database.write(async (transaction) => {
      await transaction.run(
        sql`INSERT INTO grids (code, first_edition) VALUES ('530326999001001', 1) ON CONFLICT DO NOTHING`,
      )
      await transaction.run(sql`UPDATE incidents SET grid_code = '530326999001001' WHERE id = ${id}::uuid`, 1)
    })
    return id
  }
  const lamp = '路灯'
  const lamps = `type=${encodeURIComponent(lamp)}`
  const remove = () =>
    county.database.write((transaction) => transaction.run(sql`DELETE FROM incidents WHERE type = ${lamp}`))

  it('come newest first, 50 a page, with names, and all pages together are all of them', async () => {
    const first = await page('')
    expect(first.body.items).toHaveLength(50)
    expect(first.body.total).toBe(all.length)
    const { items } = await readAll('limit=500')
    expect(ids(items)).toEqual(ids(all))
    expect(new Set(ids(items)).size).toBe(items.length)
    const sorted = [...items].sort((a, b) =>
      a.reportedAt < b.reportedAt ? 1 : a.reportedAt > b.reportedAt ? -1 : a.id < b.id ? -1 : 1,
    )
    expect(ids(items)).toEqual(ids(sorted))
    const { grids, areas } = await county.editions.current()
    for (const item of first.body.items) {
      expect(item.gridName).toBe(grids.get(item.gridCode)?.name)
      expect(item.villageName).toBe(areas.get(item.gridCode.slice(0, 12))?.name)
      expect(item.townshipName).toBe(areas.get(item.gridCode.slice(0, 9))?.name)
      expect(new Date(item.reportedAt).toISOString()).toBe(item.reportedAt)
    }
  })

  it('keep their pages while others come in: none twice, none left out', async () => {
    let day = 0
    const { items } = await readAll('limit=300', async () => {
      day += 1
      await insert(new Date(Date.now() - day * 86_400_000).toISOString())
      await insert(new Date(Date.UTC(2026, 0, day)).toISOString())
    })
    expect(day).toBeGreaterThan(5)
    expect(new Set(ids(items)).size).toBe(items.length)
    const seen = new Set(ids(items))
    expect(ids(all).filter((id) => !seen.has(id))).toEqual([])
    await remove()
  })

  it('cut a page between two reports of the same microsecond, and of neighbouring ones', async () => {
    const instants = ['2026-05-05T05:05:05.123456Z', '2026-05-05T05:05:05.123456Z', '2026-05-05T05:05:05.123457Z']
    for (const instant of instants) for (let copy = 0; copy < 4; copy += 1) await insert(instant)
    const { items, total } = await readAll(`${lamps}&limit=1`)
    expect(total).toBe(12)
    expect(new Set(ids(items)).size).toBe(12)
    expect(items).toHaveLength(12)
    await remove()
  })

  it.each([
    ['kind=hazard', (incident: Incident) => incident.kind === 'hazard'],
    ['kind=hazard,request', ({ kind }: Incident) => kind === 'hazard' || kind === 'request'],
    ['state=open', (incident: Incident) => !ended.includes(incident.state)],
    ['state=closed,merged', (incident: Incident) => ['closed', 'merged'].includes(incident.state)],
    ['state=open,merged', (incident: Incident) => !['closed', 'cancelled'].includes(incident.state)],
    ['rung=village,county', (incident: Incident) => ['village', 'county'].includes(incident.rung)],
    ['severity=orange', (incident: Incident) => incident.severity === 'orange'],
    ['type=山林地界,landslide', (incident: Incident) => ['山林地界', 'landslide'].includes(incident.type)],
    [
      'type=hazard.landslide,dispute.landslide',
      ({ kind, type }: Incident) => kind === 'hazard' && type === 'landslide',
    ],
    ['type=dispute.landslide,山林地界', ({ type }: Incident) => type === '山林地界'],
    ['overdue=true', (incident: Incident) => isLate(incident)],
    ['overdue=false&kind=hazard', (incident: Incident) => !isLate(incident) && incident.kind === 'hazard'],
    ['q=%E5%A2%99', ({ title }: Incident) => title.includes('墙')],
    ['q=%E5%A2%99%20qiang', ({ title }: Incident) => title.includes('墙')],
    [
      'q=%E8%80%85%E6%B5%B7%E9%95%87%20%E5%A2%99',
      ({ title, townshipName }: Incident) =>
        (townshipName === '者海镇' || title.includes('者海镇')) && title.includes('墙'),
    ],
    ['q=00001', ({ number, title }: Incident) => number.includes('00001') || title.includes('00001')],
    ['q=QIANG', (incident: Incident) => readTitle(incident.title).includes('qiang')],
    [
      'q=%E8%80%85%E6%B5%B7%E9%95%87',
      ({ title, townshipName }: Incident) => townshipName === '者海镇' || title.includes('者海镇'),
    ],
    ['q=%25', ({ title }: Incident) => title.includes('%')],
    [
      'from=2026-10-01T00:00:00Z&to=2026-11-01T00:00:00Z',
      ({ reportedAt }: Incident) => reportedAt >= '2026-10-01' && reportedAt < '2026-11-01',
    ],
    [
      'endedSince=2026-10-01T00:00:00%2B08:00',
      ({ closedAt }: Incident) => closedAt !== null && new Date(closedAt) >= new Date('2026-09-30T16:00:00Z'),
    ],
    [
      'endedSince=2026-10-01T00:00:00Z&endedTo=2026-10-15T00:00:00Z',
      ({ closedAt }: Incident) => closedAt !== null && closedAt >= '2026-10-01' && closedAt < '2026-10-15',
    ],
    ['area=530326', () => true],
    ['area=530326001', (incident: Incident) => incident.gridCode.startsWith('530326001')],
    ['area=530326001001', (incident: Incident) => incident.gridCode.startsWith('530326001001')],
    ['kind=dispute&state=open&area=530326', (i: Incident) => i.kind === 'dispute' && !ended.includes(i.state)],
    [
      'bbox=103.2,26.3,103.5,26.6',
      ({ lngLat: [lng, lat] }: Incident) => lng >= 103.2 && lng <= 103.5 && lat >= 26.3 && lat <= 26.6,
    ],
    [
      'since=2026-11-01T00:00:00%2B08:00',
      (incident: Incident) => new Date(incident.changedAt) >= new Date('2026-10-31T16:00:00Z'),
    ],
  ])('%s gives exactly the matches, and counts them', async (query, matches) => {
    const wanted = all.filter(matches)
    const { items, total } = await readAll(`limit=500&${query}`)
    expect(ids(items)).toEqual(ids(wanted))
    expect(total).toBe(wanted.length)
  })

  it.each([
    ['', () => true],
    ['area=530326001', ({ gridCode }: Incident) => gridCode.startsWith('530326001')],
    ['since=2026-10-01T00:00:00%2B08:00', ({ closedAt }: Incident) => (closedAt ?? '') >= '2026-09-30T16:00:00.000Z'],
  ])('settled by rung, with %s, are counted, and the list behind each number holds as many', async (query, isMeant) => {
    const { body } = await county.ask<ContainmentAnswer>(`/api/incidents/containment?${query}`)
    const settled = all.filter((incident) => incident.state === 'closed' && isMeant(incident))
    expect(body).toMatchObject({ total: settled.length, partial: false })
    expect(settled.length).toBeGreaterThan(0)
    expect(body.rungs.map(({ rung }) => rung)).toEqual(['grid', 'village', 'township', 'county'])
    for (const { rung, count, share, query: list } of body.rungs) {
      expect(count).toBe(settled.filter((incident) => incident.rung === rung).length)
      expect(share).toBeCloseTo(count / settled.length, 10)
      expect((await page(list)).body.total).toBe(count)
    }
  })

  it('of an area where nothing was settled have no shares', async () => {
    const { body } = await county.ask<ContainmentAnswer>('/api/incidents/containment?since=2099-01-01T00:00:00Z')
    expect(body.total).toBe(0)
    expect(body.rungs.map(({ share }) => share)).toEqual([null, null, null, null])
  })

  it('of a group are those of its grids', async () => {
    const { grids } = await county.editions.current()
    const counts = new Map<string, number>()
    for (const { gridCode } of all) {
      const group = grids.get(gridCode)?.groupCode
      if (group) counts.set(group, (counts.get(group) ?? 0) + 1)
    }
    const [busiest, count] = [...counts].sort((a, b) => b[1] - a[1])[0] as [string, number]
    const { body } = await page(`area=${busiest}&limit=500`)
    expect(body.total).toBe(count)
    for (const { gridCode } of body.items) expect(grids.get(gridCode)?.groupCode).toBe(busiest)
  })

  it.each(['999999', '530326999', '53032699999999', '530326001001999'])(
    'of area %s, which nobody knows, are a 404 and not an empty list',
    async (code) => {
      for (const path of [`/api/incidents?area=${code}`, `/api/incidents/summary?area=${code}`]) {
        for (const accept of ['application/json', 'application/geo+json']) {
          const { status, body } = await county.ask<Problem>(path, accept)
          expect([status, body.code, body.errors?.[0]?.path]).toEqual([404, 'area_not_found', 'area'])
          expect(body.detail).toContain(code)
        }
      }
      const english = await county.ask<Problem>(`/api/incidents?area=${code}&lang=en`)
      expect(english.body.detail).toContain('no area')
    },
  )

  it('of a village that a later edition dropped still answer, and those of a place without incidents are none', async () => {
    const former = await insertInFormerVillage()
    const { status, body } = await page('area=530326999001')
    expect([status, body.total, body.items[0]?.id]).toEqual([200, 1, former])
    expect((await county.ask<IncidentSummary>('/api/incidents/summary?area=530326999')).body.open).toBe(1)
    await remove()
    expect((await page('area=530326999001')).status).toBe(404)
    const { grids } = await county.editions.current()
    const quiet = [...grids.keys()].find((code) => !all.some(({ gridCode }) => gridCode === code))
    expect(await page(`area=${quiet}`)).toMatchObject({ status: 200, body: { total: 0, items: [] } })
  })

  it('changed at an instant belong to those changed since it', async () => {
    const { changedAt } = all[10] as Incident
    const { items } = await readAll(`limit=500&since=${changedAt}`)
    expect(ids(items)).toContain(all[10]?.id)
  })

  it.each([
    ['kind=disputes', 'kind'],
    ['kind=', 'kind'],
    ['state=open,shut', 'state'],
    ['limit=0', 'limit'],
    ['limit=501', 'limit'],
    ['area=12', 'area'],
    ['area=530326%25', 'area'],
    ['bbox=1,2,3', 'bbox'],
    ['bbox=104,26,103,27', 'bbox'],
    ['bbox=a,b,c,d', 'bbox'],
    ['bbox=,,180,90', 'bbox'],
    ['rung=top', 'rung'],
    ['severity=pink', 'severity'],
    ['type=', 'type'],
    ['overdue=yes', 'overdue'],
    ['q=', 'q'],
    ['from=yesterday', 'from'],
    ['endedTo=tomorrow', 'endedTo'],
    ['since=yesterday', 'since'],
    ['since=0000-01-01T00:00:00Z', 'since'],
    ['since=2026-01-01T00:00:00%2B23:59', 'since'],
    ['cursor=AAAA', 'cursor'],
    [`cursor=${encodeCursor(['0000-01-01T00:00:00Z', randomUUID()])}`, 'cursor'],
  ])('refuses %s and names the field', async (query, field) => {
    const { status, body } = await county.ask<Problem>(`/api/incidents?${query}`)
    expect(status).toBe(400)
    expect(body.code).toBe('invalid_input')
    expect(body.errors?.[0]?.path.split('.')[0]).toBe(field)
  })

  it('are points as GeoJSON, all matches at once', async () => {
    const response = await county.app.request('/api/incidents?state=open&limit=5', {
      headers: { accept: 'application/geo+json' },
    })
    expect(response.headers.get('content-type')).toBe('application/geo+json')
    const { features } = (await response.json()) as FeatureCollection<Point, Incident>
    expect(features.length).toBe(all.filter(({ state }) => !ended.includes(state)).length)
    expect(features[0]).toMatchObject({ type: 'Feature', geometry: { type: 'Point' }, id: features[0]?.properties.id })
  })

  it('above 20,000 are refused as GeoJSON and still paged as JSON', async () => {
    await county.database.write(
      (transaction) =>
        transaction.run(
          sql`INSERT INTO incidents (id, kind, type, title, state, rung, severity, location, grid_code, reported_at)
            SELECT gen_random_uuid(), 'request', '路灯', '路灯不亮', 'accepted', 'grid', 'blue', one.location,
              one.grid_code, now() FROM (SELECT * FROM incidents LIMIT 1) one, generate_series(1, 20001)`,
          20_001,
        ),
      { deadlineMs: 60_000 },
    )
    const { status, body } = await county.ask<Problem>(`/api/incidents?${lamps}`, 'application/geo+json')
    expect([status, body.code]).toEqual([422, 'too_many_features'])
    expect((await page(`${lamps}&limit=1`)).body.total).toBe(20_001)
    await remove()
  })

  it('one by one come with their history; an unknown one is a 404, no UUID a 400', async () => {
    const { status, body } = await county.ask<IncidentDetail>(`/api/incidents/${all[0]?.id}`)
    expect(status).toBe(200)
    const { timeline, ...item } = body
    expect(item).toMatchObject(all[0] as Incident)
    expect(timeline[0]).toMatchObject({ state: 'reported', at: item.reportedAt })
    expect(timeline.at(-1)).toMatchObject({ state: item.state, rung: item.rung, at: item.changedAt })
    expect((await county.ask(`/api/incidents/${randomUUID()}`)).status).toBe(404)
    expect((await county.ask('/api/incidents/17')).status).toBe(400)
  })

  it.each(['', '530326001', '530326001001'])('open in "%s" are counted as they are listed', async (area) => {
    const query = area ? `area=${area}` : ''
    const { items } = await readAll(`limit=500&state=open&${query}`)
    const { body } = await county.ask<IncidentSummary>(`/api/incidents/summary?${query}`)
    expect(body.open).toBe(items.length)
    for (const [word, count] of Object.entries(body.byKind))
      expect(items.filter(({ kind }) => kind === word).length).toBe(count)
    for (const [word, count] of Object.entries(body.bySeverity))
      expect(items.filter(({ severity }) => severity === word).length).toBe(count)
    for (const [word, count] of Object.entries(body.byRung))
      expect(items.filter(({ rung }) => rung === word).length).toBe(count)
  })
})

describe('incidents of a database without an edition', () => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase()
  })
  afterAll(() => database.close())

  it.each(['', '?area=530326', '?area=53032600100101'])('%s are none', async (query) => {
    const app = createOperationsApp({ database, editions: createEditionsService({ database }) })
    for (const list of ['incidents', 'patrols']) {
      const response = await app.request(`/api/${list}${query}`)
      expect(response.status).toBe(200)
      expect(await response.json()).toEqual({ items: [], nextCursor: null, total: 0, partial: false })
    }
  })
})
