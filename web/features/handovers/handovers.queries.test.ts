import { expect, it } from 'vitest'
import { findSpan } from './handovers.queries.ts'

const nowMs = Date.parse('2026-11-24T08:00:00.000Z')
const shown = { from: '2026-11-23T08:30:00.000Z', to: '2026-11-24T07:59:00.000Z' }

it('proposes ends where nothing is shown yet', () => {
  expect(findSpan({ preset: 'last' }, undefined, nowMs)).toEqual({
    from: '2026-11-23T20:00:00.000Z',
    to: '2026-11-24T08:00:00.000Z',
  })
})

it('goes on from what is shown, and from what was chosen before', () => {
  expect(findSpan({ preset: '8' }, shown, nowMs)).toEqual(shown)
  const own = { from: '2026-11-24T00:00:00.000Z', to: '2026-11-24T08:00:00.000Z' }
  expect(findSpan({ preset: 'own', ...own }, shown, nowMs)).toEqual(own)
})
