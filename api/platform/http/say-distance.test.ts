import { expect, it } from 'vitest'
import { sayDistance } from './say-distance.ts'

it.each([
  [0.644, '0.64 米', '0.64 m'],
  [3.94, '3.9 米', '3.9 m'],
  [522.6, '523 米', '523 m'],
  [9999.4, '9999 米', '9999 m'],
  [9999.6, '10 公里', '10 km'],
  [12_440, '12.4 公里', '12.4 km'],
  [11_313_529, '11,314 公里', '11,314 km'],
])('a distance of %s m is said as %s', (meters, zh, en) => {
  expect(sayDistance(meters)).toEqual({ zh, en })
})

it('has no more decimals than the measure is good for', () => {
  expect(sayDistance(0.644, 1).zh).toBe('0.6 米')
})
