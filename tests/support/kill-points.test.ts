import { expect, it } from 'vitest'
import { spreadKillPoints } from './kill-points.ts'

it('kills before, all over and in the COMMIT of the transaction that changes something', () => {
  const points = spreadKillPoints({ count: 20, start: 100, end: 124 })
  expect(points).toHaveLength(20)
  const at = points.flatMap((point) => ('ONEGRID_KILL_AT' in point ? [Number(point.ONEGRID_KILL_AT)] : []))
  expect(at).toEqual([25, 50, 75, 100, 102, 104, 106, 108, 110, 112, 114, 116, 118, 120, 122, 124])
  expect(points.slice(16)).toEqual(['0', '2', '4', '6'].map((after) => ({ ONEGRID_KILL_AFTER: after })))
  expect(spreadKillPoints({ count: 2, start: 0, end: 10 })).toEqual([
    { ONEGRID_KILL_AT: '10' },
    { ONEGRID_KILL_AFTER: '0' },
  ])
})
