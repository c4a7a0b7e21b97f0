import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Incident, IncidentDetail, IncidentKind } from '#api/operations/incidents/incidents.contract.ts'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { fetchAllIncidents, fetchIncident, fetchIncidentPage } from '#web/api-client/client.ts'
import { fetchSimilar } from '#web/api-client/incident-calls.ts'
import { unlessAreaGone } from '#web/api-client/problem.ts'
import { fetchUnits } from '#web/api-client/unit-calls.ts'
import { stateParameter } from './filter/export-query.ts'

/** Events say what has changed (`incidents.live.ts`); this is for what none of them tells, such as demo data that was loaded. */
const refreshMs = 5 * 60_000

type Asked = {
  /** `open`, `ended`, `all` or a single one. */
  state: string
  area: string | null
  text: string
  isActedOnly: boolean
  assignee: string | null
}

/** What only the server finds: a state, an area, a text in any writing, whether anything was done, who has it. All the rest is filtered
 *  here, so that a chip answers at once and its number is right. */
export const incidentsQuery = ({ state, area, text, isActedOnly, assignee }: Asked) =>
  queryOptions({
    queryKey: ['incidents', state, area, text.trim(), isActedOnly, assignee],
    queryFn: ({ signal }) =>
      fetchAllIncidents(
        {
          state: stateParameter(state),
          area: area ?? undefined,
          q: text.trim() || undefined,
          acted: isActedOnly ? 'true' : undefined,
          assignee: assignee ?? undefined,
        },
        signal,
      ),
    staleTime: 15_000,
    refetchInterval: unlessAreaGone(refreshMs),
    placeholderData: keepPreviousData,
  })

/** The newest open incidents of one area and how many there are. */
export const incidentsHereQuery = (area: string) =>
  queryOptions({
    queryKey: ['incidents-here', area],
    queryFn: ({ signal }) => fetchIncidentPage({ state: 'open', area, limit: '20' }, signal),
    staleTime: 15_000,
    refetchInterval: unlessAreaGone(refreshMs),
  })

/** Open ones of a kind around a place, which may be the same one. */
export const similarQuery = (kind: IncidentKind, lngLat: LngLat) =>
  queryOptions({
    queryKey: ['incidents-similar', kind, ...lngLat],
    queryFn: ({ signal }) => fetchSimilar(kind, lngLat, signal),
    staleTime: 5_000,
  })

/** Units that can be sent: by what somebody typed, or else those that are for a grid. */
export const unitsQuery = (typed: string, gridCode: string | null) =>
  queryOptions({
    queryKey: ['units', 'sendable', typed, typed === '' ? gridCode : null],
    queryFn: ({ signal }) =>
      fetchUnits(
        { active: 'true', limit: 30, ...(typed !== '' ? { q: typed } : { serves: gridCode ?? undefined }) },
        signal,
      ),
    staleTime: 15_000,
    placeholderData: keepPreviousData,
  })

const mostUnits = 500
/** Units that incidents may be looked for by, retired ones as well. */
export const allUnitsQuery = () =>
  queryOptions({
    queryKey: ['units', 'all'],
    queryFn: ({ signal }) => fetchUnits({ limit: mostUnits }, signal),
    staleTime: 60_000,
  })

/** What the server has just answered about one incident is what every list and the map show next. */
export function takeIn(queryClient: QueryClient, incident: IncidentDetail): void {
  queryClient.setQueryData<ShownIncident>(['incident', incident.id], incident)
  // at once: who goes on before the lists have come again must not work on what was
  for (const key of ['incidents', 'incidents-here'])
    queryClient.setQueriesData<{ items?: Incident[] }>({ queryKey: [key] }, (list) =>
      list?.items?.some(({ id, version }) => id === incident.id && version < incident.version)
        ? { ...list, items: list.items.map((item) => (item.id === incident.id ? { ...item, ...incident } : item)) }
        : list,
    )
  for (const key of ['incidents', 'incidents-here', 'incidents-similar', 'incident-figures', 'incident-rates'])
    void queryClient.invalidateQueries({ queryKey: [key] })
}

/** A list's row until the whole incident with its timeline is there. */
export type ShownIncident = Incident & Partial<IncidentDetail>

/** One incident, at once where a list already has it. */
export const incidentQuery = (id: string, queryClient: QueryClient) =>
  queryOptions({
    queryKey: ['incident', id],
    queryFn: ({ signal }): Promise<ShownIncident> => fetchIncident(id, signal),
    staleTime: 15_000,
    refetchInterval: refreshMs,
    placeholderData: (): ShownIncident | undefined => findListedIncident(queryClient, id),
  })

export function findListedIncident(queryClient: QueryClient, id: string): Incident | undefined {
  const lists = [
    ...queryClient.getQueriesData<{ items: Incident[] }>({ queryKey: ['incidents'] }),
    ...queryClient.getQueriesData<{ items: Incident[] }>({ queryKey: ['incidents-here'] }),
  ]
  for (const [, list] of lists) {
    const found = list?.items.find((incident) => incident.id === id)
    if (found) return found
  }
  return undefined
}
