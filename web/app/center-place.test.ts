import { expect, it } from 'vitest'
import { placeAtCenter } from './center-place.ts'

const camera = { center: [103.12345678, 26.5] as [number, number], bearing: 0, metersPerPixel: 10 }
const free = { top: 0, right: 0, bottom: 0, left: 0 }

it('is rough as long as a grid is a few pixels', () => {
  expect(placeAtCenter({ ...camera, zoom: 10.9 }, free)).toEqual({
    lngLat: [103.123457, 26.5],
    given: null,
    gridCode: null,
    isRough: true,
  })
  expect(placeAtCenter({ ...camera, zoom: 11 }, free)).not.toHaveProperty('isRough')
})
