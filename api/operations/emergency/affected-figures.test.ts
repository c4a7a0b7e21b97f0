import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { levelOfPeople, shareOutside, sumFigure, type TouchedGrid } from './affected-figures.ts'

const aGrid = (population: number, share: number, whole = false): TouchedGrid => ({
  population,
  households: 0,
  needHelp: 0,
  share,
  whole,
})

describe('the three figures of an affected area', () => {
  it('rounds once, at the end: slivers of many grids add up', () => {
    expect(sumFigure(Array(40).fill(aGrid(4, 0.1)), 'population')).toEqual({ min: 0, likely: 16, max: 160 })
  })

  it('counts a whole grid in full, even where its share came out a hair beside 1', () => {
    expect(sumFigure([aGrid(1000, 0.9994, true), aGrid(1000, 1.0006, true)], 'population')).toEqual({
      min: 2000,
      likely: 2000,
      max: 2000,
    })
  })

  it('keeps min ≤ likely ≤ max whatever the shares', () => {
    const grid = fc
      .record({
        population: fc.nat(2000),
        share: fc.double({ min: 1e-9, max: 1 + 1e-9, noNaN: true }),
        whole: fc.boolean(),
      })
      .map(({ population, share, whole }) => aGrid(population, share, whole))
    fc.assert(
      fc.property(fc.array(grid, { maxLength: 60 }), (grids) => {
        const { min, likely, max } = sumFigure(grids, 'population')
        expect(min).toBeLessThanOrEqual(likely)
        expect(likely).toBeLessThanOrEqual(max)
      }),
      { seed: 530326 },
    )
  })

  it.each([
    [0, 'small'],
    [99, 'small'],
    [100, 'medium'],
    [499, 'medium'],
    [500, 'large'],
    [999, 'large'],
    [1000, 'extraLarge'],
  ])('calls %i people in danger %s', (people, level) => {
    expect(levelOfPeople(people)).toBe(level)
  })
})

describe('the share of an area outside the county', () => {
  it.each([
    ['no piece inside', 4000, [], 1],
    ['a quarter inside', 4000, [600, 400], 0.75],
    ['all of it inside', 4000, [1000, 3000], 0],
    ['pieces a hair larger than the whole', 4000, [4000.000_004], 0],
    ['next to nothing inside', 4e9, [1], 0.999_999],
  ])('%s', (_, area, inside, share) => {
    expect(shareOutside(area, inside)).toBe(share)
  })
})
