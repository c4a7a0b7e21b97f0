import { describe, expect, it } from 'vitest'
import { polygonOf, ringOf, squareRing } from '../../tests/support/random-coverages.ts'
import { compareBorders } from './border-distance.ts'

const square = polygonOf(squareRing(0, 0, 1000))

describe('comparing two borders', () => {
  it('finds no distance between a border and itself, wherever its rings begin', () => {
    const turned = polygonOf(ringOf([1000, 1000], [0, 1000], [0, 0], [1000, 0]))
    expect(compareBorders(square, turned, 2)).toEqual({ beyond: null, farthestMeters: 0 })
  })

  it('measures to the border, not to its vertices', () => {
    const more = polygonOf(ringOf([0, 0], [500, 0], [1000, 0], [1000, 1000], [0, 1000]))
    expect(compareBorders(square, more, 2)).toEqual({ beyond: null, farthestMeters: 0 })
  })

  it('says how far the borders lie apart, and where it is too far', () => {
    const wider = polygonOf(ringOf([0, 0], [1010, 0], [1010, 1000], [0, 1000]))
    expect(compareBorders(square, wider, 2).farthestMeters).toBeCloseTo(1, 1)
    expect(compareBorders(square, wider, 0.5).beyond).toEqual([103.00101, 26])
  })

  it('finds a corner beyond wherever the ring begins', () => {
    const spiked = [
      [500, -300],
      [501, 0],
      [1000, 0],
      [1000, 1000],
      [0, 1000],
      [0, 0],
      [499, 0],
    ] as [number, number][]
    for (let first = 0; first < spiked.length; first++) {
      const turned = polygonOf(ringOf(...spiked.slice(first), ...spiked.slice(0, first)))
      expect(compareBorders(turned, square, 2).beyond).toEqual([103.0005, 25.9997])
    }
  })

  it('measures to every side, between corners too', () => {
    const withMiddles = (dx: number, dy: number) =>
      polygonOf(
        ringOf(
          ...(
            [
              [0, 0],
              [500, 0],
              [1000, 0],
              [1000, 500],
              [1000, 1000],
              [500, 1000],
              [0, 1000],
              [0, 500],
            ] as const
          ).map(([x, y]): [number, number] => [x + dx, y + dy]),
        ),
      )
    for (const [dx, dy, meters] of [
      [10, 0, 1],
      [-10, 0, 1],
      [0, 10, 1.112],
      [0, -10, 1.112],
    ] as const) {
      const { beyond, farthestMeters } = compareBorders(withMiddles(dx, dy), square, 2)
      expect(beyond).toBeNull()
      expect(farthestMeters).toBeCloseTo(meters, 2)
    }
  })

  it('looks both ways: a bay of one border is far from the other', () => {
    const bay = polygonOf(ringOf([0, 0], [1000, 0], [1000, 1000], [501, 1000], [500, 500], [499, 1000], [0, 1000]))
    expect(compareBorders(square, bay, 2).beyond).toEqual([103.0005, 26.0005])
    expect(compareBorders(bay, square, 2).beyond).toEqual([103.0005, 26.0005])
  })

  it('misses a hole or a part that only one of them has', () => {
    const holed = polygonOf(squareRing(0, 0, 1000), squareRing(200, 200, 100))
    expect(compareBorders(square, holed, 2).beyond).not.toBeNull()
    expect(compareBorders(polygonOf(), square, 2).beyond).not.toBeNull()
    expect(compareBorders(polygonOf(), polygonOf(), 2)).toEqual({ beyond: null, farthestMeters: 0 })
  })
})
