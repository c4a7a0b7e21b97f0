import { describe, expect, it } from 'vitest'
import { readHuize } from '../../tests/support/huize.ts'
import { randomFrom } from '../../tests/support/random.ts'
import { aSquare } from '../../tests/support/random-coverages.ts'
import { buildCoverage, findNeighbours } from './coverage.ts'
import { classOfHotSpot, correctForMany, measureHotSpots } from './hot-spots.ts'
import { listAdjacency } from './list-adjacency.ts'
import { finishSteps } from './steps.ts'

const measure = (counts: readonly number[], adjacency: readonly (readonly number[])[]) =>
  finishSteps(measureHotSpots(counts, adjacency))

/** Squares side by side; neighbours share a side. */
function lattice(width: number): number[][] {
  return Array.from({ length: width * width }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)]
    return [
      ...(y > 0 ? [at - width] : []),
      ...(x > 0 ? [at - 1] : []),
      ...(x < width - 1 ? [at + 1] : []),
      ...(y < width - 1 ? [at + width] : []),
    ]
  })
}

/** Two in the middle of a lattice of 25 and in its four neighbours, nothing elsewhere. */
const cross = Array.from({ length: 25 }, (_, at) => ([7, 11, 12, 13, 17].includes(at) ? 2 : 0))

function dealRandomly(random: () => number, places: number, incidents: number): number[] {
  const counts = new Array<number>(places).fill(0)
  for (let each = 0; each < incidents; each++) {
    const at = Math.floor(random() * places)
    counts[at] = (counts[at] ?? 0) + 1
  }
  return counts
}

describe('measureHotSpots', () => {
  it('gives what a hand reckons on a lattice of 25', () => {
    const { z, p } = measure(cross, lattice(5))
    // mean 0.4, deviation 0.8; the middle: (10 − 5 × 0.4) ÷ (0.8 × √((25 × 5 − 25) ÷ 24)) = 2√6
    expect(z[12]).toBeCloseTo(2 * Math.sqrt(6), 12)
    // a corner: (0 − 3 × 0.4) ÷ (0.8 × √((25 × 3 − 9) ÷ 24))
    expect(z[0]).toBeCloseTo(-1.5 / Math.sqrt(2.75), 12)
    // all five twos in the five: one choice of 53,130, and the other tail as much
    expect(p[12]).toBeCloseTo(2 / 53_130, 15)
    // three of the twenty noughts: 1,140 of 2,300 choices
    expect(p[0]).toBeCloseTo((2 * 1140) / 2300, 12)
  })

  it('counts the ways as they are counted one by one', () => {
    const counts = [0, 1, 1, 3, 0, 2, 0, 1]
    const adjacency = counts.map((_, at) => [1, 2].map((step) => (at + step) % counts.length))
    const { p } = measure(counts, adjacency)
    const sums: number[] = []
    for (let a = 0; a < 8; a++)
      for (let b = a + 1; b < 8; b++)
        for (let c = b + 1; c < 8; c++) sums.push((counts[a] as number) + (counts[b] as number) + (counts[c] as number))
    for (const [at, neighbours] of adjacency.entries()) {
      const own = [at, ...neighbours].reduce((sum, each) => sum + (counts[each] as number), 0)
      const share = (isFar: (sum: number) => boolean) => sums.filter(isFar).length / sums.length
      expect(p[at]).toBeCloseTo(
        Math.min(
          1,
          2 *
            Math.min(
              share((sum) => sum <= own),
              share((sum) => sum >= own),
            ),
        ),
        12,
      )
    }
  })

  it.each([
    // 46 incidents on 900 grids: the normal distribution would call one grid in five hot
    ['few incidents', 46, 0, 0.05],
    ['many incidents', 4500, 0.025, 0.055],
  ])('finds in chance alone at 0.05 no more than one in twenty: %s', (_name, incidents, least, most) => {
    const random = randomFrom(530326)
    const adjacency = lattice(30)
    let found = 0
    const runs = 40
    for (let run = 0; run < runs; run++)
      found += measure(dealRandomly(random, 900, incidents), adjacency).p.filter((p) => p <= 0.05).length
    expect(found / (900 * runs)).toBeLessThanOrEqual(most)
    expect(found / (900 * runs)).toBeGreaterThanOrEqual(least)
  })

  it('does not depend on the order of the places nor on the unit, and turns round with the counts', () => {
    const counts = dealRandomly(randomFrom(7), 49, 60)
    const adjacency = lattice(7)
    const { z, p } = measure(counts, adjacency)
    const last = counts.length - 1
    const backwards = measure(counts.toReversed(), adjacency.map((list) => list.map((at) => last - at)).toReversed())
    const tripled = measure(
      counts.map((count) => 3 * count),
      adjacency,
    )
    const most = Math.max(...counts)
    const turned = measure(
      counts.map((count) => most - count),
      adjacency,
    )
    for (const at of counts.keys()) {
      expect(backwards.z[last - at]).toBeCloseTo(z[at] as number, 9)
      expect(backwards.p[last - at]).toBeCloseTo(p[at] as number, 9)
      expect(tripled.z[at]).toBeCloseTo(z[at] as number, 9)
      expect(tripled.p[at]).toBeCloseTo(p[at] as number, 9)
      expect(turned.z[at]).toBeCloseTo(-(z[at] as number), 9)
      expect(turned.p[at]).toBeCloseTo(p[at] as number, 9)
    }
  })

  it.each([
    ['nothing anywhere', [0, 0, 0, 0]],
    ['the same everywhere', [5, 5, 5, 5]],
    ['no place at all', []],
  ])('calls nothing hot or cold: %s', (_name, counts) => {
    const { z, p } = measure(counts, lattice(2))
    expect([...z]).toEqual(counts.map(() => 0))
    expect([...p]).toEqual(counts.map(() => 1))
  })

  it('lets an island stand for itself, and says nothing of what is all there is', () => {
    const island = measure([9, 0, 0, 0, 0, 0, 0, 0, 0, 0], [[], ...Array.from({ length: 9 }, () => [])])
    expect(island.p[0]).toBeCloseTo(0.2, 12)
    expect(island.z[0]).toBeGreaterThan(2)
    const together = measure([9, 0, 0], [[1, 2], [0], [0]])
    expect([together.z[0], together.p[0]]).toEqual([0, 1])
  })

  it('stays a share where the choices are too many for a number', () => {
    const counts = dealRandomly(randomFrom(3), 4847, 9000)
    const star = counts.map((_, at) => (at === 0 ? Array.from({ length: 200 }, (_, each) => each + 1) : []))
    const { p } = measure(counts, star)
    for (const each of p) expect(each).toBeGreaterThan(0)
    expect(Math.max(...p)).toBeLessThanOrEqual(1)
  })
})

describe('correctForMany', () => {
  it('raises each by its place among all, and never turns their order round', () => {
    const corrected = [...correctForMany(Float64Array.of(0.01, 0.04, 0.03, 0.5, 0.005))]
    for (const [at, wanted] of [0.025, 0.05, 0.05, 0.5, 0.025].entries()) expect(corrected[at]).toBeCloseTo(wanted, 12)
    expect([...correctForMany(Float64Array.of())]).toEqual([])
  })
})

describe('classOfHotSpot', () => {
  it('has three steps on either side, each with its limit', () => {
    const classes = [0.01, 0.0101, 0.05, 0.0501, 0.1, 0.1001].map((p) => classOfHotSpot(2, p))
    expect(classes).toEqual([3, 2, 2, 1, 1, 0])
    expect([0.01, 0.05, 0.1, 0.2].map((p) => classOfHotSpot(-2, p))).toEqual([-3, -2, -1, 0])
  })
})

describe('listAdjacency', () => {
  it('names for every grid of the county the neighbours that are found one by one', () => {
    const county = buildCoverage(readHuize().grids)
    const adjacency = listAdjacency(county)
    const places = new Map(county.codes.map((code, at) => [code, at]))
    for (const [at, code] of county.codes.entries())
      expect(adjacency[at], code).toEqual(
        findNeighbours(county, code)
          .map((neighbour) => places.get(neighbour.code) as number)
          .sort((a, b) => a - b),
      )
  })

  it('leaves out who shares a corner alone', () => {
    const four = buildCoverage([
      aSquare('A', 0, 0),
      aSquare('B', 1000, 0),
      aSquare('C', 0, 1000),
      aSquare('D', 1000, 1000),
    ])
    expect(listAdjacency(four)).toEqual([
      [1, 2],
      [0, 3],
      [0, 3],
      [1, 2],
    ])
  })
})
