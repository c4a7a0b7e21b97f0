import fc from 'fast-check'
import type { MultiPolygon, Polygon, Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { readHuize } from '../../tests/support/huize.ts'
import { polygonOf, randomCoverage, ringOf, squareRing } from '../../tests/support/random-coverages.ts'
import { findAreaFault } from './area-validation.ts'
import { geodesicCircle } from './geodesic-area.ts'

const limit = { maxVertices: 10_000 }
const faultOf = (area: Polygon | MultiPolygon) => findAreaFault(area, limit)
const partsOf = (...polygons: Position[][][]): MultiPolygon => ({ type: 'MultiPolygon', coordinates: polygons })
const outer = squareRing(0, 0, 9000)

/** A star of `count` vertices that does not cross itself. */
const starRing = (count: number): Position[] => {
  const ring = Array.from({ length: count }, (_, k): Position => {
    const angle = (2 * Math.PI * k) / count
    const radius = 0.2 * (1 + 0.1 * Math.sin(angle * 500))
    return [103.4 + radius * Math.cos(angle), 26.4 + radius * Math.sin(angle)]
  })
  return [...ring, ring[0] as Position]
}

describe('an area is accepted', () => {
  it('with holes, in pieces, of either orientation, with positions said twice', () => {
    expect(faultOf(polygonOf(outer, squareRing(1000, 1000, 1000), squareRing(3000, 3000, 1000)))).toBeNull()
    expect(faultOf(polygonOf([...outer].reverse()))).toBeNull()
    expect(faultOf(polygonOf([...outer.slice(0, 2), ...outer.slice(1)]))).toBeNull()
    expect(faultOf(partsOf([outer], [squareRing(20_000, 0, 1000)]))).toBeNull()
    expect(faultOf(geodesicCircle([103.4, 26.4], 1))).toBeNull()
    expect(faultOf(geodesicCircle([103.4, 26.4], 200_000))).toBeNull()
  })

  it('when rings touch in single points', () => {
    const touching = ringOf([0, 4500], [1000, 4000], [1000, 5000])
    expect(faultOf(polygonOf(outer, touching))).toBeNull()
    expect(faultOf(polygonOf(outer, squareRing(1000, 1000, 1000), squareRing(2000, 2000, 1000)))).toBeNull()
    expect(faultOf(polygonOf(outer, ...[1000, 2000, 3000].map((at) => squareRing(at, at, 1000))))).toBeNull()
    expect(faultOf(partsOf([outer], [squareRing(9000, 9000, 500)]))).toBeNull()
    expect(faultOf(partsOf([outer], [ringOf([9000, 4500], [9500, 4000], [9500, 5000])]))).toBeNull()
    const withLake = [outer, squareRing(2000, 2000, 5000)]
    expect(faultOf(partsOf(withLake, [squareRing(3000, 3000, 1000)]))).toBeNull()
    expect(faultOf(partsOf(withLake, [ringOf([2000, 2000], [6000, 3000], [7000, 7000])]))).toBeNull()
  })

  it('when it is any grid, village, township or union of grids', () => {
    const huize = readHuize()
    const many = { maxVertices: 100_000 }
    for (const { geometry } of [...huize.villages, ...huize.townships, ...huize.county, ...huize.grids.slice(0, 500)]) {
      expect(findAreaFault(geometry, many)).toBeNull()
    }
    fc.assert(
      fc.property(randomCoverage, ({ grids }) => {
        for (const { geometry } of grids) expect(faultOf(geometry)).toBeNull()
      }),
      { numRuns: 100, seed: 7 },
    )
  })

  it('with 10,000 vertices, in a moment', () => {
    const started = performance.now()
    expect(faultOf(polygonOf(starRing(9_999)))).toBeNull()
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

describe('an area is refused, with the place, when', () => {
  it('it has too many vertices, all rings together', () => {
    expect(faultOf(polygonOf(starRing(10_000)))?.reason).toBe('too_many_vertices')
    expect(findAreaFault(polygonOf(outer, squareRing(1, 1, 5)), { maxVertices: 9 })?.reason).toBe('too_many_vertices')
    expect(findAreaFault(polygonOf(outer, squareRing(1, 1, 5)), { maxVertices: 10 })).toBeNull()
  })

  it('a ring is not closed, too short or empty', () => {
    expect(faultOf(polygonOf(outer.slice(0, -1)))).toEqual({ reason: 'unclosed', lngLat: outer[3] })
    expect(faultOf(polygonOf(outer.slice(0, 3)))?.reason).toBe('too_few_points')
    expect(faultOf(polygonOf([]))?.reason).toBe('too_few_points')
    expect(faultOf(polygonOf(outer, []))?.reason).toBe('too_few_points')
    expect(faultOf(polygonOf())?.reason).toBe('too_few_points')
    expect(faultOf(partsOf())).toEqual({ reason: 'too_few_points', lngLat: [0, 0] })
    expect(faultOf(partsOf([outer], []))?.reason).toBe('too_few_points')
  })

  it('a coordinate is not on earth or no number', () => {
    expect(
      faultOf(
        polygonOf([
          [103, 26],
          [181, 26],
          [103, 27],
          [103, 26],
        ]),
      ),
    ).toEqual({ reason: 'outside_world', lngLat: [181, 26] })
    expect(
      faultOf(
        polygonOf([
          [103, 26],
          [104, -90.1],
          [103, 27],
          [103, 26],
        ]),
      )?.lngLat,
    ).toEqual([104, -90.1])
    expect(
      faultOf(
        polygonOf([
          [103, 26],
          [Number.NaN, 26],
          [103, 27],
          [103, 26],
        ]),
      )?.reason,
    ).toBe('outside_world')
    expect(faultOf(polygonOf([[103, 26], [103], [103, 27], [103, 26]]))?.reason).toBe('outside_world')
    expect(
      faultOf(
        polygonOf([
          [103, 26],
          [103, Infinity],
          [103, 27],
          [103, 26],
        ]),
      )?.reason,
    ).toBe('outside_world')
  })

  it('a coordinate is beyond a pole or the antimeridian, not when it is on it', () => {
    const boxTo = (lng: number, lat: number): Polygon =>
      polygonOf([
        [0, 0],
        [lng, 0],
        [lng, lat],
        [0, lat],
        [0, 0],
      ])
    for (const sign of [1, -1]) {
      expect(faultOf(boxTo(180 * sign, 90 * sign))).toBeNull()
      expect(faultOf(boxTo(180.5 * sign, 10))?.reason).toBe('outside_world')
      expect(faultOf(boxTo(10, 90.5 * sign))?.reason).toBe('outside_world')
    }
  })

  it('it encloses nothing', () => {
    expect(faultOf(polygonOf(ringOf([0, 0], [1000, 0], [2000, 0])))?.reason).toBe('zero_area')
    expect(faultOf(polygonOf(ringOf([5, 5], [5, 5], [5, 5])))?.reason).toBe('zero_area')
    expect(
      faultOf(
        polygonOf([
          [0.1, 0.1],
          [0.2, 0.2],
          [0.3, 0.3],
          [0.1, 0.1],
        ]),
      )?.reason,
    ).toBe('zero_area')
    expect(faultOf(polygonOf(outer, ringOf([1000, 1000], [2000, 2000], [3000, 3000])))?.reason).toBe('zero_area')
  })

  it('its border crosses itself', () => {
    const bowtie = faultOf(polygonOf(ringOf([0, 0], [1000, 1000], [1000, 0], [0, 1000])))
    expect(bowtie?.reason).toBe('self_crossing')
    expect(bowtie?.lngLat[0]).toBeCloseTo(103.0005, 9)
    expect(bowtie?.lngLat[1]).toBeCloseTo(26.0005, 9)
  })

  it('its border touches or retraces itself', () => {
    const eight = ringOf([0, 0], [500, 500], [1000, 0], [1000, 1000], [500, 500], [0, 1000])
    expect(faultOf(polygonOf(eight))).toEqual({ reason: 'self_crossing', lngLat: eight[1] })
    const fromTheTouch = ringOf([500, 500], [1000, 0], [1000, 1000], [500, 500], [0, 1000], [0, 0])
    expect(faultOf(polygonOf(fromTheTouch))).toEqual({ reason: 'self_crossing', lngLat: fromTheTouch[0] })
    const touch = ringOf([0, 0], [1000, 0], [1000, 1000], [500, 0], [0, 1000])
    expect(faultOf(polygonOf(touch))).toEqual({ reason: 'self_crossing', lngLat: touch[3] })
    const spike = ringOf([0, 0], [1000, 0], [1000, 500], [1500, 500], [1000, 500], [1000, 1000], [0, 1000])
    expect(faultOf(polygonOf(spike))?.reason).toBe('self_crossing')
    expect(faultOf(polygonOf([...outer, ...outer.slice(1)]))?.reason).toBe('self_crossing')
  })

  it('two of 10,000 vertices are swapped', () => {
    const ring = starRing(9_999)
    const [a, b] = [ring[5_000] as Position, ring[5_001] as Position]
    ring[5_000] = b
    ring[5_001] = a
    const fault = faultOf(polygonOf(ring))
    expect(fault?.reason).toBe('self_crossing')
    expect(
      Math.hypot((fault?.lngLat[0] ?? 0) - (a[0] as number), (fault?.lngLat[1] ?? 0) - (a[1] as number)),
    ).toBeLessThan(0.01)
  })

  it('a hole lies outside, across or along its ring, or in another hole', () => {
    expect(faultOf(polygonOf(outer, squareRing(20_000, 0, 500)))?.reason).toBe('self_crossing')
    expect(faultOf(polygonOf(outer, squareRing(8500, 0, 1000)))?.reason).toBe('self_crossing')
    expect(faultOf(polygonOf(outer, squareRing(0, 1000, 1000)))?.reason).toBe('self_crossing')
    expect(faultOf(polygonOf(outer, ringOf([9000, 4500], [9500, 4000], [9500, 5000])))?.reason).toBe('self_crossing')
    expect(faultOf(polygonOf(outer, outer))?.reason).toBe('self_crossing')
    const holes = squareRing(1000, 1000, 5000)
    expect(faultOf(polygonOf(outer, holes, squareRing(2000, 2000, 1000)))?.reason).toBe('self_crossing')
    expect(faultOf(polygonOf(outer, holes, squareRing(6000, 1000, 1000)))?.reason).toBe('self_crossing')
  })

  it('holes cut it into pieces', () => {
    const band = ringOf([0, 4500], [4500, 4000], [9000, 4500], [4500, 5000])
    expect(faultOf(polygonOf(outer, band))?.reason).toBe('self_crossing')
    const chain = [
      ringOf([0, 4500], [3000, 4000], [4500, 4500], [3000, 5000]),
      ringOf([4500, 4500], [6000, 4000], [9000, 4500], [6000, 5000]),
    ]
    expect(faultOf(polygonOf(outer, ...chain))?.reason).toBe('self_crossing')
    expect(faultOf(polygonOf(outer, chain[0] as Position[]))).toBeNull()
  })

  it('pieces overlap, contain each other or share a border', () => {
    expect(faultOf(partsOf([outer], [squareRing(4500, 4500, 9000)]))?.reason).toBe('overlapping_parts')
    expect(faultOf(partsOf([outer], [squareRing(1000, 1000, 1000)]))?.reason).toBe('overlapping_parts')
    expect(faultOf(partsOf([squareRing(1000, 1000, 1000)], [outer]))?.reason).toBe('overlapping_parts')
    expect(faultOf(partsOf([outer], [outer]))?.reason).toBe('overlapping_parts')
    expect(faultOf(partsOf([outer], [squareRing(9000, 0, 1000)]))?.reason).toBe('overlapping_parts')
    // Through two vertices: no segment crosses another, the middles lie inside.
    expect(faultOf(partsOf([outer], [ringOf([0, 0], [9000, 9000], [12_000, -3000])]))?.reason).toBe('overlapping_parts')
  })
})
