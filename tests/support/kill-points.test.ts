import { expect, it } from 'vitest'
import { spreadKillPoints } from './kill-points.ts'

it('kills before, all over and in the COMMIT of the transaction that changes something', () => {
  const points = spreadKillPoints({ count: 20, start: 100, end: 124 })
  expect(points).toHaveLength(20)
  const at = points.flatMap((point) => ('ONEGRID_KILL_AT' in point ? [Number(point.ONEGRID_KILL_AT)] : []))
  expect(at).toEqual([13, 38, 63, 88, 101, 103, 105, 107, 109, 111, 113, 115, 117, 119, 121, 123])
  expect(points.slice(16)).toEqual(['0', '2', '4', '6'].map((after) => ({ ONEGRID_KILL_AFTER: after })))
  expect(spreadKillPoints({ count: 2, start: 0, end: 10 })).toEqual([
    { ONEGRID_KILL_AT: '5' },
    { ONEGRID_KILL_AFTER: '0' },
  ])
})
