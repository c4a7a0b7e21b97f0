import { expect, it } from 'vitest'
import { toDirection } from './grids.service.ts'

it.each([
  [0, 'n'],
  [22.4, 'n'],
  [22.6, 'ne'],
  [90, 'e'],
  [135, 'se'],
  [180, 's'],
  [225, 'sw'],
  [270, 'w'],
  [315, 'nw'],
  [337.6, 'n'],
  [360, 'n'],
  [-45, 'nw'],
])('calls a bearing of %s° %s', (bearing, direction) => {
  expect(toDirection(bearing)).toBe(direction)
})
