import type { WorkingCalendar } from './calendar.contract.ts'

/** China has one clock, eight hours ahead of UTC, without summer time since 1991. */
const offsetMs = 8 * 3_600_000
const minuteMs = 60_000
const dayMs = 86_400_000

export type WorkingTerm = { days: number } | { hours: number }

export type WorkingEnd = {
  at: Date
  /** Years on the way whose holidays the calendar has not got: of those only the weekends were counted out. */
  unknownYears: number[]
}

/** A calendar made ready to count by: the same one is asked for every incident. */
export type WorkingClock = {
  /** `YYYY-MM-DD` as people there say it. */
  isWorkingDay(date: string): boolean
  /** When a term that begins at `from` ends.
   *
   *  Days: the day it begins on is not counted, and it ends with the last working hour of the last working day (as 民法典
   *  articles 201 to 203 count). Hours: of working time alone; what begins at night, in the pause or on a free day begins with
   *  the next working hour. Both may be fractions. Throws on a term that is not above zero. */
  addWorkingTime(from: Date, term: WorkingTerm): WorkingEnd
}

/** Nobody sets a term that long; a calendar without a working day would be looked through for ever. */
const mostDays = 4_000

const dateOf = (localMs: number): string => new Date(localMs).toISOString().slice(0, 10)
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** Pure. */
export function createWorkingClock({ hours, years, days }: WorkingCalendar): WorkingClock {
  const special = new Map(days.map(({ date, isWorking }) => [date, isWorking]))
  const known = new Set(years)
  const sessions = hours.map(({ from, to }) => ({ from: minutesOf(from) * minuteMs, to: minutesOf(to) * minuteMs }))
  const dayEnd = sessions.at(-1)?.to ?? dayMs

  const isWorking = (date: string, midnight: number): boolean => {
    const weekday = new Date(midnight).getUTCDay()
    return special.get(date) ?? (weekday !== 0 && weekday !== 6)
  }

  /** The working days from `midnight` (local) on, with the years passed through. */
  function* workingDays(midnight: number, passed: Set<number>): Generator<number> {
    for (let count = 0; count < mostDays; count += 1) {
      const day = midnight + count * dayMs
      const date = dateOf(day)
      passed.add(Number(date.slice(0, 4)))
      if (isWorking(date, day)) yield day
    }
    throw new Error('the calendar has no working day for years')
  }

  function endOfDays(localMs: number, term: number, passed: Set<number>): number {
    const midnight = Math.floor(localMs / dayMs) * dayMs
    let left = Math.ceil(term)
    for (const day of workingDays(midnight + dayMs, passed)) {
      left -= 1
      if (left === 0) return day + dayEnd
    }
    throw new Error('a generator of working days ended')
  }

  function endOfHours(localMs: number, term: number, passed: Set<number>): number {
    const midnight = Math.floor(localMs / dayMs) * dayMs
    let left = Math.round(term * 60) * minuteMs
    for (const day of workingDays(midnight, passed))
      for (const { from, to } of sessions) {
        const begin = Math.max(day + from, localMs)
        const span = day + to - begin
        if (span <= 0) continue
        if (left <= span) return begin + left
        left -= span
      }
    throw new Error('a generator of working days ended')
  }

  return {
    isWorkingDay: (date) => isWorking(date, Date.parse(`${date}T00:00:00Z`)),
    addWorkingTime(from, term) {
      const amount = 'days' in term ? term.days : term.hours
      if (!(amount > 0)) throw new Error(`a term of ${amount}`)
      const localMs = from.getTime() + offsetMs
      const passed = new Set<number>([Number(dateOf(localMs).slice(0, 4))])
      const end = 'days' in term ? endOfDays(localMs, term.days, passed) : endOfHours(localMs, term.hours, passed)
      return { at: new Date(end - offsetMs), unknownYears: [...passed].filter((year) => !known.has(year)) }
    },
  }
}
