import type { ReferenceLists } from '#api/operations/reference/reference.contract.ts'
import { addTerm } from '#api/platform/calendar/add-term.ts'
import { clockOf } from '#api/platform/calendar/clock-of.ts'
import type { WhistleReason } from './whistles.contract.ts'

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
