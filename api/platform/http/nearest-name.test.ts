import { describe, expect, it } from 'vitest'
import { nearestName } from './nearest-name.ts'

const names = ['severity', 'state', 'area', 'since', 'radiusMeters', 'q', 'to']

describe('nearestName', () => {
  it.each([
    ['sevrity', 'severity'],
    ['severityy', 'severity'],
    ['sevreity', 'severity'],
    ['State', 'state'],
    ['aera', 'area'],
    ['areas', 'area'],
    ['radius_meters', 'radiusMeters'],
    ['radius', 'radiusMeters'],
    ['sinse', 'since'],
  ])('takes %s for %s', (typed, meant) => {
    expect(nearestName(typed, names)).toBe(meant)
  })

  it.each(['', 'p', 'x', 'ti', 'township', '__proto__', '区域', 'a'.repeat(100_000)])('takes %j for none', (typed) => {
    expect(nearestName(typed, names)).toBe(undefined)
  })
})
