import * as turf from '@turf/turf'
import fc from 'fast-check'
import type { Polygon, Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { readHuize } from '../../tests/support/huize.ts'
import {
  aSquare,
  polygonOf,
  randomCoverage,
  ringOf,
  shuffle,
  squareRing,
} from '../../tests/support/random-coverages.ts'
import { findAreaFault } from './area-validation.ts'
import { buildCoverage, findNeighbours, gridGeometry, mergeGrids } from './coverage.ts'
import { checkUnion } from './coverage-rule.ts'
import { geodesicAreaSquareMeters } from './geodesic-area.ts'
import { type CodedArea, polygonsOf } from './ring-table.ts'

const huize = readHuize()
const county = buildCoverage(huize.grids)
const noFault = { maxVertices: 100_000 }

/** A ring of eight squares around a ninth. */
const nineSquares = Array.from({ length: 9 }, (_, i) => aSquare(`G${i}`, (i % 3) * 1000, Math.floor(i / 3) * 1000))

describe('a coverage', () => {
  it('stores each border once and knows who lives on its two sides', () => {
    const coverage = buildCoverage([aSquare('A', 0, 0), aSquare('B', 1000, 0)])
    expect(coverage.codes).toEqual(['A', 'B'])
    expect(coverage.arcLeft).toHaveLength(3)
    const sides = [...coverage.arcLeft].map((left, arc) => [left, coverage.arcRight[arc]].sort().join())
    expect(sides.sort()).toEqual(['-1,0', '-1,1', '0,1'])
  })

  it('stores the ring of an enclave once', () => {
    const around = { code: 'A', geometry: polygonOf(squareRing(0, 0, 3000), squareRing(1000, 1000, 1000)) }
    const coverage = buildCoverage([around, aSquare('B', 1000, 1000)])
    expect(coverage.arcLeft).toHaveLength(2)
    expect(gridGeometry(coverage, 'A').coordinates).toHaveLength(2)
    expect(findNeighbours(coverage, 'B').map(({ code }) => code)).toEqual(['A'])
  })

  it('stores the ring of an enclave once wherever it starts, also where it touches the outer border in a corner', () => {
    const turned = (ring: Position[], by: number) => {
      const open = ring.slice(0, -1)
      return [...open.slice(by), ...open.slice(0, by + 1)]
    }
    const inner = squareRing(1000, 1000, 1000)
    const touching = ringOf([0, 0], [2000, 1000], [1000, 2000])
    for (const [ring, arcs] of [
      [inner, 2],
      [touching, 2],
    ] as const)
      for (let a = 0; a < ring.length - 1; a++)
        for (let b = 0; b < ring.length - 1; b++) {
          const around = { code: 'A', geometry: polygonOf(squareRing(0, 0, 3000), turned(ring, a)) }
          const coverage = buildCoverage([around, { code: 'B', geometry: polygonOf(turned(ring, b)) }])
          expect(coverage.arcLeft).toHaveLength(arcs)
        }
  })

  it('gives a grid back with each vertex once, and its pieces apart', () => {
    const pieces: CodedArea = {
      code: 'P',
      geometry: { type: 'MultiPolygon', coordinates: [[squareRing(0, 0, 1000)], [squareRing(2000, 0, 1000)]] },
    }
    const coverage = buildCoverage([pieces, aSquare('Q', 1000, 0)])
    expect(gridGeometry(coverage, 'P')).toMatchObject({ type: 'MultiPolygon', coordinates: [[{}], [{}]] })
    expect(gridGeometry(coverage, 'Q')).toMatchObject({ type: 'Polygon', coordinates: [{ length: 5 }] })
    const least = { code: 'L', geometry: polygonOf(ringOf([0, 0], [1, 0], [0, 1])) }
    expect(gridGeometry(buildCoverage([least]), 'L')).toEqual(least.geometry)
  })

  it('of the county has the vertices and arcs of the data set', () => {
    expect(county.codes).toHaveLength(4847)
    expect(county.arcLeft).toHaveLength(14_496)
    expect(county.coordinates.length / 2).toBe(83_128)
  })

  it('gives back each grid as it came, rounded to 1e-6, outside counter-clockwise', () => {
    for (const { code, geometry } of huize.grids.slice(0, 500)) {
      expect(checkUnion(geometry, [gridGeometry(county, code)])).toEqual([])
      for (const rings of polygonsOf(gridGeometry(county, code))) {
        expect(rings.map((ring) => turf.booleanClockwise(ring))).toEqual(rings.map((_, i) => i > 0))
      }
    }
  })

  it('refuses a code that is there twice and does not know others', () => {
    expect(() => buildCoverage([aSquare('A', 0, 0), aSquare('A', 1000, 0)])).toThrow('A is there twice')
    expect(() => gridGeometry(county, '1')).toThrow('no grid 1')
    expect(() => findNeighbours(county, '999999')).toThrow('no grid 999999')
    expect(() => mergeGrids(county, ['1'])).toThrow('no grid 1')
  })

  it('is the same whatever order the grids come in and wherever a ring starts', () => {
    fc.assert(
      fc.property(randomCoverage, fc.nat(), ({ grids, coverage }, seed) => {
        const turned = shuffle(grids, seed).map(({ code, geometry }) => ({
          code,
          geometry: {
            type: 'MultiPolygon' as const,
            coordinates: polygonsOf(geometry).map((rings) =>
              rings.map((ring) => {
                const open = ring.slice(0, -1)
                const at = seed % open.length
                const moved = [...open.slice(at), ...open.slice(0, at)]
                const closed = [...moved, moved[0] as number[]]
                return seed % 2 === 0 ? closed : closed.reverse()
              }),
            ),
          },
        }))
        const again = buildCoverage(turned)
        expect(again.codes).toEqual(coverage.codes)
        expect(again.arcLeft.length).toBe(coverage.arcLeft.length)
        for (const { code } of grids) expect(mergeGrids(again, [code])).toEqual(mergeGrids(coverage, [code]))
      }),
      { numRuns: 60, seed: 1 },
    )
  })
})

describe('merging grids', () => {
  it('drops the borders between them', () => {
    const coverage = buildCoverage([aSquare('A', 0, 0), aSquare('B', 1000, 0)])
    const merged = mergeGrids(coverage, ['A', 'B'])
    expect(merged).toEqual(polygonOf(ringOf([0, 0], [1000, 0], [2000, 0], [2000, 1000], [1000, 1000], [0, 1000])))
  })

  it('leaves a hole where a grid is not taken', () => {
    const ring = nineSquares.map(({ code }) => code).filter((code) => code !== 'G4')
    const merged = mergeGrids(buildCoverage(nineSquares), ring) as Polygon
    expect(merged.type).toBe('Polygon')
    expect(merged.coordinates).toHaveLength(2)
    expect(turf.booleanClockwise(merged.coordinates[0] ?? [])).toBe(false)
    expect(turf.booleanClockwise(merged.coordinates[1] ?? [])).toBe(true)
  })

  it('keeps squares that touch in a corner two polygons', () => {
    const merged = mergeGrids(buildCoverage(nineSquares), ['G0', 'G4'])
    expect(merged.type).toBe('MultiPolygon')
    expect(merged.coordinates).toHaveLength(2)
    expect(findAreaFault(merged, noFault)).toBeNull()
  })

  it('keeps a hole that touches the outer ring in a corner a hole', () => {
    // All but the middle and the corner: the two openings touch in one point, one of them is open to the outside.
    const merged = mergeGrids(
      buildCoverage(nineSquares),
      nineSquares.map(({ code }) => code).filter((code) => code !== 'G4' && code !== 'G0'),
    )
    expect(merged.coordinates).toHaveLength(2)
    expect(findAreaFault(merged, noFault)).toBeNull()
    expect(geodesicAreaSquareMeters(merged)).toBeCloseTo(
      7 * geodesicAreaSquareMeters(nineSquares[0]?.geometry as Polygon),
      -1,
    )
  })

  it('puts an island in a lake back into the lake', () => {
    const rings = [0, 1000, 2000, 3000].map((inset) => squareRing(inset, inset, 9000 - 2 * inset))
    const onion = rings.map((ring, i) => ({ code: `R${i}`, geometry: polygonOf(ring, ...rings.slice(i + 1, i + 2)) }))
    const merged = mergeGrids(buildCoverage(onion), ['R0', 'R2', 'R3'])
    expect(merged.type).toBe('MultiPolygon')
    expect(polygonsOf(merged).map((polygon) => polygon.length)).toEqual([2, 1])
  })

  it('is the same in whatever order they are named', () => {
    const coverage = buildCoverage(nineSquares)
    for (const codes of [
      ['G0', 'G2', 'G6', 'G8'],
      ['G1', 'G3', 'G5', 'G7'],
    ])
      for (let seed = 0; seed < 20; seed++)
        expect(mergeGrids(coverage, shuffle(codes, seed))).toEqual(mergeGrids(coverage, codes))
  })

  it('of no grids is nothing', () => {
    expect(mergeGrids(county, [])).toEqual({ type: 'MultiPolygon', coordinates: [] })
  })

  it('gives each village and township and the county exactly', () => {
    for (const area of [...huize.villages, ...huize.townships, ...huize.county]) {
      const merged = mergeGrids(
        county,
        county.codes.filter((code) => code.startsWith(area.code)),
      )
      expect(checkUnion(area.geometry, [merged])).toEqual([])
      expect(merged.type).toBe(area.geometry.type)
    }
  })

  it('gives valid polygons whose area is the sum, with just the cells that went in', () => {
    fc.assert(
      fc.property(randomCoverage, ({ cells, cellsOf, grids }) => {
        const areaOf = new Map(cells.map(({ code, geometry }) => [code, geodesicAreaSquareMeters(geometry)]))
        for (const { code, geometry } of grids) {
          expect(findAreaFault(geometry, noFault)).toBeNull()
          const own = cellsOf.get(code) ?? []
          const sum = own.reduce((total, cell) => total + (areaOf.get(cell) as number), 0)
          expect(geodesicAreaSquareMeters(geometry) / sum).toBeCloseTo(1, 9)
          for (const cell of cells) {
            const inside = turf.booleanPointInPolygon(turf.pointOnFeature(cell.geometry), geometry)
            expect(inside).toBe(own.includes(cell.code))
          }
        }
      }),
      { numRuns: 60, seed: 2 },
    )
  })
})

describe('neighbours', () => {
  it('share a border and lie where it looks to', () => {
    const neighbours = findNeighbours(buildCoverage(nineSquares), 'G4')
    const bearings = Object.fromEntries(neighbours.map(({ code, bearingDegrees }) => [code, bearingDegrees]))
    // Corners do not count: four neighbours, not eight.
    expect(Object.keys(bearings).sort()).toEqual(['G1', 'G3', 'G5', 'G7'])
    expect(bearings).toEqual({
      G1: expect.closeTo(180, 6),
      G3: expect.closeTo(270, 6),
      G5: expect.closeTo(90, 6),
      G7: expect.closeTo(0, 6),
    })
    for (const { sharedBorderMeters } of neighbours) expect(sharedBorderMeters).toBeGreaterThan(99)
    expect(neighbours[0]?.sharedBorderMeters).toBeCloseTo(110.77, 1)
  })

  it('of two grids are each other, on either side of the only border between them', () => {
    const two = buildCoverage([aSquare('A', 0, 0), aSquare('B', 1000, 0)])
    const metersHigh = expect.closeTo(110.77, 1)
    expect(findNeighbours(two, 'A')).toEqual([
      { code: 'B', sharedBorderMeters: metersHigh, bearingDegrees: expect.closeTo(90, 6) },
    ])
    expect(findNeighbours(two, 'B')).toEqual([
      { code: 'A', sharedBorderMeters: metersHigh, bearingDegrees: expect.closeTo(270, 6) },
    ])
  })

  it('of the same length come by their codes', () => {
    const pieces: CodedArea = {
      code: 'M',
      geometry: { type: 'MultiPolygon', coordinates: [[squareRing(0, 0, 1000)], [squareRing(5000, 0, 1000)]] },
    }
    const coverage = buildCoverage([pieces, aSquare('Z', 1000, 0), aSquare('B', 6000, 0)])
    expect(findNeighbours(coverage, 'M').map(({ code }) => code)).toEqual(['B', 'Z'])
  })

  it('lie across the border, wherever the middle of them is, and a slanting border looks aslant on the ground', () => {
    const high = {
      code: 'B',
      geometry: polygonOf(ringOf([1000, 0], [2000, 0], [2000, 9000], [1000, 9000], [1000, 1000])),
    }
    expect(findNeighbours(buildCoverage([aSquare('A', 0, 0), high]), 'A')[0]?.bearingDegrees).toBeCloseTo(90, 6)
    const above = { code: 'A', geometry: polygonOf(ringOf([0, 0], [1000, 1000], [0, 1000])) }
    const below = { code: 'B', geometry: polygonOf(ringOf([0, 0], [1000, 0], [1000, 1000])) }
    // A degree of longitude is shorter by the cosine of the latitude, 26°.
    const alongBorder = (Math.atan(Math.cos((26 * Math.PI) / 180)) * 180) / Math.PI
    expect(findNeighbours(buildCoverage([above, below]), 'A')[0]?.bearingDegrees).toBeCloseTo(alongBorder + 90, 2)
  })

  it('all around a grid are named by where their middle lies', () => {
    const around = { code: 'A', geometry: polygonOf(squareRing(0, 0, 9000), squareRing(1000, 4000, 1000)) }
    const coverage = buildCoverage([around, aSquare('B', 1000, 4000)])
    expect(findNeighbours(coverage, 'B')[0]?.bearingDegrees).toBeCloseTo(90, 0)
    expect(findNeighbours(coverage, 'A')[0]?.bearingDegrees).toBeCloseTo(270, 0)
    // The hole moves the middle of the outer one: (81 · 4,500 - 1,500) / 80 to the east, (81 · 4,500 - 2,500) / 80 to the north.
    const ring = { code: 'A', geometry: polygonOf(squareRing(0, 0, 9000), squareRing(1000, 2000, 1000)) }
    const east = (4537.5 - 1500) * Math.cos((26.0025 * Math.PI) / 180)
    expect(findNeighbours(buildCoverage([ring, aSquare('B', 1000, 2000)]), 'B')[0]?.bearingDegrees).toBeCloseTo(
      (Math.atan2(east, 4525 - 2500) * 180) / Math.PI,
      3,
    )
  })

  it('know each other: the same length from both sides, over the whole county', () => {
    const lengths = new Map<string, number>()
    for (const code of county.codes) {
      for (const neighbour of findNeighbours(county, code)) {
        lengths.set(`${code} ${neighbour.code}`, neighbour.sharedBorderMeters)
        expect(neighbour.bearingDegrees).toBeGreaterThanOrEqual(0)
        expect(neighbour.bearingDegrees).toBeLessThan(360)
      }
    }
    for (const [pair, length] of lengths) {
      const reversed = pair.split(' ').reverse().join(' ')
      expect(lengths.get(reversed)).toBeCloseTo(length, 6)
    }
    expect(lengths.size).toBeGreaterThan(20_000)
  })
})
