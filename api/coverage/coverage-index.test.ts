import * as turf from '@turf/turf'
import fc from 'fast-check'
import type { MultiPolygon, Polygon, Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import type { Bbox, LngLat } from '#api/platform/http/shared.contract.ts'
import { readHuize } from '../../tests/support/huize.ts'
import { randomFrom } from '../../tests/support/random.ts'
import {
  aSquare,
  bruteShare,
  polygonOf,
  randomCoverage,
  ringOf,
  shuffle,
  squareRing,
} from '../../tests/support/random-coverages.ts'
import { buildCoverage, gridGeometry, mergeGrids } from './coverage.ts'
import { createCoverageIndex } from './coverage-index.ts'
import {
  geodesicAreaSquareMeters,
  geodesicCircle,
  geodesicDestination,
  geodesicDistanceMeters,
} from './geodesic-area.ts'
import { type CodedArea, polygonsOf } from './ring-table.ts'

const huize = readHuize()
const county = buildCoverage(huize.grids)
const index = createCoverageIndex(county)
const boxes = huize.grids.map(({ geometry }) => turf.bbox(geometry) as Bbox)
const positionsOf = (areas: readonly CodedArea[]) => areas.flatMap(({ geometry }) => polygonsOf(geometry).flat(2))
const indexOf = (grids: readonly CodedArea[]) => createCoverageIndex(buildCoverage(grids))
const at = (x: number, y: number) => squareRing(x, y, 1)[0] as LngLat

function bruteLocate(lngLat: LngLat): string | null {
  for (const [i, [west, south, east, north]] of boxes.entries()) {
    if (lngLat[0] < west || lngLat[0] > east || lngLat[1] < south || lngLat[1] > north) continue
    const grid = huize.grids[i] as CodedArea
    if (turf.booleanPointInPolygon(lngLat, grid.geometry)) return grid.code
  }
  return null
}

describe('locating a point', () => {
  it('gives the grid a brute force gives, for 300 points in and around the county', () => {
    const random = randomFrom(300)
    let inside = 0
    for (let i = 0; i < 300; i++) {
      const point: LngLat = [102.98 + random(), 25.72 + random() * 1.42]
      expect(index.locate(point)).toBe(bruteLocate(point))
      if (index.locate(point)) inside++
    }
    expect(inside).toBeGreaterThan(100)
    expect(inside).toBeLessThan(250)
  })

  it('finds an enclave in its hole and a grid in its exclave', () => {
    const around = { code: 'A', geometry: polygonOf(squareRing(0, 0, 3000), squareRing(1000, 1000, 1000)) }
    const enclave: CodedArea = {
      code: 'B',
      geometry: { type: 'MultiPolygon', coordinates: [[squareRing(1000, 1000, 1000)], [squareRing(5000, 0, 1000)]] },
    }
    const both = indexOf([around, enclave])
    expect(both.locate(at(1500, 1500))).toBe('B')
    expect(both.locate(at(5500, 500))).toBe('B')
    expect(both.locate(at(500, 1500))).toBe('A')
    expect(both.locate(at(4000, 500))).toBeNull()
  })

  it('gives a point on a border to the grid in the east, else in the north', () => {
    const four = indexOf([
      aSquare('SW', 0, 0),
      aSquare('SE', 1000, 0),
      aSquare('NW', 0, 1000),
      aSquare('NE', 1000, 1000),
    ])
    expect(four.locate(at(1000, 500))).toBe('SE')
    expect(four.locate(at(500, 1000))).toBe('NW')
    expect(four.locate(at(1000, 1000))).toBe('NE')
    // On the outer border there is nobody in the east or north: the smallest code.
    expect(four.locate(at(2000, 500))).toBe('SE')
    expect(four.locate(at(2000, 1000))).toBe('NE')
    expect(four.locate(at(2000, 2000))).toBe('NE')
    expect(four.locate(at(1000, 2000))).toBe('NE')
    expect(four.locate(at(0, 0))).toBe('SW')
    expect(four.locate([at(2000, 500)[0] + 1e-13, at(2000, 500)[1]])).toBe('SE')
    expect(four.locate([at(2000, 500)[0] + 1e-9, at(2000, 500)[1]])).toBeNull()
  })

  it('knows nothing outside and nothing of no grids', () => {
    expect(index.locate([104.5, 26.4])).toBeNull()
    expect(index.locate([Number.NaN, 26.4])).toBeNull()
    const none = indexOf([])
    expect(none.locate([103, 26])).toBeNull()
    expect(none.findAffected(aSquare('A', 0, 0).geometry)).toEqual([])
    expect(none.gridsInBbox([0, 0, 180, 90])).toEqual([])
    expect(() => none.nearest([103, 26])).toThrow('no grids')
  })

  it('gives each vertex and middle of a border to one grid that has it, whatever order the grids came in', () => {
    fc.assert(
      fc.property(randomCoverage, fc.nat(), ({ grids, cells }, seed) => {
        for (const areas of [grids, cells]) {
          const first = indexOf(areas)
          const second = indexOf(shuffle(areas, seed))
          // Alone each grid has its share of the border; together no point may be claimed twice.
          const alone = areas.map((area) => ({ code: area.code, geometry: area.geometry, index: indexOf([area]) }))
          const places = positionsOf(areas)
          const middles = places.slice(1).map((b, i): LngLat => {
            const a = places[i] as Position
            return [((a[0] as number) + (b[0] as number)) / 2, ((a[1] as number) + (b[1] as number)) / 2]
          })
          for (const place of [...places, ...middles] as LngLat[]) {
            const code = first.locate(place)
            expect(second.locate(place)).toBe(code)
            const having = alone.filter((other) => other.index.locate(place) !== null).map((other) => other.code)
            if (code === null) expect(having).toEqual([])
            else expect(having).toContain(code)
          }
        }
      }),
      { numRuns: 40, seed: 5 },
    )
  })

  it('leaves no vertex of the county out', () => {
    for (const place of positionsOf(huize.county)) expect(index.locate(place as LngLat)).not.toBeNull()
    for (const place of positionsOf(huize.grids.slice(0, 300))) expect(index.locate(place as LngLat)).not.toBeNull()
  })
})

describe('the nearest grid', () => {
  it('is the one a point is in, at no distance', () => {
    const seat: LngLat = [103.274024, 26.425956]
    expect(index.nearest(seat)).toEqual({ code: '530326001001001', distanceMeters: 0 })
  })

  it('is as far as the border, measured on the ellipsoid', () => {
    const square = indexOf([aSquare('A', 0, 0), aSquare('B', 1000, 0)])
    const corner = at(2000, 1000)
    const away = geodesicDestination(corner, 45, 5000)
    expect(square.nearest(away).code).toBe('B')
    expect(square.nearest(away).distanceMeters).toBeCloseTo(5000, 3)
    const south = geodesicDestination(at(500, 0), 180, 30)
    expect(square.nearest(south)).toEqual({ code: 'A', distanceMeters: expect.closeTo(30, 3) })
  })

  it('is as far as the nearest place on a slanting border, from a hair to ten kilometres away', () => {
    const corners: [LngLat, LngLat] = [at(500_000, 0), at(0, 400_000)]
    const one = indexOf([{ code: 'A', geometry: polygonOf(ringOf([0, 0], [500_000, 0], [0, 400_000])) }])
    const placeAt = (share: number): LngLat => [
      corners[0][0] + share * (corners[1][0] - corners[0][0]),
      corners[0][1] + share * (corners[1][1] - corners[0][1]),
    ]
    for (const start of [0.1, 0.4, 0.8])
      for (const meters of [1e-4, 1, 100, 10_000]) {
        const away = geodesicDestination(placeAt(start), 40, meters)
        let [low, high] = [0, 1]
        for (let round = 0; round < 100; round++) {
          const [a, b] = [low + (high - low) / 3, high - (high - low) / 3]
          if (geodesicDistanceMeters(away, placeAt(a)) < geodesicDistanceMeters(away, placeAt(b))) high = b
          else low = a
        }
        const expected = geodesicDistanceMeters(away, placeAt(low))
        const found = one.nearest(away)
        expect(found.code).toBe('A')
        expect(Math.abs(found.distanceMeters - expected), `${meters} m`).toBeLessThan(1e-5 + 1e-6 * meters)
      }
  })

  it('is nearer than any vertex of the outer border', () => {
    const random = randomFrom(17)
    const outer = positionsOf(huize.county) as LngLat[]
    for (let i = 0; i < 60; i++) {
      const point: LngLat = [102 + 2.5 * random(), 25 + 3 * random()]
      const { code, distanceMeters } = index.nearest(point)
      if (distanceMeters === 0) continue
      const byVertex = Math.min(...outer.map((vertex) => geodesicDistanceMeters(point, vertex)))
      expect(distanceMeters).toBeLessThanOrEqual(byVertex + 1e-6)
      // Vertices of the outline are at most 600 m apart.
      expect(distanceMeters).toBeGreaterThan(byVertex - 600)
      const own = polygonsOf(gridGeometry(county, code)).flat(2) as LngLat[]
      expect(Math.min(...own.map((vertex) => geodesicDistanceMeters(point, vertex)))).toBeLessThan(distanceMeters + 600)
    }
  })

  it('of two at the same distance is the smaller code', () => {
    const apart = indexOf([aSquare('B', 0, 0), aSquare('A', 0, 3000)])
    expect(indexOf([aSquare('B', 0, 0), aSquare('A', 1000, 0)]).nearest(at(1000, -500)).code).toBe('A')
    expect(apart.nearest(at(500, 1400)).code).toBe('B')
  })
})

describe('the grids an area affects', () => {
  it('are those an overlay library finds, with the same shares, for 20 areas', () => {
    const random = randomFrom(50)
    let touched = 0
    // One assertion in the end: they are a hundred thousand pairs.
    const wrong: string[] = []
    for (let i = 0; i < 20; i++) {
      const area = aRandomArea(random, i)
      const affected = new Map(index.findAffected(area).map((grid) => [grid.code, grid]))
      const [west, south, east, north] = turf.bbox(area) as Bbox
      for (const [j, { code, geometry }] of huize.grids.entries()) {
        const box = boxes[j] as Bbox
        const isNear = box[0] <= east && box[2] >= west && box[1] <= north && box[3] >= south
        const share = isNear ? bruteShare(area, geometry) : 0
        const own = affected.get(code)
        if ((own !== undefined) !== share > 1e-9) wrong.push(`${code} in area ${i}: ${share}`)
        if (!own) continue
        touched++
        expect(Math.abs(own.share - share)).toBeLessThan(1e-6)
        expect(own.whole).toBe(share > 1 - 1e-7)
      }
    }
    expect(wrong).toEqual([])
    expect(touched).toBeGreaterThan(120)
  }, 120_000)

  it('of a village, a township and the county are its own, whole, and no neighbours', () => {
    for (const { code, geometry } of [...huize.villages, ...huize.townships, ...huize.county]) {
      const affected = index.findAffected(geometry)
      expect(affected.map((grid) => grid.code)).toEqual(county.codes.filter((other) => other.startsWith(code)))
      expect(affected.every(({ share, whole }) => whole && share === 1)).toBe(true)
    }
  })

  it('of a grid is that grid alone, of any orientation, hole or exclave', () => {
    for (const { code, geometry } of huize.grids.filter((_, i) => i % 7 === 0)) {
      expect(index.findAffected(geometry)).toEqual([{ code, share: 1, whole: true }])
      const reversed: MultiPolygon = {
        type: 'MultiPolygon',
        coordinates: polygonsOf(geometry).map((rings) => rings.map((ring) => [...ring].reverse())),
      }
      expect(index.findAffected(reversed)).toEqual([{ code, share: 1, whole: true }])
    }
  })

  it('are none where only a border or a corner is shared', () => {
    const one = indexOf([aSquare('A', 0, 0)])
    expect(one.findAffected(polygonOf(squareRing(1000, 0, 1000)))).toEqual([])
    expect(one.findAffected(polygonOf(squareRing(1000, 200, 300)))).toEqual([])
    expect(one.findAffected(polygonOf(squareRing(1000, 1000, 1000)))).toEqual([])
    expect(one.findAffected(polygonOf(ringOf([1000, 500], [1500, 200], [1500, 800])))).toEqual([])
    // The county as a hole: an area all around it.
    const frame = polygonOf(ringOf([-9e5, -9e5], [9e5, -9e5], [9e5, 2e6], [-9e5, 2e6]), squareRing(0, 0, 1000))
    expect(one.findAffected(frame)).toEqual([])
  })

  it('are found however small the area is, by their shares, and not where it only touches', () => {
    const two = indexOf([aSquare('A', 0, 0), aSquare('B', 1000, 0)])
    const [x, y] = at(1000, 500)
    /** So many degrees wide and high, with so much of it west of the border between A and B. */
    const speck = (width: number, height: number, west: number) => {
      const ring = [
        [x - west * width, y],
        [x + (1 - west) * width, y],
        [x + (1 - west) * width, y + height],
        [x - west * width, y + height],
      ]
      return polygonOf([...ring, ring[0] as Position])
    }
    const codes = (area: Polygon) => two.findAffected(area).map(({ code }) => code)
    for (const [width, height] of [
      [1e-7, 1e-7],
      [1e-8, 1e-8],
      [1e-9, 1e-5],
      [1e-5, 1e-9],
      [1e-12, 1e-3],
    ] as const) {
      expect(codes(speck(width, height, 3)), `${width} by ${height}`).toEqual(['A'])
      expect(codes(speck(width, height, 0.5)), `${width} by ${height}`).toEqual(['A', 'B'])
      expect(codes(speck(width, height, -2)), `${width} by ${height}`).toEqual(['B'])
    }
    // A two-hundredth of it is more than rounding.
    expect(codes(speck(1e-7, 1e-7, 0.995))).toEqual(['A', 'B'])
    expect(codes(speck(1e-7, 1e-7, 1))).toEqual(['A'])
    expect(codes(speck(1e-7, 1e-7, 0))).toEqual(['B'])
    const third = speck(3e-7, 1e-7, 1 / 3)
    for (const { code, share } of two.findAffected(third)) {
      const grid = geodesicAreaSquareMeters(gridGeometry(buildCoverage([aSquare('A', 0, 0)]), 'A'))
      expect((share * grid) / geodesicAreaSquareMeters(third)).toBeCloseTo(code === 'A' ? 1 / 3 : 2 / 3, 4)
    }
    const [outerX, outerY] = at(0, 500)
    const outside = polygonOf([
      [outerX - 1e-7, outerY],
      [outerX, outerY],
      [outerX, outerY + 1e-7],
      [outerX - 1e-7, outerY],
    ])
    expect(codes(outside)).toEqual([])
  })

  it('of a speck on a slanting border, however small, have their parts of it', () => {
    const corners = { low: [1000, 0], high: [0, 2000] } satisfies Record<string, [number, number]>
    const two = [
      { code: 'A', geometry: polygonOf(ringOf([0, 0], corners.low, corners.high)) },
      { code: 'B', geometry: polygonOf(ringOf(corners.low, [1000, 2000], corners.high)) },
    ]
    const [x, y] = at(500, 1000)
    for (const half of [1e-6, 1e-7, 1e-8]) {
      const square = polygonOf(squareRingAround(x, y, half))
      const parts = indexOf(two).findAffected(square)
      const metersOf = (code: string) =>
        geodesicAreaSquareMeters((two.find((area) => area.code === code) as CodedArea).geometry)
      const shares = parts.map(({ code, share }) => (share * metersOf(code)) / geodesicAreaSquareMeters(square))
      expect(shares, `${half} degrees`).toEqual([expect.closeTo(0.5, 3), expect.closeTo(0.5, 3)])
    }
  })

  it('of a speck are the same where the grid has another piece', () => {
    const pieces: CodedArea = {
      code: 'A',
      geometry: { type: 'MultiPolygon', coordinates: [[squareRing(0, 0, 1000)], [squareRing(5000, 0, 1000)]] },
    }
    const [x, y] = at(500, 500)
    const speck = polygonOf([
      [x, y],
      [x + 1e-7, y],
      [x, y + 1e-7],
      [x, y],
    ])
    expect(indexOf([pieces]).findAffected(speck)).toEqual([{ code: 'A', share: expect.any(Number), whole: false }])
  })

  it('are found in a hole, in pieces and by an area within one grid', () => {
    const nine = indexOf(
      Array.from({ length: 9 }, (_, i) => aSquare(`G${i}`, (i % 3) * 1000, Math.floor(i / 3) * 1000)),
    )
    const ring = polygonOf(squareRing(0, 0, 3000), squareRing(1000, 1000, 1000))
    expect(nine.findAffected(ring).map(({ code }) => code)).toEqual(['G0', 'G1', 'G2', 'G3', 'G5', 'G6', 'G7', 'G8'])
    expect(nine.findAffected(ring).every(({ whole }) => whole)).toBe(true)
    const pieces: MultiPolygon = {
      type: 'MultiPolygon',
      coordinates: [[squareRing(1250, 1250, 500)], [squareRing(1000, 0, 1000)], [squareRing(5000, 0, 10)]],
    }
    expect(nine.findAffected(pieces)).toEqual([
      { code: 'G1', share: 1, whole: true },
      { code: 'G4', share: expect.closeTo(0.25, 6), whole: false },
    ])
    const hole = polygonOf(squareRing(0, 0, 3000), squareRing(1250, 1250, 500))
    expect(nine.findAffected(hole)[4]).toEqual({ code: 'G4', share: expect.closeTo(0.75, 6), whole: false })
    expect(nine.findAffected(hole).filter(({ whole }) => whole)).toHaveLength(8)
  })

  it('are not whole when a hair of them lies outside', () => {
    const one = indexOf([aSquare('A', 0, 0)])
    const [x, y] = at(500, 500)
    const dot = [
      [x, y],
      [x + 1e-9, y],
      [x + 1e-9, y + 1e-9],
      [x, y],
    ]
    expect(one.findAffected(polygonOf(squareRing(-1000, -1000, 3000), dot))).toEqual([
      { code: 'A', share: expect.closeTo(1, 9), whole: false },
    ])
    const cut = squareRing(0, 0, 1000).map(
      ([lng, lat]): Position => [Math.min(lng as number, at(1000, 0)[0] - 1e-9), lat as number],
    )
    expect(one.findAffected(polygonOf(cut))[0]?.whole).toBe(false)
    const [east, north] = at(1000, 1000)
    const cornerCut = squareRing(0, 0, 1000).flatMap((place, i) =>
      i === 2
        ? [
            [east, north - 1e-9],
            [east - 1e-9, north],
          ]
        : [place],
    )
    expect(one.findAffected(polygonOf(cornerCut))).toEqual([{ code: 'A', share: expect.closeTo(1, 9), whole: false }])
    const [notch = []] = polygonOf(ringOf([0, 0], [1000, 0], [1000, 1000], [500, 1000], [0, 1000])).coordinates
    notch[3] = [at(500, 0)[0], at(0, 1000)[1] - 1e-10]
    expect(one.findAffected(polygonOf(notch))).toEqual([{ code: 'A', share: expect.closeTo(1, 6), whole: false }])
    // What a quantised file does to a coordinate is no hair.
    const noise = squareRing(0, 0, 1000).map(
      ([lng, lat]): Position => [(lng as number) + 3e-14, (lat as number) - 1e-14],
    )
    expect(one.findAffected(polygonOf(noise))).toEqual([{ code: 'A', share: 1, whole: true }])
  })

  it('of a circle of a metre are at most a few, of 60 km nearly all', () => {
    const seat: LngLat = [103.274024, 26.425956]
    const [small, ...others] = index.findAffected(geodesicCircle(seat, 1))
    expect(others).toEqual([])
    const areaOf = (code: string) => geodesicAreaSquareMeters(gridGeometry(county, code))
    expect((small?.share ?? 0) * areaOf('530326001001001')).toBeCloseTo(64 * Math.sin(Math.PI / 64), 4)
    // Around a vertex where three grids meet: together they are the circle.
    const junction = [county.coordinates[0], county.coordinates[1]].map((units) => (units as number) / 1e6) as LngLat
    const three = index.findAffected(geodesicCircle(junction, 1))
    const sum = three.reduce((total, { code, share }) => total + share * areaOf(code), 0)
    expect(three.length).toBeGreaterThan(1)
    expect(sum).toBeCloseTo(64 * Math.sin(Math.PI / 64), 4)
    const circle = geodesicCircle([103.4, 26.4], 60_000)
    const wide = index.findAffected(circle)
    const isOut = (vertex: Position) => !turf.booleanPointInPolygon(vertex, circle)
    const leaving = huize.grids.filter(({ geometry }) => polygonsOf(geometry).flat(2).some(isOut))
    expect(leaving.length).toBeGreaterThan(50)
    expect(wide.filter(({ whole }) => whole)).toHaveLength(4847 - leaving.length)
  })

  it('take up all of an area that lies within the county', () => {
    for (const radius of [37, 900, 12_000]) {
      const circle = geodesicCircle([103.35, 26.45], radius)
      const sum = index
        .findAffected(circle)
        .reduce((total, { code, share }) => total + share * geodesicAreaSquareMeters(gridGeometry(county, code)), 0)
      expect(sum / geodesicAreaSquareMeters(circle)).toBeCloseTo(1, 9)
    }
  })

  it('are answered for an area far larger than the county and one of nothing', () => {
    const world = turf.bboxPolygon([-180, -90, 180, 90]).geometry
    expect(index.findAffected(world).filter(({ whole }) => whole)).toHaveLength(4847)
    expect(index.findAffected({ type: 'MultiPolygon', coordinates: [] })).toEqual([])
    expect(index.findAffected(polygonOf([]))).toEqual([])
    expect(index.findAffected(turf.bboxPolygon([10, 10, 11, 11]).geometry)).toEqual([])
  })

  it('in a random coverage are exactly the grids an area is made of', () => {
    fc.assert(
      fc.property(randomCoverage, fc.nat(), ({ cells, grids, cellsOf, coverage }, seed) => {
        const chosen = new Set(shuffle(cells, seed).slice(0, 1 + (seed % cells.length)))
        const area = mergeGrids(
          buildCoverage(cells),
          [...chosen].map(({ code }) => code),
        )
        const sizes = new Map(cells.map(({ code, geometry }) => [code, geodesicAreaSquareMeters(geometry)]))
        const taken = new Set([...chosen].map(({ code }) => code))
        const affected = new Map(
          createCoverageIndex(coverage)
            .findAffected(area)
            .map((grid) => [grid.code, grid]),
        )
        for (const { code } of grids) {
          const own = cellsOf.get(code) ?? []
          const sum = (codes: string[]) => codes.reduce((total, cell) => total + (sizes.get(cell) as number), 0)
          const share = sum(own.filter((cell) => taken.has(cell))) / sum(own)
          expect(affected.get(code)?.share ?? 0).toBeCloseTo(share, 9)
          expect(affected.get(code)?.whole ?? false).toBe(share === 1)
        }
      }),
      { numRuns: 100, seed: 6 },
    )
  })
})

describe('the grids in a box', () => {
  it('are those whose polygon meets it, not those whose box does', () => {
    const ell = {
      code: 'L',
      geometry: polygonOf(ringOf([0, 0], [3000, 0], [3000, 1000], [1000, 1000], [1000, 3000], [0, 3000])),
    }
    const both = indexOf([ell, aSquare('S', 5000, 5000)])
    const box = (x: number, y: number, size: number): Bbox => [...at(x, y), ...at(x + size, y + size)] as Bbox
    expect(both.gridsInBbox(box(1500, 1500, 500))).toEqual([])
    expect(both.gridsInBbox(box(1500, 1000, 500))).toEqual(['L'])
    expect(both.gridsInBbox(box(5400, 5400, 100))).toEqual(['S'])
    expect(both.gridsInBbox(box(-9000, -9000, 90_000))).toEqual(['L', 'S'])
  })

  it('agree with a brute force over the county', () => {
    const random = randomFrom(8)
    for (let i = 0; i < 10; i++) {
      const [x, y, size] = [103.2 + 0.4 * random(), 26.1 + 0.6 * random(), 0.01 + 0.05 * random()]
      const box: Bbox = [x, y, x + size, y + size]
      const square = turf.bboxPolygon(box)
      const expected = huize.grids.filter(
        ({ geometry }, j) =>
          (boxes[j] as Bbox)[0] <= box[2] &&
          (boxes[j] as Bbox)[2] >= box[0] &&
          turf.booleanIntersects(geometry, square),
      )
      expect(index.gridsInBbox(box)).toEqual(expected.map(({ code }) => code).sort())
    }
  })
})

/** Stars of many sizes, some with a hole, some in two pieces, some on vertices of the county. */
function aRandomArea(random: () => number, i: number): Polygon | MultiPolygon {
  const star = (x: number, y: number, radius: number): Position[] => {
    const count = 3 + Math.floor(random() * 12)
    const ring = Array.from({ length: count }, (_, k): Position => {
      const length = radius * (0.35 + 0.65 * random())
      return [x + length * Math.cos((2 * Math.PI * k) / count), y + length * Math.sin((2 * Math.PI * k) / count)]
    })
    const closed = [...ring, ring[0] as Position]
    return random() < 0.5 ? closed : closed.reverse()
  }
  const [x, y] = [103.15 + 0.5 * random(), 26 + 0.9 * random()]
  const radius = 10 ** (-3.3 + 1.8 * random())
  if (i % 5 === 0) return polygonOf(star(x, y, radius), squareRingAround(x, y, radius * 0.1))
  if (i % 5 === 1) {
    return { type: 'MultiPolygon', coordinates: [[star(x, y, radius)], [star(x + 2.5 * radius, y, radius)]] }
  }
  if (i % 5 === 2) {
    const vertex = 2 * Math.floor((random() * county.coordinates.length) / 2)
    const corner = [(county.coordinates[vertex] as number) / 1e6, (county.coordinates[vertex + 1] as number) / 1e6]
    return polygonOf([corner, [x, y], [x + radius, y + radius], corner])
  }
  return polygonOf(star(x, y, radius))
}

function squareRingAround(x: number, y: number, half: number): Position[] {
  return [
    [x - half, y - half],
    [x + half, y - half],
    [x + half, y + half],
    [x - half, y + half],
    [x - half, y - half],
  ]
}
