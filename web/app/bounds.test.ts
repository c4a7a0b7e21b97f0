import { expect, it } from 'vitest'
import { boundsOf, isFarAway, isOnePlace } from './bounds.ts'

it('knows a place where the map has nothing to show', () => {
  const county: [number, number, number, number] = [103, 25.8, 103.9, 27]
  expect(isFarAway([116.4, 39.9, 116.4, 39.9], county)).toBe(true)
  expect(isFarAway([103.4, 28.5, 103.5, 28.6], county)).toBe(true)
  expect(isFarAway([103.95, 26, 103.96, 26.1], county)).toBe(false)
  expect(isFarAway([70, 10, 140, 50], county)).toBe(false)
})

it('holds all places, and knows those that no zoom takes apart', () => {
  const doorstep = boundsOf([
    [103.4, 26.4],
    [103.40005, 26.39995],
  ])
  const village = boundsOf([
    [103.4, 26.4],
    [103.41, 26.38],
    [103.39, 26.4],
  ])
  expect(village).toEqual([103.39, 26.38, 103.41, 26.4])
  expect([doorstep, village].map((bounds) => bounds && isOnePlace(bounds))).toEqual([true, false])
  expect(boundsOf([])).toBeNull()
})
