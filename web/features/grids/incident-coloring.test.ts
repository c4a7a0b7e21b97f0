import { describe, expect, it } from 'vitest'
import type { IncidentHotSpots, IncidentRates } from '#api/operations/incidents/incident-rates.contract.ts'
import { hotSpotColors, paintHotSpots, paintRates, readRate } from './incident-coloring.ts'

const gridIds = Float64Array.from({ length: 200 }, (_, at) => 530326001001001 + at)
const codeAt = (at: number) => String(gridIds[at])
const answer = {
  edition: 1,
  from: null,
  total: 0,
  elsewhere: 0,
  list: '',
  reach: ['530326'],
  partial: false,
}
function ratesOf(counts: readonly number[], change: Partial<IncidentRates> = {}): IncidentRates {
  return {
    ...answer,
    measure: 'open',
    level: 'grid',
    codes: counts.map((_, at) => codeAt(at)),
    counts: [...counts],
    perThousand: counts.map((count) => count / 2),
    ...change,
  }
}
const night = { theme: 'night', method: 'quantile' } as const

describe('readRate', () => {
  it('knows a count, nought within reach and nothing beyond it, and keeps one back that is too small', () => {
    const rates = ratesOf([3, 2], { reach: [codeAt(0), codeAt(1), codeAt(2)] })
    expect(readRate(rates, codeAt(0))).toEqual({ count: 3, perThousand: 1.5 })
    expect(readRate(rates, codeAt(2))).toEqual({ count: 0, perThousand: 0 })
    expect(readRate(rates, codeAt(3))).toBeNull()
    const shared = { ...rates, counts: [3, null], perThousand: [1.5, null] }
    expect(readRate(shared, codeAt(1))).toEqual({ count: null, perThousand: null })
  })
})

describe('paintRates', () => {
  it.each([
    [[1, 1, 1, 1, 2, 2, 3, 4, 7, 12]],
    [[1]],
    [[2, 2, 2]],
    [[]],
    [Array.from({ length: 120 }, (_, at) => 1 + (at % 9))],
  ])('gives nought its own class and every grid the colour of its row: %j', (counts) => {
    const { classes, paint, noDataCount } = paintRates(ratesOf(counts), gridIds, { ...night, per: 'count' })
    expect(classes[0]).toMatchObject({ label: '0', count: 200 - counts.length })
    expect(classes.reduce((sum, { count }) => sum + count, 0) + noDataCount).toBe(200)
    const shown = new Map<string, number>()
    for (const id of gridIds) {
      const color = paint.colors[paint.classOf(id) as number] as string
      shown.set(color, (shown.get(color) ?? 0) + 1)
    }
    expect(shown).toEqual(new Map(classes.map(({ color, count }) => [color, count])))
    expect(new Set(classes.map(({ label }) => label)).size).toBe(classes.length)
    for (const { label } of classes) expect(label).not.toMatch(/\./)
  })

  it('knows nothing out of reach, and nought within', () => {
    const rates = ratesOf([3], { reach: [codeAt(0), codeAt(1)], partial: true })
    const { noDataCount, readValue, paint } = paintRates(rates, gridIds, { ...night, per: 'count' })
    expect(noDataCount).toBe(198)
    expect([readValue(gridIds[0] as number), readValue(gridIds[1] as number), readValue(gridIds[2] as number)]).toEqual(
      [3, 0, null],
    )
    expect(paint.classOf(gridIds[2] as number)).toBeNull()
  })

  it('has no rate where nobody lives', () => {
    const { noDataCount, readValue } = paintRates(ratesOf([3, 4], { perThousand: [null, 0.25] }), gridIds, {
      ...night,
      per: 'thousand',
    })
    expect(noDataCount).toBe(1)
    expect(readValue(gridIds[1] as number)).toBe(0.25)
  })
})

describe('paintHotSpots', () => {
  it('paints hot and cold apart, the rest as chance, and adds up to all grids', () => {
    const spots: IncidentHotSpots = {
      ...answer,
      measure: 'reported',
      test: 'getis-ord-gi-star',
      correction: 'none',
      grids: 200,
      limits: [0.1, 0.05, 0.01],
      codes: [codeAt(0), codeAt(5)],
      counts: [4, 0],
      z: [5, -1.9],
      p: [0.001, 0.08],
      classes: [3, -1],
    }
    const { classes, paint, spotOf } = paintHotSpots(spots, gridIds, { theme: 'day', label: String })
    expect(classes.map(({ label, count }) => [label, count])).toEqual([
      ['3', 1],
      ['2', 0],
      ['1', 0],
      ['0', 198],
      ['-1', 1],
      ['-2', 0],
      ['-3', 0],
    ])
    expect([0, 5, 6].map((at) => paint.colors[paint.classOf(gridIds[at] as number) as number])).toEqual([
      hotSpotColors.day[6],
      hotSpotColors.day[2],
      hotSpotColors.day[3],
    ])
    expect(spotOf(codeAt(5))).toEqual({ z: -1.9, p: 0.08, step: -1 })
    expect(spotOf(codeAt(6))).toBeNull()
  })
})
