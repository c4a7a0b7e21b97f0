import type { WorkingClock } from './working-time.ts'

/** Working days and hours by the calendar; `hours` and `minutes` run by night and on holidays as well. */
export type Term = { term: number; unit: 'workingDays' | 'workingHours' | 'hours' | 'minutes' }

/** When a term that begins at `from` is over. Throws on one that is not above zero. */
export function addTerm(clock: WorkingClock, from: Date, { term, unit }: Term): Date {
  if (unit === 'workingDays') return clock.addWorkingTime(from, { days: term }).at
  if (unit === 'workingHours') return clock.addWorkingTime(from, { hours: term }).at
  if (!(term > 0)) throw new Error(`a term of ${term}`)
  return new Date(from.getTime() + term * (unit === 'hours' ? 3_600_000 : 60_000))
}
