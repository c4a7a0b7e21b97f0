import type { QueryClient } from '@tanstack/react-query'
import {
  endedStates,
  type Incident,
  type IncidentDetail,
  incidentStates,
} from '#api/operations/incidents/incidents.contract.ts'
import type { LiveEvent } from '#api/platform/events/events.contract.ts'

type Words = Pick<Incident, 'kind' | 'severity' | 'state' | 'rung'>
type Listed = { items: Incident[]; total: number }

const isEnded = (state: Incident['state']) => (endedStates as readonly string[]).includes(state)

/** What an event says of an incident, in a row that may be older. The same row where it says nothing new. Pure. */
export function patchRow(row: Incident, { recordId, version, at, data }: LiveEvent): Incident {
  if (row.id !== recordId || version === null || version <= row.version) return row
  const { kind, severity, state, rung } = data as Words
  return { ...row, kind, severity, state, rung, version, changedAt: at }
}

/** Whether a list of this state (`open`, `ended`, `all` or a single one) has the row. Pure. */
function isListed(listState: unknown, { state }: Incident): boolean {
  if (listState === 'open') return !isEnded(state)
  if (listState === 'ended') return isEnded(state)
  return !incidentStates.some((each) => each === listState) || state === listState
}

/** Shows what an event says of incidents that are on the screen already; what it does not say is read again by
 *  `refetchIncidents`. */
export function patchIncidents(queryClient: QueryClient, event: LiveEvent): void {
  for (const [queryKey, list] of queryClient.getQueriesData<Listed>({ queryKey: ['incidents'] })) {
    const place = list?.items.findIndex(({ id }) => id === event.recordId) ?? -1
    const row = list?.items[place]
    if (!list || !row) continue
    const patched = patchRow(row, event)
    if (patched === row) continue
    const items = isListed(queryKey[1], patched)
      ? list.items.with(place, patched)
      : list.items.filter((item) => item !== row)
    // As old as it was: only the one row is known to be new.
    const updatedAt = queryClient.getQueryState(queryKey)?.dataUpdatedAt
    queryClient.setQueryData(
      queryKey,
      { ...list, items, total: list.total - (list.items.length - items.length) },
      { updatedAt },
    )
  }
  const detailKey = ['incident', event.recordId]
  const detail = queryClient.getQueryData<IncidentDetail>(detailKey)
  const updatedAt = queryClient.getQueryState(detailKey)?.dataUpdatedAt
  if (!detail) return
  // The version says what has been seen, and goes along with what is sent: the rest of this one has yet to be read.
  const { version } = detail
  queryClient.setQueryData(detailKey, { ...patchRow(detail, event), version }, { updatedAt })
}

/** Reads again what may list one of these incidents; null: any. What is not on the screen is read when it is next shown. */
export async function refetchIncidents(queryClient: QueryClient, ids: ReadonlySet<string> | null): Promise<void> {
  await queryClient.invalidateQueries({
    predicate: ({ queryKey: [name, id] }) =>
      name === 'incidents' ||
      name === 'incidents-here' ||
      name === 'incidents-similar' ||
      (name === 'incident' && (ids === null || ids.has(String(id)))),
  })
}

/** Reads again what counts incidents: figures, charts, rates and hot spots. Each is a sum over all of them. */
export async function refetchCounts(queryClient: QueryClient): Promise<void> {
  await queryClient.invalidateQueries({
    predicate: ({ queryKey: [name] }) => name === 'incident-rates' || name === 'incident-figures',
  })
}
