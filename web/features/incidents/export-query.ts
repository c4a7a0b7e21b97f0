import { endedStates, incidentStates } from '#api/incidents/incidents.contract.ts'
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

/** What the list shows as a query of an export. Of types the server takes only the codes: where two kinds have one of the same
 *  code, the kinds tell them apart. Pure. */
export function exportQueryOf(
  view: FilterView & { scope: string | null },
  nowMs: number,
): Record<string, string | undefined> {
  const period = periodBounds(view.incidentPeriod, nowMs)
  const types = view.incidentTypes.map((type) => type.split('.'))
  return {
    state: stateParameter(view.incidentState),
    kind: words(view.incidentKinds.length > 0 ? view.incidentKinds : types.map(([kind]) => kind ?? '')),
    severity: words(view.severities),
    type: words(types.map(([, code]) => code ?? '')),
    rung: words(view.incidentRungs),
    overdue: view.isOverdueOnly ? 'true' : undefined,
    acted: view.isActedOnly ? 'true' : undefined,
    q: view.incidentText.trim() || undefined,
    from: instant(period?.fromMs),
    to: instant(period?.toMs),
    endedSince: instant(periodBounds(view.incidentEnded, nowMs)?.fromMs),
    area: view.scope ?? undefined,
  }
}
