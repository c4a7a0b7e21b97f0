import * as turf from '@turf/turf'
import { describe, expect, it } from 'vitest'
import { readHuize } from '../../tests/support/huize.ts'
import { polygonOf, squareRing } from '../../tests/support/random-coverages.ts'
import {
  areaSeries,
  geodesicAreaSquareMeters,
  geodesicCircle,
  geodesicDestination,
  geodesicDistanceMeters,
} from './geodesic-area.ts'

const huize = readHuize()

describe('area on the ellipsoid', () => {
  it('is that of the whole earth for a box around it', () => {
    const world = turf.bboxPolygon([-180, -90, 180, 90]).geometry
    // WGS84: 510,065,621.724 km².
    expect(geodesicAreaSquareMeters(world) / 1e6).toBeCloseTo(510065621.724, 2)
  })

  it('agrees with the area the data set states for each of its grids', () => {
    for (const { code, geometry } of huize.grids) {
      expect(geodesicAreaSquareMeters(geometry) / 1e6).toBeCloseTo(huize.areaKm2.get(code) as number, 3)
    }
  })

  it('adds up: the grids are together the county, to a square centimetre', () => {
    const sum = huize.grids.reduce((total, { geometry }) => total + geodesicAreaSquareMeters(geometry), 0)
    expect(sum).toBeCloseTo(geodesicAreaSquareMeters(huize.county[0]?.geometry as never), 2)
  })

  it('takes holes away and does not care which way a ring runs', () => {
    const outer = squareRing(0, 0, 9000)
    const hole = squareRing(3000, 3000, 3000)
    const full = geodesicAreaSquareMeters(polygonOf(outer))
    const cut = geodesicAreaSquareMeters(polygonOf(outer, hole))
    expect(cut).toBeCloseTo(full - geodesicAreaSquareMeters(polygonOf(hole)), 6)
    expect(geodesicAreaSquareMeters(polygonOf([...outer].reverse(), hole))).toBeCloseTo(cut, 6)
    expect(geodesicAreaSquareMeters({ type: 'MultiPolygon', coordinates: [[outer, hole], [hole]] })).toBeCloseTo(
      full,
      6,
    )
  })

  it('is the same by the series that measures shares', () => {
    const [west, south, east, north] = [103, 26.2, 103.1, 26.3]
    const box = turf.bboxPolygon([west, south, east, north]).geometry
    const bySeries = (east - west) * areaSeries(south)(north - south, north - south)
    expect(bySeries / geodesicAreaSquareMeters(box) - 1).toBeCloseTo(0, 11)
    // A slope: half a box, once as a triangle and once as a mean height.
    const triangle = polygonOf([
      [west, south],
      [east, south],
      [east, north],
      [west, south],
    ])
    const slope = (east - west) * areaSeries(south)(0, north - south)
    expect(slope / geodesicAreaSquareMeters(triangle) - 1).toBeCloseTo(0, 11)
  })

  it('is the same however many vertices a border has, also where it runs over many degrees', () => {
    const corners: [number, number][] = [
      [100, 20],
      [109, 23],
      [104, 31.5],
      [100, 20],
    ]
    const pieces = 16
    const fine = corners.slice(1).flatMap(([x2, y2], i) => {
      const [x1, y1] = corners[i] as [number, number]
      return Array.from({ length: pieces }, (_, k) => [x1 + ((x2 - x1) * k) / pieces, y1 + ((y2 - y1) * k) / pieces])
    })
    const area = geodesicAreaSquareMeters(polygonOf(corners))
    expect(geodesicAreaSquareMeters(polygonOf([...fine, corners[0]] as [number, number][])) / area - 1).toBeCloseTo(
      0,
      12,
    )
  })

  it('has the series of the ellipsoid to the fourth power, at any latitude', () => {
    const [a, e2, radian] = [6_378_137, 0.0066943799901413165, Math.PI / 180]
    // What a radian of longitude and one of latitude enclose: both radii of curvature.
    const density = (y: number) => (a * a * (1 - e2) * Math.cos(y)) / (1 - e2 * Math.sin(y) ** 2) ** 2
    for (const latitude of [-75, -45, 0, 26.4, 35, 60]) {
      const series = areaSeries(latitude)
      const even = (height: number) => (series(height, height) + series(-height, -height)) / 2
      const fourth = (even(200) - 4 * even(100)) / 12e8
      const third = (step: number) => {
        const at = (steps: number) => density(latitude * radian + steps * step)
        return (at(2) - 2 * at(1) + 2 * at(-1) - at(-2)) / (2 * step ** 3)
      }
      // Differences over three steps, so that what they miss falls with the eighth power of the step (Richardson).
      const [d1, d2, d3] = [third(0.1), third(0.05), third(0.025)]
      const [r1, r2] = [(4 * d2 - d1) / 3, (4 * d3 - d2) / 3]
      const expected = (((16 * r2 - r1) / 15) * radian ** 5) / 24
      const unit = (a * a * radian ** 5) / 24
      expect((fourth - expected) / unit, `at ${latitude}`).toBeCloseTo(0, 8)
    }
  })

  it('gives no area to nothing', () => {
    expect(geodesicAreaSquareMeters({ type: 'MultiPolygon', coordinates: [] })).toBe(0)
    expect(geodesicAreaSquareMeters(polygonOf([]))).toBe(0)
  })
})

describe('distance on the ellipsoid', () => {
  it('is the published one (Geoscience Australia: Flinders Peak to Buninyong, 54,972.271 m)', () => {
    const flindersPeak: [number, number] = [144 + 25 / 60 + 29.52442 / 3600, -(37 + 57 / 60 + 3.7203 / 3600)]
    const buninyong: [number, number] = [143 + 55 / 60 + 35.38394 / 3600, -(37 + 39 / 60 + 10.1561 / 3600)]
    expect(geodesicDistanceMeters(flindersPeak, buninyong)).toBeCloseTo(54972.271, 2)
  })

  it('is the quarter meridian and a degree of the equator', () => {
    expect(geodesicDistanceMeters([0, 0], [0, 90])).toBeCloseTo(10001965.729, 2)
    expect(geodesicDistanceMeters([103, 0], [104, 0])).toBeCloseTo(111319.491, 2)
  })

  it('is along a meridian the length of the ellipse, to a twentieth of a millimetre, also over the pole', () => {
    for (const from of [-60, -20, 0, 26.4])
      for (const to of [10, 33, 45, 71, 90]) {
        const arc = Math.abs(meridianArc(to) - meridianArc(from))
        expect(Math.abs(geodesicDistanceMeters([103, from], [103, to]) - arc), `${from} to ${to}`).toBeLessThan(5e-5)
      }
    const overThePole = 2 * (meridianArc(90) - meridianArc(60))
    expect(geodesicDistanceMeters([0, 60], [180, 60])).toBeCloseTo(overThePole, 3)
    expect(geodesicDistanceMeters([-90, 60], [90, 60])).toBeCloseTo(overThePole, 3)
  })

  it('is nothing to the same place and takes the short way over the antimeridian', () => {
    for (let latitude = -89.5; latitude < 90; latitude += 0.7)
      expect(geodesicDistanceMeters([103.5, latitude], [103.5, latitude])).toBe(0)
    expect(geodesicDistanceMeters([179.5, 0], [-179.5, 0])).toBeCloseTo(111319.491, 2)
    expect(geodesicDistanceMeters([-179.5, 0], [179.5, 0])).toBeCloseTo(111319.491, 2)
    expect(geodesicDistanceMeters([1, 0], [722, 0])).toBeCloseTo(111319.491, 2)
    expect(geodesicDistanceMeters([-90.25, 40], [90.25, 40])).toBeCloseTo(
      geodesicDistanceMeters([0, 40], [179.5, 40]),
      4,
    )
  })

  it('still answers for nearly antipodal places', () => {
    expect(geodesicDistanceMeters([0, 0.3], [179.8, -0.2])).toBeGreaterThan(19_900_000)
    expect(geodesicDistanceMeters([0, 0.3], [179.8, -0.2])).toBeLessThan(20_040_000)
    // Some for which the iteration goes to and fro for ever.
    for (const to of [
      [179.5, 0.4],
      [179.4, 0.1],
      [179.4, -0.2],
    ] as const)
      expect(Math.abs(geodesicDistanceMeters([0, 0], [...to]) / 20_003_931.459 - 1)).toBeLessThan(0.006)
    for (let latitude = 0; latitude < 90; latitude += 0.7) {
      // Half way round, over a pole.
      const across = geodesicDistanceMeters([0, latitude], [180, -latitude]) / 20_003_931.459
      expect(Math.abs(across - 1), `from ${latitude}`).toBeLessThan(0.006)
    }
  })
})

describe('a circle', () => {
  it('has 128 vertices at the radius, closed, the first due north, counter-clockwise', () => {
    const [ring = []] = geodesicCircle([103.4, 26.4], 60_000).coordinates
    expect(ring).toHaveLength(129)
    expect(ring.at(0)).toEqual(ring.at(-1))
    expect(ring[0]?.[0]).toBe(103.4)
    expect(ring[0]?.[1]).toBeGreaterThan(26.4)
    expect(ring[1]?.[0]).toBeLessThan(103.4)
    expect(ring[64]?.[0]).toBeCloseTo(103.4, 9)
    expect(ring[64]?.[1]).toBeLessThan(26.4)
    for (const vertex of ring) {
      expect(geodesicDistanceMeters([103.4, 26.4], vertex as [number, number])).toBeCloseTo(60_000, 3)
    }
  })

  it('has as many vertices as asked for and the area of such a polygon', () => {
    const circle = geodesicCircle([103.4, 26.4], 1000, 64)
    expect(circle.coordinates[0]).toHaveLength(65)
    const flat = 32 * Math.sin((2 * Math.PI) / 64) * 1000 ** 2
    expect(geodesicAreaSquareMeters(circle) / flat).toBeCloseTo(1, 5)
  })

  it('goes out and back to the same place, to a tenth of a millimetre, as far as 8,000 km', () => {
    for (const meters of [25_000, 1_000_000, 8_000_000])
      for (const latitude of [-30, 0, 26.4, 55])
        for (const bearing of [0, 37, 90, 200, 300]) {
          const there = geodesicDestination([103.4, latitude], bearing, meters)
          const back = geodesicDistanceMeters([103.4, latitude], there)
          expect(Math.abs(back - meters), `${meters} m at ${bearing} from ${latitude}`).toBeLessThan(1e-4)
        }
    expect(geodesicDestination([0, 0], 90, 111319.490793)[0]).toBeCloseTo(1, 8)
  })

  it('goes as far as it says: many short chords through space add up to the way', () => {
    const pieces = 4_000
    const meters = 8_000_000
    for (const bearing of [10, 55, 120]) {
      let [sum, former] = [0, inSpace([103.4, 26.4])]
      for (let i = 1; i <= pieces; i++) {
        const next = inSpace(geodesicDestination([103.4, 26.4], bearing, (meters * i) / pieces))
        sum += Math.hypot(...next.map((value, axis) => value - (former[axis] as number)))
        former = next
      }
      // A chord is shorter than its arc by (length / radius)² / 24: 33 mm in all, by any radius of the earth within 1 %.
      const bow = 1 + (meters / pieces / 6_371_000) ** 2 / 24
      expect(Math.abs(sum * bow - meters)).toBeLessThan(2e-3)
    }
  })
})

/** Metres from the equator along the ellipse, by Simpson's rule. */
function meridianArc(latitude: number): number {
  const [a, e2, parts] = [6_378_137, 0.0066943799901413165, 2_000]
  const step = (latitude * Math.PI) / 180 / parts
  let sum = 0
  for (let i = 0; i <= parts; i++) {
    const weight = i === 0 || i === parts ? 1 : i % 2 ? 4 : 2
    sum += (weight * a * (1 - e2)) / (1 - e2 * Math.sin(i * step) ** 2) ** 1.5
  }
  return (sum * step) / 3
}

/** Metres from the middle of the earth along three axes. */
function inSpace([lng, lat]: [lng: number, lat: number]): number[] {
  const [a, e2] = [6_378_137, 0.00669437999014]
  const [x, y] = [(lng * Math.PI) / 180, (lat * Math.PI) / 180]
  const across = a / Math.sqrt(1 - e2 * Math.sin(y) ** 2)
  return [across * Math.cos(y) * Math.cos(x), across * Math.cos(y) * Math.sin(x), across * (1 - e2) * Math.sin(y)]
}
