import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type WorkingCalendar, workingCalendar } from './calendar.contract.ts'
import { createWorkingClock } from './working-time.ts'

const shipped: WorkingCalendar = workingCalendar.parse(
  JSON.parse(readFileSync(new URL('../../../data/reference/calendar.json', import.meta.url), 'utf8')),
)
const clock = createWorkingClock(shipped)
/** An instant as a clock in China shows it. */
const at = (text: string) => new Date(`${text}+08:00`)
const shown = (date: Date) => new Date(date.getTime() + 8 * 3_600_000).toISOString().slice(0, 16)

describe('the shipped calendar', () => {
  it('knows the holidays of 2026 and the days that are worked in their stead', () => {
    expect(shipped.years).toEqual([2024, 2025, 2026])
    const free = ['2026-02-15', '2026-02-23', '2026-10-01', '2026-10-07', '2026-07-25', '2026-07-26']
    const worked = ['2026-02-14', '2026-02-28', '2026-09-20', '2026-10-10', '2026-10-08', '2026-07-24']
    expect(free.filter(clock.isWorkingDay)).toEqual([])
    expect(worked.filter((day) => !clock.isWorkingDay(day))).toEqual([])
  })
})

describe('a term in working days', () => {
  it.each([
    // The day of the report is not counted.
    ['2026-07-22T10:00', 1, '2026-07-23T18:00', 'on a Wednesday morning'],
    ['2026-07-22T23:30', 1, '2026-07-23T18:00', 'at night'],
    ['2026-07-23T00:10', 1, '2026-07-24T18:00', 'after midnight'],
    ['2026-07-24T10:00', 1, '2026-07-27T18:00', 'on a Friday'],
    ['2026-07-25T10:00', 1, '2026-07-27T18:00', 'on a Saturday'],
    ['2026-07-22T10:00', 7, '2026-07-31T18:00', 'seven over a weekend'],
    ['2026-07-22T10:00', 20, '2026-08-19T18:00', 'twenty over four weekends'],
    ['2026-02-13T17:00', 1, '2026-02-14T18:00', 'before a Saturday that is worked'],
    ['2026-02-14T09:00', 1, '2026-02-24T18:00', 'over the Spring Festival'],
    ['2026-02-18T09:00', 7, '2026-03-03T18:00', 'within it, over the Saturday that is worked after it'],
    ['2026-09-30T09:00', 3, '2026-10-10T18:00', 'over the National Day and its Saturday'],
    ['2026-07-22T10:00', 0.5, '2026-07-23T18:00', 'half a day is one'],
  ])('from %s, %s days, ends %s: %s', (from, days, end) => {
    expect(shown(clock.addWorkingTime(at(from), { days }).at)).toBe(end)
  })
})

describe('a term in working hours', () => {
  it.each([
    ['2026-07-22T09:00', 2, '2026-07-22T11:00', 'within the morning'],
    ['2026-07-22T11:00', 1, '2026-07-22T12:00', 'to the very end of the morning'],
    ['2026-07-22T11:00', 2, '2026-07-22T15:00', 'over the pause'],
    ['2026-07-22T12:30', 2, '2026-07-22T16:00', 'in the pause'],
    ['2026-07-22T17:00', 2, '2026-07-23T09:00', 'over the night'],
    ['2026-07-22T23:00', 4, '2026-07-23T12:00', 'at night'],
    ['2026-07-24T17:30', 1, '2026-07-27T08:30', 'over a weekend'],
    ['2026-07-25T10:00', 8, '2026-07-27T18:00', 'a whole day from a Saturday'],
    ['2026-02-14T17:00', 3, '2026-02-24T10:00', 'from a Saturday that is worked over the Spring Festival'],
    ['2026-07-22T09:00', 0.25, '2026-07-22T09:15', 'a quarter'],
  ])('from %s, %s hours, ends %s: %s', (from, hours, end) => {
    expect(shown(clock.addWorkingTime(at(from), { hours }).at)).toBe(end)
  })
})

it('counts only weekends in a year that the calendar has not got, and says so', () => {
  const end = clock.addWorkingTime(at('2026-12-30T10:00'), { days: 3 })
  // Friday, 1 January 2027 counts as a working day: nobody has said that it is free.
  expect(shown(end.at)).toBe('2027-01-04T18:00')
  expect(end.unknownYears).toEqual([2027])
  expect(clock.addWorkingTime(at('2026-12-28T10:00'), { days: 3 }).unknownYears).toEqual([])
  expect(clock.addWorkingTime(at('2030-03-01T10:00'), { hours: 1 }).unknownYears).toEqual([2030])
})

it('refuses a term of nothing, and a calendar that has no working day for years', () => {
  expect(() => clock.addWorkingTime(at('2026-07-22T10:00'), { days: 0 })).toThrow('a term of 0')
  expect(() => clock.addWorkingTime(at('2026-07-22T10:00'), { hours: Number.NaN })).toThrow('a term of NaN')
  const days = Array.from({ length: 4_100 }, (_, index) => ({
    date: new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10),
    isWorking: false,
    zh: '假',
    en: 'Off',
  }))
  const never = createWorkingClock({ ...shipped, days })
  expect(() => never.addWorkingTime(at('2026-02-01T10:00'), { days: 1 })).toThrow('no working day')
})

it('hour by hour gives what all hours at once give, whenever it begins', () => {
  const minute = fc.integer({ min: Date.UTC(2024, 0, 1) / 60_000, max: Date.UTC(2026, 10, 1) / 60_000 })
  fc.assert(
    fc.property(minute, fc.integer({ min: 1, max: 40 }), (minutes, hours) => {
      const from = new Date(minutes * 60_000)
      let end = from
      for (let hour = 0; hour < hours; hour += 1) end = clock.addWorkingTime(end, { hours: 1 }).at
      expect(end).toEqual(clock.addWorkingTime(from, { hours }).at)
    }),
    { seed: 5, numRuns: 300 },
  )
})

describe('a calendar', () => {
  it.each([
    [
      'hours that overlap',
      {
        hours: [
          { from: '08:00', to: '12:00' },
          { from: '11:00', to: '18:00' },
        ],
      },
    ],
    ['hours that end before they begin', { hours: [{ from: '18:00', to: '08:00' }] }],
    ['no hours', { hours: [] }],
    ['a day twice', { days: [shipped.days[0], shipped.days[0]] }],
    ['a day of a year that is not among the years', { years: [2025, 2026] }],
    ['a day that there is not', { days: [{ date: '2026-02-30', isWorking: false, zh: '假', en: 'Off' }] }],
  ])('is none with %s', (_, wrong) => {
    expect(workingCalendar.safeParse({ ...shipped, ...wrong }).success).toBe(false)
    expect(workingCalendar.safeParse(shipped).success).toBe(true)
  })
})
