import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { addTerm, type Term } from './add-term.ts'
import { workingCalendar } from './calendar.contract.ts'
import { createWorkingClock } from './working-time.ts'

const clock = createWorkingClock(
  workingCalendar.parse(
    JSON.parse(readFileSync(new URL('../../../data/reference/calendar.json', import.meta.url), 'utf8')),
  ),
)
/** A Friday, an hour before work ends. */
const friday = new Date('2026-07-24T17:00+08:00')

it.each<[Term, string]>([
  [{ term: 30, unit: 'minutes' }, '2026-07-24T17:30+08:00'],
  [{ term: 24, unit: 'hours' }, '2026-07-25T17:00+08:00'],
  [{ term: 4, unit: 'workingHours' }, '2026-07-27T11:00+08:00'],
  [{ term: 5, unit: 'workingDays' }, '2026-07-31T18:00+08:00'],
])('a term of %o from a Friday afternoon is over at %s', (term, end) => {
  expect(addTerm(clock, friday, term)).toEqual(new Date(end))
})

it.each(['workingDays', 'hours'] as const)('refuses a term of no %s', (unit) => {
  expect(() => addTerm(clock, friday, { term: 0, unit })).toThrow('a term of 0')
})
