import { expect, it } from 'vitest'
import { findOwnArea, listOwnAreas } from './own-areas.ts'

const county = '530326'

it('is the whole county for whoever may read all of it, and where nothing is known', () => {
  expect(findOwnArea([county], county)).toBeNull()
  expect(findOwnArea(['530326104', county], county)).toBeNull()
  expect(findOwnArea([], county)).toBeNull()
  expect(findOwnArea(null, county)).toBeNull()
})

it('is the one area somebody has, also where a part of it was given as well', () => {
  expect(findOwnArea(['530326104'], county)).toBe('530326104')
  expect(findOwnArea(['530326104201', '530326104', '530326104'], county)).toBe('530326104')
})

it('is told apart from several', () => {
  expect(findOwnArea(['530326104201', '530326104202'], county)).toBe('several')
})

it('is listed without what lies in another part of it, and not at all where it is the county', () => {
  expect(listOwnAreas(['530326104201', '530326104', '530326101', '530326104'], county)).toEqual([
    '530326104',
    '530326101',
  ])
  expect(listOwnAreas(['530326104', county], county)).toEqual([])
  expect(listOwnAreas(null, county)).toEqual([])
})
