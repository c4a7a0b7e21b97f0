import { expect, it } from 'vitest'
import { proposePlace } from '#web/features/incidents/intake/incident-draft.ts'
import { placeAtCenter } from './center-place.ts'

const camera = { center: [103.12345678, 26.5] as [number, number], bearing: 0, metersPerPixel: 10 }
const free = { top: 0, right: 0, bottom: 0, left: 0 }

it('is rough, and nothing to begin with, as long as the grids have no names on the map', () => {
  const far = placeAtCenter({ ...camera, zoom: 13.3 }, free)
  expect(far).toEqual({ lngLat: [103.123457, 26.5], given: null, gridCode: null, isMiddle: true, isRough: true })
  expect(proposePlace(far)).toBeNull()
  const near = placeAtCenter({ ...camera, zoom: 13.4 }, free)
  expect(near).not.toHaveProperty('isRough')
  expect(proposePlace(near)).toEqual(near)
})
