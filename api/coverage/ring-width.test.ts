import { describe, expect, it } from 'vitest'
import type { LngLat } from '#api/http/shared.contract.ts'
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
