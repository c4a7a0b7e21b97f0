import { keepPreviousData, type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import { referenceQuery } from '#web/api-client/reference-query.ts'
import { fetchWhistles, fetchWhistlesOf } from '#web/api-client/whistle-calls.ts'
import { useLanguage } from '#web/shared/use-text.ts'

/** The clocks run on: what is overdue is read again in between, whatever is heard. */
const refetchInterval = 30_000
const staleTime = 10_000

/** All there were of an incident. */
export const whistlesOfQuery = (incidentId: string) =>
  queryOptions({
    queryKey: ['whistles', 'of', incidentId],
    queryFn: ({ signal }) => fetchWhistlesOf(incidentId, signal),
    staleTime,
    refetchInterval,
  })

export const whistleFilters = ['open', 'overdue', 'closed'] as const
export type WhistleFilter = (typeof whistleFilters)[number]
const queryOf: Record<WhistleFilter, string> = {
  open: 'state=open',
  overdue: 'state=open&overdue=true',
  closed: 'state=closed',
}
export const whistlesAtOnce = 100

export const whistlesQuery = (filter: WhistleFilter) =>
  queryOptions({
    queryKey: ['whistles', 'list', filter],
    queryFn: ({ signal }) => fetchWhistles(`${queryOf[filter]}&limit=${whistlesAtOnce}`, signal),
    staleTime,
    refetchInterval,
    placeholderData: keepPreviousData,
  })

/** Reads again whatever shows whistles, and the incident whose history has grown. */
export const refetchWhistles = async (queryClient: QueryClient, incidentId?: string): Promise<void> => {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['whistles'] }),
    ...(incidentId === undefined ? [] : [queryClient.invalidateQueries({ queryKey: ['incident', incidentId] })]),
  ])
}

/** The lists by which departments are named and chosen; undefined until they are there. */
export function useDepartments() {
  const { data } = useQuery(referenceQuery())
  const language = useLanguage()
  const items = data?.lists.departments.body.items
  return {
    lists: data?.lists,
    offered: items?.filter(({ isRetired }) => !isRetired) ?? [],
    nameOf: (code: string) => items?.find((item) => item.code === code)?.[language] ?? code,
  }
}
