import { describe, expect, it } from 'vitest'
import { noFilter } from '../filter/incident-filter.ts'
import { readDays, readFigureList } from './figure-lists.ts'

const from = 'from=2026-11-18T16%3A00%3A00.000Z'

describe('the list of a figure', () => {
  it.each([
    ['state=open', { incidentState: 'open' }],
    ['overdue=true', { incidentState: 'open', isOverdueOnly: true }],
    [from, { incidentState: 'all', incidentPeriod: '7d' }],
    [`${from}&acted=true`, { incidentState: 'all', incidentPeriod: '7d', isActedOnly: true }],
    [`${from}&state=closed`, { incidentState: 'closed', incidentPeriod: '7d' }],
    [
      'state=closed&rung=village&endedSince=2026-11-18T16%3A00%3A00.000Z',
      { incidentState: 'closed', incidentRungs: ['village'], incidentEnded: '7d' },
    ],
  ])('is what %s asks for, and no filter of before stays', (list, filter) => {
    expect(readFigureList(list, 7)).toEqual({ ...noFilter, ...filter })
  })

  it('is of a time that is offered', () => {
    expect([readDays(7), readDays(90), readDays(8), readDays(Number.NaN)]).toEqual([7, 90, 30, 30])
  })
})
