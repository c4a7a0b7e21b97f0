import { expect, it } from 'vitest'
import { boxesOnMap, coveredBottom, mapPadding, visibleCenter } from './layout.ts'

const bare = { isPhone: false, height: 844, hasSidePanel: false, hasTable: false, hasInspector: false }

it('takes the place of each panel from the map', () => {
  expect(mapPadding(bare)).toEqual({ top: 0, left: 48, right: 0, bottom: 0 })
  expect(mapPadding({ ...bare, hasSidePanel: true, hasInspector: true })).toMatchObject({ left: 408, right: 400 })
  expect(mapPadding({ ...bare, hasTable: true })).toMatchObject({ left: 48, bottom: 320 })
})

it('leaves a phone the upper half while a sheet is up', () => {
  expect(mapPadding({ ...bare, isPhone: true, hasInspector: true })).toEqual({
    top: 0,
    left: 0,
    right: 0,
    bottom: 478,
  })
})

it('finds the middle of the free part of the map', () => {
  const camera = { center: [103.5, 26.5] as [number, number], bearing: 0, metersPerPixel: 10 }
  const free = { top: 0, right: 400, bottom: 320, left: 48 }
  const [lng, lat] = visibleCenter(camera, free)
  expect(lng).toBeLessThan(103.5)
  expect(lat).toBeGreaterThan(26.5)
  const [turnedLng, turnedLat] = visibleCenter({ ...camera, bearing: 180 }, free)
  expect(turnedLng).toBeGreaterThan(103.5)
  expect(turnedLat).toBeLessThan(26.5)
})

it('brings a thing out from under the legend, and leaves one beside it alone', () => {
  const legend = { left: 700, right: 900, top: 400, bottom: 600 }
  const status = { left: 10, right: 300, top: 570, bottom: 600 }
  const box = (left: number, top: number) => ({ left, top, right: left + 20, bottom: top + 20 })
  expect(coveredBottom(box(750, 500), [legend, status], 616)).toBe(224)
  expect(coveredBottom(box(100, 590), [legend, status], 616)).toBe(54)
  expect(coveredBottom(box(500, 590), [legend, status], 616)).toBe(0)
})

it('measures what floats over the map of an enlarged page in the map’s own pixels', () => {
  const map = { left: 240, top: 120 }
  const legend = { left: 2640, top: 1320, right: 3240, bottom: 1800 }
  expect(boxesOnMap([legend], map, 2.4)).toEqual([{ left: 1000, top: 500, right: 1250, bottom: 700 }])
  expect(boxesOnMap([legend], map, 1)).toEqual([{ left: 2400, top: 1200, right: 3000, bottom: 1680 }])
})
