import type { ReferenceLists, TimeLimit } from '#api/operations/reference/reference.contract.ts'
import { readTypeCode } from '#api/operations/reference/type-code.contract.ts'
import { addTerm } from '#api/platform/calendar/add-term.ts'
import { clockOf } from '#api/platform/calendar/clock-of.ts'
import type { DueQuestion, FindDueAt } from './incident-rules.ts'

type LimitQuestion = Pick<DueQuestion, 'kind' | 'type' | 'severity' | 'details'>

/** How long each rung has for an incident, by the lists of the administrator. */
export type Deadlines = {
  dueAt: FindDueAt
  /** Whether an incident goes up by itself when the time of its rung is over. */
  climbs(question: LimitQuestion): boolean
}

/** The rule that says most of those that fit; undefined: there is no limit. Pure. */
export function findTimeLimit(
  lists: Pick<ReferenceLists, 'incident-types' | 'time-limits'>,
  { kind, type, severity, details }: LimitQuestion,
): TimeLimit | undefined {
  const code = readTypeCode(lists, kind, type)
  const complexity = typeof details.complexity === 'string' ? details.complexity : 'ordinary'
  const weigh = (rule: TimeLimit) =>
    (rule.severity === null ? 0 : 4) + (rule.type === null ? 0 : 2) + (rule.complexity === null ? 0 : 1)
  const isFit = (rule: TimeLimit) =>
    rule.kind === kind &&
    (rule.type ?? code) === code &&
    (rule.severity ?? severity) === severity &&
    (rule.complexity ?? complexity) === complexity
  return lists['time-limits'].items
    .filter(isFit)
    .reduce<TimeLimit | undefined>((best, rule) => (best && weigh(best) >= weigh(rule) ? best : rule), undefined)
}

/** By the lists as they are in memory: nothing is asked of the database, so this may be used within a transaction. */
export function createDeadlines(deps: { reference: { current(): ReferenceLists } }): Deadlines {
  const { reference } = deps
  return {
    dueAt({ rung, from, ...question }) {
      const lists = reference.current()
      const limit = findTimeLimit(lists, question)
      const amount = limit?.terms[rung] ?? null
      return limit === undefined || amount === null
        ? null
        : addTerm(clockOf(lists.calendar), from, { term: amount, unit: limit.unit })
    },
    climbs: (question) => findTimeLimit(reference.current(), question)?.climbs ?? false,
  }
}
