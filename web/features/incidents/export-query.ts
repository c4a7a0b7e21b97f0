import { endedStates } from '#api/incidents/incidents.contract.ts'

export type ListView = {
  incidentState: string
  scope: string | null
  incidentKinds: readonly string[]
  severities: readonly string[]
  isOverdueOnly: boolean
}

const words = (list: readonly string[]) => (list.length === 0 ? undefined : list.join(','))

/** What the list shows as a query of an export. Pure. */
export const exportQueryOf = (view: ListView): Record<string, string | undefined> => ({
  state: view.incidentState === 'open' ? 'open' : view.incidentState === 'ended' ? endedStates.join(',') : undefined,
  kind: words(view.incidentKinds),
  severity: words(view.severities),
  overdue: view.isOverdueOnly ? 'true' : undefined,
  area: view.scope ?? undefined,
})
