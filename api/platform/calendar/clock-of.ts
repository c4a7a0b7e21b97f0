import type { WorkingCalendar } from './calendar.contract.ts'
import { createWorkingClock, type WorkingClock } from './working-time.ts'

const clocks = new WeakMap<WorkingCalendar, WorkingClock>()

/** The clock of a calendar, made once for each: a calendar is the same object until somebody changes it. */
export function clockOf(calendar: WorkingCalendar): WorkingClock {
  const kept = clocks.get(calendar) ?? createWorkingClock(calendar)
  clocks.set(calendar, kept)
  return kept
}
