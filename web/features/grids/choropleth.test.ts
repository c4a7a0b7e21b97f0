import { describe, expect, it } from 'vitest'
import { buildChoropleth, choroplethRamps, classOfValue } from './choropleth.ts'
import type { MetricValues } from './metric-values.ts'

const valuesOf = (list: number[]): MetricValues => ({
  metric: 'density',
  resolution: 'grid',
  edition: 1,
  at: '',
  gridIds: Float64Array.from(list, (_, index) => 530326001001001 + index),
  values: Float64Array.from(list),
})
const skewed = Array.from({ length: 4847 }, (_, index) => 12 * Math.exp(index / 900) + (index % 7))

type Rgb = [number, number, number]
const linear = (hex: string): Rgb =>
  [1, 3, 5].map((start) => {
    const channel = Number.parseInt(hex.slice(start, start + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  }) as Rgb
const lightness = ([red, green, blue]: Rgb): number =>
  116 * Math.cbrt(0.2126 * red + 0.7152 * green + 0.0722 * blue) - 16
/** Machado, Oliveira and Fernandes 2009, deuteranopia, severity 1. */
const withoutGreenCones = ([red, green, blue]: Rgb): Rgb => [
  0.367322 * red + 0.860646 * green - 0.227968 * blue,
  0.280085 * red + 0.672501 * green + 0.047413 * blue,
  -0.01182 * red + 0.04294 * green + 0.968881 * blue,
]

describe('buildChoropleth', () => {
  it('makes five classes of about the same size, with round limits', () => {
    const { classes, limits, noDataCount } = buildChoropleth(valuesOf(skewed), { theme: 'night' })
    expect(classes).toHaveLength(5)
    expect(classes.reduce((sum, { count }) => sum + count, 0)).toBe(4847)
    for (const { count } of classes) expect(count).toBeGreaterThan(4847 / 5 / 1.5)
    for (const limit of limits) expect(String(limit).replace(/0+$|\./g, '').length).toBeLessThanOrEqual(3)
    expect([...limits].sort((a, b) => a - b)).toEqual(limits)
    expect(noDataCount).toBe(0)
  })

  it('puts a value that is a limit into the class it opens, as the legend says', () => {
    const { classes, limits, paint } = buildChoropleth(valuesOf(skewed), { theme: 'day' })
    expect(limits.map((limit) => classOfValue(limits, limit))).toEqual([1, 2, 3, 4])
    const counts = new Map<string, number>()
    for (const id of paint.gridIds) {
      const color = paint.colors[paint.classOf(id) as number] as string
      counts.set(color, (counts.get(color) ?? 0) + 1)
    }
    expect(counts).toEqual(new Map(classes.map(({ color, count }) => [color, count])))
  })

  it('gives the map the same colours whatever the number of classes, and each grid the colour of the legend', () => {
    const { classes, paint } = buildChoropleth(valuesOf([0, 0, 0, 0, 0, 0, 0, 0.01, 0.02]), { theme: 'night' })
    expect(paint.colors).toEqual(choroplethRamps.night)
    expect(classes).toHaveLength(2)
    const shown = new Set([...paint.gridIds].map((id) => paint.colors[paint.classOf(id) as number]))
    expect(shown).toEqual(new Set(classes.map(({ color }) => color)))
  })

  it.each(['population', 'households'] as const)('never parts grids by fewer than ten of their %s', (metric) => {
    const few = valuesOf([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 40, 90])
    for (const method of ['quantile', 'equal'] as const) {
      const { limits, classes } = buildChoropleth({ ...few, metric }, { theme: 'day', method })
      expect(Math.min(...limits)).toBeGreaterThanOrEqual(10)
      expect(classes.reduce((sum, { count }) => sum + count, 0)).toBe(15)
    }
    expect(buildChoropleth({ ...valuesOf([1, 2, 3, 4, 5, 6]), metric }, { theme: 'day' }).limits).toEqual([])
    // Of what is no count the limits are as they come.
    expect(Math.min(...buildChoropleth(few, { theme: 'day' }).limits)).toBeLessThan(10)
  })

  it('keeps grids without data out of every class', () => {
    const { noDataCount, paint, classes } = buildChoropleth(valuesOf([1, Number.NaN, 3, 4, 5, 6, 7]), { theme: 'day' })
    expect(noDataCount).toBe(1)
    expect(paint.classOf(530326001001002)).toBeNull()
    expect(paint.hasNoData).toBe(true)
    expect(buildChoropleth(valuesOf([1, 3]), { theme: 'day' }).paint.hasNoData).toBe(false)
    expect(classes.reduce((sum, { count }) => sum + count, 0)).toBe(6)
  })

  it.each([
    ['no grid at all', [], 1],
    ['one value for all', [7, 7, 7, 7], 1],
    ['only grids without data', [Number.NaN, Number.NaN], 1],
    ['mostly nought', [0, 0, 0, 0, 0, 0, 0, 0.01, 0.02], 2],
    ['shares below one', [0.011, 0.023, 0.032, 0.041, 0.052, 0.061, 0.07, 0.085, 0.09, 0.1], 5],
    ['negative and positive', [-30, -20, -10, 0, 10, 20, 30, 40, 50], 5],
  ])('gives each class a grid: %s', (_name, list, classCount) => {
    const { classes } = buildChoropleth(valuesOf(list as number[]), { theme: 'night' })
    expect(classes.length).toBeGreaterThanOrEqual(Math.min(classCount, 2) === 1 ? 1 : 2)
    expect(classes.length).toBeLessThanOrEqual(5)
    if (list.some((value) => !Number.isNaN(value))) for (const { count } of classes) expect(count).toBeGreaterThan(0)
    expect(classes.length).toBe(classCount)
  })

  it('cuts the range into equal parts when asked', () => {
    const { limits } = buildChoropleth(valuesOf(Array.from({ length: 101 }, (_, index) => index)), {
      theme: 'day',
      method: 'equal',
    })
    expect(limits).toEqual([20, 40, 60, 80])
  })
})

describe('choroplethRamps', () => {
  it.each(['night', 'day'] as const)('steps evenly in lightness for every eye: %s', (theme) => {
    for (const see of [(color: Rgb) => color, withoutGreenCones]) {
      const steps = choroplethRamps[theme].map((color) => lightness(see(linear(color))))
      for (let index = 1; index < steps.length; index++) {
        const difference = (steps[index] as number) - (steps[index - 1] as number)
        expect(theme === 'night' ? difference : -difference).toBeGreaterThan(9)
      }
    }
  })
})
