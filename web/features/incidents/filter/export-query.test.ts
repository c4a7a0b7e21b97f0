import { expect, it } from 'vitest'
import { exportQueryOf } from './export-query.ts'
import { noFilter } from './incident-filter.ts'

const now = Date.parse('2026-11-24T14:00:00Z')
const view = { ...noFilter, incidentState: 'all', scope: null }

it('exports what the list shows, and everything where nothing is chosen', () => {
  expect(Object.values(exportQueryOf(view, now)).filter((value) => value !== undefined)).toEqual([])
  expect(
    exportQueryOf(
      {
        incidentState: 'ended',
        scope: '530326105',
        incidentKinds: ['dispute', 'hazard'],
        severities: ['red'],
        isOverdueOnly: true,
        incidentText: ' zhehai ',
        incidentTypes: ['dispute.labour', 'hazard.landslide'],
        incidentRungs: ['grid', 'village'],
        incidentPeriod: '2026-11-01~2026-11-03',
        incidentEnded: '2026-11-02~2026-11-04',
        isActedOnly: true,
        incidentAssignee: 'role:village-clerk',
      },
      now,
    ),
  ).toEqual({
    state: 'closed,merged,cancelled',
    kind: 'dispute,hazard',
    severity: 'red',
    type: 'dispute.labour,hazard.landslide',
    rung: 'grid,village',
    overdue: 'true',
    acted: 'true',
    assignee: 'role:village-clerk',
    q: 'zhehai',
    from: '2026-10-31T16:00:00.000Z',
    to: '2026-11-03T16:00:00.000Z',
    endedSince: '2026-11-01T16:00:00.000Z',
    endedTo: '2026-11-04T16:00:00.000Z',
    area: '530326105',
  })
  expect(exportQueryOf({ ...view, incidentState: 'open' }, now).state).toBe('open')
  expect(exportQueryOf({ ...view, incidentState: 'closed' }, now).state).toBe('closed')
})

it('tells types of one code apart by their kinds, and asks for no end of a time that goes on', () => {
  const asked = exportQueryOf({ ...view, incidentTypes: ['hazard.other', 'dispute.labour'] }, now)
  expect([asked.kind, asked.type]).toEqual([undefined, 'hazard.other,dispute.labour'])
  expect(exportQueryOf({ ...view, incidentPeriod: '24h', incidentEnded: '7d' }, now)).toMatchObject({
    from: '2026-11-23T14:00:00.000Z',
    to: undefined,
    endedSince: '2026-11-17T16:00:00.000Z',
    endedTo: undefined,
  })
})
