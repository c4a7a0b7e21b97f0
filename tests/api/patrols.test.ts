import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { FeatureCollection, LineString } from 'geojson'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Patrol } from '#api/operations/patrols/patrols.contract.ts'
import type { Problem } from '#api/platform/http/problem.ts'
import type { ListOf } from '#api/platform/http/shared.contract.ts'
import { openCountyWithDemo } from '../support/operations-app.ts'

describe('patrols', () => {
  let county: Awaited<ReturnType<typeof openCountyWithDemo>>
  let all: Patrol[]
  beforeAll(async () => {
    county = await openCountyWithDemo()
    const response = await county.app.request('/api/patrols', { headers: { accept: 'application/geo+json' } })
    expect(response.headers.get('content-type')).toBe('application/geo+json')
    const { features } = (await response.json()) as FeatureCollection<LineString, Omit<Patrol, 'line'>>
    all = features.map(({ geometry, properties }) => ({ ...properties, line: geometry.coordinates as Patrol['line'] }))
  })
  afterAll(() => county.database.close())

  const page = (query: string) => county.ask<ListOf<Patrol>>(`/api/patrols?${query}`)
  async function readAll(query: string, between?: () => Promise<void>): Promise<{ items: Patrol[]; total: number }> {
    const items: Patrol[] = []
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
  const ids = (patrols: readonly Patrol[]) => patrols.map(({ id }) => id)

  it('come latest start first with their stops in order, and all pages together are all of them', async () => {
    const { items, total } = await readAll('limit=500')
    expect(total).toBe(all.length)
    expect(ids(items)).toEqual(ids(all))
    const starts = items.map(({ plannedStartAt }) => plannedStartAt)
    expect(starts).toEqual([...starts].sort().reverse())
    const { grids, areas } = await county.editions.current()
    for (const { stops, line, villageCode, villageName, townshipName } of items.slice(0, 100)) {
      expect(stops.map(({ position }) => position)).toEqual(stops.map((_, index) => index + 1))
      expect(stops.map(({ gridName }) => gridName)).toEqual(stops.map(({ gridCode }) => grids.get(gridCode)?.name))
      expect([villageName, townshipName]).toEqual([
        areas.get(villageCode)?.name,
        areas.get(villageCode.slice(0, 9))?.name,
      ])
      expect(line.map(String)).toEqual(expect.arrayContaining(stops.map(({ lngLat }) => String(lngLat))))
    }
  })

  it('keep their pages while others are planned: none twice, none left out', async () => {
    const { items } = await readAll('limit=500', () =>
      county.database.write((transaction) =>
        transaction
          .run(
            sql`INSERT INTO patrols (id, name, state, village_code, planned_start_at, line)
            SELECT ${randomUUID()}::uuid, '日常巡查', 'scheduled', village_code, now() + interval '1 day', line
            FROM patrols LIMIT 1`,
            1,
          )
          .then(() => undefined),
      ),
    )
    expect(new Set(ids(items)).size).toBe(items.length)
    const seen = new Set(ids(items))
    expect(ids(all).filter((id) => !seen.has(id))).toEqual([])
    await county.database.write((transaction) => transaction.run(sql`DELETE FROM patrols WHERE NOT is_demo`))
  })

  it.each([
    ['state=under_way', (patrol: Patrol) => patrol.state === 'under_way'],
    ['state=scheduled,ready,overdue', (patrol: Patrol) => ['scheduled', 'ready', 'overdue'].includes(patrol.state)],
    ['area=530326001', (patrol: Patrol) => patrol.villageCode.startsWith('530326001')],
    ['area=530326001001', (patrol: Patrol) => patrol.villageCode === '530326001001'],
    ['area=530326001001003', (patrol: Patrol) => patrol.stops.some(({ gridCode }) => gridCode === '530326001001003')],
    ['since=2026-11-20T00:00:00Z', (patrol: Patrol) => patrol.changedAt >= '2026-11-20T00:00:00.000Z'],
  ])('%s gives exactly the matches, and counts them', async (query, matches) => {
    const wanted = all.filter(matches)
    const { items, total } = await readAll(`limit=500&${query}`)
    expect(ids(items)).toEqual(ids(wanted))
    expect(total).toBe(wanted.length)
  })

  it.each(['999999', '530326001999', '53032699999999', '530326001001999'])(
    'of area %s, which nobody knows, are a 404 and not an empty list',
    async (code) => {
      const { status, body } = await county.ask<Problem>(`/api/patrols?area=${code}`)
      expect([status, body.code, body.errors?.[0]?.path]).toEqual([404, 'area_not_found', 'area'])
    },
  )

  it('of a village that a later edition dropped still answer', async () => {
    await county.database.write((transaction) =>
      transaction.run(
        sql`INSERT INTO patrols (id, name, state, village_code, planned_start_at, line)
          SELECT ${randomUUID()}::uuid, '日常巡查', 'done', '530326999001', now(), line FROM patrols LIMIT 1`,
        1,
      ),
    )
    expect((await page('area=530326999001')).body.total).toBe(1)
    await county.database.write((transaction) => transaction.run(sql`DELETE FROM patrols WHERE NOT is_demo`))
    expect((await page('area=530326999001')).status).toBe(404)
  })

  it('of a group are those that stop in one of its grids', async () => {
    const { grids } = await county.editions.current()
    const group = grids.get(all[0]?.stops[0]?.gridCode ?? '')?.groupCode
    const inGroup = (patrol: Patrol) => patrol.stops.some(({ gridCode }) => grids.get(gridCode)?.groupCode === group)
    const { items } = await readAll(`limit=500&area=${group}`)
    expect(ids(items)).toEqual(ids(all.filter(inGroup)))
  })

  it.each([
    ['state=open', 'state'],
    ['state=done,', 'state'],
    ['area=1', 'area'],
    ['since=1', 'since'],
    ['cursor=e30', 'cursor'],
  ])('refuses %s and names the field', async (query, field) => {
    const { status, body } = await county.ask<Problem>(`/api/patrols?${query}`)
    expect(status).toBe(400)
    expect(body.errors?.[0]?.path).toBe(field)
  })

  it('one by one are as in the list; an unknown one is a 404, no UUID a 400', async () => {
    const { status, body } = await county.ask<Patrol>(`/api/patrols/${all[0]?.id}`)
    expect(status).toBe(200)
    expect(body).toEqual(all[0])
    expect((await county.ask(`/api/patrols/${randomUUID()}`)).status).toBe(404)
    expect((await county.ask('/api/patrols/none')).status).toBe(400)
  })
})
