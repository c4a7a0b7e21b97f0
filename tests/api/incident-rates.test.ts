import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findNeighbours } from '#api/coverage/coverage.ts'
import type { IncidentHotSpots, IncidentRates } from '#api/operations/incidents/incident-rates.contract.ts'
import { createIncidentRatesService } from '#api/operations/incidents/incident-rates.service.ts'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import { openCountyWithDemo } from '../support/operations-app.ts'
import { aPrincipal, aScope } from '../support/principals.ts'

let county: Awaited<ReturnType<typeof openCountyWithDemo>>
let all: Incident[]
beforeAll(async () => {
  county = await openCountyWithDemo()
  const { body } = await county.ask<{ features: { properties: Incident }[] }>('/api/incidents', 'application/geo+json')
  all = body.features.map(({ properties }) => properties)
})
afterAll(() => county?.database.close())

const ratesOf = async (query: string) => (await county.ask<IncidentRates>(`/api/incidents/rates?${query}`)).body
const sumOf = (counts: readonly (number | null)[]) => counts.reduce<number>((sum, count) => sum + (count ?? 0), 0)

describe('incidents by grids', () => {
  it.each(['measure=open', 'measure=overdue', 'measure=reported&days=90', 'measure=open&kind=dispute&area=530326105'])(
    'of "%s" add up to the list they count',
    async (query) => {
      const rates = await ratesOf(query)
      const filter = new URLSearchParams(query)
      for (const own of ['measure', 'days']) filter.delete(own)
      const { body } = await county.ask<{ total: number }>(`/api/incidents?limit=1&${filter}&${rates.list}`)
      expect(rates.total).toBe(body.total)
      expect(sumOf(rates.counts)).toBe((rates.total ?? 0) - (rates.elsewhere ?? 0))
      expect(rates.total).toBeGreaterThan(0)
      expect(rates.codes).toEqual([...new Set(rates.codes)].sort())
      expect(rates).toMatchObject({ level: 'grid', partial: false, elsewhere: 0 })
    },
  )

  it('are those of the days asked for, each grid with its own and by its people', async () => {
    const [week, quarter] = [await ratesOf('measure=reported&days=7'), await ratesOf('measure=reported&days=90')]
    expect(week.total).toBeLessThan(quarter.total ?? 0)
    expect(all.filter(({ reportedAt }) => reportedAt >= (week.from ?? ''))).toHaveLength(week.total ?? 0)
    const { grids } = await county.editions.current()
    for (const [at, code] of quarter.codes.entries()) {
      const own = all.filter(({ gridCode, reportedAt }) => gridCode === code && reportedAt >= (quarter.from ?? ''))
      expect(quarter.counts[at]).toBe(own.length)
      const people = grids.get(code)?.population ?? 0
      if (people > 0) expect(quarter.perThousand[at]).toBeCloseTo((own.length * 1000) / people, 3)
    }
  })

  it('show a shared screen the figures of villages, and none below three', async () => {
    const service = createIncidentRatesService(county)
    const scope = { ...aScope('incidents.read'), isSharedScreen: true }
    const rates = await service.rates(scope, { measure: 'reported', days: '90' })
    expect(rates.level).toBe('village')
    for (const code of rates.codes) expect(code).toHaveLength(12)
    const villages = new Map<string, number>()
    for (const { gridCode, reportedAt } of all)
      if (reportedAt >= (rates.from ?? ''))
        villages.set(gridCode.slice(0, 12), (villages.get(gridCode.slice(0, 12)) ?? 0) + 1)
    expect(rates.codes).toEqual([...villages.keys()].sort())
    const counts = rates.codes.map((code) => villages.get(code) as number)
    expect(rates.counts).toEqual(counts.map((count) => (count < 3 ? null : count)))
    expect(rates.counts).toContain(null)
    expect(rates.counts.some((count) => count !== null)).toBe(true)
    // The rest of a sum would be what is hidden.
    expect(rates.total).toBeNull()
    const whole = rates.codes.find((_, at) => rates.counts[at] !== null)
    expect(await service.rates(scope, { measure: 'reported', days: '90', area: whole })).toMatchObject({
      total: villages.get(whole as string),
      counts: [villages.get(whole as string)],
      elsewhere: 0,
    })
    const hidden = rates.codes.find((_, at) => rates.counts[at] === null)
    expect(await service.rates(scope, { measure: 'reported', days: '90', area: hidden })).toMatchObject({
      total: null,
      counts: [null],
    })
    for (const [at, count] of rates.counts.entries()) expect(rates.perThousand[at] === null).toBe(count === null)
    await expect(service.rates(scope, { measure: 'open', days: '30', area: all[0]?.gridCode })).rejects.toMatchObject({
      status: 403,
    })
  })

  it('end at what the caller may see, and say so', async () => {
    const area = all[0]?.gridCode.slice(0, 9) ?? ''
    const scope = aScope('incidents.read', aPrincipal({ role: 'township-operator', area }))
    const rates = await createIncidentRatesService(county).rates(scope, { measure: 'open', days: '30' })
    expect(rates).toMatchObject({ partial: true, reach: [area] })
    for (const code of rates.codes) expect(code.startsWith(area)).toBe(true)
  })

  it.each(['rates?measure=closed', 'rates?days=8', 'hot-spots?correction=all', 'rates?area=999999'])(
    'are refused with words that say what is wrong: %s',
    async (path) => {
      const { status, body } = await county.ask<{ code: string }>(`/api/incidents/${path}`)
      expect([status, body.code]).toEqual(path.includes('area') ? [404, 'area_not_found'] : [400, 'invalid_input'])
    },
  )
})

describe('hot spots', () => {
  const ask = async (query: string) => (await county.ask<IncidentHotSpots>(`/api/incidents/hot-spots?${query}`)).body

  it('name the test, the grids and the time, and are hot where the neighbours have many', async () => {
    const spots = await ask('days=90')
    const { grids, coverage } = await county.editions.current()
    expect(spots).toMatchObject({ test: 'getis-ord-gi-star', measure: 'reported', grids: grids.size, partial: false })
    expect(spots.codes.length).toBeGreaterThan(0)
    const { codes, counts } = await ratesOf('measure=reported&days=90')
    const countOf = (code: string) => counts[codes.indexOf(code)] ?? 0
    const mean = spots.total / spots.grids
    for (const [at, code] of spots.codes.entries()) {
      const around = [code, ...findNeighbours(coverage, code).map((neighbour) => neighbour.code)]
      const sum = around.reduce((total, each) => total + countOf(each), 0)
      expect(spots.counts[at]).toBe(countOf(code))
      expect(Math.sign(spots.classes[at] as number)).toBe(Math.sign(sum - mean * around.length))
      expect(spots.p[at]).toBeLessThanOrEqual(0.1)
    }
  })

  it('are fewer when corrected for looking at so many', async () => {
    const [plain, corrected] = [await ask('days=90'), await ask('days=90&correction=bh')]
    expect(corrected.codes.length).toBeLessThan(plain.codes.length)
    for (const code of corrected.codes) expect(plain.codes).toContain(code)
  })

  it('are nowhere where nothing has happened', async () => {
    const service = createIncidentRatesService({ ...county, now: () => Date.parse('2099-01-01T00:00:00Z') })
    const spots = await service.hotSpots(aScope('incidents.report'), {
      measure: 'reported',
      days: '7',
      correction: 'none',
    })
    expect([spots.total, spots.codes.length]).toEqual([0, 0])
  })
})
