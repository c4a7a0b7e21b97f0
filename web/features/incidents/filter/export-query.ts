import { endedStates, incidentStates } from '#api/operations/incidents/incidents.contract.ts'
import type { FilterView } from './incident-filter.ts'
import { periodBounds } from './incident-period.ts'

const words = (list: readonly string[]) => (list.length === 0 ? undefined : [...new Set(list)].join(','))

/** A state of the list (`open`, `ended`, `all` or a single one) as the server takes it. Pure. */
export const stateParameter = (state: string): string | undefined =>
  state === 'ended'
    ? endedStates.join(',')
    : ['open', ...incidentStates].some((each) => each === state)
      ? state
      : undefined

const instant = (ms: number | undefined) =>
  ms === undefined || !Number.isFinite(ms) ? undefined : new Date(ms).toISOString()

/** What the list shows as a query of an export. Pure. */
export function exportQueryOf(
  view: FilterView & { scope: string | null },
  nowMs: number,
): Record<string, string | undefined> {
  const period = periodBounds(view.incidentPeriod, nowMs)
  const ended = periodBounds(view.incidentEnded, nowMs)
  return {
    state: stateParameter(view.incidentState),
    kind: words(view.incidentKinds),
    severity: words(view.severities),
    type: words(view.incidentTypes),
    rung: words(view.incidentRungs),
    overdue: view.isOverdueOnly ? 'true' : undefined,
    acted: view.isActedOnly ? 'true' : undefined,
    assignee: view.incidentAssignee ?? undefined,
    q: view.incidentText.trim() || undefined,
    from: instant(period?.fromMs),
    to: instant(period?.toMs),
    endedSince: instant(ended?.fromMs),
    endedTo: instant(ended?.toMs),
    area: view.scope ?? undefined,
  }
}
