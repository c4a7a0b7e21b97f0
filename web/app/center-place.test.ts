import { expect, it } from 'vitest'
import { proposePlace } from '#web/features/incidents/intake/incident-draft.ts'
import { placeAtCenter, placeAtClick } from './center-place.ts'

const camera = { center: [103.12345678, 26.5] as [number, number], bearing: 0, metersPerPixel: 10 }
const free = { top: 0, right: 0, bottom: 0, left: 0 }

it('is rough, and nothing to begin with, as long as the grids have no names on the map', () => {
  const far = placeAtCenter({ ...camera, zoom: 13.3 }, free)
  expect(far).toEqual({ lngLat: [103.123457, 26.5], given: null, gridCode: null, isMiddle: true, rough: 'middle' })
  expect(proposePlace(far)).toBeNull()
  const near = placeAtCenter({ ...camera, zoom: 13.4 }, free)
  expect(near).not.toHaveProperty('rough')
  expect(proposePlace(near)).toEqual({ ...near, isProposed: true })
})

it('is taken where it was clicked, and said to be rough on a map that is as far out', () => {
  const far = placeAtClick([103.6, 26.5], 13.3)
  expect(far).toEqual({ lngLat: [103.6, 26.5], given: null, gridCode: null, rough: 'far' })
  expect(proposePlace(far)).toEqual({ ...far, isProposed: true })
  expect(placeAtClick([103.6, 26.5], 13.4)).not.toHaveProperty('rough')
  expect(placeAtClick([103.6, 26.5])).not.toHaveProperty('rough')
})
