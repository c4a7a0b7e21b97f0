import { expect, it } from 'vitest'
import { exportQueryOf } from './export-query.ts'

const view = { incidentState: 'all', scope: null, incidentKinds: [], severities: [], isOverdueOnly: false }

it('exports what the list shows, and everything where nothing is chosen', () => {
  expect(Object.values(exportQueryOf(view)).filter((value) => value !== undefined)).toEqual([])
  expect(
    exportQueryOf({
      incidentState: 'ended',
      scope: '530326105',
      incidentKinds: ['dispute', 'hazard'],
      severities: ['red'],
      isOverdueOnly: true,
    }),
  ).toEqual({
    state: 'closed,merged,cancelled',
    kind: 'dispute,hazard',
    severity: 'red',
    overdue: 'true',
    area: '530326105',
  })
  expect(exportQueryOf({ ...view, incidentState: 'open' }).state).toBe('open')
})
