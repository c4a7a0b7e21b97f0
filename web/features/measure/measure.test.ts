import { area } from '@turf/turf'
import { describe, expect, it } from 'vitest'
import type { LngLat } from '#web/map/map-types.ts'
import { measureCorners, measurementFeatures } from './measure.ts'

const corners: LngLat[] = [
  [103.6, 26.5],
  [103.61, 26.5],
  [103.61, 26.51],
  [103.6, 26.51],
]

describe('measureCorners', () => {
  it('adds up the parts of a line', () => {
    const whole = measureCorners('distance', corners)
    const parts = [1, 2, 3].map((index) => measureCorners('distance', corners.slice(index - 1, index + 1)).lengthMeters)
    expect(whole.lengthMeters).toBeCloseTo(
      parts.reduce((sum, part) => sum + part, 0),
      6,
    )
    expect(whole.areaSquareMeters).toBeNull()
  })

  it('closes an area: its length is the way around, its surface is on the ellipsoid', () => {
    const { lengthMeters, areaSquareMeters } = measureCorners('area', corners)
    const line = measureCorners('distance', [...corners, corners[0] as LngLat])
    expect(lengthMeters).toBeCloseTo(line.lengthMeters, 6)
    // a sphere is off by up to half a per cent
    const onSphere = area({ type: 'Polygon', coordinates: [[...corners, corners[0] as LngLat]] })
    expect(Math.abs((areaSquareMeters ?? 0) / onSphere - 1)).toBeLessThan(0.006)
  })

  it('measures nothing from one corner, and no area from two', () => {
    expect(measureCorners('distance', corners.slice(0, 1)).lengthMeters).toBe(0)
    expect(measureCorners('area', corners.slice(0, 2)).areaSquareMeters).toBeNull()
  })
})

describe('measurementFeatures', () => {
  it('labels the last corner with the figure', () => {
    const texts = measurementFeatures(measureCorners('area', corners)).features.map(
      ({ properties }) => properties?.text as string | undefined,
    )
    expect(texts.filter(Boolean)).toEqual(['1.1 km²'])
  })
})
