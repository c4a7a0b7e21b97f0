import type { ScopedTransaction } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import type { NewEvent } from '#api/platform/events/events.contract.ts'
import { heldAbove, noSuchIncident } from './incident-errors.ts'
import type { IncidentState } from './incidents.contract.ts'
import { type IncidentMore, type IncidentRow, readIncident } from './incidents.repo.ts'
import { isAtRung, isStepOfAssignee } from './lifecycle.contract.ts'

/** An incident whose row a transaction holds. */
export type Held = { row: IncidentRow; more: IncidentMore }

/** Holds an incident within reach until the transaction ends. Throws 404 where there is none. */
export async function holdIncident(transaction: ScopedTransaction, id: string): Promise<Held> {
  const held = await readIncident(transaction, id, 'lock')
  if (!held) throw noSuchIncident()
  return held
}

/** Who works below the rung that has an incident leaves it to that rung, but for the steps (`to`) of whoever was given it. Throws
 *  403. Pure. */
export function requireRung({ areas }: Pick<Scope, 'areas'>, { row, more }: Held, to?: IncidentState): void {
  if (isAtRung(areas, row)) return
  if (to === undefined || !isStepOfAssignee(areas, { state: row.state, assignee: more.assignee }, to)) throw heldAbove()
}

const departmentOf = ({ more }: Held): string[] =>
  typeof more.assignee?.departmentId === 'string' ? [more.assignee.departmentId] : []

/** What the log is told of an incident; `former`: as it was before. Pure. */
export function incidentEventOf(
  name: 'incident.reported' | 'incident.changed' | 'incident.noted' | 'incident.overdue',
  held: Held,
  former: Held = held,
): NewEvent {
  const { id, version, gridCode, kind, severity, state, rung } = held.row
  // Whose it was hears that it is gone.
  const departments = [...new Set([...departmentOf(held), ...departmentOf(former)])]
  const words = { kind, severity, state, rung, ...(departments.length > 0 && { departments }) }
  const place = { recordKind: 'incident' as const, recordId: id, version, area: gridCode }
  if (name === 'incident.changed')
    return {
      name,
      ...place,
      data: { ...words, ...(former.row.gridCode !== gridCode && { formerArea: former.row.gridCode }) },
    }
  return { name, ...place, data: words }
}
