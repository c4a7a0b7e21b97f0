import { expect, it } from 'vitest'
import { mapPadding } from './layout.ts'

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
