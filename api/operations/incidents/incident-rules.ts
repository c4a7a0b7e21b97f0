import type { Incident } from './incidents.contract.ts'
import type { WordRules } from './word-rules.ts'

/** What a time limit goes by. */
export type DueQuestion = Pick<Incident, 'kind' | 'type' | 'rung' | 'severity'> & {
  details: Readonly<Record<string, unknown>>
  /** Since when the present rung has it. */
  from: Date
}
/** Until when a rung has to be done with an incident; null: there is no limit. Pure. */
export type FindDueAt = (question: DueQuestion) => Date | null
/** What the rules of a county say at this moment. Read before a transaction: in it nothing else may reach the database. */
export type IncidentRules = WordRules & {
  dueAt: FindDueAt
  hasDepartment(id: string): boolean
}

/** The same as an ISO instant. Pure. */
export const dueInstant = ({ dueAt }: Pick<IncidentRules, 'dueAt'>, question: DueQuestion): string | null =>
  dueAt(question)?.toISOString() ?? null
