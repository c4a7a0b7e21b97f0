import { describe, expect, it } from 'vitest'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import {
  countFolded,
  countIncidents,
  filterIncidents,
  hasIdleFilter,
  isFiltered,
  isOverdue,
  noFilter as nothingChosen,
  sortIncidents,
  toggleWord,
} from './incident-filter.ts'

const now = Date.parse('2026-11-24T14:00:00Z')
const noFilter = { kinds: [], severities: [], types: [], rungs: [], period: null, ended: null, isOverdueOnly: false }

const anIncident = (change: Partial<Incident>): Incident => ({
  id: 'a',
  number: '20261124-000001',
  kind: 'dispute',
  type: 'x',
  title: 'x',
  state: 'reported',
  rung: 'village',
  severity: 'blue',
  lngLat: [103.6, 26.5],
  gridCode: '530326104005003',
  gridName: '坪子第三网格',
  villageName: '五里村',
  townshipName: '者海镇',
  reportedAt: '2026-11-24T12:00:00Z',
  dueAt: null,
  closedAt: null,
  changedAt: '2026-11-24T12:00:00Z',
  version: 1,
  ...change,
})

const some = [
  anIncident({ id: 'new', reportedAt: '2026-11-24T13:56:00Z' }),
  anIncident({
    id: 'late',
    kind: 'hazard',
    severity: 'orange',
    reportedAt: '2026-11-20T00:00:00Z',
    dueAt: '2026-11-23T00:00:00Z',
  }),
  anIncident({ id: 'red', kind: 'emergency', severity: 'red', reportedAt: '2026-11-24T13:00:00Z' }),
]

describe('the list of incidents', () => {
  it('lets everything through without a filter', () => {
    expect(filterIncidents(some, noFilter, now)).toEqual(some)
  })

  it('shows as many rows as the chip says', () => {
    for (const kind of ['dispute', 'hazard', 'emergency', 'request'] as const) {
      const filter = { ...noFilter, severities: ['orange', 'blue'] }
      expect(filterIncidents(some, { ...filter, kinds: [kind] }, now)).toHaveLength(
        countIncidents(some, filter, now).kinds[kind],
      )
    }
    expect(countIncidents(some, noFilter, now)).toMatchObject({ overdue: 1 })
  })

  it('tells types of the same code by their kinds, and limits rung and time', () => {
    const ids = (change: object) => filterIncidents(some, { ...noFilter, ...change }, now).map(({ id }) => id)
    expect(ids({ types: ['hazard.x'] })).toEqual(['late'])
    expect(ids({ rungs: ['county'] })).toEqual([])
    expect(ids({ rungs: ['county', 'village'] })).toEqual(['new', 'late', 'red'])
    const period = { fromMs: Date.parse('2026-11-20T00:00:00Z'), toMs: Date.parse('2026-11-24T13:56:00Z') }
    expect(ids({ period })).toEqual(['late', 'red'])
    expect(ids({ ended: period })).toEqual([])
    const closed = anIncident({ id: 'closed', state: 'closed', closedAt: '2026-11-24T13:00:00Z' })
    expect(filterIncidents([...some, closed], { ...noFilter, ended: period }, now)).toEqual([closed])
  })

  it('says how much is set behind the fold, and that a state alone is no filter', () => {
    const view = { ...nothingChosen, incidentState: 'ended' }
    expect([countFolded(view), isFiltered(view)]).toEqual([0, false])
    const narrow = { ...view, incidentState: 'closed', incidentTypes: ['hazard.x', 'dispute.x'], incidentPeriod: '7d' }
    expect([countFolded(narrow), isFiltered(narrow)]).toEqual([3, true])
    expect(isFiltered({ ...view, incidentText: ' 者海' })).toBe(true)
  })

  it.each([
    ['lateness', { isOverdueOnly: true }, true],
    ['when they were reported', { incidentPeriod: '7d' }, true],
    ['when they ended', { incidentEnded: '7d' }, true],
    ['what was done', { isActedOnly: true }, true],
    ['who has them', { incidentAssignee: 'none' }, true],
    ['their kind', { incidentKinds: ['hazard'] }, false],
    ['their words', { incidentText: '者海' }, false],
  ])('knows whether a filter by %s says nothing of the past', (_what, change, isIdle) => {
    const view = { ...nothingChosen, incidentState: 'open' }
    expect(hasIdleFilter(view)).toBe(false)
    expect(hasIdleFilter({ ...view, ...change })).toBe(isIdle)
  })

  it('counts only open incidents as overdue', () => {
    const closed = anIncident({ dueAt: '2026-11-01T00:00:00Z', state: 'closed' })
    expect(isOverdue(closed, now)).toBe(false)
    expect(isOverdue({ ...closed, state: 'returned' }, now)).toBe(true)
  })

  it('puts the newest or the severest on top and leaves the given list alone', () => {
    const frozen = Object.freeze([...some])
    expect(sortIncidents(frozen, 'time').map(({ id }) => id)).toEqual(['new', 'red', 'late'])
    expect(sortIncidents(frozen, 'severity').map(({ id }) => id)).toEqual(['red', 'late', 'new'])
  })

  it('writes the same filter the same way whatever was clicked first', () => {
    expect(toggleWord(toggleWord([], 'hazard'), 'dispute')).toEqual(['dispute', 'hazard'])
    expect(toggleWord(['dispute', 'hazard'], 'hazard')).toEqual(['dispute'])
  })
})
