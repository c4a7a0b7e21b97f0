import { describe, expect, it } from 'vitest'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
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
    for (let y = -70; y <= 70; ) {
      let radius = Number.POSITIVE_INFINITY
      for (const [[x1, y1], [x2, y2]] of sides) {
        const [dx, dy] = [x2 - x1, y2 - y1]
        const part = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)))
        radius = Math.min(radius, Math.hypot(x - x1 - part * dx, y - y1 - part * dy))
        if (2 * radius <= widest) break
      }
      const isFree = 2 * radius > widest && isIn([x, y], ring) && !islands.some((island) => isIn([x, y], island))
      if (isFree) widest = 2 * radius
      // A metre farther on, the border is nearer or farther by no more than a metre.
      y += isFree ? 1 : Math.max(1, Math.floor(Math.abs(widest / 2 - radius)))
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

  it.each([0, 1, 2, 3])('is that of the largest of all circles tried, with corners inwards and %i islands', (count) => {
    const random = randomFrom(42 + count)
    for (let run = 0; run < 7; run++) {
      const corners = 5 + Math.floor(random() * 12)
      const ring = Array.from({ length: corners }, (_, index): [number, number] => {
        const angle = ((index + random() * 0.8) / corners) * 2 * Math.PI
        const far = 8 + random() * 60
        return [far * Math.cos(angle), far * Math.sin(angle)]
      })
      const islands = Array.from({ length: count }, () => {
        const [x, y, size] = [random() * 40 - 20, random() * 40 - 20, 0.5 + random() * 3]
        const triangle: [number, number][] = [
          [x, y],
          [x + size, y + 1],
          [x + size - 0.5, y + size + 1],
        ]
        return run % 2 === 0 ? triangle : triangle.toReversed()
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

  it('of a triangle is the circle that touches its three sides, however small or thin it is, closed or not', () => {
    const random = randomFrom(11)
    for (let run = 0; run < 60; run++) {
      const size = 10 ** (run % 4) / 20
      const [length, apex, height] = [size, size * (1.6 * random() - 0.3), size * (0.02 + random())]
      const sides = length + Math.hypot(apex, height) + Math.hypot(length - apex, height)
      const ring = ringOf(
        [
          [0, 0],
          [length, 0],
          [apex, height],
        ],
        6 * run,
      )
      const wide = (2 * length * height) / sides
      for (const given of [ring, [...ring, ring[0] as LngLat]])
        expect(findWidestMeters(given) / wide, `run ${run}`).toBeCloseTo(1, 5)
    }
  })

  it.each([0, 30, 111, 250])(
    'of a wide arm and a narrow one is that of the wide one, turned by %i degrees',
    (degrees) => {
      const arms: [number, number][] = [
        [-100, -40],
        [500, -40],
        [500, 0],
        [0, 0],
        [0, 500],
        [-100, 500],
      ]
      const swapped = arms.map(([x, y]): [number, number] => [y, x]).toReversed()
      expect(findWidestMeters(ringOf(arms, degrees))).toBeCloseTo(100, 1)
      expect(findWidestMeters(ringOf(swapped, degrees))).toBeCloseTo(100, 1)
    },
  )

  describe('with an island that is a wall around a yard', () => {
    /** A square wall, its west side open a little. */
    const wall = (x: number, y: number, half: number, thick: number): [number, number][] => {
      const [out, inn] = [half + thick, half]
      const corners: [number, number][] = [
        [-out, -out],
        [out, -out],
        [out, out],
        [-out, out],
        [-out, 1],
        [-inn, 1],
        [-inn, inn],
        [inn, inn],
        [inn, -inn],
        [-inn, -inn],
        [-inn, -1],
        [-out, -1],
      ]
      return corners.map(([east, north]): [number, number] => [x + east, y + north])
    }
    /** A square of 600 with an arm that goes around a slot in the east. */
    const hook: [number, number][] = [
      [0, 0],
      [600, 0],
      [600, 500],
      [700, 500],
      [700, 0],
      [800, 0],
      [800, 600],
      [0, 600],
    ]
    const turns = Array.from({ length: 12 }, (_, index) => 30 * index + 7)

    it('is that of the yard', () => {
      for (const turn of turns)
        for (const island of [wall(300, 300, 200, 50), wall(300, 300, 200, 50).toReversed()])
          expect(findWidestMeters(ringOf(hook, turn), [ringOf(island, turn)]), `turned ${turn}`).toBeCloseTo(400, 0)
    })

    it('is that of the ring where the wall lies close beside a long slanting side', () => {
      for (const turn of turns)
        for (const [x, y] of [
          [600, -60],
          [1400, 80],
        ] as const)
          expect(findWidestMeters(ringOf(rectangle(2000, 20), turn), [ringOf(wall(x, y, 50, 5), turn)])).toBeCloseTo(
            20,
            1,
          )
    })

    it('is that of the ring where the wall lies outside, on whichever side', () => {
      const places: [number, number][] = [
        [-600, 300],
        [1400, 300],
        [300, -600],
        [300, 1200],
        [-600, 550],
        [-600, 1200],
      ]
      for (const turn of turns)
        for (const [x, y] of places) {
          const island = wall(x, y, 450, 50)
          expect(findWidestMeters(ringOf(hook, turn), [ringOf(island, turn)]), `${x} ${y}`).toBeLessThan(625)
        }
    })
  })

  it('is that of the widest of many places, in whatever order they come', () => {
    const bays = [4, 6, 8, 12, 10, 9, 7, 5]
    for (const shift of bays.keys()) {
      const ring = [...bays.slice(shift), ...bays.slice(0, shift)].flatMap((deep, index): [number, number][] => [
        [100 * index, 0],
        [100 * index + 40, 0],
        [100 * index + 40, -deep],
        [100 * index + 40 + deep, -deep],
        [100 * index + 40 + deep, 0],
      ])
      expect(findWidestMeters(ringOf([...ring, [900, 0], [900, 1], [0, 1]], 20))).toBeGreaterThan(11.99)
    }
  })

  it('is that of the widest place also where three circles of another are larger at first', () => {
    const square: [number, number][] = [
      [300, 0],
      [300, -23],
      [323, -23],
      [323, 0],
    ]
    const triangle: [number, number][] = [
      [1000, 0],
      [1100, -24],
      [1200, 0],
    ]
    const ring: [number, number][] = [[0, 0], ...square, ...triangle, [8000, 0], [8000, 1], [0, 1]]
    expect(findWidestMeters(ringOf(ring))).toBeGreaterThan(24.5)
  })

  it('is found far along a border whose first vertices lie close together', () => {
    const jagged = Array.from({ length: 400 }, (_, index): [number, number] => [index / 10, index % 2 === 0 ? 0 : 0.05])
    const bay: [number, number][] = [
      [700, 0],
      [700, -30],
      [730, -30],
      [730, 0],
    ]
    expect(findWidestMeters(ringOf([...jagged, ...bay, [1000, 0], [1000, 1], [0, 1]]))).toBeGreaterThan(30)
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
