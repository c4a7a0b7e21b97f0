import { describe, expect, it } from 'vitest'
import { readShippedLists } from '#api/operations/reference/shipped-lists.ts'
import { readTypeCode } from '#api/operations/reference/type-code.contract.ts'
import { createDeadlines, findTimeLimit } from './incident-deadlines.ts'
import type { DueQuestion } from './incident-rules.ts'

const shipped = readShippedLists()
const { dueAt, climbs } = createDeadlines({ reference: { current: () => shipped } })
/** Wednesday, 22 July 2026, ten in the morning in China. */
const from = new Date('2026-07-22T10:00:00+08:00')
const aCase = (change: Partial<DueQuestion> = {}): DueQuestion => ({
  kind: 'dispute',
  type: 'neighbours',
  rung: 'grid',
  severity: 'blue',
  details: {},
  from,
  ...change,
})
const shown = (change: Partial<DueQuestion>) => {
  const due = dueAt(aCase(change))
  return due && new Date(due.getTime() + 8 * 3_600_000).toISOString().slice(0, 16)
}

describe('the time a rung has', () => {
  it.each<[string, Partial<DueQuestion>, string]>([
    ['a simple dispute', { details: { complexity: 'simple' } }, '2026-07-23T18:00'],
    ['a dispute of which nobody said how hard it is', {}, '2026-07-31T18:00'],
    ['a complex dispute', { details: { complexity: 'complex' } }, '2026-08-19T18:00'],
    ['a dispute of a type nobody knows', { type: '奇怪的事' }, '2026-07-31T18:00'],
    ['a hazard in the grid', { kind: 'hazard', type: 'road' }, '2026-07-24T18:00'],
    ['a hazard in the county', { kind: 'hazard', type: 'road', rung: 'county' }, '2026-08-05T18:00'],
    [
      'an orange hazard on a Saturday night',
      {
        kind: 'hazard',
        severity: 'orange',
        from: new Date('2026-07-25T23:00:00+08:00'),
      },
      '2026-07-26T03:00',
    ],
    ['a red hazard', { kind: 'hazard', severity: 'red' }, '2026-07-22T11:00'],
    ['an emergency', { kind: 'emergency', type: 'fire' }, '2026-07-22T10:30'],
    ['a request', { kind: 'request', type: 'roads' }, '2026-07-24T18:00'],
    ['a request for advice, by its name', { kind: 'request', type: '政策咨询' }, '2026-07-22T16:00'],
  ])('of %s', (_, change, end) => {
    expect(shown(change)).toBe(end)
  })

  it('is none where no rule fits, or where its rung has no term', () => {
    const [rule] = shipped['time-limits'].items
    const empty = createDeadlines({ reference: { current: () => ({ ...shipped, 'time-limits': { items: [] } }) } })
    expect(empty.dueAt(aCase())).toBeNull()
    expect(empty.climbs(aCase())).toBe(false)
    const items = [
      { ...rule, complexity: null, terms: { ...rule?.terms, village: null } },
    ] as (typeof shipped)['time-limits']['items']
    const some = createDeadlines({ reference: { current: () => ({ ...shipped, 'time-limits': { items } }) } })
    expect(some.dueAt(aCase({ rung: 'village' }))).toBeNull()
    expect(some.dueAt(aCase({ rung: 'grid' }))).not.toBeNull()
  })

  it('follows the lists as they are changed', () => {
    let lists = shipped
    const deadlines = createDeadlines({ reference: { current: () => lists } })
    const before = deadlines.dueAt(aCase({ details: { complexity: 'simple' } }))
    const day = { date: '2026-07-23', isWorking: false, zh: '州庆', en: 'Local holiday' }
    lists = { ...shipped, calendar: { ...shipped.calendar, days: [...shipped.calendar.days, day] } }
    const after = deadlines.dueAt(aCase({ details: { complexity: 'simple' } }))
    expect([before, after].map((due) => due?.toISOString())).toEqual([
      '2026-07-23T10:00:00.000Z',
      '2026-07-24T10:00:00.000Z',
    ])
  })
})

it('disputes and hazards go up by themselves, requests do not', () => {
  expect(climbs(aCase())).toBe(true)
  expect(climbs(aCase({ kind: 'hazard' }))).toBe(true)
  expect(climbs(aCase({ kind: 'request' }))).toBe(false)
})

it('of two rules the one that says more applies: a severity before a type before how hard it is', () => {
  const rule = (change: object) => ({
    ...shipped['time-limits'].items[0],
    type: null,
    complexity: null,
    severity: null,
    ...change,
  })
  const items = [
    rule({}),
    rule({ complexity: 'simple' }),
    rule({ type: 'family' }),
    rule({ type: 'family', complexity: 'simple' }),
    rule({ severity: 'red' }),
  ] as (typeof shipped)['time-limits']['items']
  const find = (change: Partial<DueQuestion>) =>
    items.indexOf(findTimeLimit({ ...shipped, 'time-limits': { items } }, aCase(change)) as never)
  const simple = { details: { complexity: 'simple' } }
  expect(find({})).toBe(0)
  expect(find(simple)).toBe(1)
  expect(find({ type: 'family' })).toBe(2)
  expect(find({ type: '婚姻家庭', ...simple })).toBe(3)
  expect(find({ type: 'family', severity: 'red', ...simple })).toBe(4)
})

it('a type is known by its code and by both of its names, within its kind', () => {
  expect(['landslide', '滑坡', 'Landslide', '疑似滑坡'].map((type) => readTypeCode(shipped, 'hazard', type))).toEqual([
    'landslide',
    'landslide',
    'landslide',
    '疑似滑坡',
  ])
  expect(readTypeCode(shipped, 'dispute', '滑坡')).toBe('滑坡')
})
