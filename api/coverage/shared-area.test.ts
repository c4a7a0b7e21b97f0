import * as turf from '@turf/turf'
import { describe, expect, it } from 'vitest'
import { randomFrom } from '../../tests/support/random.ts'
import { polygonOf, squareRing } from '../../tests/support/random-coverages.ts'
import { geodesicAreaSquareMeters } from './geodesic-area.ts'
import { QueryArea } from './query-area.ts'
import { sharedAreaSteps } from './shared-area.ts'

describe('what a square shares with an area', () => {
  const square = polygonOf(squareRing(0, 0, 1000))
  const { edges, bbox } = new QueryArea(square)
  const [west, south, east, north] = bbox
  const range = { edges, start: 0, end: edges.length / 4 }

  const measure = (area: QueryArea | undefined) => {
    const steps = sharedAreaSteps(range, { west, south, east, north }, area)
    for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value
  }

  it('is what a clipping leaves of it, also where steep borders run from far below to far above', () => {
    const random = randomFrom(7)
    for (let i = 0; i < 300; i++) {
      const corner = () => [west + (random() - 0.4) * 0.003, south + (random() - 0.5) * 0.02]
      const first = corner()
      const triangle = polygonOf([first, corner(), corner(), first])
      const common = turf.intersect(turf.featureCollection([turf.feature(square), turf.feature(triangle)]))
      const { total, shared } = measure(new QueryArea(triangle))
      const expected = common ? geodesicAreaSquareMeters(common.geometry) : 0
      expect(Math.abs(shared - expected) / total, JSON.stringify(triangle.coordinates)).toBeLessThan(1e-9)
    }
  })

  it('is nothing without an area, and its own area is that of the ellipsoid', () => {
    const { total, shared } = measure(undefined)
    expect(shared).toBe(0)
    expect(total / geodesicAreaSquareMeters(square)).toBeCloseTo(1, 10)
  })
})
