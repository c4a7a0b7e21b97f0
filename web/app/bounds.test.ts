import { expect, it } from 'vitest'
import { isFarAway } from './bounds.ts'

it('knows a place where the map has nothing to show', () => {
  const county: [number, number, number, number] = [103, 25.8, 103.9, 27]
  expect(isFarAway([116.4, 39.9, 116.4, 39.9], county)).toBe(true)
  expect(isFarAway([103.4, 28.5, 103.5, 28.6], county)).toBe(true)
  expect(isFarAway([103.95, 26, 103.96, 26.1], county)).toBe(false)
  expect(isFarAway([70, 10, 140, 50], county)).toBe(false)
})
