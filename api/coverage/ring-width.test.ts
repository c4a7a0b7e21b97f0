import { describe, expect, it } from 'vitest'
import type { LngLat } from '#api/http/shared.contract.ts'
import { randomFrom } from '../../tests/support/random.ts'
import { findWidestMeters } from './ring-width.ts'

const latitude = 26
const metersPerDegree = 111_195
/** Metres east and north of a place in the county, turned by so many degrees. */
const ringOf = (points: readonly [number, number][], degrees = 0): LngLat[] =>
  points.map(([x, y]) => {
    const turn = (degrees * Math.PI) / 180
    const east = x * Math.cos(turn) - y * Math.sin(turn)
    const north = x * Math.sin(turn) + y * Math.cos(turn)
    return [
      103 + east / (metersPerDegree * Math.cos((latitude * Math.PI) / 180)),
      latitude + north / metersPerDegree,
    ] as LngLat
  })
const rectangle = (width: number, height: number): [number, number][] => [
  [0, 0],
  [width, 0],
  [width, height],
  [0, height],
]

const star = (rays: number, inner: number, outer: number): [number, number][] =>
  Array.from({ length: 2 * rays }, (_, index) => {
    const angle = (index / rays) * Math.PI
    const far = index % 2 === 0 ? outer : inner
    return [far * Math.cos(angle), far * Math.sin(angle)]
  })

type Loop = readonly [number, number][]
const sidesOf = (loop: Loop) =>
  loop.map((from, index) => [from, loop[(index + 1) % loop.length] as [number, number]] as const)
const isIn = ([x, y]: readonly [number, number], loop: Loop) =>
  sidesOf(loop).filter(([[x1, y1], [x2, y2]]) => y1 > y !== y2 > y && x < x1 + ((x2 - x1) * (y - y1)) / (y2 - y1))
    .length %
    2 ===
  1
/** The widest circle around any point of a lattice of a metre: no circle within is wider by more than 1.42 m. */
function tryAll(ring: Loop, islands: readonly Loop[]): number {
  const sides = [ring, ...islands].flatMap(sidesOf)
  let widest = 0
  for (let x = -70; x <= 70; x++)
    for (let y = -70; y <= 70; y++) {
      let radius = Number.POSITIVE_INFINITY
      for (const [[x1, y1], [x2, y2]] of sides) {
        const [dx, dy] = [x2 - x1, y2 - y1]
        const part = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)))
        radius = Math.min(radius, Math.hypot(x - x1 - part * dx, y - y1 - part * dy))
        if (2 * radius <= widest) break
      }
      if (2 * radius > widest && isIn([x, y], ring) && !islands.some((island) => isIn([x, y], island)))
        widest = 2 * radius
    }
  return widest
}

describe('how wide the ground within a ring is', () => {
  it.each([0, 30, 45, 137])('of a square is its side, turned by %i degrees', (degrees) => {
    expect(findWidestMeters(ringOf(rectangle(300, 300), degrees))).toBeCloseTo(300, 1)
  })

  it.each([0, 30, 90])('of a sliver is its width, however long it is, turned by %i degrees', (degrees) => {
    expect(findWidestMeters(ringOf(rectangle(2_000, 0.4), degrees))).toBeCloseTo(0.4, 3)
  })

  it('of a wedge is that near its wide end', () => {
    const wide = findWidestMeters(
      ringOf([
        [0, 0],
        [1_000, -2],
        [1_000, 2],
      ]),
    )
    expect(wide).toBeGreaterThan(3.9)
    expect(wide).toBeLessThanOrEqual(4)
  })

  it('of an angle is the width of its arms and not that of the box around it', () => {
    const angle: [number, number][] = [
      [0, 0],
      [500, 0],
      [500, 3],
      [3, 3],
      [3, 500],
      [0, 500],
    ]
    const wide = findWidestMeters(ringOf(angle, 20))
    // In the corner itself fits a little more.
    expect(wide).toBeGreaterThanOrEqual(2.999)
    expect(wide).toBeLessThan(3.6)
  })

  it('is found where a sliver bulges', () => {
    const bulge: [number, number][] = [
      [0, 0],
      [990, 0],
      [990, -5],
      [1_000, -5],
      [1_000, 0],
      [2_000, 0],
      [2_000, 0.5],
      [0, 0.5],
    ]
    expect(findWidestMeters(ringOf(bulge))).toBeGreaterThan(5)
  })

  it('of a ring of many vertices is as exact, closed or not', () => {
    const round = ringOf(
      Array.from({ length: 3_000 }, (_, index) => {
        const angle = (index / 3_000) * 2 * Math.PI
        return [700 * Math.cos(angle), 700 * Math.sin(angle)] as [number, number]
      }),
    )
    expect(findWidestMeters(round)).toBeCloseTo(1_400, 0)
    expect(findWidestMeters([...round, round[0] as LngLat])).toBeCloseTo(1_400, 0)
  })

  it('where corners point inwards is found between them, as in stars', () => {
    for (const rays of [5, 7, 12])
      for (const turn of [0, 10, 33])
        expect(findWidestMeters(ringOf(star(rays, 10, 40), turn))).toBeGreaterThanOrEqual(19.99)
  })

  it('of a cross is more than the width of its arms: the way between its inward corners', () => {
    const cross: [number, number][] = [
      [0, 0],
      [1, 0],
      [1, 2],
      [3, 2],
      [3, 3],
      [1, 3],
      [1, 5],
      [0, 5],
      [0, 3],
      [-2, 3],
      [-2, 2],
      [0, 2],
    ]
    for (const turn of [0, 17, 45]) expect(findWidestMeters(ringOf(cross, turn))).toBeCloseTo(Math.SQRT2, 3)
    const twice = cross.map(([x, y]): [number, number] => [2 * x, 2 * y])
    expect(findWidestMeters(ringOf(twice))).toBeGreaterThan(2.8)
  })

  it('is that of the largest of all circles tried, with corners inwards and with islands', () => {
    const random = randomFrom(7)
    for (let run = 0; run < 30; run++) {
      const corners = 5 + Math.floor(random() * 12)
      const ring = Array.from({ length: corners }, (_, index): [number, number] => {
        const angle = ((index + random() * 0.8) / corners) * 2 * Math.PI
        const far = 8 + random() * 60
        return [far * Math.cos(angle), far * Math.sin(angle)]
      })
      const islands = Array.from({ length: run % 4 }, () => {
        const [x, y, size] = [random() * 40 - 20, random() * 40 - 20, 0.5 + random() * 3]
        const square: [number, number][] = [
          [x, y],
          [x + size, y + 1],
          [x + size - 0.5, y + size + 1],
        ]
        return run % 2 === 0 ? square : square.toReversed()
      }).filter((island) => island.every((corner) => isIn(corner, ring)))
      const tried = tryAll(ring, islands)
      const found = findWidestMeters(
        ringOf(ring),
        islands.map((island) => ringOf(island)),
      )
      expect(found, `run ${run}`).toBeGreaterThan(tried * 0.995)
      expect(found, `run ${run}`).toBeLessThan(tried + 1.42)
    }
  })

  it('is not that of the ground around an island that lies outside', () => {
    const angle: [number, number][] = [
      [0, 0],
      [500, 0],
      [500, 3],
      [3, 3],
      [3, 500],
      [0, 500],
    ]
    const outside = rectangle(2, 2).map(([x, y]): [number, number] => [x + 100, y + 100])
    expect(findWidestMeters(ringOf(angle), [ringOf(outside)])).toBeLessThan(3.6)
  })

  it('of what has no area is nothing', () => {
    expect(findWidestMeters(ringOf([[0, 0]]))).toBe(0)
    expect(
      findWidestMeters(
        ringOf([
          [0, 0],
          [100, 0],
        ]),
      ),
    ).toBeCloseTo(0, 6)
  })
})
