import { addTerm } from '#api/calendar/add-term.ts'
import type { WorkingCalendar } from '#api/calendar/calendar.contract.ts'
import { createWorkingClock, type WorkingClock } from '#api/calendar/working-time.ts'
import { readTypeCode } from '#api/incidents/incident-deadlines.ts'
import type { Incident } from '#api/incidents/incidents.contract.ts'
import type { ReferenceLists } from '#api/reference/reference.contract.ts'
import type { WhistleReason } from './whistles.contract.ts'

/** Who is called where nobody is named: by the run card of the type, else of the kind; those that are retired left out. Pure. */
export function departmentsFor(
  lists: Pick<ReferenceLists, 'departments' | 'run-cards' | 'incident-types'>,
  { kind, type }: Pick<Incident, 'kind' | 'type'>,
): string[] {
  const { departments, 'run-cards': cards } = lists
  const code = readTypeCode(lists, kind, type)
  const ofKind = cards.items.filter((card) => card.kind === kind)
  const card = ofKind.find((one) => one.type === code) ?? ofKind.find((one) => one.type === null)
  const live = new Set(departments.items.filter(({ isRetired }) => !isRetired).map(({ code }) => code))
  return [...new Set(card?.departments)].filter((code) => live.has(code))
}

const clocks = new WeakMap<WorkingCalendar, WorkingClock>()
/** One calendar is the same object until somebody changes it. */
function clockOf(calendar: WorkingCalendar): WorkingClock {
  const kept = clocks.get(calendar) ?? createWorkingClock(calendar)
  clocks.set(calendar, kept)
  return kept
}

/** Until when a department that is called at `from` has to report in, and to be done. Pure. */
export function whistleTerms(
  { calendar, 'whistle-limits': limits }: Pick<ReferenceLists, 'calendar' | 'whistle-limits'>,
  reason: WhistleReason,
  from: Date,
): { reportDueAt: Date; doneDueAt: Date } {
  const limit = limits.items.find((one) => one.reason === reason)
  if (!limit) throw new Error(`no term for whistles of the reason ${reason}`)
  const clock = clockOf(calendar)
  return { reportDueAt: addTerm(clock, from, limit.reportIn), doneDueAt: addTerm(clock, from, limit.done) }
}
