import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  breakdownWords,
  type IncidentBreakdown,
  type IncidentFigures,
  type IncidentTrend,
} from '#api/operations/incidents/incident-figures.contract.ts'
import { createIncidentFiguresService } from '#api/operations/incidents/incident-figures.service.ts'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import { openCountyWithDemo } from '../support/operations-app.ts'
import { aScope } from '../support/principals.ts'

let county: Awaited<ReturnType<typeof openCountyWithDemo>>
let all: Incident[]
beforeAll(async () => {
  county = await openCountyWithDemo()
  const { body } = await county.ask<{ features: { properties: Incident }[] }>('/api/incidents', 'application/geo+json')
  all = body.features.map(({ properties }) => properties)
})
afterAll(() => county?.database.close())

const totalOf = async (query: string) =>
  (await county.ask<{ total: number }>(`/api/incidents?limit=1&${query}`)).body.total

describe('the figures about incidents', () => {
  it.each(['', 'area=530326105', 'kind=hazard&days=90', 'severity=yellow,orange&days=366'])(
    'of "%s" are each the number of what their list shows',
    async (query) => {
      const { status, body } = await county.ask<IncidentFigures>(`/api/incidents/figures?${query}`)
      expect(status).toBe(200)
      const filter = query.replace(/&?days=\d+/, '')
      for (const figure of [
        'open',
        'overdue',
        'reported',
        'foundToReported',
        'reportedToActed',
        'reportedToClosed',
      ] as const)
        expect(await totalOf(`${filter}&${body[figure].list}`), figure).toBe(body[figure].count)
      expect(body.open.count).toBeGreaterThan(0)
    },
  )

  it('say how long the middle one and the slow ones took', async () => {
    const { body } = await county.ask<IncidentFigures>('/api/incidents/figures?days=90')
    const minutes = all
      .filter(({ state, reportedAt }) => state === 'closed' && reportedAt >= body.from)
      .map(({ reportedAt, closedAt }) => (Date.parse(closedAt ?? '') - Date.parse(reportedAt)) / 60_000)
      .sort((a, b) => a - b)
    const at = (share: number) => {
      const place = share * (minutes.length - 1)
      const [low = 0, high = 0] = [minutes[Math.floor(place)], minutes[Math.ceil(place)]]
      return low + (high - low) * (place % 1)
    }
    expect(body.reportedToClosed.count).toBe(minutes.length)
    expect(body.reportedToClosed.medianMinutes).toBeCloseTo(at(0.5), 1)
    expect(body.reportedToClosed.p90Minutes).toBeCloseTo(at(0.9), 1)
  })

  it('of no incident at all are nothing, not nought minutes', async () => {
    const { body } = await county.ask<IncidentFigures>('/api/incidents/figures?type=nothing')
    expect(body.reportedToClosed).toMatchObject({ count: 0, medianMinutes: null, p90Minutes: null })
  })

  it('by day are all the days, China’s days, and add up', async () => {
    const { body } = await county.ask<IncidentTrend>('/api/incidents/trend?days=60')
    expect(body.items).toHaveLength(60)
    const dayOf = (instant: string | null) =>
      instant === null ? '' : new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 10)
    for (const { day, reported, ended } of body.items) {
      expect(reported, day).toBe(all.filter(({ reportedAt }) => dayOf(reportedAt) === day).length)
      expect(ended, day).toBe(all.filter(({ closedAt }) => dayOf(closedAt) === day).length)
    }
    expect(body.items.at(-1)?.day).toBe(dayOf(new Date(county.now()).toISOString()))
  })

  it('begin with midnight in China', async () => {
    // 23:30 in China, then half past midnight.
    for (const [now, from] of [
      ['2026-11-26T15:30:00Z', '2026-11-25T16:00:00.000Z'],
      ['2026-11-26T16:30:00Z', '2026-11-26T16:00:00.000Z'],
    ] as const) {
      const service = createIncidentFiguresService({ ...county, now: () => Date.parse(now) })
      expect((await service.figures(aScope('incidents.report'), { days: 1 })).from).toBe(from)
    }
  })

  it.each(breakdownWords)('by %s add up, and each is its list', async (by) => {
    const { body } = await county.ask<IncidentBreakdown>(`/api/incidents/breakdown?by=${by}&days=366`)
    const { body: figures } = await county.ask<IncidentFigures>('/api/incidents/figures?days=366')
    const sum = (word: 'total' | 'open' | 'overdue') => body.items.reduce((total, item) => total + item[word], 0)
    expect(sum('total')).toBe(figures.reported.count)
    const [first] = body.items
    const filter = by === 'township' || by === 'village' ? 'area' : by
    const own = `${filter}=${encodeURIComponent(first?.key ?? '')}${by === 'type' ? `&kind=${first?.kind}` : ''}`
    expect(await totalOf(`${own}&from=${figures.from}`)).toBe(first?.total)
    expect(await totalOf(`${own}&state=open&from=${figures.from}`)).toBe(first?.open)
    expect(await totalOf(`${own}&overdue=true&from=${figures.from}`)).toBe(first?.overdue)
    if (filter === 'area') {
      expect(first?.name).toMatch(/[镇乡街道村社区]/)
      const keys = body.items.map(({ key }) => key)
      expect(keys).toEqual([...keys].sort())
    }
  })

  it('count what was merged and cancelled as ended, and as nothing that was closed', async () => {
    const before = (await county.ask<IncidentFigures>('/api/incidents/figures?days=366')).body
    await county.database.write((transaction) =>
      transaction.run(
        sql`UPDATE incidents SET state = 'cancelled' WHERE id = (SELECT id FROM incidents WHERE state = 'closed' ORDER BY reported_at DESC LIMIT 1)`,
        1,
      ),
    )
    const after = (await county.ask<IncidentFigures>('/api/incidents/figures?days=366')).body
    expect(after.reportedToClosed.count).toBe(before.reportedToClosed.count - 1)
    expect(after.open.count).toBe(before.open.count)
  })
})
