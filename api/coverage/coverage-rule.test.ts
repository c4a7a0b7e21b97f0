import fc from 'fast-check'
import type { MultiPolygon, Polygon, Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { readHuize } from '../../tests/support/huize.ts'
import { randomFrom } from '../../tests/support/random.ts'
import {
  aSquare,
  polygonOf,
  type RandomCoverage,
  randomCoverage,
  ringOf,
  shuffle,
  squareRing,
  withRing,
} from '../../tests/support/random-coverages.ts'
import { buildCoverage, mergeGrids } from './coverage.ts'
import { checkCoverage, checkUnion } from './coverage-rule.ts'
import { type CodedArea, polygonsOf } from './ring-table.ts'

const huize = readHuize()
const outline = huize.county[0]?.geometry as Polygon
const squareOf = (size: number) => aSquare('', 0, 0, size).geometry
const kindsOf = (areas: CodedArea[], options = {}) => checkCoverage(areas, options).map(({ kind }) => kind)
const lngLat = (x: number, y: number) => squareRing(x, y, 1)[0]

describe('the coverage rule holds for', () => {
  it('the county at each level, alone and against its outline', () => {
    for (const level of ['grids', 'villages', 'townships', 'county'] as const) {
      expect(checkCoverage(huize[level])).toEqual([])
      expect(checkCoverage(huize[level], { outline })).toEqual([])
    }
  })

  it('an enclave in a hole, an island, an exclave and squares that touch in a corner', () => {
    const around = { code: 'A', geometry: polygonOf(squareRing(0, 0, 3000), squareRing(1000, 1000, 1000)) }
    expect(checkCoverage([around, aSquare('B', 1000, 1000)])).toEqual([])
    expect(checkCoverage([aSquare('A', 0, 0), aSquare('B', 5000, 0)])).toEqual([])
    expect(checkCoverage([aSquare('A', 0, 0), aSquare('B', 1000, 1000)])).toEqual([])
    const exclave: CodedArea = {
      code: 'A',
      geometry: { type: 'MultiPolygon', coordinates: [[squareRing(0, 0, 1000)], [squareRing(2000, 0, 1000)]] },
    }
    expect(checkCoverage([exclave, aSquare('B', 1000, 0)])).toEqual([])
    const lakeAndIsland: CodedArea = {
      code: 'A',
      geometry: {
        type: 'MultiPolygon',
        coordinates: [[squareRing(0, 0, 5000), squareRing(1000, 1000, 3000)], [squareRing(2000, 2000, 1000)]],
      },
    }
    const lake = { code: 'B', geometry: polygonOf(squareRing(1000, 1000, 3000), squareRing(2000, 2000, 1000)) }
    expect(checkCoverage([lakeAndIsland, lake])).toEqual([])
  })

  it('a position that is said twice, or twice after rounding', () => {
    const ring = squareRing(0, 0, 1000)
    const [first, second] = ring as [Position, Position]
    const nearly = [(second[0] as number) + 1e-7, second[1] as number]
    const said = { code: 'A', geometry: polygonOf([first, first, second, nearly, ...ring.slice(2)]) }
    expect(checkCoverage([said, aSquare('B', 1000, 0)])).toEqual([])
  })

  it('areas around 0°, 0°, from whichever corner', () => {
    const corners: Position[] = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ]
    const around = polygonOf([-1, 0, 1, 1, 0, -1, -1].map((x, i) => [x, i > 2 && i < 6 ? 1 : 0]))
    for (let first = 0; first < 4; first++) {
      const open = [...corners.slice(first), ...corners.slice(0, first)]
      const ringTimes = (x: number) => [...open, open[0] as Position].map(([lng = 0, lat = 0]) => [x * lng, lat])
      const areas = [1, -1].map((x) => ({ code: String(x), geometry: polygonOf(ringTimes(x)) }))
      expect(checkCoverage(areas)).toEqual([])
      expect(checkCoverage(areas, { outline: around })).toEqual([])
    }
  })

  it('no areas at all', () => {
    expect(checkCoverage([])).toEqual([])
  })

  it('random coverages, in any order and orientation', () => {
    fc.assert(
      fc.property(randomCoverage, fc.nat(), ({ grids, outline: around, cells }, seed) => {
        expect(checkCoverage(shuffle(cells, seed), { outline: around })).toEqual([])
        const turned = shuffle(grids, seed).map(({ code, geometry }) => ({
          code,
          geometry: {
            type: 'MultiPolygon' as const,
            coordinates: polygonsOf(geometry).map((rings) => rings.map((ring) => [...ring].reverse())),
          },
        }))
        expect(checkCoverage(turned, { outline: around })).toEqual([])
        expect(checkCoverage(turned)).toEqual([])
      }),
      { numRuns: 100, seed: 3 },
    )
  })
})

describe('the coverage rule names', () => {
  it('an overlap with both codes and its place', () => {
    const [fault, ...others] = checkCoverage([aSquare('A', 0, 0), aSquare('A2', 0, 0)])
    expect(others).toEqual([])
    expect(fault).toMatchObject({ kind: 'overlap', codes: ['A', 'A2'] })
    expect(kindsOf([aSquare('A', 0, 0, 9000), aSquare('B', 1000, 1000)])).toEqual(['overlap'])
    // What is covered once within an overlap is no gap.
    const holed = { code: 'B', geometry: polygonOf(squareRing(0, 0, 3000), squareRing(1000, 1000, 1000)) }
    expect(kindsOf([aSquare('A', 0, 0, 3000), holed])).toEqual(['overlap', 'overlap'])
  })

  it('borders that cross, once for each pair, where they do', () => {
    const faults = checkCoverage([aSquare('A', 0, 0), aSquare('B', 500, 500)])
    const crossings = faults.filter(({ kind }) => kind === 'crossing')
    expect(crossings).toHaveLength(1)
    expect(crossings[0]?.codes).toEqual(['A', 'B'])
    expect([lngLat(1000, 500), lngLat(500, 1000)]).toContainEqual(crossings[0]?.lngLat)
  })

  it('no crossing of two areas that cross nothing but the outline', () => {
    const kinds = kindsOf([aSquare('A', 500, 500), aSquare('B', 500, 500)], { outline: squareOf(1000) })
    expect(kinds).toContain('outside_outline')
    expect(kinds).not.toContain('crossing')
  })

  it('what is missing and what is too much, not also how the borders meet, where both can be seen', () => {
    const half = { code: 'H', geometry: polygonOf(ringOf([0, 0], [500, 0], [500, 1000], [0, 1000])) }
    expect(kindsOf([half], { outline: squareOf(1000) })).toEqual(['gap'])
    // Each side of the one crosses two of the other.
    const diamond = { code: 'D', geometry: polygonOf(ringOf([500, -200], [1200, 500], [500, 1200], [-200, 500])) }
    expect(new Set(kindsOf([diamond], { outline: squareOf(1000) }))).toEqual(new Set(['gap', 'outside_outline']))
  })

  it('an overlap in which every segment has its partner', () => {
    // Two complete coverages of the same ground with different borders: only their outer ring is there twice.
    const whole = aSquare('A', 0, 0, 2000)
    const halves = [
      { code: 'B', geometry: polygonOf(ringOf([0, 0], [2000, 0], [2000, 2000])) },
      { code: 'C', geometry: polygonOf(ringOf([0, 0], [2000, 2000], [0, 2000])) },
    ]
    const faults = checkCoverage([whole, ...halves])
    expect(faults.map(({ kind }) => kind)).toContain('overlap')
    expect(checkCoverage([whole, ...halves], { outline: whole.geometry }).map(({ kind }) => kind)).toContain('overlap')
  })

  it('a gap inside and, against an outline, at the border', () => {
    const nine = Array.from({ length: 9 }, (_, i) => aSquare(`G${i}`, (i % 3) * 1000, Math.floor(i / 3) * 1000))
    const around = polygonOf(
      ringOf(
        ...([0, 1, 2].map((i) => [i * 1000, 0]) as [number, number][]),
        ...([0, 1, 2].map((i) => [3000, i * 1000]) as [number, number][]),
        ...([3, 2, 1].map((i) => [i * 1000, 3000]) as [number, number][]),
        ...([3, 2, 1].map((i) => [0, i * 1000]) as [number, number][]),
      ),
    )
    expect(checkCoverage(nine, { outline: around })).toEqual([])
    const [inside, ...others] = checkCoverage(nine.filter(({ code }) => code !== 'G4'))
    expect(others).toEqual([])
    expect(inside).toMatchObject({ kind: 'gap', codes: ['G1', 'G3', 'G5', 'G7'] })
    const withoutEdge = nine.filter(({ code }) => code !== 'G1')
    expect(checkCoverage(withoutEdge)).toEqual([])
    expect(kindsOf(withoutEdge, { outline: around })).toEqual(['gap'])
    expect(kindsOf([...nine, aSquare('X', 3000, 0)], { outline: around })).toEqual(['outside_outline'])
    expect(kindsOf([...nine, aSquare('X', 5000, 0)], { outline: around })).toEqual(['outside_outline'])
    expect(kindsOf([...nine, aSquare('X', -1000, 0)], { outline: around })).toEqual(['outside_outline'])
    expect(kindsOf([...nine, aSquare('X', 1000, 0)], { outline: around })).toEqual(['overlap'])
  })

  it('a gap of the smallest size there is, and all of an outline in which nothing lies', () => {
    const tiny = polygonOf(squareRing(0, 0, 1000), ringOf([500, 500], [501, 500], [500, 501]))
    expect(kindsOf([{ code: 'A', geometry: tiny }])).toEqual(['gap'])
    const holed = polygonOf(squareRing(0, 0, 3000), squareRing(1000, 1000, 1000))
    expect(kindsOf([], { outline: holed })).toEqual(['gap', 'gap'])
  })

  describe('how wide a gap or an overlap is', () => {
    const widthsOf = (...check: Parameters<typeof checkCoverage>) =>
      checkCoverage(...check).map(({ kind, widthMeters }) => [kind, widthMeters && Math.round(widthMeters * 10) / 10])
    const around = (size: number, inner: number) =>
      polygonOf(squareRing(0, 0, size), squareRing(inner, inner, size - 2 * inner))

    it('is that of the place that a whole grid leaves', () => {
      // A thousandth of a degree: 111.2 m by 99.9 m.
      expect(widthsOf([{ code: 'A', geometry: around(3000, 1000) }])).toEqual([['gap', 99.9]])
      const two = polygonOf(ringOf([0, 0], [1000, 0], [2000, 0], [2000, 1000], [1000, 1000], [0, 1000]))
      expect(widthsOf([aSquare('A', 0, 0)], { outline: two })).toEqual([['gap', 99.9]])
      expect(widthsOf([], { outline: squareOf(1000) })).toEqual([['gap', 99.9]])
    })

    it('is that of a sliver, however long, and of a moat around others', () => {
      const slit = polygonOf(squareRing(0, 0, 1000), ringOf([100, 500], [900, 500], [900, 504], [100, 504]))
      expect(widthsOf([{ code: 'A', geometry: slit }])).toEqual([['gap', 0.4]])
      const moat = [{ code: 'A', geometry: around(3000, 1000) }, aSquare('B', 1010, 1010, 980)]
      const [[kind, width] = []] = widthsOf(moat)
      expect(kind).toBe('gap')
      // 10 of 1e-6 degree, 1 m to the sides and 1.1 m above and below, and somewhat more in the corners.
      expect(width).toBeGreaterThanOrEqual(1)
      expect(width).toBeLessThan(1.4)
      const inner = widthsOf([aSquare('B', 10, 10, 980)], { outline: squareOf(1000) })
      expect(inner[0]?.[0]).toBe('gap')
      for (const [, wide] of inner) if (wide !== undefined) expect(wide).toBeLessThan(1.4)
      expect(inner.some(([, wide]) => wide !== undefined)).toBe(true)
    })

    it('is that of the ground that two have, where that is all of a loop', () => {
      const inside = [aSquare('A', 0, 0, 3000), aSquare('B', 1000, 1000)]
      expect(widthsOf(inside)).toEqual([['overlap', 99.9]])
      expect(widthsOf([aSquare('A', 0, 0), aSquare('A2', 0, 0)])[0]).toEqual(['overlap', 99.9])
    })
  })

  it('gaps at the outline by a border of the area beside them, not by one of the outline', () => {
    // An area that stands on the outline with its tip: a gap on either side.
    const above = { code: 'A', geometry: polygonOf(ringOf([0, 1000], [2000, 1000], [2000, 2000], [0, 2000])) }
    const tip = { code: 'T', geometry: polygonOf(ringOf([1000, 0], [2000, 1000], [0, 1000])) }
    const around = polygonOf(ringOf([0, 0], [1000, 0], [2000, 0], [2000, 1000], [2000, 2000], [0, 2000], [0, 1000]))
    const faults = checkCoverage([above, tip], { outline: around })
    expect(faults.map(({ kind, codes, segment }) => ({ kind, codes, segment }))).toEqual([
      { kind: 'gap', codes: ['T'], segment: [lngLat(1000, 0), lngLat(2000, 1000)] },
      { kind: 'gap', codes: ['T'], segment: [lngLat(0, 1000), lngLat(1000, 0)] },
    ])
  })

  it('a T-junction at the vertex that one of the two has not', () => {
    const left = { code: 'L', geometry: polygonOf(ringOf([0, 0], [1000, 0], [1000, 1000], [0, 1000])) }
    const right = {
      code: 'R',
      geometry: polygonOf(ringOf([1000, 0], [2000, 0], [2000, 1000], [1000, 1000], [1000, 400])),
    }
    const faults = checkCoverage([left, right])
    expect(faults.map(({ kind }) => kind)).toEqual(['t_junction'])
    expect(faults[0]).toMatchObject({ codes: ['L', 'R'] })
    expect([lngLat(1000, 0), lngLat(1000, 400), lngLat(1000, 1000)]).toContainEqual(faults[0]?.lngLat)
    const both = polygonOf(ringOf([0, 0], [1000, 0], [2000, 0], [2000, 1000], [1000, 1000], [0, 1000]))
    expect(kindsOf([left, right], { outline: both })).toEqual(['t_junction'])
    // Borders that begin in one vertex and run along each other.
    expect(kindsOf([aSquare('A', 0, 0), aSquare('B', 0, 0, 500)])).toEqual(['t_junction'])
    // The outline with a vertex more than the area is one too.
    const around = polygonOf(ringOf([0, 0], [500, 0], [1000, 0], [1000, 1000], [0, 1000]))
    expect(kindsOf([left], { outline: around })).toEqual(['t_junction'])
    // A corner on the middle of a neighbour's border.
    const corner = { code: 'C', geometry: polygonOf(ringOf([1000, 500], [1500, 200], [1500, 800])) }
    expect(kindsOf([left, corner])).toEqual(['t_junction'])
  })

  it('a bite or a bump that begins and ends between two vertices of the outline', () => {
    const along = (...places: [number, number][]) => [
      { code: 'A', geometry: polygonOf(ringOf([0, 0], ...places, [1000, 0], [1000, 1000], [0, 1000])) },
    ]
    for (const depth of [300, -300]) {
      const faults = checkCoverage(along([200, 0], [500, depth], [800, 0]), { outline: squareOf(1000) })
      expect(faults).toMatchObject([{ kind: 't_junction', codes: ['A'] }])
    }
    // Each corner of the one lies on a side of the other.
    const diamond = { code: 'D', geometry: polygonOf(ringOf([500, 0], [1000, 500], [500, 1000], [0, 500])) }
    expect(checkCoverage([diamond], { outline: squareOf(1000) })).toContainEqual(
      expect.objectContaining({ kind: 't_junction', codes: ['D'] }),
    )
  })

  it('each of the 511 ways to leave squares out of nine, where no border has a vertex but its corners', () => {
    const nine = Array.from({ length: 9 }, (_, i) => aSquare(`G${i}`, (i % 3) * 1000, Math.floor(i / 3) * 1000))
    const coverage = buildCoverage(nine)
    const isCorner = (ring: Position[], i: number) => {
      const [a, b, c] = [ring.at(i - 1), ring[i], ring[(i + 1) % ring.length]] as [Position, Position, Position]
      return a[0] !== b[0] || b[0] !== c[0] ? a[1] !== b[1] || b[1] !== c[1] : false
    }
    const cornersOf = (geometry: Polygon | MultiPolygon): MultiPolygon => ({
      type: 'MultiPolygon',
      coordinates: polygonsOf(geometry).map((rings) =>
        rings.map((ring) => {
          const corners = ring.slice(0, -1).filter((_, i, open) => isCorner(open, i))
          return [...corners, corners[0] as Position]
        }),
      ),
    })
    const unnoticed = Array.from({ length: 512 }, (_, chosen) => chosen).filter((chosen) => {
      const codes = nine.map(({ code }) => code).filter((_, i) => chosen & (1 << i))
      const area = { code: 'A', geometry: cornersOf(mergeGrids(coverage, codes)) }
      return checkCoverage(chosen === 0 ? [] : [area], { outline: squareOf(3000) }).length === 0
    })
    expect(unnoticed).toEqual([511])
  })

  it('a border that crosses, touches or retraces itself', () => {
    const bowtie = { code: 'A', geometry: polygonOf(ringOf([0, 0], [1000, 1000], [1000, 0], [0, 1100])) }
    const [fault, ...others] = checkCoverage([bowtie])
    expect(others).toEqual([])
    expect(fault).toMatchObject({ kind: 'self_crossing', codes: ['A'] })
    expect(fault?.lngLat[0]).toBeCloseTo(103.00052, 4)
    const spike = ringOf([0, 0], [1000, 0], [1000, 500], [1500, 500], [1000, 500], [1000, 1000], [0, 1000])
    expect(kindsOf([{ code: 'A', geometry: polygonOf(spike) }])).toEqual(['self_crossing'])
    const eight = ringOf([0, 0], [500, 500], [1000, 0], [1000, 1000], [500, 500], [0, 1000])
    expect(kindsOf([{ code: 'A', geometry: polygonOf(eight) }])).toEqual(['self_crossing'])
    const twice = polygonOf(squareRing(0, 0, 1000))
    const doubled = { type: 'MultiPolygon' as const, coordinates: [twice.coordinates, twice.coordinates] }
    expect(kindsOf([{ code: 'A', geometry: doubled }])).toContain('self_crossing')
  })

  it('rings that are none, and holes and parts that lie wrong', () => {
    const open = polygonOf(squareRing(0, 0, 1000).slice(0, -1))
    expect(kindsOf([{ code: 'A', geometry: open }])).toEqual(['invalid_ring'])
    expect(kindsOf([{ code: 'A', geometry: polygonOf(ringOf([0, 0], [1000, 0], [2000, 0])) }])).toEqual([
      'invalid_ring',
    ])
    expect(kindsOf([{ code: 'A', geometry: polygonOf(ringOf([0, 0], [0.2, 0], [0.2, 0.2])) }])).toEqual([
      'invalid_ring',
    ])
    expect(kindsOf([{ code: 'A', geometry: polygonOf(ringOf([0, 0], [0, 1000], [0, 2000])) }])).toEqual([
      'invalid_ring',
    ])
    for (const geometry of [polygonOf(), polygonOf([])])
      expect(checkCoverage([{ code: 'A', geometry }])).toEqual([{ kind: 'invalid_ring', codes: ['A'], lngLat: [0, 0] }])
    const holeOutside = polygonOf(squareRing(0, 0, 1000), squareRing(3000, 0, 500))
    expect(kindsOf([{ code: 'A', geometry: holeOutside }])).toContain('invalid_ring')
    const nested: CodedArea = {
      code: 'A',
      geometry: { type: 'MultiPolygon', coordinates: [[squareRing(0, 0, 3000)], [squareRing(1000, 1000, 1000)]] },
    }
    expect(kindsOf([nested])).toContain('invalid_ring')
    const holeOfOther: CodedArea = {
      code: 'A',
      geometry: {
        type: 'MultiPolygon',
        coordinates: [[squareRing(0, 0, 1000), squareRing(3200, 200, 500)], [squareRing(3000, 0, 1000)]],
      },
    }
    expect(kindsOf([holeOfOther])).toContain('invalid_ring')
  })

  it('coordinates that are none', () => {
    const faults = checkCoverage([
      {
        code: 'A',
        geometry: polygonOf([
          [103, 26],
          [103, 95],
          [104, 26],
          [103, 26],
        ]),
      },
      {
        code: 'B',
        geometry: polygonOf([
          [103, 26],
          [Number.NaN, 26],
          [104, 26],
          [103, 26],
        ]),
      },
      {
        code: 'C',
        geometry: polygonOf([
          [350000, 2900000],
          [350001, 2900000],
          [350001, 2900001],
          [350000, 2900000],
        ]),
      },
    ])
    expect(faults.map(({ kind, codes }) => `${kind} ${codes}`)).toEqual([
      'out_of_range A',
      'out_of_range B',
      'out_of_range C',
    ])
    expect(faults[0]?.lngLat).toEqual([103, 95])
  })

  it('no more than asked for', () => {
    const stack = Array.from({ length: 50 }, (_, i) => aSquare(`G${i}`, 10 * i, 10 * i))
    expect(checkCoverage(stack, { maxFaults: 7 })).toHaveLength(7)
  })
})

/** One vertex of one grid that at least one other grid has too. */
function pickSharedVertex({ grids }: RandomCoverage, seed: number) {
  const users = new Map<string, number>()
  const positions: { grid: CodedArea; polygon: number; ring: number; at: number; key: string; length: number }[] = []
  for (const grid of grids) {
    for (const [polygon, rings] of polygonsOf(grid.geometry).entries()) {
      for (const [ring, places] of rings.entries()) {
        for (let at = 0; at + 1 < places.length; at++) {
          const key = String(places[at])
          users.set(key, (users.get(key) ?? 0) + 1)
          positions.push({ grid, polygon, ring, at, key, length: places.length - 1 })
        }
      }
    }
  }
  return shuffle(positions, seed).find(({ key }) => (users.get(key) as number) > 1)
}

const changed = (random: RandomCoverage, code: string, by: (area: CodedArea) => CodedArea) =>
  random.grids.map((grid) => (grid.code === code ? by(grid) : grid))

describe('in a random coverage the rule finds', () => {
  const runs = { numRuns: 150, seed: 4 }

  it('one vertex of one grid shifted by 1e-6 degree, and says where', () => {
    fc.assert(
      fc.property(randomCoverage, fc.nat(), (random, seed) => {
        const pick = pickSharedVertex(random, seed)
        fc.pre(pick !== undefined)
        const direction = [
          [1, 0],
          [0, 1],
          [-1, 0],
          [0, -1],
        ][seed % 4] as [number, number]
        const shifted = changed(random, pick.grid.code, (grid) =>
          withRing(grid, pick.polygon, pick.ring, (ring) =>
            ring.map(
              (place, i): Position =>
                i === pick.at
                  ? [(place[0] as number) + direction[0] * 1e-6, (place[1] as number) + direction[1] * 1e-6]
                  : place,
            ),
          ),
        )
        // At the outer border an opening to the outside is no fault when nothing says where the outside is.
        const isOuter = polygonsOf(random.outline)
          .flat(2)
          .some((place) => String(place) === pick.key)
        for (const options of isOuter ? [{ outline: random.outline }] : [{}, { outline: random.outline }]) {
          const faults = checkCoverage(shifted, options)
          expect(faults.length).toBeGreaterThan(0)
          const named = faults.find(({ codes }) => codes.includes(pick.grid.code))
          expect(named?.segment?.some((end) => distance(end, pick.key) < 3e-3)).toBe(true)
        }
      }),
      runs,
    )
  })

  it('a vertex too many on a shared border', () => {
    fc.assert(
      fc.property(randomCoverage, fc.nat(), (random, seed) => {
        const segments = shuffle(sharedSegments(random), seed)
        const pick = segments[0]
        fc.pre(pick !== undefined)
        const withVertex = changed(random, pick.grid.code, (grid) =>
          withRing(grid, pick.polygon, pick.ring, (ring) => {
            const [a, b] = [ring[pick.at] as Position, ring[(pick.at + 1) % ring.length] as Position]
            const middle = [((a[0] as number) + (b[0] as number)) / 2, ((a[1] as number) + (b[1] as number)) / 2]
            return [...ring.slice(0, pick.at + 1), middle, ...ring.slice(pick.at + 1)]
          }),
        )
        for (const options of [{}, { outline: random.outline }]) {
          const faults = checkCoverage(withVertex, options)
          expect(faults.map(({ kind }) => kind)).toContain('t_junction')
          expect(faults.every(({ codes }) => codes.includes(pick.grid.code))).toBe(true)
        }
      }),
      runs,
    )
  })

  it('two neighbouring vertices of a ring swapped', () => {
    fc.assert(
      fc.property(randomCoverage, fc.nat(), (random, seed) => {
        const pick = pickSharedVertex(random, seed)
        fc.pre(pick !== undefined && pick.length > 3)
        const swapped = changed(random, pick.grid.code, (grid) =>
          withRing(grid, pick.polygon, pick.ring, (ring) => {
            const result = [...ring]
            const next = (pick.at + 1) % ring.length
            result[pick.at] = ring[next] as Position
            result[next] = ring[pick.at] as Position
            return result
          }),
        )
        const faults = checkCoverage(swapped, { outline: random.outline })
        expect(faults.some(({ codes }) => codes.includes(pick.grid.code))).toBe(true)
      }),
      runs,
    )
  })

  it('a cell given to two grids, to none, and nothing when it moves as an exclave', () => {
    fc.assert(
      fc.property(randomCoverage, fc.nat(), ({ cells, outline: around }, seed) => {
        const cell = shuffle(cells, seed)[0] as CodedArea
        const copy = { code: 'copy', geometry: cell.geometry }
        const doubled = checkCoverage([...cells, copy], { outline: around })
        expect(doubled.map(({ kind }) => kind)).toContain('overlap')
        expect(doubled.some(({ codes }) => codes.includes('copy') && codes.includes(cell.code))).toBe(true)
        const missing = checkCoverage(
          cells.filter((other) => other !== cell),
          { outline: around },
        )
        expect(missing.map(({ kind }) => kind)).toContain('gap')
      }),
      runs,
    )
  })

  it('a grid moved anywhere, by any distance', () => {
    fc.assert(
      fc.property(
        randomCoverage,
        fc.integer({ min: -9000, max: 9000 }),
        fc.integer({ min: -9000, max: 9000 }),
        fc.nat(),
        ({ cells, outline: around }, dx, dy, seed) => {
          fc.pre(dx !== 0 || dy !== 0)
          const cell = shuffle(cells, seed)[0] as CodedArea
          const moved = {
            code: cell.code,
            geometry: polygonOf(
              ...polygonsOf(cell.geometry).flatMap((rings) =>
                rings.map((ring) => ring.map(([x, y]) => [(x as number) + dx / 1e6, (y as number) + dy / 1e6])),
              ),
            ),
          }
          const areas = cells.map((other) => (other === cell ? moved : other))
          const kinds = new Set(checkCoverage(areas, { outline: around }).map(({ kind }) => kind))
          expect(kinds.has('gap')).toBe(true)
          expect(kinds.has('overlap') || kinds.has('outside_outline')).toBe(true)
        },
      ),
      runs,
    )
  })
})

const distance = (a: number[], key: string): number => {
  const [x, y] = key.split(',').map(Number)
  return Math.hypot((a[0] as number) - (x as number), (a[1] as number) - (y as number))
}

function sharedSegments({ grids }: RandomCoverage) {
  const all = grids.flatMap((grid) =>
    polygonsOf(grid.geometry).flatMap((rings, polygon) =>
      rings.flatMap((places, ring) =>
        places.slice(0, -1).map((place, at) => {
          const next = places[at + 1] as Position
          return { grid, polygon, ring, at, key: `${place} ${next}`, reversed: `${next} ${place}` }
        }),
      ),
    ),
  )
  const keys = new Set(all.map(({ key }) => key))
  return all.filter(({ reversed }) => keys.has(reversed))
}

describe('a parent', () => {
  it('is the union of its children in the whole county', () => {
    for (const [parents, children] of [
      [huize.county, huize.townships],
      [huize.townships, huize.villages],
      [huize.villages.slice(0, 60), huize.grids],
    ] as const) {
      for (const parent of parents) {
        const own = children.filter(({ code }) => code.startsWith(parent.code)).map(({ geometry }) => geometry)
        expect(checkUnion(parent.geometry, own)).toEqual([])
      }
    }
  })

  it('is not when a child is missing, belongs to another parent, or a vertex differs', () => {
    const parent = huize.villages[3] as CodedArea
    const own = huize.grids.filter(({ code }) => code.startsWith(parent.code))
    const childCodes = own.map(({ code }) => code)
    const missing = checkUnion(
      parent.geometry,
      own.slice(1).map(({ geometry }) => geometry),
      { childCodes: childCodes.slice(1) },
    )
    expect(missing.length).toBeGreaterThan(0)
    expect(missing.every(({ kind }) => kind === 'not_union')).toBe(true)
    const stranger = huize.grids.find(({ code }) => !code.startsWith(parent.code)) as CodedArea
    const [fault] = checkUnion(
      parent.geometry,
      [...own, stranger].map(({ geometry }) => geometry),
      {
        parentCode: parent.code,
        childCodes: [...childCodes, stranger.code],
      },
    )
    expect(fault).toMatchObject({ kind: 'not_union', codes: [stranger.code] })
    const empty = checkUnion(parent.geometry, [], { parentCode: parent.code })
    expect(empty[0]).toMatchObject({ kind: 'not_union', codes: [parent.code] })
  })

  it('that is no polygon itself is told as such', () => {
    const bowtie = polygonOf(ringOf([0, 0], [1000, 1000], [1000, 0], [0, 1100]))
    expect(checkUnion(bowtie, [], { parentCode: 'P' })[0]).toMatchObject({ kind: 'self_crossing', codes: ['P'] })
    const open = polygonOf(squareRing(0, 0, 1000).slice(0, -1))
    expect(checkUnion(open, [], { parentCode: 'P' })).toMatchObject([{ kind: 'invalid_ring', codes: ['P'] }])
    const nowhere = polygonOf([...squareRing(0, 0, 1000), [103, 95]])
    expect(checkUnion(nowhere, [], { parentCode: 'P' })).toMatchObject([{ kind: 'out_of_range', codes: ['P'] }])
  })

  it('names children by their place in the list when they have no codes', () => {
    const faults = checkUnion(aSquare('P', 0, 0).geometry, [
      aSquare('P', 0, 0).geometry,
      aSquare('X', 5000, 0).geometry,
    ])
    expect(faults.map(({ codes }) => codes)).toEqual([['1']])
  })
})

it('the rule over the county takes a blink, also when all of it is wrong', () => {
  const random = randomFrom(9)
  const torn = huize.grids.map((grid) =>
    withRing(grid, 0, 0, (ring) =>
      ring.map(([x, y]) => [(x as number) + random() * 2e-5, (y as number) + random() * 2e-5]),
    ),
  )
  const started = performance.now()
  const faults = checkCoverage(torn)
  // A guard against a quadratic mistake, not a measurement: the figures are those of the bench.
  expect(performance.now() - started).toBeLessThan(20_000)
  expect(faults.length).toBe(1_000)
})
